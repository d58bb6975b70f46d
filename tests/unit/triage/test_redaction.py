"""Blacking out: what is to be hidden is hidden everywhere, and nothing else is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.triage.chronology import Chronology, Line, Passage
from sharp.triage.redaction import BLACK, Purpose, Redaction, redacted


def passage(seq: int, *texts: str, conversation: bool = False, name: bool = False, who: str = "Ms Adeyemi") -> Passage:
    """Of a name: first the name, then how to reach them."""
    lines = tuple(Line("Text", text, is_reach=name and number > 0) for number, text in enumerate(texts))
    return Passage(seq, 490_000, "then", who, "Note for staff", lines, conversation, name)


def case(*passages: Passage) -> Chronology:
    return Chronology("BCDF-GHJK", "Alder Park", "Theft", "then", "3", "Read", len(passages), passages, ())


def texts(whole: Chronology) -> list[str]:
    return [line.text for each in whole.passages for line in each.lines]


WHOLE = case(
    passage(1, "Tom took my bike tomorrow. TOM'S brother saw.", conversation=True, who="the pupil"),
    passage(2, "Leila Bright", "0161 496 0000", name=True),
    passage(3, "Spoke to Leila's mother, Mrs  Bright, on 0161 496 0000. Bright sunny day."),
)


def test_words_are_blacked_out_whole_in_any_case_and_nowhere_inside_others() -> None:
    found = texts(redacted(WHOLE, Redaction(Purpose.RECORD, words=("tom", "sunny  day"), with_name=True)))
    assert found[0] == f"{BLACK} took my bike tomorrow. {BLACK}'S brother saw."
    assert found[-1] == f"Spoke to Leila's mother, Mrs  Bright, on 0161 496 0000. Bright {BLACK}."


def test_the_name_is_left_out_and_hidden_wherever_else_it_stands_unless_it_is_asked_for() -> None:
    shielded = redacted(WHOLE, Redaction(Purpose.RECORD))
    assert [each.seq for each in shielded.passages] == [1, 3]
    assert not re.search("leila|bright|0161", " ".join(texts(shielded)), re.IGNORECASE)
    assert texts(redacted(WHOLE, Redaction(Purpose.RECORD, with_name=True)))[1] == "Leila Bright"


@pytest.mark.parametrize("with_name", [True, False])
def test_for_subject_access_nothing_of_the_reporters_goes_out_whatever_is_ticked(with_name: bool) -> None:
    shown = redacted(WHOLE, Redaction(Purpose.ACCESS, with_name=with_name))
    assert [each.seq for each in shown.passages] == [1, 3]
    assert texts(shown)[0] == BLACK
    assert not re.search("leila|bike|0161", " ".join(texts(shown)), re.IGNORECASE)


def test_a_whole_passage_is_one_bar_of_one_length() -> None:
    shown = redacted(WHOLE, Redaction(Purpose.RECORD, passages=frozenset({1, 3})))
    assert texts(shown) == [BLACK, BLACK]


@given(st.lists(st.text(max_size=30), max_size=4), st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_words_over_any_text(words: list[str], written: list[str]) -> None:
    shown = texts(redacted(case(passage(1, *written)), Redaction(Purpose.RECORD, words=tuple(words))))
    for word in filter(None, (" ".join(word.split()) for word in words)):
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
        assert not any(pattern.search(text.replace(BLACK, "")) for text in shown if BLACK not in word)
    assert len(shown) == len(written)


@pytest.mark.parametrize(
    ("name", "reach", "written"),
    [
        ("李明", "", "我叫李明。"),
        ("李", "", "李 was there."),
        ("Leila", "07700 900123", "Ring 07700900123 or 07700-900-123."),
        ("Leila", "07700900123", "Ring 07700 900 123."),
        ("Ann-Marie O'Neil", "", "Told by ANN-MARIE o'neil, Marie for short."),
    ],
)
def test_a_name_and_a_number_are_hidden_however_they_are_written(name: str, reach: str, written: str) -> None:
    shown = texts(redacted(case(passage(1, name, reach, name=True), passage(2, written)), Redaction(Purpose.RECORD)))
    for piece in (name, reach, "900", "Marie"):
        assert not piece or piece.lower() not in shown[0].lower()
