"""When somebody reads: hours, terms and closures as lines of text, and time counted in open hours."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON_DAYS = 400
"""How far ahead anything is looked for: a whole school year and its holidays."""
MIDNIGHT = 24 * 60

DEFAULT_TIMETABLE = "hours mon-fri 08:30-16:00\non-call none\n"

_SPAN = re.compile(r"([0-2][0-9]):([0-5][0-9])-([0-2][0-9]):([0-5][0-9])")


class TimetableRefused(Exception):
    """A line of the timetable cannot be read; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Span:
    """Minutes after midnight, on the clock on the wall."""

    opens: int
    closes: int


@dataclass(frozen=True)
class Dates:
    """Whole days, both included."""

    first: date
    last: date
    reason: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Timetable:
    hours: tuple[tuple[Span, ...], ...]
    """Seven lists of spans, Monday first."""
    terms: tuple[Dates, ...] = ()
    """None given: it is always term."""
    closures: tuple[Dates, ...] = ()
    on_call: str = ""
    """Who looks at the most urgent reports while school is shut, as pupils read it; empty: nobody."""

    def is_school_day(self, day: date) -> bool:
        is_term = not self.terms or any(day in term for term in self.terms)
        return is_term and not any(day in closure for closure in self.closures) and bool(self.hours[day.weekday()])

    def windows(self, day: date, tz: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        """The open times of one day, in UTC."""
        if self.is_school_day(day):
            for span in self.hours[day.weekday()]:
                opens, closes = _moment(day, span.opens, tz), _moment(day, span.closes, tz)
                if opens < closes:  # a span inside the hour that a clock change skips is no time at all
                    yield opens, closes

    def windows_from(self, start: datetime, tz: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        """Open times that end after `start`, in order, in UTC, as far as the horizon; the first may have begun."""
        first = start.astimezone(tz).date()
        for ahead in range(HORIZON_DAYS):
            for opens, closes in self.windows(first + timedelta(days=ahead), tz):
                if closes > start:
                    yield opens, closes


@dataclass(frozen=True)
class NextReading:
    opens: datetime
    """Where the school is; now, if `is_now`."""
    is_now: bool


def next_reading(
    timetable: Timetable,
    tz: ZoneInfo,
    now: datetime,
    is_staffed: Callable[[date], bool] = lambda _day: True,
) -> NextReading | None:
    """When somebody next reads, leaving out days on which nobody is there; None: not within the horizon."""
    moment = now.astimezone(UTC)
    for opens, _closes in timetable.windows_from(moment, tz):
        if is_staffed(opens.astimezone(tz).date()):
            return NextReading(max(opens, moment).astimezone(tz), is_now=opens <= moment)
    return None


def add_open_hours(timetable: Timetable, tz: ZoneInfo, start: datetime, hours: float) -> datetime | None:
    """The moment, in UTC, at which so many open hours have passed since `start`; None: not within the horizon."""
    left = timedelta(hours=hours)
    moment = start.astimezone(UTC)
    for opens, closes in timetable.windows_from(moment, tz):
        begun = max(opens, moment)
        if closes - begun >= left:
            return begun + left
        left -= closes - begun
    return None


def end_of_school_day(timetable: Timetable, tz: ZoneInfo, start: datetime, days: int = 1) -> datetime | None:
    """When the first (second, …) school day that has time left after `start` closes, in UTC."""
    ends: dict[date, datetime] = {}
    for opens, closes in timetable.windows_from(start.astimezone(UTC), tz):
        day = opens.astimezone(tz).date()
        if day not in ends and len(ends) == days:
            break
        ends[day] = closes
    return list(ends.values())[-1] if len(ends) == days else None


@lru_cache
def parse_timetable(text: str) -> Timetable:
    """Raises TimetableRefused, which names the line."""
    hours: list[list[Span]] = [[] for _ in DAYS]
    terms: list[Dates] = []
    closures: list[Dates] = []
    on_call = ""
    for number, line in enumerate(text.splitlines(), start=1):
        word, _, rest = line.split("#")[0].strip().partition(" ")
        rest = rest.strip()
        try:
            match word:
                case "":
                    continue
                case "hours":
                    _add_hours(hours, rest)
                case "term":
                    terms.append(_parse_term(rest))
                case "closed":
                    closures.append(_parse_closure(rest))
                case "on-call":
                    on_call = _parse_on_call(rest)
                case _:
                    raise TimetableRefused(f"{word!r} is not one of hours, term, closed, on-call")
        except TimetableRefused as refused:
            raise TimetableRefused(f"line {number}: {refused}") from None
    ordered = tuple(tuple(sorted(spans, key=lambda span: span.opens)) for spans in hours)
    return Timetable(ordered, tuple(terms), tuple(closures), on_call)


def _moment(day: date, minutes: int, tz: ZoneInfo) -> datetime:
    """A time on the wall, in UTC. One that a clock change skips becomes the same distance after it."""
    over, within = divmod(minutes, MIDNIGHT)
    return datetime.combine(day + timedelta(days=over), time(*divmod(within, 60)), tz).astimezone(UTC)


def _add_hours(hours: list[list[Span]], rest: str) -> None:
    days, _, times = rest.partition(" ")
    span = _parse_span(times.strip())
    for day in _parse_days(days):
        if any(span.opens < other.closes and other.opens < span.closes for other in hours[day]):
            raise TimetableRefused(f"{DAYS[day]} has two times that overlap")
        hours[day].append(span)


def _parse_days(text: str) -> list[int]:
    """`mon-fri`, `sat`, or `mon,wed,fri`."""
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise TimetableRefused(f"{part!r} is no day; write mon tue wed thu fri sat sun, or mon-fri")
        begin, end = DAYS.index(first), DAYS.index(last or first)
        if end < begin:
            raise TimetableRefused(f"{part!r} runs backwards; write two lines")
        days.extend(range(begin, end + 1))
    return days


def _parse_span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise TimetableRefused(f"{text!r} is no time; write it like 08:15-16:00")
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    span = Span(from_hour * 60 + from_minute, to_hour * 60 + to_minute)
    if not span.opens < span.closes <= MIDNIGHT:
        raise TimetableRefused(f"{text!r} does not end after it begins, on the same day")
    return span


def _parse_term(rest: str) -> Dates:
    first, _, last = rest.partition(" ")
    if not last:
        raise TimetableRefused("a term needs its first and its last day, like 2026-09-02 2026-12-18")
    return _dates(_parse_date(first), _parse_date(last.strip()))


def _parse_closure(rest: str) -> Dates:
    """One day or two, then a reason, which may be empty."""
    first, _, more = rest.partition(" ")
    second, _, reason = more.strip().partition(" ")
    begin = _parse_date(first)
    if re.fullmatch(r"[0-9][0-9-]*", second):
        return _dates(begin, _parse_date(second), reason.strip())
    return _dates(begin, begin, more.strip())


def _dates(first: date, last: date, reason: str = "") -> Dates:
    if last < first:
        raise TimetableRefused(f"{last} is before {first}")
    return Dates(first, last, reason)


def _parse_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise TimetableRefused(f"{text!r} is no date; write it like 2026-09-02") from None


def _parse_on_call(rest: str) -> str:
    if not rest:
        raise TimetableRefused("say who is on call, or none")
    return "" if rest == "none" else rest
