"""Every word that is kept has staff's words, and times never say more than the hour."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import Babel

from sharp import clock
from sharp.model.words import ReportState, Retention, Role, Turn
from sharp.reports.draft import About, Still, Want, When
from sharp.reports.readers import LastResort
from sharp.schools.categories import CATEGORIES
from sharp.triage import kinds, times, wording
from sharp.triage.casework import Outcome

LONDON = ZoneInfo("Europe/London")
MORNING = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def page() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="en_GB")
    with app.test_request_context("/"), clock.at(MORNING):
        yield


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (wording.STATES, ReportState), (wording.TURNS, Turn), (wording.ROLES, Role), (wording.OUTCOMES, Outcome),
        (wording.RETENTIONS, Retention), (wording.ABOUT, About), (wording.WHEN, When), (wording.STILL, Still),
        (wording.WANTS, Want), (wording.LAST_RESORTS, LastResort),
    ],
)  # fmt: skip
def test_each_word_that_is_kept_is_worded(words: Mapping[Any, Any], kept: type[StrEnum]) -> None:
    assert set(words) == set(kept)


def test_each_category_is_worded_for_staff() -> None:
    assert set(kinds.KINDS) == set(CATEGORIES)
    assert {place for each in CATEGORIES.values() for place in each.refer} <= set(kinds.REFER)


def test_what_partners_call_it_is_shown_with_the_kind() -> None:
    guidance = kinds.guidance_for(["fgm", "prejudice_race"])
    assert guidance is not None
    assert (guidance.hocr, guidance.dfe) == ("violence, hate flag", "RA")


def test_no_kind_is_shown_by_what_it_is_about() -> None:
    assert kinds.kinds_words((), "ask") == "A question"
    assert kinds.kinds_words((), "") == "Not said"
    assert kinds.guidance_for(()) is None


def test_a_kind_that_is_no_longer_listed_is_still_shown() -> None:
    assert kinds.kinds_words(("theft", "gone_since"), "me") == "Theft; gone_since"


def test_a_proposed_levels_reason_is_in_staffs_words() -> None:
    assert kinds.reason_words("Ticked: theft. It is still happening.") == "Ticked: Theft. It is still happening."
    assert kinds.reason_words("He said: Ticked: theft.") == "He said: Ticked: theft."


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), "today"),
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "1\xa0day"),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "3\xa0days"),
    ],
)
def test_ages_count_days_on_the_schools_calendar(moment: datetime, words: str) -> None:
    with clock.at(moment):
        hour = clock.hour()
    assert times.age_words(hour, LONDON) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 7, 59, tzinfo=UTC), "today, after 7 am"),
        (datetime(2026, 11, 22, 23, 1, tzinfo=UTC), "yesterday, after 11 pm"),
        (datetime(2026, 7, 6, 12, 30, tzinfo=UTC), "Mon 6 Jul, after 1 pm"),
        (datetime(2025, 12, 1, 0, 5, tzinfo=UTC), "Mon 1 Dec 2025, after 12 am"),
    ],
)
def test_what_happened_is_told_to_the_hour_where_the_school_is(moment: datetime, words: str) -> None:
    with clock.at(moment):
        hour = clock.hour()
    assert times.hour_words(hour, LONDON) == words


def test_due_times_are_whole_quarters() -> None:
    quarter = int(datetime(2026, 11, 24, 16, 0, tzinfo=UTC).timestamp()) // clock.SECONDS_A_QUARTER
    assert times.due_words(quarter, LONDON) == "tomorrow, 16:00"
    assert not times.is_past(quarter)
    assert times.is_past(quarter - 4 * 33)
    assert not times.is_past(None)


def test_months_are_named() -> None:
    assert times.month_words((2027 - 1970) * 12 + 10) == "November 2027"
