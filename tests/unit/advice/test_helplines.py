"""Helplines: dated, doubted in time, and never one that is not for children."""

import io
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files

import pytest
from flask import Flask
from flask_babel import Babel

from sharp import clock
from sharp.advice.helplines import (
    ASK_AFTER_DAYS,
    CAUTION_AFTER_DAYS,
    HELPLINES,
    HelplinesWrong,
    Kind,
    Need,
    helpline,
    helplines_for,
    read_helplines,
    unchecked,
)
from sharp.schools.extraction import extract_toml

LAST = max(line.checked for line in HELPLINES)
LINE = (
    '[[helpline]]\nid = "a"\nname = "A"\nkind = "call"\nnumber = "1"\nopen = "always"\nhours = "h"\ncost = "free"\n'
    'who = "w"\nabout = "b"\nfor = ["talk"]\nchecked = 2026-11-23\nauthor = "SHARP"\n'
)


@pytest.fixture
def page() -> Flask:
    """Something that words can be put into a language for."""
    made = Flask("page")
    Babel(made, default_locale="en_GB")
    return made


def after(days: int, since: date = LAST) -> datetime:
    return datetime.combine(since + timedelta(days=days), time(12), UTC)


def test_those_that_every_page_relies_on() -> None:
    assert helpline("emergency").number == "999"
    assert helpline("childline").number == "0800 1111"
    assert (helpline("shout").text, helpline("shout").number) == ("SHOUT", "85258")
    assert [line.id for line in helplines_for(Need.DANGER)] == ["emergency", "childline", "shout"]
    assert helplines_for() == HELPLINES


def test_lines_for_adults_only_or_closed_ones_are_not_there() -> None:
    numbers = {line.number.replace(" ", "") for line in HELPLINES}
    assert numbers.isdisjoint({"03456000459", "08088084994", "03443814772", "08088005000"})


def test_what_a_press_dials() -> None:
    assert helpline("childline").address == "tel:08001111"
    assert helpline("shout").address == "sms:85258"
    assert all(line.address == "" for line in HELPLINES if line.kind is Kind.WEB)


def test_old_numbers_are_asked_about_and_then_doubted() -> None:
    with clock.at(after(ASK_AFTER_DAYS)):
        assert unchecked() == ()
    with clock.at(after(ASK_AFTER_DAYS + 1)):
        assert unchecked() == HELPLINES
        assert not any(line.is_doubtful for line in HELPLINES)
    with clock.at(after(CAUTION_AFTER_DAYS + 1)):
        assert {line.id for line in HELPLINES if not line.is_doubtful} == {"emergency", "childline"}


@pytest.mark.parametrize(
    "wrong",
    [
        LINE + LINE,
        LINE.replace('"call"', '"fax"'),
        LINE.replace('"call"', '"text"'),
        LINE.replace('number = "1"\n', ""),
        LINE.replace('"talk"', '"chat"'),
        LINE.replace("2026-11-23", '"soon"'),
        LINE.replace('open = "always"', 'open = "sometimes"'),
        LINE.replace('open = "always"', 'open = ["mon-fri 9-5"]'),
        LINE.replace('open = "always"', 'open = ["mon-fri 22:00-02:00"]'),
        LINE.replace('open = "always"', "open = []"),
        LINE.replace('open = "always"', 'open = "unknown"'),
        LINE.replace('open = "always"\nhours = "h"', 'open = "unknown"'),
        LINE.replace('hours = "h"\n', ""),
        LINE.replace('cost = "free"\n', ""),
        LINE.replace('"free"', '"cheap"'),
        LINE.replace('kind = "call"', 'kind = "web"'),
        LINE.replace('who = "w"\n', ""),
        LINE.replace('author = "SHARP"\n', ""),
        LINE + 'reviewer = "A nurse"\n',
        LINE + "reviewed = 2026-11-24\n",
        LINE + 'reviewer = "A nurse"\nreviewed = "soon"\n',
        LINE + "=",
    ],
)
def test_a_wrong_file_does_not_start(wrong: str) -> None:
    assert read_helplines(LINE)
    with pytest.raises(HelplinesWrong):
        read_helplines(wrong)


def test_translators_get_every_word() -> None:
    data = (files("sharp.advice") / "helplines.toml").read_bytes()
    found = {text for _line, _function, text, _comments in extract_toml(io.BytesIO(data), (), (), {})}
    shown = [(line.source_name, line.source_about, line.source_hours, line.source_who) for line in HELPLINES]
    assert found == {text for texts in shown for text in texts if text}


def test_each_says_what_it_costs_who_it_is_for_and_who_wrote_it(page: Flask) -> None:
    with page.test_request_context():
        assert "does not show on the phone bill" in helpline("childline").cost_words
        assert "may cost money" in helpline("frank").cost_words
        assert helpline("ceop").cost_words == ""
        assert all(line.who and line.checked_words.endswith("2026") for line in HELPLINES)
    assert {(line.author, line.reviewer, line.reviewed) for line in HELPLINES} == {("SHARP", "", None)}


def test_whether_it_is_open_now_stands_before_its_hours(page: Flask) -> None:
    weekly = LINE.replace('open = "always"\nhours = "h"', 'open = ["mon-fri 09:00-17:00"]\nhours = "Weekdays, 9 to 5"')
    [line] = read_helplines(weekly)
    with page.test_request_context():
        with clock.at(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)):
            assert line.hours == "Open now. Weekdays, 9 to 5"
        with clock.at(datetime(2026, 11, 20, 18, 0, tzinfo=UTC)):
            assert line.hours == "Closed now. It opens on Monday at 9:00. Weekdays, 9 to 5"
        assert helpline("childline").hours == "Open now. Day and night"
        assert helpline("report-remove").hours == "At any time"
        assert helpline("runaway").hours == "We do not know its hours. Look on its page: runawayhelpline.org.uk"
