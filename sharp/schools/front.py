"""Which school a public page belongs to; such a page works even while the school's list of readers is refused."""

from dataclasses import dataclass

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import select

from sharp.model.schools import School
from sharp.schools.facts import Roster
from sharp.schools.pieces import is_open
from sharp.schools.roster import roster_of
from sharp.schools.rows import UNREADABLE
from sharp.vault.errors import VaultRefusal
from sharp.web.unit_of_work import db


@dataclass(frozen=True)
class Named:
    """As much of a school as the layout needs."""

    slug: str
    name: str
    demo: bool


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
    return Front(Named(slug, roster.school.name, roster.school.demo), roster, opened)


def _known_by_itself(slug: str) -> Named:
    """The school's own row may still hold where the list does not."""
    try:
        school = db().scalar(
            select(School).where(School.slug == slug).execution_options(populate_existing=True),
        )
    except UNREADABLE:
        school = None
    return Named(slug, school.name if school else str(_("Your school")), bool(school and school.demo))
