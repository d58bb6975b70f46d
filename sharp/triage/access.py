"""The only way to a case: 404 to those without a grant, 403 to those whose role does not cover the act."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort, g
from flask.typing import ResponseReturnValue

from sharp.accounts.current import SignedIn, ask_to_sign_in, current_staff
from sharp.model.reports import Grant, Report
from sharp.model.words import NOMINEES, READERS, GrantState, ReaderKind, Role
from sharp.reports.grants import Keyring, staff_keyring
from sharp.schools.facts import Member, Roster, SchoolFacts
from sharp.schools.serving import serving
from sharp.triage.policy import Action, may
from sharp.vault.encoding import NO_ID
from sharp.web.gate import guarded_by
from sharp.web.unit_of_work import db


@dataclass(frozen=True)
class Place:
    """One role of the signed-in person at one school."""

    roster: Roster
    role: Role
    member: Member

    @property
    def school(self) -> SchoolFacts:
        return self.roster.school


@dataclass(frozen=True, repr=False)
class CaseRef:
    """One case as one signed-in person holds it."""

    report_id: bytes
    school_id: bytes
    reference: str
    staff: SignedIn
    role: Role
    shown_name: str
    roster: Roster
    ring: Keyring


def places() -> tuple[Place, ...]:
    """Where the signed-in person serves, from verified rosters; read once a request."""
    if "places" not in g:
        found = serving(db(), current_staff().id)
        g.places = tuple(
            Place(roster, member.role, member) for roster in found.rosters for member in roster.of_staff(found.staff_id)
        )
    held: tuple[Place, ...] = g.places
    return held


def reading_at() -> tuple[Place, ...]:
    return tuple(place for place in places() if place.role in READERS)


def require_reader() -> ResponseReturnValue | None:
    refused = ask_to_sign_in()
    if refused is None and not reading_at():
        abort(403)
    return refused


readers_only = guarded_by(require_reader)


def nominee_at() -> tuple[Place, ...]:
    """Where the signed-in person is a nominee: one place a school."""
    found = {place.school.id: place for place in places() if place.role in NOMINEES}
    return tuple(found.values())


def require_nominee() -> ResponseReturnValue | None:
    refused = ask_to_sign_in()
    if refused is None and not nominee_at():
        abort(403)
    return refused


nominees_only = guarded_by(require_nominee)


def visible_to(staff_id: bytes, schools: Collection[bytes]) -> sa.Select[Report]:
    """Reports that this person holds a live grant for, at schools where they still read."""
    holds = (
        sa.select(Grant.report_id)
        .where(
            Grant.reader_id == staff_id,
            Grant.kind == ReaderKind.STAFF,
            Grant.state == GrantState.LIVE,
            Grant.followup_id == NO_ID,
        )
        .distinct()
    )
    return sa.select(Report).where(Report.id.in_(holds), Report.school_id.in_(schools))


def case_for(action: Action, reference: str) -> CaseRef:
    """Load through permission; opens this person's keys, and nothing of the report yet."""
    staff, reading = current_staff(), reading_at()
    row = db().scalar(visible_to(staff.id, [place.school.id for place in reading]).where(Report.reference == reference))
    if row is None:
        abort(404)
    here = [place for place in reading if place.school.id == row.school_id]
    if not may((place.role for place in here), action):
        abort(403)
    return CaseRef(
        report_id=row.id,
        school_id=row.school_id,
        reference=row.reference,
        staff=staff,
        role=here[0].role,
        shown_name=here[0].member.shown_name,
        roster=here[0].roster,
        ring=staff_keyring(db(), row, staff.id, staff.keys),
    )
