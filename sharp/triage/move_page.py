"""What the page of a hand-over to another school shows: the school, whom to ask there, or who there could open it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.model.schools import School
from sharp.reports.offered import offer_of
from sharp.reports.readers import Listed, NoReaderLeft
from sharp.schools.directory import Listed as ListedSchool
from sharp.schools.directory import listed_schools
from sharp.schools.facts import Member, Roster, SchoolFacts
from sharp.schools.roster import RosterRefused, load_roster
from sharp.schools.rows import hold_lists
from sharp.triage.access import CaseRef
from sharp.triage.case_page import CasePage, case_page, read_again
from sharp.triage.moving import CannotOpenThere, readers_at
from sharp.triage.offers import school_of_offer
from sharp.triage.readers_there import addressees, mark_of
from sharp.triage.wording import ROLES


@dataclass(frozen=True)
class Reader:
    name: str
    role: Any
    stands_in_for: str


@dataclass(frozen=True, repr=False)
class MovePage:
    case: CasePage
    schools: tuple[ListedSchool, ...]
    """To choose from, but for this one."""
    there: SchoolFacts | None
    is_refused: bool
    """That school's list does not hold: nothing can go there."""
    addressees: tuple[Member, ...]
    readers: tuple[Reader, ...]
    """Who there could open it, once somebody has said yes; empty where it cannot be sent."""
    mark: str
    word: str
    """What the pupil is told, to begin with."""


def hold_for(db: Session, case: CaseRef, slug: str) -> None:
    """Both schools' lists, before the report is held."""
    there = school_of_offer(db, case.report_id) or db.scalar(sa.select(School.id).where(School.slug == slug))
    hold_lists(db, case.school_id, there or case.school_id)


def chosen_school(db: Session, case: CaseRef, slug: str) -> bytes:
    """404 for none, and for this one."""
    found = db.scalar(sa.select(School.id).where(School.slug == slug))
    if found is None or found == case.school_id:
        abort(404)
    return found


def move_page(db: Session, case: CaseRef, slug: str) -> MovePage:
    report, items = read_again(db, case)
    page = case_page(db, case, report, items)
    schools = tuple(each for each in listed_schools(db) if each.slug != case.roster.school.slug)
    offer = page.between.offer
    is_asking = page.between.may_move and (offer is None or not offer.is_standing)
    is_sent_to = page.between.may_move and not is_asking and offer is not None and offer.state is not None
    there_id = school_of_offer(db, report.id) if is_sent_to else None
    if is_asking:
        chosen = slug if slug in {each.slug for each in schools} or len(schools) != 1 else schools[0].slug
        there_id = db.scalar(sa.select(School.id).where(School.slug == chosen, School.id != case.school_id))
    try:
        there = load_roster(db, there_id) if there_id is not None else None
    except RosterRefused:
        return MovePage(page, schools, None, True, (), (), "", "")
    if there is None or is_asking:
        asked = () if there is None else addressees(items, case.roster.school, there)
        return MovePage(page, schools, there.school if there else None, False, asked, (), "", "")
    return _to_send(db, case, page, schools, items, there)


def _to_send(
    db: Session, case: CaseRef, page: CasePage, schools: tuple[ListedSchool, ...], items: Any, there: Roster
) -> MovePage:
    """Everybody who could open it there, by the list as it is now; nobody, where whoever said yes could not."""
    offer = offer_of(db, case.report_id)
    assert offer is not None
    try:
        found = readers_at(case, items, there, offer.to_staff_id)
    except (CannotOpenThere, NoReaderLeft):
        return MovePage(page, schools, there.school, False, (), (), "", "")
    shown = tuple(map(_reader, found.listed))
    name = next(each.shown_name for each in found.listed if each.staff_id == offer.to_staff_id)
    word = _(
        "We have passed this on to %(school)s, so that they can help you there. %(name)s can read it now.",
        school=there.school.name, name=name,
    )  # fmt: skip
    return MovePage(page, schools, there.school, False, (), shown, mark_of(found), str(word))


def _reader(listed: Listed) -> Reader:
    return Reader(listed.shown_name, ROLES[listed.role], listed.stands_in_for)
