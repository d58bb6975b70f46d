"""Open now or closed: over midnight, over the weekend, and on the days when the clock changes in London."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import Babel

from sharp import clock
from sharp.advice.opening import LONDON, Answering, Known, answering, answering_words, read_opening

OFFICE = read_opening(["mon-fri 09:00-17:00"])
NIGHT = read_opening(["fri 22:00-24:00", "sat 00:00-02:00"])
SMALL_HOURS = read_opening(["sun 01:00-02:00"])
"""In the hour that spring skips and autumn has twice."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "is_open", "opens"),
    [
        ("2026-11-23 08:59:59", False, "2026-11-23 09:00"),
        ("2026-11-23 09:00", True, None),
        ("2026-11-23 16:59:59", True, None),
        ("2026-11-23 17:00", False, "2026-11-24 09:00"),
        ("2026-11-27 17:00", False, "2026-11-30 09:00"),  # Friday evening
        ("2026-11-28 12:00", False, "2026-11-30 09:00"),
        ("2026-12-31 23:59:59", False, "2027-01-01 09:00"),
        # the same hour on the wall in summer is an hour earlier in UTC
        ("2026-07-01 07:59:59", False, "2026-07-01 09:00"),
        ("2026-07-01 08:00", True, None),
        ("2026-07-01 16:00", False, "2026-07-02 09:00"),
        # the weekends on which the clock goes forward and back
        ("2026-03-27 17:00", False, "2026-03-30 09:00"),
        ("2026-03-30 07:59:59", False, "2026-03-30 09:00"),
        ("2026-03-30 08:00", True, None),
        ("2026-10-23 16:00", False, "2026-10-26 09:00"),
        ("2026-10-26 08:59:59", False, "2026-10-26 09:00"),
        ("2026-10-26 09:00", True, None),
    ],
)
def test_office_hours(now: str, is_open: bool, opens: str | None) -> None:
    assert answering(OFFICE, utc(now)) == Answering(is_open, london(opens) if opens else None)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-11-27 21:59:59", False),
        ("2026-11-27 22:00", True),
        ("2026-11-27 23:59:59", True),
        ("2026-11-28 00:00", True),
        ("2026-11-28 01:59:59", True),
        ("2026-11-28 02:00", False),
    ],
)
def test_two_spans_meet_at_midnight(now: str, is_open: bool) -> None:
    assert answering(NIGHT, utc(now)).is_open is is_open


def test_the_hour_that_is_skipped_is_no_time_and_the_one_that_comes_twice_is_two() -> None:
    assert answering(SMALL_HOURS, utc("2026-03-29 00:59:59")).is_open is False
    assert answering(SMALL_HOURS, utc("2026-03-29 01:00")) == Answering(False, london("2026-04-05 01:00"))
    for now in ("2026-10-25 00:00", "2026-10-25 00:59:59", "2026-10-25 01:00", "2026-10-25 01:59:59"):
        assert answering(SMALL_HOURS, utc(now)).is_open is True, now
    assert answering(SMALL_HOURS, utc("2026-10-25 02:00")).is_open is False


def test_always_and_unknown() -> None:
    assert answering(read_opening("always")) == Answering(True)
    assert answering(read_opening("unknown")) == Answering(None)
    assert read_opening("unknown").known is Known.UNKNOWN


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-23 10:00", "Open now."),
        ("2026-11-23 06:00", "Closed now. It opens today at 9:00."),
        ("2026-11-23 18:00", "Closed now. It opens tomorrow at 9:00."),
        ("2026-11-27 18:00", "Closed now. It opens on Monday at 9:00."),
        ("2026-10-24 23:30", "Closed now. It opens tomorrow at 9:00."),  # half past midnight on Sunday, in London
    ],
)
def test_in_words(now: str, words: str) -> None:
    page = Flask("page")
    Babel(page, default_locale="en_GB")
    with page.test_request_context(), clock.at(utc(now)):
        assert answering_words(OFFICE) == words
        assert answering_words(read_opening("always")) == "Open now."
        assert answering_words(read_opening("unknown")) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        "", "daily", [], None, 9, [3], ["mon 09:00"], ["mon-fri 17:00-09:00"], ["day 09:00-17:00"],
        ["mon 24:00-25:00"], ["mon 09:00-12:00", "mon 11:00-13:00"], ["mon 09:00-12:00\nclosed 2026-12-25"],
    ],
)  # fmt: skip
def test_nonsense_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="open"):
        read_opening(wrong)
