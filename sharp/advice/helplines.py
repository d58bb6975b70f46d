"""Who else children can turn to: numbers as data, each with the day it was last checked."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, gettext

from sharp import clock
from sharp.advice.opening import Known, Opening, answering_words, read_opening

ASK_AFTER_DAYS = 90
CAUTION_AFTER_DAYS = 180
OWN = "own-"
"""So begin the ids of lines that a school adds, and none of ours."""


class Kind(StrEnum):
    CALL = "call"
    TEXT = "text"
    WEB = "web"


class Need(StrEnum):
    """What a line is for."""

    DANGER = "danger"
    TALK = "talk"
    SELFHARM = "selfharm"
    HOME = "home"
    BODIES = "bodies"
    ONLINE = "online"
    CRIME = "crime"
    DRUGS = "drugs"


class Cost(StrEnum):
    """What it costs to call or text, as far as we know."""

    UNSEEN = "free and not on the bill"
    FREE = "free"
    MOSTLY_FREE = "free from most phones"
    CHARGED = "costs money"

    @property
    def words(self) -> str:
        return {
            Cost.UNSEEN: str(gettext("It is free. It does not show on the phone bill.")),
            Cost.FREE: str(gettext("It is free.")),
            Cost.MOSTLY_FREE: str(gettext("It is free from most phones.")),
            Cost.CHARGED: str(gettext("It may cost money, and show on the phone bill.")),
        }[self]


class HelplinesWrong(Exception):
    """The data file holds something it may not; the message names the line."""


@dataclass(frozen=True)
class Helpline:
    id: str
    source_name: str
    kind: Kind
    number: str
    """As people say it; for the web, the address to type."""
    text: str
    """What to write, where one texts."""
    opening: Opening
    source_hours: str
    """In words; empty where we do not know them."""
    page: str
    """Where its hours can be looked up."""
    source_who: str
    """Who it is for."""
    source_about: str
    cost: Cost | None
    """None for the web."""
    needs: frozenset[Need]
    always: bool
    """Never shown with a caution."""
    checked: date
    author: str
    reviewer: str
    """Empty: not yet reviewed."""
    reviewed: date | None

    @property
    def name(self) -> str:
        return str(gettext(self.source_name))

    @property
    def hours(self) -> str:
        """Whether it is open now, and its hours; where to look them up, if we do not know."""
        if self.opening.known is Known.UNKNOWN:
            return str(gettext("We do not know its hours. Look on its page: %(page)s", page=self.page))
        state = "" if self.kind is Kind.WEB else answering_words(self.opening)
        return " ".join(filter(None, (state, str(gettext(self.source_hours)))))

    @property
    def who(self) -> str:
        return str(gettext(self.source_who))

    @property
    def cost_words(self) -> str:
        return self.cost.words if self.cost else ""

    @property
    def checked_words(self) -> str:
        return format_date(self.checked, "d MMMM y", locale=get_locale())

    @property
    def about(self) -> str:
        return str(gettext(self.source_about))

    @property
    def address(self) -> str:
        """What a press dials or texts; nothing for the web, which is typed: no page of ours leads elsewhere."""
        digits = self.number.replace(" ", "")
        return {Kind.CALL: f"tel:{digits}", Kind.TEXT: f"sms:{digits}", Kind.WEB: ""}[self.kind]

    @property
    def is_doubtful(self) -> bool:
        """Not checked for so long that the page says so."""
        return not self.always and self.age_days > CAUTION_AFTER_DAYS

    @property
    def age_days(self) -> int:
        return (clock.now().date() - self.checked).days


def read_helplines(text: str) -> tuple[Helpline, ...]:
    """Raises HelplinesWrong."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise HelplinesWrong(str(wrong)) from None
    lines = tuple(_helpline({**given.get("file", {}), **each}) for each in given["helpline"])
    if len({line.id for line in lines}) != len(lines):
        raise HelplinesWrong("an id stands twice")
    return lines


def helpline(name: str) -> Helpline:
    return _BY_ID[name]


def helplines_for(*needs: Need, among: Iterable[Helpline] | None = None) -> tuple[Helpline, ...]:
    """Those for any of these needs, in the order of the file; all of them if none is said. `among`: a school's."""
    lines = HELPLINES if among is None else among
    return tuple(line for line in lines if not needs or not line.needs.isdisjoint(needs))


def unchecked(lines: Iterable[Helpline] | None = None) -> tuple[Helpline, ...]:
    """What doctor asks to have checked again."""
    return tuple(line for line in (HELPLINES if lines is None else lines) if line.age_days > ASK_AFTER_DAYS)


def _helpline(given: dict[str, Any]) -> Helpline:
    name = given.get("id", "?")
    try:
        line = Helpline(
            id=given["id"],
            source_name=given["name"],
            kind=Kind(given["kind"]),
            number=given["number"],
            text=given.get("text", ""),
            opening=read_opening(given["open"]),
            source_hours=given.get("hours", ""),
            page=given.get("page", ""),
            source_who=given["who"],
            source_about=given["about"],
            cost=Cost(given["cost"]) if "cost" in given else None,
            needs=frozenset(map(Need, given["for"])),
            always=given.get("always", False),
            checked=_day(given["checked"]),
            author=given["author"],
            reviewer=given.get("reviewer", ""),
            reviewed=_day(given["reviewed"]) if "reviewed" in given else None,
        )
    except (KeyError, ValueError) as wrong:
        raise HelplinesWrong(f"{name}: {wrong}") from None
    for fault in _faults(line):
        raise HelplinesWrong(f"{name}: {fault}")
    return line


def _day(given: object) -> date:
    if not isinstance(given, date) or isinstance(given, datetime):
        raise ValueError(f"{given!r} is no day, like 2026-11-23")
    return given


def _faults(line: Helpline) -> Iterator[str]:
    if line.id.startswith(OWN):
        yield f"an id that begins with {OWN} belongs to a line that a school adds"
    if (line.kind is Kind.TEXT) != bool(line.text):
        yield "a line that is texted says what to write, and no other does"
    if bool(line.reviewer) != (line.reviewed is not None):
        yield "who reviewed it and the day stand together, or not at all"
    if (line.opening.known is Known.UNKNOWN) == bool(line.source_hours):
        yield "hours are said in words where they are known, and nowhere else"
    if line.opening.known is Known.UNKNOWN and not line.page:
        yield "where its hours are not known, it has a page to look at"
    if (line.cost is None) != (line.kind is Kind.WEB):
        yield "what it costs is said of a line that is called or texted, and of no other"


HELPLINES = read_helplines((files("sharp.advice") / "helplines.toml").read_text(encoding="utf-8"))
_BY_ID = {line.id: line for line in HELPLINES}
