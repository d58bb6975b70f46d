"""The only way to what was handed to a lead, or an officer for advice; the rest is as if it did not exist."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sharp.accounts.current import SignedIn, ask_to_sign_in, current_staff
from sharp.model.reports import Grant, Report
from sharp.model.words import Role
from sharp.reports.grants import Keyring
from sharp.reports.hand_over import handed_to, leads_grants, leads_keyring
from sharp.schools.facts import Member, Roster
from sharp.schools.rows import hold_list
from sharp.triage.access import Place, places
from sharp.triage.policy import Action, may
from sharp.web.gate import guarded_by
from sharp.web.unit_of_work import Moved, db


class NotWithThem(Exception):
    """It was given back or taken back, the case was closed, the lead has left; or it never was theirs."""


@dataclass(frozen=True, repr=False)
class Handed:
    """One hand-over as its lead holds it; the report's reference stands nowhere in it."""

    followup_id: bytes
    report_id: bytes
    school_id: bytes
    staff: SignedIn
    member: Member
    roster: Roster
    ring: Keyring


def leading_at() -> Mapping[bytes, Place]:
    """By school; as a pastoral lead before any other role."""
    found = [place for place in places() if may((place.role,), Action.FOLLOW_UP)]
    return {place.school.id: place for place in sorted(found, key=lambda place: place.role is Role.PASTORAL)}


def is_lead() -> bool:
    """A pastoral lead somewhere; otherwise nobody but an officer, who is asked for advice at most."""
    return any(place.role is Role.PASTORAL for place in leading_at().values())


def _require_lead() -> ResponseReturnValue | None:
    refused = ask_to_sign_in()
    if refused is None and not leading_at():
        abort(403)
    return refused


leads_only = guarded_by(_require_lead)


def handed_for(followup: str) -> Handed:
    """Load through permission; opens this person's keys, and nothing of the report yet.

    Raises NotWithThem, for what has ended and for what never was alike; and the vault's refusals.
    """
    wanted = [grants for grants in _all_handed() if grants[0].followup_id.hex() == followup]
    if not wanted:
        raise NotWithThem
    return opened(wanted[0])


def all_handed() -> tuple[tuple[Grant, ...], ...]:
    """What lies with the signed-in person: the grants of each hand-over, where they still are a lead."""
    return tuple(_all_handed())


def _all_handed() -> Iterator[tuple[Grant, ...]]:
    leading = leading_at()
    rows = [row for row in db().scalars(handed_to(current_staff().id)) if row.school_id in leading]
    for _id, grants in groupby(rows, key=lambda row: row.followup_id):
        yield tuple(grants)


def opened(grants: tuple[Grant, ...]) -> Handed:
    """Raises the vault's refusals, and Moved where the report was deleted just now."""
    first, staff = grants[0], current_staff()
    report, place = db().get(Report, first.report_id), leading_at()[first.school_id]
    if report is None:
        raise Moved
    ring = leads_keyring(db(), report, staff.id, first.followup_id, staff.keys)
    return Handed(first.followup_id, first.report_id, first.school_id, staff, place.member, place.roster, ring)


def held(unit: Session, handed: Handed) -> Report | None:
    """The report's row, held; none if nothing of it lies with this person any more."""
    hold_list(unit, handed.school_id)
    report = unit.get(Report, handed.report_id, with_for_update=True)
    theirs = unit.scalars(
        leads_grants(handed.report_id, handed.followup_id).where(Grant.reader_id == handed.staff.id)
    ).all()
    return report if report is not None and any(report.lists(grant.id) for grant in theirs) else None
