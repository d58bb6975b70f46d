"""What an act on a case asks for: typed fields, and the one check of what was written in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sharp.triage.policy import Action

LINE_LETTERS = 200
TEXT_LETTERS = 2_000
YEARS_BACK = timedelta(days=3660)
YEAR_AHEAD = timedelta(days=366)
NOTHING: Mapping[str, Any] = {}

Value = str | list[str]
Values = Mapping[str, Value]
"""Field names to what was written: a day as 2026-11-30, a time as 14:30, a choice by its id, ticks as a list of ids."""


class Ask(StrEnum):
    """What kind of answer a field takes."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    TIME = "time"
    CHOICE = "choice"
    TICKS = "ticks"
    AGENCY = "agency"
    """One of the school's own list; kept by its id, with the name beside it as it was then."""


class Reach(StrEnum):
    """Which days make sense."""

    DONE = "done"
    """Something that happened: not in the future."""
    MEETING = "meeting"
    """Something that happened, or is agreed for the next year."""
    COMING = "coming"
    """Something to come back to: from today, within a year."""


class Why(StrEnum):
    """Why an answer is refused; the form has the sentences."""

    MISSING = "missing"
    TOO_LONG = "too-long"
    NO_DAY = "no-day"
    NOT_YET = "not-yet"
    OVER = "over"
    TOO_FAR = "too-far"
    LONG_AGO = "long-ago"
    NO_TIME = "no-time"
    NOT_OFFERED = "not-offered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Field:
    name: str
    title: Any
    ask: Ask = Ask.TEXT
    required: bool = False
    hint: Any = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    reach: Reach = Reach.DONE
    needed_if: tuple[str, frozenset[str]] | None = None
    """Another field, and the answers to it that make this one required."""

    @property
    def most(self) -> int:
        """Letters."""
        return TEXT_LETTERS if self.ask is Ask.TEXT else LINE_LETTERS


@dataclass(frozen=True)
class Kind:
    """One kind of action. One that `continues` another is written to an entry of that kind, and never by itself."""

    id: str
    title: Any
    done: Any
    """What the history says of it."""
    fields: tuple[Field, ...]
    hint: Any = ""
    continues: str = ""
    after: str = ""
    """A kind that must stand in the case before this one may be written."""
    action: Action = Action.ACT
    entry: str = "action"
    """The kind of the sealed entry."""
    unread_first: bool = False
    """Not done over what a colleague or the pupil added and nobody here has read."""

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True)
class Check:
    """What answers are held against."""

    today: date
    """Where the school is."""
    agencies: Mapping[str, str]
    """Those that may be chosen, by id."""
    is_past_allowed: bool
    """In a correction: what was to come may have come since."""


def faults(
    kind: Kind,
    values: Values,
    today: date,
    agencies: Mapping[str, str] = NOTHING,
    *,
    is_past_allowed: bool = False,
) -> dict[str, Why]:
    """By field; none when all is well."""
    check = Check(today, agencies, is_past_allowed)
    found = {name: Why.UNKNOWN for name in values if kind.field(name) is None}
    for one in kind.fields:
        for why in _wrong_with(one, values, check):
            found.setdefault(one.name, why)
    return found


def _wrong_with(one: Field, values: Values, check: Check) -> Iterator[Why]:
    value = values.get(one.name)
    if not value:
        if one.required or _is_needed(one, values):
            yield Why.MISSING
        return
    if isinstance(value, list) is not (one.ask is Ask.TICKS):
        yield Why.UNKNOWN
        return
    offered = check.agencies if one.ask is Ask.AGENCY else one.options
    if isinstance(value, list):
        if not set(value) <= set(offered) or len(set(value)) != len(value):
            yield Why.NOT_OFFERED
    elif one.ask is Ask.DAY:
        yield from _wrong_with_day(value, one.reach, check)
    elif one.ask is Ask.TIME:
        if parse_time(value) != value:
            yield Why.NO_TIME
    elif one.ask in (Ask.CHOICE, Ask.AGENCY):
        if value not in offered:
            yield Why.NOT_OFFERED
    elif len(value) > one.most:
        yield Why.TOO_LONG


def _is_needed(one: Field, values: Values) -> bool:
    if one.needed_if is None:
        return False
    other, answers = one.needed_if
    given = values.get(other, "")
    return bool(answers & set(given if isinstance(given, list) else [given]))


def _wrong_with_day(value: str, reach: Reach, check: Check) -> Iterator[Why]:
    day, today = parse_day(value), check.today
    if day is None:
        yield Why.NO_DAY
    elif day > today and reach is Reach.DONE:
        yield Why.NOT_YET
    elif day > today + YEAR_AHEAD:
        yield Why.TOO_FAR
    elif day < today and reach is Reach.COMING and not check.is_past_allowed:
        yield Why.OVER
    elif day < today - YEARS_BACK:
        yield Why.LONG_AGO


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))? ?([ap]m)?", re.IGNORECASE)


def parse_day(value: str) -> date | None:
    """As it is kept, 2026-11-30, and no other spelling."""
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        return None


def parse_time(typed: str) -> str | None:
    """`2.30pm`, `1430` and `14:30` are one: 14:30. None for what is no time of day."""
    found = _TIME.fullmatch(typed.strip())
    if found is None or (found[2] is None and found[3] is None):
        return None
    hours, minutes, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hours <= 12:
        return None
    hours = hours % 12 + (12 if half == "pm" else 0) if half else hours
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else None
