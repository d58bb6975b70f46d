"""The timetable: what its lines mean, and that nobody is promised a reader while school is shut."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.schools.timetable import (
    DAYS,
    Dates,
    Timetable,
    TimetableRefused,
    add_open_hours,
    end_of_school_day,
    next_reading,
    parse_timetable,
)

LONDON = ZoneInfo("Europe/London")
AUTUMN = """
# The autumn of 2026
hours mon-fri 08:15-16:00
term 2026-09-02 2026-12-18
closed 2026-10-26 2026-10-30 Half term
closed 2026-11-20 Staff training
on-call Ms Adeyemi
"""
OFFICE = parse_timetable("hours mon-fri 08:15-16:00")


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def opens(timetable: Timetable, now: datetime) -> datetime | None:
    found = next_reading(timetable, LONDON, now)
    return found.opens if found else None


def test_it_reads_every_kind_of_line() -> None:
    timetable = parse_timetable(AUTUMN)
    assert [len(spans) for spans in timetable.hours] == [1, 1, 1, 1, 1, 0, 0]
    assert timetable.closures == (
        Dates(date(2026, 10, 26), date(2026, 10, 30), "Half term"),
        Dates(date(2026, 11, 20), date(2026, 11, 20), "Staff training"),
    )
    assert timetable.on_call == "Ms Adeyemi"
    assert parse_timetable("on-call none").on_call == ""


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("open mon-fri", "'open' is not one of"),
        ("hours monday 08:00-16:00", "'monday' is no day"),
        ("hours fri-mon 08:00-16:00", "runs backwards"),
        ("hours mon 8-16", "is no time"),
        ("hours mon", "is no time"),
        ("hours mon 16:00-08:00", "does not end after it begins"),
        ("hours mon 08:00-24:30", "does not end after it begins"),
        ("hours mon,mon 08:00-16:00", "overlap"),
        ("term 2026-09-02", "first and its last day"),
        ("term 2026-12-18 2026-09-02", "is before"),
        ("closed tomorrow", "is no date"),
        ("closed 2026-02-30", "is no date"),
        ("on-call", "who is on call"),
    ],
)
def test_a_wrong_line_is_named(line: str, says: str) -> None:
    with pytest.raises(TimetableRefused, match=f"line 2: .*{says}"):
        parse_timetable(f"hours sat 09:00-12:00\n{line}")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (local(2026, 9, 1, 12), local(2026, 9, 2, 8, 15)),  # before term
        (local(2026, 9, 4, 15, 59), local(2026, 9, 4, 15, 59)),  # the last minute of a Friday
        (local(2026, 9, 4, 16), local(2026, 9, 7, 8, 15)),  # and the moment it is over
        (local(2026, 10, 23, 20), local(2026, 11, 2, 8, 15)),  # over half term and a clock change
        (local(2026, 11, 19, 17), local(2026, 11, 23, 8, 15)),  # over a closed Friday
    ],
)
def test_when_somebody_next_reads(now: datetime, then: datetime) -> None:
    assert opens(parse_timetable(AUTUMN), now) == then


def test_after_the_last_term_nobody_knows() -> None:
    assert opens(parse_timetable(AUTUMN), local(2026, 12, 18, 16)) is None
    assert opens(parse_timetable(""), local(2026, 9, 2)) is None


def test_days_on_which_everyone_is_away_are_left_out() -> None:
    found = next_reading(OFFICE, LONDON, local(2026, 9, 7), lambda day: day >= date(2026, 9, 9))
    assert found is not None
    assert found.opens == local(2026, 9, 9, 8, 15)


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_across_a_clock_change_it_is_the_same_time_on_the_wall(change: date) -> None:
    night = datetime.combine(change, time(0, 30), LONDON)
    found = next_reading(OFFICE, LONDON, night)
    assert found is not None
    assert (found.opens.date(), found.opens.time()) == (change + timedelta(days=1), time(8, 15))
    friday = datetime.combine(change - timedelta(days=2), time(15), LONDON)
    after = add_open_hours(OFFICE, LONDON, friday, 2)
    assert after == datetime.combine(change + timedelta(days=1), time(9, 15), LONDON)


@pytest.mark.parametrize(("change", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_of_a_clock_change_is_as_long_as_it_is(change: date, hours: int) -> None:
    always = parse_timetable("hours mon-sun 00:00-24:00")
    start = datetime.combine(change, time(0), LONDON)
    assert add_open_hours(always, LONDON, start, hours) == datetime.combine(change + timedelta(days=1), time(0), LONDON)


def test_a_time_that_a_clock_change_skips_opens_right_after_it() -> None:
    early = parse_timetable("hours sun 01:30-09:00")
    assert opens(early, local(2026, 3, 29)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    skipped = parse_timetable("hours sun 01:10-01:20\nhours mon 09:00-10:00")
    found = opens(skipped, local(2026, 3, 29))
    assert found is not None
    assert found <= local(2026, 3, 30, 9)


def test_the_end_of_this_school_day_and_of_later_ones() -> None:
    start = local(2026, 9, 4, 10).astimezone(UTC)
    ends = [end_of_school_day(OFFICE, LONDON, start, days) for days in (1, 2, 5)]
    assert ends == [local(2026, 9, 4, 16), local(2026, 9, 7, 16), local(2026, 9, 10, 16)]
    assert end_of_school_day(parse_timetable(AUTUMN), LONDON, local(2026, 12, 18, 9), 2) is None


# Every kind of timetable, and moments of all sorts, near clock changes above all

spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1])
dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))
ranges = st.tuples(dates, st.integers(0, 60)).map(lambda given: (given[0], given[0] + timedelta(days=given[1])))
moments = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.datetimes(datetime(2026, 3, 28, 20), datetime(2026, 3, 30, 10)),
    st.datetimes(datetime(2026, 10, 24, 20), datetime(2026, 10, 26, 10)),
).map(lambda moment: moment.replace(tzinfo=UTC))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    lines = []
    for day in draw(st.sets(st.sampled_from(DAYS))):
        begin, end = draw(spans)
        lines.append(f"hours {day} {_clock(begin)}-{_clock(end)}")
    lines += [f"term {first} {last}" for first, last in draw(st.lists(ranges, max_size=3))]
    lines += [f"closed {first} {last} shut" for first, last in draw(st.lists(ranges, max_size=4))]
    return parse_timetable("\n".join(lines))


def is_open(timetable: Timetable, moment: datetime) -> bool:
    """By the wall clock alone: another way to the same answer."""
    wall = moment.astimezone(LONDON)
    if any(wall.date() in closure for closure in timetable.closures):
        return False
    if timetable.terms and not any(wall.date() in term for term in timetable.terms):
        return False
    return any(opens <= moment < closes for opens, closes in timetable.windows(wall.date(), LONDON))


@given(timetables(), moments)
def test_it_is_never_in_a_closed_time_nor_in_the_past(timetable: Timetable, now: datetime) -> None:
    found = next_reading(timetable, LONDON, now)
    if found is None:
        assert not is_open(timetable, now)
        return
    assert found.opens.astimezone(UTC) >= now
    assert is_open(timetable, found.opens)
    assert found.is_now == is_open(timetable, now)
    assert not found.is_now or found.opens.astimezone(UTC) == now  # between zones, a repeated hour equals nothing


@given(timetables(), moments, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_later_is_never_sooner(timetable: Timetable, now: datetime, later: timedelta) -> None:
    first, second = next_reading(timetable, LONDON, now), next_reading(timetable, LONDON, now + later)
    if first and second:
        assert first.opens.astimezone(UTC) <= second.opens.astimezone(UTC)


@given(timetables(), moments, st.floats(0.25, 60))
def test_open_hours_end_while_school_is_open(timetable: Timetable, now: datetime, hours: float) -> None:
    ends = add_open_hours(timetable, LONDON, now, hours)
    if ends is not None:
        assert ends > now
        assert is_open(timetable, ends - timedelta(microseconds=1))


@given(timetables(), moments, st.floats(0.25, 30), st.floats(0.25, 30))
def test_open_hours_add_up(timetable: Timetable, now: datetime, first: float, second: float) -> None:
    half = add_open_hours(timetable, LONDON, now, first)
    whole = add_open_hours(timetable, LONDON, now, first + second)
    if half is not None and whole is not None:
        both = add_open_hours(timetable, LONDON, half, second)
        assert both is None or abs(both - whole) < timedelta(milliseconds=1)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_timetable(text)
    except TimetableRefused as refused:
        says = str(refused)
    else:
        says = "line 0"
    assert says.startswith("line ")
