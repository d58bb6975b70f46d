"""Helplines: dated, doubted in time, and never one that is not for children."""

import io
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files

import pytest

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
    '[[helpline]]\nid = "a"\nname = "A"\nkind = "call"\nnumber = "1"\nhours = "h"\nabout = "b"\n'
    'for = ["talk"]\nchecked = 2026-11-23\n'
)


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
    ],
)
def test_a_wrong_file_does_not_start(wrong: str) -> None:
    assert read_helplines(LINE)
    with pytest.raises(HelplinesWrong):
        read_helplines(wrong)


def test_translators_get_every_word() -> None:
    data = (files("sharp.advice") / "helplines.toml").read_bytes()
    found = {text for _line, _function, text, _comments in extract_toml(io.BytesIO(data), (), (), {})}
    shown = {line.source_name for line in HELPLINES} | {line.source_about for line in HELPLINES}
    assert found == shown | {line.source_hours for line in HELPLINES}
