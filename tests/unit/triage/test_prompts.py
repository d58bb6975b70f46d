"""What the law asks to be thought of: shown with what it is for, dated, and asked about after a year."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from flask import Flask
from flask_babel import Babel

from sharp import clock
from sharp.schools.categories import CATEGORIES, Flag
from sharp.schools.extraction import extract_toml
from sharp.triage.prompts import ASK_AFTER_DAYS, PROMPTS, Moment, PromptsWrong, prompts_for, read_prompts, unreviewed

ONE = '[[prompt]]\nid = "a"\nshown = "case"\nwords = "w"\nsource = "s"\nauthor = "b"\nwritten = 2026-11-23\n'


@pytest.fixture(autouse=True)
def page() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="en_GB")
    with app.test_request_context("/"):
        yield


def ids(kinds: tuple[str, ...], about: str = "me", shown: Moment = Moment.CASE) -> set[str]:
    return {prompt.id for prompt in prompts_for(kinds, about, shown)}


@pytest.mark.parametrize(
    ("kinds", "about", "expected"),
    [
        ((), "me", set()),
        ((), "adult", {"adult"}),
        (("staff_concern",), "me", {"adult"}),
        (("police_concern",), "officer", {"officer-concern"}),
        (("nudes_self",), "me", {"images"}),
        (("gang_exploit",), "me", {"exploitation"}),
        (("extremism",), "saw", {"prevent"}),
        (("gone_since",), "", set()),
    ],
)
def test_each_is_shown_with_what_it_is_for(kinds: tuple[str, ...], about: str, expected: set[str]) -> None:
    found = ids(kinds, about)
    assert found >= expected
    assert expected or not found


def test_fgm_is_told_both_duties() -> None:
    assert ids(("fgm",)) >= {"fgm", "mandatory"}


def test_every_flag_and_every_duty_has_a_prompt() -> None:
    assert {flag for prompt in PROMPTS for flag in prompt.flags} == set(Flag)
    for category in CATEGORIES.values():
        if {"nrm", "prevent", "iopc"} & set(category.refer) or category.flags:
            assert ids((category.id,)), category.id


def test_what_an_officers_reading_sets_off_is_shown_whatever_it_is_about() -> None:
    assert len(ids((), "me", Moment.OFFICER)) == 3
    assert ids(("theft",), "saw", Moment.OFFICER) == ids((), "me", Moment.OFFICER)


def test_a_year_without_a_review_is_asked_about() -> None:
    last = max(prompt.reviewed or prompt.written for prompt in PROMPTS)
    noon = datetime(last.year, last.month, last.day, 12, tzinfo=UTC)
    with clock.at(noon + timedelta(days=ASK_AFTER_DAYS)):
        assert unreviewed() == ()
    with clock.at(noon + timedelta(days=ASK_AFTER_DAYS + 1)):
        assert unreviewed() == PROMPTS


def test_a_review_is_said_with_its_day() -> None:
    assert read_prompts(ONE)[0].reviewed_words == ""
    assert read_prompts(ONE + "reviewed = 2026-12-01\n")[0].reviewed_words == "1 December 2026"


@pytest.mark.parametrize(
    "wrong",
    [
        ONE + ONE, ONE.replace('"case"', '"never"'), ONE + 'kinds = ["nothing"]\n', ONE + 'flags = ["nothing"]\n',
        ONE + 'about = ["nothing"]\n', ONE + 'record = "nothing"\n', ONE + 'record = "referral-answer"\n',
        ONE.replace("2026-11-23", '"soon"'), ONE + 'reviewed = "soon"\n', ONE.replace("words", "word"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: str) -> None:
    with pytest.raises(PromptsWrong):
        read_prompts(wrong)


def test_their_words_are_found_for_translation() -> None:
    raw = (files("sharp.triage") / "prompts.toml").read_bytes()
    found = {words for _line, _call, words, _notes in extract_toml(io.BytesIO(raw), (), (), {})}
    assert {prompt.source_words for prompt in PROMPTS} <= found
