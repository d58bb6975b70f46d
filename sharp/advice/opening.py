"""When a helpline answers: at all hours, at hours of its week, or at hours that we do not know."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from sharp import clock
from sharp.schools.reading import when_words
from sharp.schools.timetable import Timetable, TimetableRefused, next_reading, parse_timetable

LONDON = ZoneInfo("Europe/London")
"""Where the hours of every line are counted, wherever the school is."""


class Known(StrEnum):
    """Whether there is a week to look at."""

    ALWAYS = "always"
    UNKNOWN = "unknown"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Opening:
    known: Known
    week: Timetable | None = None
    """Where it is known week by week."""


@dataclass(frozen=True)
class Answering:
    """How it stands at one moment; neither: nobody knows, or not within a year."""

    is_open: bool | None
    opens: datetime | None = None
    """In London, if it is closed."""


def read_opening(given: object) -> Opening:
    """`"always"`, `"unknown"`, or spans such as `["mon-fri 09:00-17:00", "sat 00:00-24:00"]`.

    A span that passes midnight is written as two, which meet there. Raises ValueError, which says what is wrong.
    """
    if given in (Known.ALWAYS, Known.UNKNOWN):
        return Opening(Known(str(given)))
    if (
        not isinstance(given, list)
        or not given
        or not all(isinstance(span, str) and span.isprintable() for span in given)
    ):
        raise ValueError(f'open is "always", "unknown" or a list like ["mon-fri 09:00-17:00"], not {given!r}')
    try:
        return Opening(Known.WEEKLY, parse_timetable("\n".join(f"hours {span}" for span in given)))
    except TimetableRefused as refused:
        raise ValueError(f"open, {refused}") from None


def answering(opening: Opening, now: datetime | None = None) -> Answering:
    """Right across midnight and across both changes of the clock."""
    if opening.week is None:
        return Answering(True if opening.known is Known.ALWAYS else None)
    found = next_reading(opening.week, LONDON, now or clock.now())
    if found is None:
        return Answering(None)
    return Answering(True) if found.is_now else Answering(False, found.opens)


def answering_words(opening: Opening) -> str:
    """`Open now.`, `Closed now. It opens on Monday at 9:00.`; empty where nobody can say."""
    found = answering(opening)
    if found.is_open:
        return str(_("Open now."))
    if found.opens is None:
        return ""
    return str(_("Closed now. It opens %(when)s.", when=when_words(found.opens)))
