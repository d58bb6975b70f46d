"""A school calendar (iCalendar, RFC 5545) read for the days on which nobody reads: holidays, training, closures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from sharp.schools.timetable import Dates

MOST_EVENTS = 5_000
LONGEST_REASON = 60
SHUT = re.compile(
    r"\b(holidays?|half[ -]?term|break|vacation|inset|closed|closure|shut|non[ -]pupil|no school|strike|"
    r"(staff|teacher) training|training day|bank hol\w*|christmas|new year|good friday|easter|may day)\b",
    re.IGNORECASE,
)
"""What a school calls a day without school; whoever reads the calendar in looks at each before it is kept."""


class CalendarRefused(Exception):
    """This is no calendar that can be read."""

    def __init__(self) -> None:
        super().__init__("this is no calendar that can be read; it begins with BEGIN:VCALENDAR")


@dataclass(frozen=True)
class Found:
    closures: tuple[Dates, ...]
    """Whole days that are still to come, in order."""
    others: int
    """Events that say nothing of school being shut, are over, or come again and again."""


def read_calendar(text: str, tz: ZoneInfo, today: date) -> Found:
    """Raises CalendarRefused."""
    try:
        calendars = icalendar.Calendar.from_ical(text.strip(), multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
        if {calendar.name for calendar in calendars} != {"VCALENDAR"} or len(events) > MOST_EVENTS:
            raise CalendarRefused
        found = sorted(set(_closures(events, tz, today)), key=lambda each: (each.first, each.last, each.reason))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        raise CalendarRefused from None
    return Found(tuple(found), others=len(events) - len(found))


def _closures(events: list[Any], tz: ZoneInfo, today: date) -> Iterator[Dates]:
    for event in events:
        reason = " ".join(str(event.get("SUMMARY", "")).replace("#", " ").split())[:LONGEST_REASON]
        days = _days(event, tz)
        if days is not None and days[1] >= today and SHUT.search(reason) and "RRULE" not in event:
            yield Dates(*days, reason)


def _days(event: Any, tz: ZoneInfo) -> tuple[date, date] | None:
    """First and last day of an event that takes whole days; none of one that is a matter of hours."""
    if "DTSTART" not in event:
        return None
    start, end = event.decoded("DTSTART"), _end(event)
    if isinstance(start, datetime):
        first, last = _local(start, tz), _local(end, tz)
        whole = last - first >= timedelta(days=1)
        return (first.date(), (last - timedelta(microseconds=1)).date()) if whole else None
    if isinstance(end, datetime):
        return None
    return start, max(start, end - timedelta(days=1))  # the end is the day after the last


def _end(event: Any) -> Any:
    if "DTEND" in event:
        return event.decoded("DTEND")
    start = event.decoded("DTSTART")
    if "DURATION" in event:
        return start + event.decoded("DURATION")
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _local(moment: Any, tz: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)
    return moment.astimezone(tz).replace(tzinfo=None) if moment.tzinfo else moment
