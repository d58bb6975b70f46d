"""The timetable on its page: whatever is kept reads back the same, and what cannot be read names its field."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from sharp.schools.timetable import DAYS, parse_timetable
from sharp.schools.timetable_sheet import Sheet, SheetRefused, lines_of, sheet_of

WEEK = ("08:15-16:00",) * 5 + ("", "")
SHEET = Sheet(
    WEEK,
    "2 September 2026 to 18 December 2026",
    "26 October 2026 to 30 October 2026: Half term\n20 November 2026: Staff training",
    "Ms Adeyemi",
)


@pytest.fixture(autouse=True, scope="module")
def _words() -> object:
    app = Flask("words")
    Babel(app)
    with app.test_request_context("/"):
        yield


def with_(**changes: object) -> Sheet:
    return Sheet(**{**vars(SHEET), **changes})  # type: ignore[arg-type]


def test_what_is_kept_reads_back_the_same() -> None:
    assert sheet_of(lines_of(SHEET)) == SHEET
    known = parse_timetable(lines_of(SHEET))
    assert known.closures[0].reason == "Half term"
    assert (known.closures[1].first, known.on_call) == (date(2026, 11, 20), "Ms Adeyemi")


@given(
    hours=st.lists(st.lists(st.integers(0, 95), min_size=2, max_size=6, unique=True), min_size=7, max_size=7),
    terms=st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2199, 1, 1)), st.integers(0, 200)), max_size=4),
    reasons=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20), max_size=4),
    on_call=st.sampled_from(["", "Ms Adeyemi"]),
)
def test_every_timetable_survives_its_page(
    hours: list[list[int]], terms: list[tuple[date, int]], reasons: list[str], on_call: str
) -> None:
    lines = []
    for day, quarters in zip(DAYS, hours, strict=True):
        edges = sorted(quarters)[: len(quarters) // 2 * 2]
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            lines.append(f"hours {day} {begin // 4:02}:{begin % 4 * 15:02}-{end // 4:02}:{end % 4 * 15:02}")
    lines += [f"term {first} {first + timedelta(days=long)}" for first, long in terms]
    for (first, long), reason in zip(terms, reasons, strict=False):
        lines.append(f"closed {first} {first + timedelta(days=long)} {reason.replace('#', '')}")
    lines.append(f"on-call {on_call or 'none'}")
    text = "\n".join(lines)
    assert parse_timetable(lines_of(sheet_of(text))) == parse_timetable(text)


@pytest.mark.parametrize(
    "typed", ["8:15-16:00", "08.15 to 16.00", "8:15 – 16", "08:15-16:00,", "8:15 - 12:00 , 12:00-16:00"]
)
def test_times_are_read_as_people_write_them(typed: str) -> None:
    hours = parse_timetable(lines_of(with_(hours=(typed, *WEEK[1:])))).hours[0]
    assert (hours[0].opens, hours[-1].closes) == (8 * 60 + 15, 16 * 60)


@pytest.mark.parametrize(
    "typed",
    [
        "26/10/2026",
        "26.10.2026",
        "2026-10-26",
        "26 Oct 2026",
        "26th october 2026",
        "Monday 26 October 2026",
        "Mon, 26 Oct. 2026",
    ],
)
@pytest.mark.parametrize("more", ["", " to 30 October 2026", " - 30/10/2026", ": Half term", " until 2026-10-30: Rest"])
def test_dates_are_read_as_people_write_them(typed: str, more: str) -> None:
    [closure] = parse_timetable(lines_of(with_(closures=typed + more))).closures
    assert closure.first == date(2026, 10, 26)
    assert closure.last == (date(2026, 10, 30) if "30" in more else closure.first)


@pytest.mark.parametrize(
    ("field", "changes", "says"),
    [
        ("hours-0", {"hours": ("half past eight", *WEEK[1:])}, "half past eight"),
        ("hours-2", {"hours": (*WEEK[:2], "16:00-08:15", *WEEK[3:])}, "ends before it begins"),
        ("hours-2", {"hours": (*WEEK[:2], "08:00-25:00", *WEEK[3:])}, "is no time"),
        ("hours-4", {"hours": (*WEEK[:4], "8:00-12:00, 11:00-13:00", *WEEK[5:])}, "overlap"),
        ("terms", {"terms": "2 September 2026"}, "first and its last day"),
        ("terms", {"terms": "18 December 2026 to 2 September 2026"}, "ends before it begins"),
        ("closures", {"closures": "Half term"}, "holds no date"),
        ("closures", {"closures": "30 February 2026"}, "holds no date"),
        ("closures", {"closures": "1 May 2026 to 2 May 2026 to 3 May 2026"}, "holds no date"),
    ],
)
def test_what_cannot_be_read_names_its_field(field: str, changes: dict[str, object], says: str) -> None:
    with pytest.raises(SheetRefused, match=says) as refused:
        lines_of(with_(**changes))
    assert refused.value.field == field


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(hours: str, closures: str, on_call: str) -> None:
    try:
        lines = lines_of(with_(hours=(hours, *WEEK[1:]), closures=closures, on_call=on_call))
    except SheetRefused:
        return
    parse_timetable(lines)
