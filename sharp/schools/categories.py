"""What a report can be about: read from categories.toml and checked when the program starts."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from flask_babel import gettext


class Who(StrEnum):
    """Whose work a category is."""

    SAFEGUARDING = "D"
    SPOC = "S"
    OFFICER = "P"
    HEAD = "H"
    LADO = "L"


class Flag(StrEnum):
    MANDATORY_REPORT = "mandatory_report"
    NO_UPLOAD = "no_upload"
    HATE = "hate"


class CategoriesWrong(Exception):
    """The data file holds something it may not; the message names the category."""


@dataclass(frozen=True)
class Category:
    id: str
    words: str
    """In the source language; `pupil_words` is what a page shows."""
    group: str
    level: int
    level_now: int
    """The level if it is still happening, or happened today."""
    who: tuple[Who, ...]
    refer: tuple[str, ...]
    npcc: tuple[str, ...]
    hocr: str
    dfe: tuple[str, ...]
    flags: frozenset[Flag]

    @property
    def pupil_words(self) -> str:
        """In the language of the page being rendered."""
        return str(gettext(self.words))


@dataclass(frozen=True)
class Group:
    id: str
    words: str
    categories: tuple[Category, ...]

    @property
    def pupil_words(self) -> str:
        return str(gettext(self.words))


REFER = frozenset({"ceop", "prevent", "nrm", "la", "attendance", "iopc"})
OPTIONAL = {"refer": [], "npcc": [], "hocr": "", "dfe": [], "flags": []}
REQUIRED = ("id", "words", "group", "level", "who")


def read_categories(text: str) -> tuple[Group, ...]:
    """The groups in order, each with its categories. Raises CategoriesWrong."""
    data = tomllib.loads(text)
    found = [_category(each) for each in data["category"]]
    if len({each.id for each in found}) != len(found):
        raise CategoriesWrong("an id stands twice")
    groups = tuple(
        Group(name, words, tuple(each for each in found if each.group == name))
        for name, words in data["groups"].items()
    )
    if sum(len(group.categories) for group in groups) != len(found) or not all(g.categories for g in groups):
        raise CategoriesWrong("a category without a group, or a group without a category")
    return groups


def _category(given: dict[str, Any]) -> Category:
    name = given.get("id", "?")
    unknown = given.keys() - OPTIONAL.keys() - {*REQUIRED, "level_now"}
    missing = set(REQUIRED) - given.keys()
    if unknown or missing:
        raise CategoriesWrong(f"{name}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    values = OPTIONAL | {"level_now": given["level"]} | given
    if not 1 <= values["level_now"] <= values["level"] <= 4 or not set(values["refer"]) <= REFER:
        raise CategoriesWrong(f"{name}: a level outside 1 to 4, or nowhere to refer to")
    try:
        who, flags = tuple(map(Who, values["who"])), frozenset(map(Flag, values["flags"]))
    except ValueError as wrong:
        raise CategoriesWrong(f"{name}: {wrong}") from None
    lists = {field: tuple(values[field]) for field in ("refer", "npcc", "dfe")}
    return Category(**{**values, **lists, "who": who, "flags": flags})


def may_show(kinds: Iterable[str]) -> bool:
    """Whether files may come with a report of these kinds; one that may not is enough."""
    known = (CATEGORIES[kind] for kind in kinds if kind in CATEGORIES)
    return not any(Flag.NO_UPLOAD in kind.flags for kind in known)


GROUPS = read_categories((files("sharp.schools") / "categories.toml").read_text(encoding="utf-8"))
CATEGORIES: Mapping[str, Category] = MappingProxyType({c.id: c for group in GROUPS for c in group.categories})
