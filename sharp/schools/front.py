"""Which school a public page belongs to; such a page works even while the school's list of readers is refused."""

from dataclasses import dataclass
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import select

from sharp.model.schools import School
from sharp.schools.categories import CATEGORIES
from sharp.schools.facts import Roster
from sharp.schools.pieces import is_open
from sharp.schools.reading import next_reading_at, reading_sentence
from sharp.schools.roster import roster_of
from sharp.schools.rows import UNREADABLE
from sharp.schools.timetable import parse_timetable
from sharp.schools.wording import show_pending, show_readers
from sharp.vault.errors import VaultRefusal
from sharp.web.unit_of_work import db


@dataclass(frozen=True)
class Named:
    """As much of a school as the layout needs."""

    slug: str
    name: str
    demo: bool
    id: bytes | None
    """None: the school's own row does not hold."""


@dataclass(frozen=True)
class Front:
    """The school at an address; no roster: its list does not hold, and nothing can be sent there now."""

    school: Named
    roster: Roster | None
    is_open: bool = True
    """Whether the safeguarding lead has opened the page; help and advice are there before that too."""

    @property
    def school_id(self) -> bytes | None:
        return self.roster.school.id if self.roster else None

    @property
    def can_tell(self) -> bool:
        """Is there anybody whom a report would reach?"""
        return self.is_open and self.roster is not None and bool(self.roster.readers())


def front_of(slug: str) -> Front:
    """The school with this slug, or 404."""
    try:
        roster = roster_of(db(), slug)
        opened = roster is not None and is_open(db(), roster.school.id)
    except VaultRefusal:
        return Front(_known_by_itself(slug), None)
    if roster is None:
        abort(404)
    return Front(Named(slug, roster.school.name, roster.school.demo, roster.school.id), roster, opened)


def reading_facts(roster: Roster | None) -> dict[str, Any]:
    """Who reads, and when they next will; `is_held` false: the list was refused."""
    if roster is None:
        return {"is_held": False, "readers": (), "pending": (), "when": "", "on_call": "", "first": ()}
    reading = next_reading_at(roster)
    return {
        "is_held": True,
        "readers": show_readers(roster),
        "pending": show_pending(roster),
        "when": reading_sentence(reading),
        "on_call": parse_timetable(roster.school.timetable).on_call,
        "first": tuple(CATEGORIES[kind].pupil_words for kind in CATEGORIES if kind in roster.school.routing),
    }


def _known_by_itself(slug: str) -> Named:
    """The school's own row may still hold where the list does not."""
    try:
        school = db().scalar(
            select(School).where(School.slug == slug).execution_options(populate_existing=True),
        )
    except UNREADABLE:
        school = None
    if school is None:
        return Named(slug, str(_("Your school")), demo=False, id=None)
    return Named(slug, school.name, school.demo, school.id)
