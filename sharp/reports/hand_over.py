"""The keys of hand-overs: a follow-up key for each and, if its lead may speak to the pupil, a say key.

The lead holds them by a grant that names the hand-over, the pupil the say key; whoever holds the case finds both in
the journal, sealed under the case key. A new epoch of the report is a new epoch of every hand-over that still stands.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.reports import Grant, Report
from sharp.model.words import GrantState, ReaderKind
from sharp.reports.grants import Keyring, Reader, give, make_grant, open_grant
from sharp.reports.journal import append, handed
from sharp.vault.encoding import NO_ID, new_id
from sharp.vault.person import PersonKeys
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import FULL, HAND_OVER, Slot
from sharp.web.unit_of_work import Moved

WHOLE = Slot.THREAD
WHOLE_WITH_NAME = Slot.THREAD | Slot.IDENTITY


def hand_to(db: Session, report: Report, ring: Keyring, lead: Reader) -> ReportKeys:
    """Hand over what `lead.slots` name, of every epoch in the giver's ring; gives the hand-over's own keys.

    The report must be held. Raises Moved where the ring lacks the report's newest keys.
    """
    followup_id, shown, newest = new_id(), lead.slots & FULL, ring.of_epoch(report.epoch)
    if newest is None:
        raise Moved
    for keys in ring.held:
        if keys.followup_id == NO_ID and keys.epoch != newest.epoch and shown and shown in keys.slots:
            # Of an older epoch only the account and what was said: its follow-up key is never written with.
            older = replace(lead, slots=shown | Slot.FOLLOW_UP)
            own = ReportKeys.draw(keys.epoch, Slot.FOLLOW_UP, followup_id)
            give(db, report, [make_grant(report.school_id, report.id, older, own.joined(keys.only(shown)))])
    return pass_on(db, report, newest, lead, followup_id)


def pass_on(db: Session, report: Report, keys: ReportKeys, lead: Reader, followup_id: bytes) -> ReportKeys:
    """Draw the hand-over's keys for the report's epoch, whose own keys are `keys`, for all who are to hold them."""
    own = ReportKeys.draw(keys.epoch, lead.slots & HAND_OVER, followup_id)
    give(
        db, report, [make_grant(report.school_id, report.id, lead, own.joined(keys.only(lead.slots & FULL)))]
    )  # fmt: skip
    if Slot.SAY in own.slots:
        pupil_fp = hashlib.sha256(report.pupil_public).digest()
        pupil = Reader(ReaderKind.PUPIL, NO_ID, pupil_fp, report.pupil_public, slots=Slot.SAY)
        give(db, report, [make_grant(report.school_id, report.id, pupil, own)])
    append(db, report, keys, (Slot.CASE, handed(own)))
    return own


def leads_grants(report_id: bytes, followup_id: bytes | None = None) -> sa.Select[Grant]:
    """What leads hold of a report; of one hand-over if it is named."""
    found = sa.select(Grant).where(
        Grant.report_id == report_id,
        Grant.kind == ReaderKind.STAFF,
        Grant.state == GrantState.LIVE,
        Grant.followup_id != NO_ID,
    )
    return found if followup_id is None else found.where(Grant.followup_id == followup_id)


def handed_to(staff_id: bytes) -> sa.Select[Grant]:
    """Everything that lies with one lead, of whatever report."""
    return (
        sa.select(Grant)
        .where(
            Grant.reader_id == staff_id,
            Grant.kind == ReaderKind.STAFF,
            Grant.state == GrantState.LIVE,
            Grant.followup_id != NO_ID,
        )
        .order_by(Grant.followup_id, Grant.epoch)
    )


def standing(db: Session, report: Report) -> Mapping[bytes, bytes]:
    """Hand-overs that nobody has ended: their id to the lead's."""
    return {grant.followup_id: grant.reader_id for grant in _listed(db, report)}


def to_renew(db: Session, report: Report) -> Iterator[tuple[bytes, Grant]]:
    """The lead's grants of the current epoch, by hand-over."""
    return ((grant.followup_id, grant) for grant in _listed(db, report) if grant.epoch == report.epoch)


def _listed(db: Session, report: Report) -> list[Grant]:
    return [grant for grant in db.scalars(leads_grants(report.id)) if report.lists(grant.id)]


def leads_keyring(db: Session, report: Report, staff_id: bytes, followup_id: bytes, person: PersonKeys) -> Keyring:
    """What a lead can open of a report by one hand-over; an empty ring if it was taken back. Raises RowForged."""
    held = db.scalars(leads_grants(report.id, followup_id).where(Grant.reader_id == staff_id).order_by(Grant.epoch))
    return Keyring(tuple(open_grant(report, grant, person) for grant in held.all()))


def take_from(db: Session, report: Report, followup_id: bytes) -> None:
    """The lead holds nothing of it from now on, and the next act on the report begins a new epoch."""
    theirs = db.scalars(leads_grants(report.id, followup_id)).all()
    report.unlist_grants([grant.id for grant in theirs])
    for grant in theirs:
        db.delete(grant)
    report.renew = True
