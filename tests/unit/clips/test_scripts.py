"""What the clips say: in words for a reader of nine, without blame, and with help at the end."""

import re
from datetime import date

import pytest

from clips.drawing.film import Shot, picture
from clips.drawing.people import CAST
from clips.drawing.screens import SCREENS
from clips.drawing.stage import SCENES
from clips.script import Script, read_scripts, words_of
from tests.integration.reports.test_reading_age import HIGHEST_GRADE, NEVER, syllables

SCRIPTS = read_scripts()
EACH = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
UNKIND = re.compile(
    r"\b(blade|stab\w*|blood\w*|wound\w*|gun|guns|cut|cutting|overdose|rope|pills?|kill\w*|suicid\w*|dead|die|died|"
    r"your own fault|you should have|asked for trouble|promise|definitely|snitch|grass)\b",
    re.IGNORECASE,
)
"""A method, a weapon more exactly than it must be, a wound, blame, or what nobody can promise."""


def grade(script: Script) -> float:
    sentences = [words_of(sentence) for sentence in script.sentences]
    words = [word for sentence in sentences for word in sentence]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_there_is_one_for_each_topic() -> None:
    assert [script.id for script in SCRIPTS] == [f"c{number:02d}" for number in range(1, 17)]
    assert len({script.title for script in SCRIPTS}) == len(SCRIPTS)


def test_the_files_names_say_nothing() -> None:
    names = [script.file for script in SCRIPTS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[bcdfghjkmnpqrtvwxz]{4}", name) for name in names)


@EACH
def test_it_reads_as_a_nine_year_old_reads(script: Script) -> None:
    assert grade(script) <= HIGHEST_GRADE
    assert max(len(words_of(sentence)) for sentence in script.sentences) <= 20


@EACH
def test_it_holds_no_word_that_frightens_or_blames(script: Script) -> None:
    whole = " ".join((*script.sentences, *(str(scene.given.get("text", "")) for scene in script.scenes)))
    assert not NEVER.search(whole)
    assert not UNKIND.search(whole)


@EACH
def test_it_ends_in_hope_and_help(script: Script) -> None:
    last = script.scenes[-1]
    assert last.draw == "end"
    said = " ".join(last.say)
    assert all(words in said for words in ("tell us", "0800 1111", "call 999")) or "Tell us" in said
    assert "0800 1111" in said
    assert last.say[-1] == "You are not alone."


@EACH
def test_it_says_who_wrote_it_and_that_nobody_reviewed_it_yet(script: Script) -> None:
    assert script.author
    assert isinstance(script.written, date)
    assert (script.reviewer == "not yet reviewed") == (script.reviewed is None)


@EACH
def test_every_scene_can_be_drawn(script: Script) -> None:
    for scene in script.scenes:
        assert scene.draw in SCENES
        assert set(scene.given.get("who", [])) <= set(CAST)
        assert scene.given.get("screen", "chat") in SCREENS
        for t in (0.0, 2.5):
            assert picture(Shot(scene.draw, scene.given, 5.0), t).size == (640, 360)


def test_a_picture_is_the_same_each_time() -> None:
    shot = Shot("row", {}, 4.0)
    assert picture(shot, 1.5).tobytes() == picture(shot, 1.5).tobytes()
    assert picture(shot, 1.5).tobytes() != picture(shot, 2.0).tobytes()


def test_the_people_are_of_many_kinds() -> None:
    seen = {who for script in SCRIPTS for scene in script.scenes for who in scene.given.get("who", [])}
    assert len({CAST[who].skin for who in seen}) >= 8
    assert any(CAST[who].wheels for who in seen)
    assert {"pupil", "teacher", "officer", "home"} == {CAST[who].kind for who in seen}
