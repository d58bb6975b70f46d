"""What the start page shows, role by role: to each what that role truly has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from sharp.accounts.current import SignedIn
from sharp.model.words import READERS, ReportState, Role
from sharp.schools.anchor import request_anchor
from sharp.schools.facts import Roster, SchoolFacts
from sharp.schools.roster import RosterRefused, load_roster, school_ids
from sharp.schools.serving import serving
from sharp.triage.access import nominee_at, places
from sharp.triage.alerts import Alerts, alerts_for_operator
from sharp.triage.deletions import count_leaving
from sharp.triage.followup_access import leading_at
from sharp.triage.handed_page import HandedList, handed_list
from sharp.triage.navigation import standing_offers
from sharp.triage.tallies import Tally, state_counts, tallies


@dataclass(frozen=True)
class ReadingAt:
    """A school where the signed-in person reads, and how many cases wait there."""

    school: SchoolFacts
    tally: Tally


@dataclass(frozen=True)
class Totals:
    """A school of the coordinator's partnership; None: fewer than five."""

    school: SchoolFacts
    counts: Mapping[ReportState, int | None]


@dataclass(frozen=True)
class SetUpState:
    """A school as its operator needs to know it: names nobody and counts no report."""

    name: str
    """The slug, where the row that holds the name cannot be trusted."""
    is_sound: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class HomePage:
    reading: tuple[ReadingAt, ...]
    waiting: int
    """Nominations that this nominee may confirm."""
    offered: int
    """Cases that other schools offer to this nominee."""
    leaving: int
    """Closed cases that this person holds and that are deleted soon."""
    totals: tuple[Totals, ...]
    set_up: tuple[SetUpState, ...]
    refused: tuple[str, ...]
    """Slugs of this person's schools whose list of readers does not hold: nothing there can be opened."""
    is_operator: bool
    alerts: Alerts | None
    """An operator's to see to."""
    handed: HandedList | None
    """What lies with a pastoral lead, or with an officer who is asked for advice; none for everybody else."""

    @property
    def has_nothing(self) -> bool:
        return not (self.reading or self.totals or self.refused or self.is_operator or self.handed is not None)


def home_page(db: Session, staff: SignedIn) -> HomePage:
    reading = {place.school.id: place.school for place in places() if place.role in READERS}
    # Whoever also reads at a school gets no totals of it: a report that leaves them out would show in the count.
    coordinated = {
        place.school.id: place.school
        for place in places()
        if place.role is Role.COORDINATOR and place.school.id not in reading
    }
    tally = tallies(db, staff.id, reading)
    return HomePage(
        reading=tuple(ReadingAt(school, tally.get(school.id, Tally())) for school in reading.values()),
        waiting=sum(_count_waiting(roster, staff.id) for roster in _confirming_at()),
        offered=len(standing_offers()),
        leaving=count_leaving(db, staff.id, reading),
        totals=tuple(Totals(school, state_counts(db, school.id)) for school in coordinated.values()),
        set_up=tuple(sorted(_set_up_states(db), key=lambda state: state.name)) if staff.is_operator else (),
        refused=tuple(map(_last_known_slug, serving(db, staff.id).refused)),
        is_operator=staff.is_operator,
        alerts=alerts_for_operator(db) if staff.is_operator else None,
        handed=_handed(db),
    )


def _handed(db: Session) -> HandedList | None:
    """A lead's list even when it is empty; an officer's only while it is not."""
    found = handed_list(db) if leading_at() else None
    is_empty = found is not None and found.is_advice and not (found.lines or found.refused)
    return None if is_empty else found


def _confirming_at() -> tuple[Roster, ...]:
    return tuple(place.roster for place in nominee_at())


def _count_waiting(roster: Roster, staff_id: bytes) -> int:
    return sum(member.staff_id != staff_id for member in roster.pending())


def _set_up_states(db: Session) -> Iterator[SetUpState]:
    for school_id in school_ids(db):
        try:
            roster = load_roster(db, school_id)
        except RosterRefused:
            yield SetUpState(_last_known_slug(school_id), is_sound=False, missing=())
        else:
            yield SetUpState(roster.school.name, is_sound=True, missing=tuple(_missing(roster)))


def _last_known_slug(school_id: bytes) -> str:
    """From the anchor file: the database's word is not taken for a school whose list was refused."""
    known = request_anchor().seen().rosters.get(school_id)
    return known.slug if known else school_id.hex()


def _missing(roster: Roster) -> Iterator[str]:
    active, school = roster.active(), roster.school
    roles = {member.role for member in active}
    if Role.SSO not in roles:
        yield _("No Safer Schools Officer")
    if Role.SPOC not in roles:
        yield _("No SPOC")
    elif not any(member.dsl for member in active):
        yield _("No SPOC is marked as designated safeguarding lead or deputy")
    if Role.HEAD not in roles:
        yield _("No head")
    if Role.CONTACT not in roles:
        yield _("No outside contact for reports about the head")
    if school.recovery_public is None:
        yield _("No recovery sheets: if every reader is gone, their reports are lost")
    if school.outside_public is None:
        yield _("No outside recovery key")
    waiting = len(roster.pending())
    if waiting:
        yield ngettext("%(num)d nomination to be confirmed", "%(num)d nominations to be confirmed", waiting)
