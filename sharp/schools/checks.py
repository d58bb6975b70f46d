"""What `sharp doctor` asks of a school: each thing that does not hold, or that somebody should see to."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sharp.model import schools as tables
from sharp.model.base import Base
from sharp.model.schools import Nomination, School
from sharp.model.staff import Staff
from sharp.model.words import Role, StaffState, Standing
from sharp.schools.anchor import Anchor, AnchorRefused
from sharp.schools.as_listed import as_roster
from sharp.schools.categories import CATEGORIES
from sharp.schools.facts import Roster
from sharp.schools.reading import next_reading_at
from sharp.schools.rows import UNREADABLE, Fault, RosterRefused, Rows, key_faults, list_faults, read_rows
from sharp.schools.timetable import TimetableRefused
from sharp.vault.errors import RowForged

PENDING_DAYS = 14


def school_faults(db: Session, anchor: Anchor, school_id: bytes) -> list[Fault]:
    """Rows that were changed, are missing or are older than they were: nothing can be sent to this school."""
    forged = list(_forged_rows(db, school_id))
    try:
        rows = read_rows(db, school_id)
    except RosterRefused as refused:
        return forged or [refused.fault]
    return [*forged, *list_faults(rows, db.info["keys"], anchor), *key_faults(rows)]


def school_needs(db: Session, school_id: bytes) -> list[Fault]:
    """What a school whose list holds should see to."""
    return list(_needs(read_rows(db, school_id)))


def check_missing_schools(db: Session, anchor: Anchor) -> list[str]:
    """Schools that this machine has seen and the database no longer holds."""
    try:
        known = anchor.seen().rosters
    except AnchorRefused as refused:
        return [str(refused)]
    held = set(db.scalars(select(School.id)))
    return [
        str(Fault("schools", school.hex(), f"the school {seen.slug} is missing"))
        for school, seen in sorted(known.items())
        if school not in held
    ]


def _forged_rows(db: Session, school_id: bytes) -> Iterator[Fault]:
    """Each row on its own, so that one forged row does not hide the next."""
    nominations = select(Nomination.id).where(Nomination.school_id == school_id)
    people = select(Nomination.staff_id).where(Nomination.school_id == school_id).distinct()
    yield from _forged(db, School, [school_id])
    yield from _forged(db, Nomination, db.scalars(nominations).all())
    yield from _forged(db, Staff, db.scalars(people).all())
    held = select(func.count()).select_from(tables.Roster).where(tables.Roster.school_id == school_id)
    if not db.scalar(held):
        yield Fault("rosters", school_id.hex(), "the row is missing")


def _forged(db: Session, table: type[Base], ids: Sequence[bytes]) -> Iterator[Fault]:
    name = str(table.__tablename__)
    for row_id in ids:
        try:
            if db.get(table, row_id, populate_existing=True) is None:
                yield Fault(name, row_id.hex(), "the row is missing")
        except RowForged:
            yield Fault(name, row_id.hex(), "the row was changed outside the service")
        except UNREADABLE:
            yield Fault(name, row_id.hex(), "the row holds what the service never writes")


def _needs(rows: Rows) -> Iterator[Fault]:
    """A list that holds may still be short of what a school needs."""
    roster = as_roster(rows)
    school, day = roster.school, roster.today()
    here = school.id.hex()
    nominees = roster.nominees(day)
    if not any(member.dsl for member in nominees):
        yield Fault("nominations", here, "no active SPOC is the designated safeguarding lead or deputy")
    for role in (Role.SSO, Role.SPOC, Role.HEAD, Role.CONTACT):
        if not any(member.role is role for member in roster.active(day)):
            yield Fault("nominations", here, f"nobody serves as {role}")
    if nominees and all(member.is_away_on(day) for member in nominees):
        yield Fault("nominations", here, "every nominee is away today")
    if school.outside_public is None:
        yield Fault("schools", here, "no outside recovery key is recorded")
    if not school.routing <= CATEGORIES.keys():
        yield Fault("schools", here, "its routing names a category that is not known")
    yield from _people(roster, rows, day)
    yield from _hours(roster)


def _people(roster: Roster, rows: Rows, day: int) -> Iterator[Fault]:
    for member in roster.members:
        row, staff = member.nomination_id.hex(), rows.staff.get(member.staff_id)
        if member.state is Standing.ACTIVE and member.to_day is not None and member.to_day < day:
            yield Fault("nominations", row, "its last day has passed: end it, so that its grants go")
        if member.state is Standing.ACTIVE and staff is not None and staff.state is StaffState.CLOSED:
            yield Fault("nominations", row, "its account is closed: end it, so that its grants go")
        if member.state is Standing.PENDING and member.from_day + PENDING_DAYS < day:
            yield Fault("nominations", row, f"it has waited over {PENDING_DAYS} days for a nominee to confirm it")


def _hours(roster: Roster) -> Iterator[Fault]:
    try:
        reading = next_reading_at(roster)
    except TimetableRefused as refused:
        yield Fault("schools", roster.school.id.hex(), f"its timetable cannot be read: {refused}")
        return
    if reading is None:
        yield Fault("schools", roster.school.id.hex(), "its timetable has no day on which somebody reads")
