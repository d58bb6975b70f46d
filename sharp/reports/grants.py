"""Grant rows: made, opened, rewrapped; and the keys that one person holds to one report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.reports import Grant, Report
from sharp.model.words import GrantForm, GrantState, ReaderKind
from sharp.vault import grants as vault_grants
from sharp.vault.encoding import NO_ID, new_id
from sharp.vault.errors import CommitmentMismatch, RowForged
from sharp.vault.grants import GrantAddress
from sharp.vault.person import Opener, PersonKeys
from sharp.vault.report_keys import ReportKeys, commitments
from sharp.vault.slots import FULL, HAND_OVER, Slot

COMMIT_SIZE = 32
COMMITTED_SLOTS = (Slot.THREAD, Slot.IDENTITY, Slot.CASE)
EPOCH_SIZE = COMMIT_SIZE * len(COMMITTED_SLOTS)


@dataclass(frozen=True, repr=False)
class Keyring:
    """Every epoch's keys that somebody holds to one report."""

    held: tuple[ReportKeys, ...]

    def all_of(self, slot: Slot, epoch: int) -> Iterator[ReportKeys]:
        """One set of keys for thread, identity and case; for the slots of hand-overs one each."""
        return (keys for keys in self.held if keys.epoch == epoch and slot in keys.slots)

    def find(self, slot: Slot, epoch: int) -> bytes | None:
        """The key of a slot that has one an epoch."""
        return next((keys.key(slot) for keys in self.all_of(slot, epoch)), None)

    def of_hand_over(self, followup_id: bytes, epoch: int) -> ReportKeys | None:
        return next((keys for keys in self.held if (keys.followup_id, keys.epoch) == (followup_id, epoch)), None)

    def with_keys(self, keys: ReportKeys) -> "Keyring":
        return Keyring((*self.held, keys))

    @property
    def is_helpers(self) -> bool:
        """Of somebody to whom something was handed, and who holds nothing else: other hand-overs are not theirs."""
        return bool(self.held) and all(keys.followup_id != NO_ID for keys in self.held)

    def of_epoch(self, epoch: int) -> ReportKeys | None:
        return next((keys for keys in self.held if keys.epoch == epoch and keys.followup_id == NO_ID), None)


def pack_commitments(report_id: bytes, keys: ReportKeys) -> bytes:
    """96 bytes an epoch: thread, identity, case."""
    made = commitments(report_id, keys)
    return b"".join(made[slot] for slot in COMMITTED_SLOTS)


def committed(report: Report, epoch: int) -> Mapping[Slot, bytes]:
    """What the report's row, whose MAC was verified as it was read, commits to for an epoch."""
    start = (epoch - 1) * EPOCH_SIZE
    packed = report.commits[start : start + EPOCH_SIZE]
    if epoch < 1 or len(packed) != EPOCH_SIZE:
        raise CommitmentMismatch("no such epoch")
    return {slot: packed[index * COMMIT_SIZE : (index + 1) * COMMIT_SIZE] for index, slot in enumerate(COMMITTED_SLOTS)}


def _committed_to(report: Report, grant: Grant) -> Mapping[Slot, bytes]:
    """The report's row commits to its own keys, a hand-over's grant to the hand-over's."""
    slots = tuple(Slot(grant.slots) & HAND_OVER)
    if len(grant.commits) != len(slots) * COMMIT_SIZE:
        raise CommitmentMismatch("a hand-over's commitments")
    parts = (grant.commits[start : start + COMMIT_SIZE] for start in range(0, len(grant.commits), COMMIT_SIZE))
    return {**committed(report, grant.epoch), **dict(zip(slots, parts, strict=True))}


def address_of(grant: Grant) -> GrantAddress:
    return GrantAddress(
        kind=grant.kind.value,
        school=grant.school_id,
        report=grant.report_id,
        reader=grant.reader_id,
        reader_fp=grant.reader_fp,
        slots=Slot(grant.slots),
        epoch=grant.epoch,
        followup_id=grant.followup_id,
    )


@dataclass(frozen=True)
class Reader:
    """Whom a grant is sealed to."""

    kind: ReaderKind
    id: bytes
    fp: bytes
    public: bytes
    state: GrantState = GrantState.LIVE
    slots: Slot = FULL


def make_grant(school: bytes, report: bytes, reader: Reader, keys: ReportKeys) -> Grant:
    """A new row, its blob sealed to the reader (HPKE, about 0.25 ms)."""
    kept = keys.only(reader.slots)
    grant = Grant(
        id=new_id(),
        school_id=school,
        report_id=report,
        kind=reader.kind,
        reader_id=reader.id,
        reader_fp=reader.fp,
        slots=int(reader.slots),
        epoch=keys.epoch,
        followup_id=kept.followup_id,
        form=GrantForm.HPKE,
        state=reader.state,
        blob=b"",
        commits=b"".join(commitments(report, kept)[slot] for slot in kept.slots & HAND_OVER),
    )
    grant.blob = vault_grants.seal_grant(address_of(grant), kept, reader.public)
    return grant


def give(db: Session, report: Report, grants: Iterable[Grant]) -> None:
    """Store new grants and list them in their report's row, which must be held."""
    made = tuple(grants)
    db.add_all(made)
    report.list_grants(grant.id for grant in made)


def open_grant(report: Report, grant: Grant, opener: Opener) -> ReportKeys:
    """Compare slots, epoch and commitments, then give the keys. Raises the vault's refusals.

    RowForged where the report's row does not list the grant: it was taken away, and put back by hand.
    """
    if not report.lists(grant.id):
        raise RowForged("grants", grant.id.hex())
    address, expected = address_of(grant), _committed_to(report, grant)
    if grant.form is GrantForm.REWRAPPED:
        assert isinstance(opener, PersonKeys)
        return vault_grants.open_rewrapped(address, grant.blob, opener, grant.reader_id, expected)
    return vault_grants.open_grant(address, grant.blob, opener, expected)


def grants_of(report_id: bytes, kind: ReaderKind, reader_id: bytes) -> sa.Select[Grant]:
    """To the report itself; what was handed over of it is asked for in hand_over.py."""
    return (
        sa.select(Grant)
        .where(
            Grant.report_id == report_id,
            Grant.kind == kind,
            Grant.reader_id == reader_id,
            Grant.followup_id == NO_ID,
        )
        .order_by(Grant.epoch)
    )


def live_staff_grants(db: Session, report: Report) -> tuple[Grant, ...]:
    """Of its readers, and of those that the report's row lists; not of whom something was handed to."""
    rows = db.scalars(
        sa.select(Grant).where(
            Grant.report_id == report.id,
            Grant.kind == ReaderKind.STAFF,
            Grant.state == GrantState.LIVE,
            Grant.followup_id == NO_ID,
        )
    )
    return tuple(row for row in rows if report.lists(row.id))


def staff_keyring(db: Session, report: Report, staff_id: bytes, person: PersonKeys) -> Keyring:
    """What a member of staff can open of a report; an empty ring if nothing."""
    rows = db.scalars(grants_of(report.id, ReaderKind.STAFF, staff_id).where(Grant.state == GrantState.LIVE)).all()
    return Keyring(tuple(open_grant(report, row, person) for row in rows))


def rewrap(db: Session, report: Report, staff_id: bytes, person: PersonKeys, ring: Keyring) -> None:
    """After the first opening: the same grants under a key from the reader's own seed, quick to open."""
    rows = db.scalars(
        grants_of(report.id, ReaderKind.STAFF, staff_id).where(
            Grant.state == GrantState.LIVE, Grant.form == GrantForm.HPKE
        )
    ).all()
    for row in rows:
        keys = ring.of_epoch(row.epoch)
        if keys is not None:
            row.blob = vault_grants.rewrap_grant(address_of(row), keys, person, staff_id)
            row.form = GrantForm.REWRAPPED


def alerted(db: Session, report: Report) -> Sequence[bytes]:
    """Staff ids of those whose turn it may be: live grants, each person once."""
    return sorted({grant.reader_id for grant in live_staff_grants(db, report)})


def still_reads(db: Session, report_id: bytes, staff_id: bytes) -> bool:
    """Whether this person holds a live grant now, of the report or of something handed over from it."""
    report = db.get(Report, report_id)
    if report is None:
        return False
    held = sa.select(Grant).where(
        Grant.report_id == report_id,
        Grant.kind == ReaderKind.STAFF,
        Grant.reader_id == staff_id,
        Grant.state == GrantState.LIVE,
    )
    return any(report.lists(grant.id) for grant in db.scalars(held))
