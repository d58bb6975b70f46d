"""The list of schools on the first page, by letter, filtered by what was typed."""

import unicodedata
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from sharp.model.schools import School


class Listed(NamedTuple):
    slug: str
    name: str


class Letter(NamedTuple):
    letter: str
    schools: tuple[Listed, ...]


def listed_schools(db: Session) -> tuple[Listed, ...]:
    """Names only, to choose from: the school's own page verifies what it shows."""
    found = db.execute(select(School.slug, School.name)).all()
    return tuple(sorted((Listed(slug, name) for slug, name in found), key=lambda each: (_folded(each.name), each.slug)))


def matching(schools: Iterable[Listed], typed: str) -> tuple[Listed, ...]:
    """Those whose name holds every word typed, whatever its case and accents."""
    words = _folded(typed).split()
    return tuple(school for school in schools if all(word in _folded(school.name) for word in words))


def by_letter(schools: Iterable[Listed]) -> tuple[Letter, ...]:
    return tuple(Letter(letter, tuple(group)) for letter, group in groupby(schools, key=_letter))


def _letter(school: Listed) -> str:
    first = _folded(school.name)[:1].upper()
    return first if first.isalpha() else "#"


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in parts if not unicodedata.combining(mark))
