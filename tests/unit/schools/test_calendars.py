"""A school calendar: whole days without school are found, everything else is left out, and nonsense is refused."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.schools.calendars import MOST_EVENTS, CalendarRefused, Found, read_calendar
from sharp.schools.timetable import Dates

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 9, 7)


def event(summary: str, *lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"SUMMARY:{summary}", *lines, "END:VEVENT", ""])


def read(*events: str) -> Found:
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//school//EN\r\n" + "".join(events) + "END:VCALENDAR\r\n"
    return read_calendar(text, LONDON, TODAY)


def whole(first: str, after: str) -> tuple[str, str]:
    return f"DTSTART;VALUE=DATE:{first}", f"DTEND;VALUE=DATE:{after}"


def test_days_without_school_are_found_in_order() -> None:
    found = read(
        event("INSET day", *whole("20261120", "20261121")),
        event("Half-term holiday", *whole("20261026", "20261031")),
        event("Year 8 parents’ evening", *whole("20261112", "20261113")),
    )
    assert found == Found(
        (
            Dates(date(2026, 10, 26), date(2026, 10, 30), "Half-term holiday"),
            Dates(date(2026, 11, 20), date(2026, 11, 20), "INSET day"),
        ),
        others=1,
    )


def test_what_is_over_and_what_comes_again_is_left_out() -> None:
    found = read(
        event("Summer holiday", *whole("20260720", "20260901")),
        event("School closed early", *whole("20261002", "20261003"), "RRULE:FREQ=WEEKLY"),
        event("Holiday club meets", "DTSTART:20261026T090000Z", "DTEND:20261026T110000Z"),
    )
    assert found == Found((), others=3)


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("DTSTART;VALUE=DATE:20261026",), (26, 26)),
        (("DTSTART;VALUE=DATE:20261026", "DURATION:P5D"), (26, 30)),
        (("DTSTART;TZID=Europe/London:20261026T000000", "DTEND;TZID=Europe/London:20261031T000000"), (26, 30)),
        (("DTSTART:20261026T000000Z", "DTEND:20261030T235900Z"), (26, 30)),
        (("DTSTART:20261024T230000Z", "DTEND:20261026T000000Z"), (25, 25)),
    ],
    ids=["one day", "a duration", "local midnights", "in UTC", "over a clock change"],
)
def test_whole_days_are_whole_days_where_the_school_is(lines: tuple[str, ...], days: tuple[int, int]) -> None:
    [closure] = read(event("Half term", *lines)).closures
    assert (closure.first.day, closure.last.day) == days


def test_folded_and_escaped_lines_are_read() -> None:
    [closure] = read(event("Staff training\\, all \r\n day # bring lunch", *whole("20261120", "20261121"))).closures
    assert closure.reason == "Staff training, all day bring lunch"


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VCALENDAR", "<html>", "BEGIN:VEVENT\nEND:VCALENDAR"])
def test_what_is_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(CalendarRefused):
        read_calendar(text, LONDON, TODAY)


def test_a_calendar_without_end_is_refused() -> None:
    with pytest.raises(CalendarRefused):
        read(*[event("x", "DTSTART;VALUE=DATE:20261026")] * (MOST_EVENTS + 1))


@given(st.text(max_size=120), st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY", "BEGIN"]))
def test_hostile_lines_are_read_or_refused(value: str, name: str) -> None:
    try:
        read(event("Half term", "DTSTART;VALUE=DATE:20261026", f"{name}:{value}"))
    except CalendarRefused:
        return
