"""Who can open a case and who has: from its grants and its trail, with names from the school's checked list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.accounts.trail import lines_about
from sharp.model.reports import Grant
from sharp.model.staff import TrailLine
from sharp.model.words import Act, GrantState, ReaderKind, Role, Standing
from sharp.schools.facts import Member, Roster
from sharp.triage.wording import ROLES
from sharp.vault.encoding import NO_ID
from sharp.vault.slots import Slot


@dataclass(frozen=True)
class Person:
    name: str
    role: Any
    """In staff's words; empty for somebody who is not on the list any more."""
    can_open: bool
    is_standing_by: bool
    """A stand-in whose day has not come."""
    has_opened: bool
    """The case, or what was handed to them of it."""
    is_me: bool
    is_lead: bool
    """Something was handed to them."""
    is_adviser: bool
    """An officer, of the case by a brief alone: asked for advice, now or before."""
    sees_name: bool


@dataclass(frozen=True)
class Names:
    """Staff ids to the names that pupils read."""

    members: Mapping[bytes, Member]

    def of(self, staff_id: bytes) -> str:
        member = self.members.get(staff_id)
        return member.shown_name if member else str(_("Somebody who no longer serves here"))

    def role_of(self, staff_id: bytes) -> Any:
        member = self.members.get(staff_id)
        return ROLES[member.role] if member else ""

    def is_officer(self, staff_id: bytes) -> bool:
        member = self.members.get(staff_id)
        return member is not None and member.role is Role.SSO


def names_at(roster: Roster) -> Names:
    """One nomination a person: an active one before any other."""
    found: dict[bytes, Member] = {}
    for member in roster.members:
        if member.staff_id not in found or member.state is Standing.ACTIVE:
            found[member.staff_id] = member
    return Names(found)


def trail_of(db: Session, report_id: bytes) -> tuple[TrailLine, ...]:
    return tuple(db.scalars(lines_about(report_id)))


def staff_with_rights(db: Session, report_id: bytes) -> frozenset[bytes]:
    """Staff ids of everybody with any grant of a report, a sleeping one or one of a hand-over too."""
    return frozenset(
        grant.reader_id
        for grant in db.scalars(sa.select(Grant).where(Grant.report_id == report_id, Grant.kind == ReaderKind.STAFF))
    )


def people_of(db: Session, report_id: bytes, trail: Iterable[TrailLine], names: Names, me: bytes) -> tuple[Person, ...]:
    """Everybody with a grant, also of something handed over; and whoever has opened it and has none any more."""
    held = db.scalars(sa.select(Grant).where(Grant.report_id == report_id, Grant.kind == ReaderKind.STAFF)).all()
    grants = [grant for grant in held if grant.followup_id == NO_ID]
    leads = {grant.reader_id for grant in held if grant.followup_id != NO_ID}
    live = {grant.reader_id for grant in grants if grant.state is GrantState.LIVE}
    dormant = {grant.reader_id for grant in grants} - live
    opened = {line.staff_id for line in trail if line.act.is_opening}
    briefed = {line.staff_id for line in trail if line.act is Act.READ_BRIEF}
    named = {grant.reader_id for grant in grants if Slot(grant.slots) & Slot.IDENTITY}
    by_brief = (leads | briefed) - live - dormant - opened
    people = [
        Person(
            names.of(each),
            names.role_of(each),
            can_open=each in live,
            is_standing_by=each in dormant,
            has_opened=each in opened | briefed,
            is_me=each == me,
            is_lead=each in leads,
            is_adviser=each in by_brief and names.is_officer(each),
            sees_name=each in named,
        )
        for each in live | dormant | opened | leads | briefed
    ]
    return tuple(sorted(people, key=lambda person: (not person.can_open, person.is_standing_by, person.name)))


def first_police(
    roster: Roster, trail: Iterable[TrailLine], names: Names, act: Act = Act.OPENED
) -> tuple[str, int] | None:
    """Which officer of the school first opened it, and in which hour: from then on it may have to be recorded.

    By READ_BRIEF it is the brief that one of them was asked for advice by, which is kept apart.
    """
    officers = {member.staff_id for member in roster.members if member.role is Role.SSO}
    for line in trail:
        if line.act is act and line.staff_id in officers:
            return names.of(line.staff_id), line.hour
    return None
