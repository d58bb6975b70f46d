"""Who else children can turn to: numbers as data, each with the day it was last checked."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any

from flask_babel import gettext

from sharp import clock

ASK_AFTER_DAYS = 90
CAUTION_AFTER_DAYS = 180


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
    source_hours: str
    source_about: str
    needs: frozenset[Need]
    always: bool
    """Never shown with a caution."""
    checked: date

    @property
    def name(self) -> str:
        return str(gettext(self.source_name))

    @property
    def hours(self) -> str:
        return str(gettext(self.source_hours))

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
    lines = tuple(_helpline(given) for given in tomllib.loads(text)["helpline"])
    if len({line.id for line in lines}) != len(lines):
        raise HelplinesWrong("an id stands twice")
    return lines


def helpline(name: str) -> Helpline:
    return _BY_ID[name]


def helplines_for(*needs: Need) -> tuple[Helpline, ...]:
    """Those for any of these needs, in the order of the file; all of them if none is said."""
    return tuple(line for line in HELPLINES if not needs or not line.needs.isdisjoint(needs))


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
            source_hours=given["hours"],
            source_about=given["about"],
            needs=frozenset(map(Need, given["for"])),
            always=given.get("always", False),
            checked=given["checked"],
        )
    except (KeyError, ValueError) as wrong:
        raise HelplinesWrong(f"{name}: {wrong}") from None
    if (line.kind is Kind.TEXT) != bool(line.text) or not isinstance(line.checked, date):
        raise HelplinesWrong(f"{name}: a text line says what to write, and every line when it was checked")
    return line


HELPLINES = read_helplines((files("sharp.advice") / "helplines.toml").read_text(encoding="utf-8"))
_BY_ID = {line.id: line for line in HELPLINES}
