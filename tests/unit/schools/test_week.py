"""The hours of a usual week in words: days that are alike on one line, none promised that is not held."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from sharp.schools.timetable import parse_timetable
from sharp.schools.week import week_lines


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    app = Flask("week")
    Babel(app, default_locale="en_GB")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("timetable", "lines"),
    [
        ("hours mon-fri 08:15-16:00", ("Monday to Friday: 8:15 to 16:00",)),
        ("hours mon 09:00-10:00", ("Monday: 9:00 to 10:00",)),
        (
            "hours mon-thu 08:15-12:30\nhours mon-thu 13:30-16:00\nhours fri 08:15-15:00",
            ("Monday to Thursday: 8:15 to 12:30 and 13:30 to 16:00", "Friday: 8:15 to 15:00"),
        ),
        (
            "hours mon,wed,thu 08:00-09:00",
            ("Monday: 8:00 to 9:00", "Wednesday to Thursday: 8:00 to 9:00"),
        ),
        ("hours mon-sun 00:00-24:00", ("Monday to Sunday: 0:00 to 24:00",)),
        ("on-call none", ()),
    ],
    ids=["week", "day", "breaks", "gap", "always", "never"],
)
def test_alike_days_stand_on_one_line(timetable: str, lines: tuple[str, ...]) -> None:
    assert week_lines(parse_timetable(timetable)) == lines
