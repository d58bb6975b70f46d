"""Which term a closing is counted in: the school's own, or the season."""

from datetime import date

import pytest

from sharp.reports.outcomes import term_of

TERMS = (
    "hours mon-fri 08:30-16:00\nterm 2026-09-02 2026-10-23\nterm 2026-11-02 2026-12-18\nterm 2027-01-04 2027-02-12\n"
)


@pytest.mark.parametrize(
    ("day", "term"),
    [
        ("2026-09-02", "2026-09"),
        ("2026-10-23", "2026-09"),
        ("2026-10-28", "2026-09"),  # half-term belongs to what was before
        ("2026-11-02", "2026-11"),
        ("2026-12-30", "2026-11"),
        ("2027-01-04", "2027-01"),
        ("2027-04-20", "2027-01"),  # an Easter holiday, perhaps: ten weeks at most
        ("2027-06-01", "2027-04"),  # the timetable is an old one
        ("2026-08-20", "2026-04"),  # before the first that is known
    ],
)
def test_of_a_school_that_has_set_terms(day: str, term: str) -> None:
    assert term_of(TERMS, date.fromisoformat(day)) == term


@pytest.mark.parametrize(
    ("day", "term"),
    [("2026-09-01", "2026-09"), ("2026-12-31", "2026-09"), ("2027-01-01", "2027-01"), ("2027-03-31", "2027-01"),
     ("2027-04-01", "2027-04"), ("2027-08-31", "2027-04")],
)  # fmt: skip
def test_of_a_school_that_has_not(day: str, term: str) -> None:
    assert term_of("hours mon-fri 08:30-16:00\n", date.fromisoformat(day)) == term
