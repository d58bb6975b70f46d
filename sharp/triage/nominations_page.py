"""What nominees see of the readers at their schools: who waits to be confirmed, and whose keys are whose."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy.orm import Session

from sharp.accounts.current import SignedIn
from sharp.model.staff import Staff
from sharp.model.words import READERS
from sharp.schools.facts import Member, Roster, SchoolFacts
from sharp.triage.access import nominee_at
from sharp.triage.queue import PAGE, fitting, lines_at
from sharp.triage.queue_filters import Filter
from sharp.triage.queue_lines import ShownLine, shown_lines
from sharp.triage.wording import ROLES
from sharp.vault.words import fingerprint_words


@dataclass(frozen=True)
class Listed:
    """Somebody on the list, with the six words that their keys make."""

    nomination: str
    """Hex."""
    shown_name: str
    role: Any
    is_dsl: bool
    words: str
    is_me: bool


@dataclass(frozen=True)
class SchoolReaders:
    school: SchoolFacts
    pending: tuple[Listed, ...]
    readers: tuple[Listed, ...]


@dataclass(frozen=True)
class Confirming:
    """One nomination that waits for this nominee's word."""

    school: SchoolFacts
    member: Member
    listed: Listed
    account_name: str
    account_email: str
    cases: tuple[ShownLine, ...]
    """The most pressing open cases that the signed-in person can open; none for who is no reader."""


def readers_at(roster: Roster, staff: SignedIn) -> SchoolReaders:
    return SchoolReaders(
        school=roster.school,
        pending=tuple(_listed(member, staff) for member in roster.pending()),
        readers=tuple(_listed(member, staff) for member in roster.readers()),
    )


def confirming(db: Session, nomination: str, staff: SignedIn) -> Confirming:
    """404 for what is no pending nomination at a school of this nominee's."""
    school, member = next(_pending_with(nomination), None) or abort(404)
    account = db.get(Staff, member.staff_id) or abort(404)
    return Confirming(
        school=school,
        member=member,
        listed=_listed(member, staff),
        account_name=account.name,
        account_email=account.email,
        cases=_shareable(db, school, staff) if member.role in READERS else (),
    )


def _pending_with(nomination: str) -> Iterator[tuple[SchoolFacts, Member]]:
    for place in nominee_at():
        for member in place.roster.pending():
            if member.nomination_id.hex() == nomination:
                yield place.school, member


def _shareable(db: Session, school: SchoolFacts, staff: SignedIn) -> tuple[ShownLine, ...]:
    pressing = db.scalars(fitting(staff.id, Filter((school.id,))).limit(PAGE)).all()
    return shown_lines(lines_at(db, staff, pressing), {school.id: school})


def _listed(member: Member, staff: SignedIn) -> Listed:
    return Listed(
        nomination=member.nomination_id.hex(),
        shown_name=member.shown_name,
        role=ROLES[member.role],
        is_dsl=member.dsl,
        words=fingerprint_words(member.fp),
        is_me=member.staff_id == staff.id,
    )
