"""The timetable as people write it on a page, and back: hours a day, terms, closures, who is on call."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.schools.timetable import DAYS, Dates, Span, TimetableRefused, parse_timetable

DAY_NAMES = (
    _l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday")
)  # fmt: skip
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WRITTEN_IN = "en_GB"
"""Dates are written for staff in the words that this module reads again."""
MINUTES_AN_HOUR = 60

_TIME = re.compile(r"([01]?[0-9]|2[0-4])(?:[:.]([0-5][0-9]))?", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_NUMBERS = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})", re.ASCII)
_NAMED = re.compile(r"(?:[a-z]+,? +)?([0-9]{1,2})(?:st|nd|rd|th)? +([a-z]{3,9})\.?,? +([0-9]{4})", re.ASCII)
_BETWEEN = re.compile(r" +(?:to|until|-|–|—) +|(?<=[0-9])[–—](?=[0-9])")


class SheetRefused(Exception):
    """One field cannot be read: `field` is `hours-0` (Monday) to `hours-6`, `terms`, `closures` or `on_call`."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(says)
        self.field = field


@dataclass(frozen=True)
class Sheet:
    hours: tuple[str, ...]
    """Seven, Monday first: `08:15-12:30, 13:30-16:00`; empty: nobody reads on that day."""
    terms: str
    """A line each: `2 September 2026 to 18 December 2026`; none: it is always term."""
    closures: str
    """A line each: `26 October 2026 to 30 October 2026: Half term`, or one day."""
    on_call: str


def sheet_of(text: str) -> Sheet:
    """Raises TimetableRefused."""
    known = parse_timetable(text)
    return Sheet(
        hours=tuple(", ".join(map(_written_span, spans)) for spans in known.hours),
        terms="\n".join(f"{_written_date(term.first)} to {_written_date(term.last)}" for term in known.terms),
        closures="\n".join(written_dates(closure) for closure in known.closures),
        on_call=known.on_call,
    )


def lines_of(sheet: Sheet) -> str:
    """The lines that schools/timetable.py reads. Raises SheetRefused, which names the field."""
    return "".join(f"{line}\n" for line in _lines(sheet))


def written_dates(dates: Dates) -> str:
    first, last = _written_date(dates.first), _written_date(dates.last)
    days = first if dates.first == dates.last else f"{first} to {last}"
    return f"{days}: {dates.reason}" if dates.reason else days


def _lines(sheet: Sheet) -> Iterator[str]:
    for number, (day, typed) in enumerate(zip(DAYS, sheet.hours, strict=True)):
        lines = [f"hours {day} {_written_span(span)}" for span in _spans(number, typed)]
        yield from _checked(f"hours-{number}", lines)
    for term in _dates_in("terms", sheet.terms):
        yield from _checked("terms", [f"term {term.first} {term.last}"])
    for closure in _dates_in("closures", sheet.closures):
        yield from _checked("closures", [f"closed {closure.first} {closure.last} {closure.reason}".rstrip()])
    yield f"on-call {_plain(sheet.on_call) or 'none'}"


def _checked(field: str, lines: list[str]) -> list[str]:
    """As the timetable itself will read them."""
    try:
        parse_timetable("\n".join(lines))
    except TimetableRefused as refused:
        raise SheetRefused(field, str(refused).partition(": ")[2]) from None
    return lines


def _spans(number: int, typed: str) -> Iterator[Span]:
    for part in filter(None, (each.strip() for each in typed.split(","))):
        begin, dash, end = re.sub(r"\s*(?:-|–|—|\bto\b)\s*", "-", part).partition("-")
        opens, closes = _minutes(begin), _minutes(end)
        if not dash or opens is None or closes is None:
            raise SheetRefused(f"hours-{number}", _("“%(typed)s” is no time. Write it like 08:15-16:00.", typed=part))
        if not opens < closes:
            raise SheetRefused(f"hours-{number}", _("“%(typed)s” ends before it begins.", typed=part))
        yield Span(opens, closes)


def _minutes(typed: str) -> int | None:
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        return None
    minutes = int(found[1]) * MINUTES_AN_HOUR + int(found[2] or 0)
    return minutes if minutes <= 24 * MINUTES_AN_HOUR else None


def _written_span(span: Span) -> str:
    begin, end = divmod(span.opens, MINUTES_AN_HOUR), divmod(span.closes, MINUTES_AN_HOUR)
    return f"{begin[0]:02}:{begin[1]:02}-{end[0]:02}:{end[1]:02}"


def _dates_in(field: str, typed: str) -> Iterator[Dates]:
    for line in filter(None, (each.strip() for each in typed.splitlines())):
        days, _colon, reason = line.partition(":")
        parts = _BETWEEN.split(days.strip())
        found = [_date(part) for part in parts]
        if len(found) > 2 or None in found:
            raise SheetRefused(field, _("“%(line)s” holds no date. Write it like 2 September 2026.", line=line))
        first, last = found[0], found[-1]
        assert first is not None
        assert last is not None
        if field == "terms" and len(found) < 2:
            raise SheetRefused(field, _("“%(line)s” needs its first and its last day.", line=line))
        if last < first:
            raise SheetRefused(field, _("“%(line)s” ends before it begins.", line=line))
        yield Dates(first, last, _plain(reason))


def _date(typed: str) -> date | None:
    said = typed.strip().casefold()
    if found := _ISO.fullmatch(said):
        year, month, day = map(int, found.groups())
    elif found := _NUMBERS.fullmatch(said):
        day, month, year = map(int, found.groups())
    elif (found := _NAMED.fullmatch(said)) and found[2][:3] in MONTHS:
        day, month, year = int(found[1]), MONTHS.index(found[2][:3]) + 1, int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _written_date(day: date) -> str:
    return format_date(day, "d MMMM y", locale=WRITTEN_IN)


def _plain(said: str) -> str:
    """On one line, and without the sign after which the timetable's lines say nothing more."""
    return " ".join(said.replace("#", " ").split())
