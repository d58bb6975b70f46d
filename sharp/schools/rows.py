"""The rows behind a roster, and what must hold of them together before anybody trusts the list."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from sharp.model import schools as tables
from sharp.model.base import cells
from sharp.model.schools import Nomination, School
from sharp.model.staff import Staff
from sharp.model.words import Standing
from sharp.schools.anchor import Anchor, AnchorRefused
from sharp.vault import rowmac
from sharp.vault.errors import RowForged, VaultRefusal
from sharp.vault.keyfile import ServerKeys
from sharp.vault.person import fingerprint

SHAPE = 1
SCHOOL_CELLS = (
    "id", "slug", "name", "words_salt", "timezone", "exit_url", "recovery_public", "recovery_holders",
    "outside_public", "outside_name", "timetable", "places", "routing", "demo",
)  # fmt: skip
NOMINATION_CELLS = (
    "id", "staff_id", "role", "dsl", "shown_name", "from_day", "to_day", "away_from", "away_until",
    "stand_in", "fp", "state", "confirmed_by",
)  # fmt: skip

UNREADABLE = (VaultRefusal, ValueError, TypeError, LookupError)
"""What loading a row may raise once somebody has written into it."""


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold; names the row and what is wrong with it, and nothing it contains."""

    table: str
    row: str
    says: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.says}"


class RosterRefused(VaultRefusal):
    """The school's list cannot be trusted: something in it was changed, is missing or is older than it was."""

    def __init__(self, school_id: bytes, fault: Fault) -> None:
        super().__init__(str(fault))
        self.school_id = school_id
        self.fault = fault


@dataclass(frozen=True, repr=False)
class Rows:
    """The rows that a roster is made of; `staff` holds those whose nomination has not ended."""

    school: School
    roster: tables.Roster
    nominations: Sequence[Nomination]
    staff: Mapping[bytes, Staff]

    def mac(self, keys: ServerKeys, v: int) -> bytes:
        return rowmac.row_mac(keys.key("mac", v), "rosters", SHAPE, tuple(self._cells()))

    def _cells(self) -> Iterator[bytes]:
        yield from cells(self.school, SCHOOL_CELLS)
        yield rowmac.integer(self.roster.n)
        yield rowmac.integer(self.roster.count)
        for nomination in sorted(self.nominations, key=lambda each: each.id):
            yield from cells(nomination, NOMINATION_CELLS)

    def nomination(self, nomination_id: bytes) -> Nomination | None:
        return next((each for each in self.nominations if each.id == nomination_id), None)


def verified_rows(db: Session, school_id: bytes, anchor: Anchor, *, held: bool = False) -> Rows:
    """The rows behind a roster, under its MAC and not older than the anchor. Raises RosterRefused."""
    rows = read_rows(db, school_id, held=held)
    for fault in list_faults(rows, db.info["keys"], anchor):
        raise RosterRefused(school_id, fault)
    return rows


# One statement, so that all rows are of one moment; built once, since a send looks twice.
_LIST = (
    select(School, tables.Roster, Nomination, Staff)
    .join_from(tables.Roster, School, School.id == tables.Roster.school_id)
    .outerjoin(Nomination, Nomination.school_id == tables.Roster.school_id)
    .outerjoin(Staff, and_(Staff.id == Nomination.staff_id, Nomination.state != Standing.ENDED))
    .where(tables.Roster.school_id == bindparam("school_id"))
    .execution_options(populate_existing=True)
)
_HELD_LIST = _LIST.with_for_update(read=True, of=tables.Roster)


def hold_list(db: Session, school_id: bytes, *, to_change: bool = False) -> None:
    """Nobody changes the school's list before this transaction ends; with `to_change`, nobody relies on it either.

    Whoever takes several locks takes them in one order, or two would wait for each other: the session, the school's
    list, the reports by id, the head of a trail.
    """
    held = select(tables.Roster.n).where(tables.Roster.school_id == school_id)
    db.execute(held.with_for_update(read=not to_change))


def hold_lists(db: Session, *school_ids: bytes) -> None:
    """Of several schools, in one order."""
    for school_id in sorted(set(school_ids)):
        hold_list(db, school_id)


def read_rows(db: Session, school_id: bytes, *, held: bool = False) -> Rows:
    """The rows, each under its own MAC; read anew even where the session holds them already.

    `held`: nobody may change the list before this transaction ends, so that who is granted something by it is on it.
    """
    try:
        found = db.execute(_HELD_LIST if held else _LIST, {"school_id": school_id}).all()
    except RowForged as forged:
        fault = Fault(forged.table, forged.row_id, "the row was changed outside the service")
        raise RosterRefused(school_id, fault) from None
    except UNREADABLE:
        fault = Fault("rosters", school_id.hex(), "a row holds what the service never writes")
        raise RosterRefused(school_id, fault) from None
    if not found:
        raise RosterRefused(school_id, Fault("rosters", school_id.hex(), "the row, or its school's, is missing"))
    nominations = [row[2] for row in found if row[2] is not None]
    return Rows(found[0][0], found[0][1], nominations, {row[3].id: row[3] for row in found if row[3] is not None})


_CELLS = (
    select(*School.__table__.c, *tables.Roster.__table__.c, *Nomination.__table__.c, *Staff.__table__.c)
    .join_from(tables.Roster, School, School.id == tables.Roster.school_id)
    .outerjoin(Nomination, Nomination.school_id == tables.Roster.school_id)
    .outerjoin(Staff, and_(Staff.id == Nomination.staff_id, Nomination.state != Standing.ENDED))
    .where(tables.Roster.school_id == bindparam("school_id"))
    .order_by(Nomination.id)
)
_HELD_CELLS = _CELLS.with_for_update(read=True, of=tables.Roster)


def cells_of_list(db: Session, school_id: bytes, *, held: bool) -> tuple[tuple[Any, ...], ...] | None:
    """Every cell that the list rests on as it lies there now, to be compared and never believed; None: unreadable."""
    try:
        return tuple(map(tuple, db.execute(_HELD_CELLS if held else _CELLS, {"school_id": school_id})))
    except UNREADABLE:
        return None


def list_faults(rows: Rows, keys: ServerKeys, anchor: Anchor) -> Iterator[Fault]:
    """What is wrong with the list as a whole."""
    roster, school = rows.roster, rows.school
    if roster.count != len(rows.nominations):
        says = f"{len(rows.nominations)} nominations where {roster.count} were signed"
        yield Fault("rosters", school.id.hex(), says)
    try:
        is_signed = hmac.compare_digest(roster.mac, rows.mac(keys, roster.mac_v))
    except UNREADABLE:
        is_signed = False
    if not is_signed:
        yield Fault("rosters", school.id.hex(), "a row of the list was replaced by an older or another copy")
    try:
        anchor.check_roster(school.id, roster.n)
    except AnchorRefused as refused:
        yield Fault("rosters", school.id.hex(), str(refused))


def key_faults(rows: Rows) -> Iterator[Fault]:
    """Active nominations whose person's keys are not those that were confirmed."""
    for nomination in rows.nominations:
        if nomination.state is not Standing.ACTIVE:
            continue
        staff = rows.staff.get(nomination.staff_id)
        if staff is None:
            yield Fault("staff", nomination.staff_id.hex(), "the account of an active nomination is missing")
        elif not _has_keys(staff, nomination.fp):
            says = "the account's keys are not those that its nomination was given for"
            yield Fault("staff", staff.id.hex(), says)


def _has_keys(staff: Staff, fp: bytes) -> bool:
    if staff.public is None or staff.sign_public is None or staff.fp != fp:
        return False
    return hmac.compare_digest(fingerprint(staff.public, staff.sign_public), fp)
