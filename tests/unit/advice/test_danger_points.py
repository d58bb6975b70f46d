"""What signs of danger are worth: ground forms, length, stories, and the reason where no rule fits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sharp.advice.danger import OURS, danger_rules, signs_of, use_danger_rules, weigh
from sharp.advice.danger_file import DangerWrong
from sharp.advice.danger_forms import Forms
from sharp.advice.danger_rules import parse_rules

SMALL = """
dated = 2026-11-23
author = "us"
reviewer = "nobody yet"
source = "made up"

[ground]
me = "him her"
go = "went gone"

[lists]
WOUND = ["bruise", "bruises"]
SAD = ["sad"]

[[rule]]
id = "hurt"
level = 1
reason = "Somebody may be hurt."
when = ["stabbed"]

[points]
start = -20
enough = 1
for_length = -2
whole = 50
story = -10
reason = "Several words."

[points.kinds]
hurt = "WOUND"

[points.worth]
"30" = "WOUND SAD"
"12" = "hit+ hit_me"
"-5" = "lovely"
"""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[None]:
    own = tmp_path / "danger.toml"
    own.write_text(SMALL, encoding="utf-8")
    use_danger_rules(own)
    yield
    use_danger_rules(None)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("text", "level"),
    [("hits him", 1), ("hitting her", 1), ("hits", 4), ("him hits", 4), ("lovely hits him", 4), ("", 4)],
)
def test_two_words_count_in_any_of_their_forms(text: str, level: int) -> None:
    assert weigh(text).level == level


@pytest.mark.usefixtures("small")
def test_where_no_rule_fits_the_reason_is_of_the_kind_that_the_signs_speak_of() -> None:
    assert weigh("bruises").reason == "Somebody may be hurt."
    assert weigh("so sad").reason == "Several words."
    assert weigh("stabbed. bruises").reason == "Somebody may be hurt."


@pytest.mark.usefixtures("small")
def test_the_same_words_weigh_less_among_many_others() -> None:
    assert weigh("bruises").is_found
    assert not weigh("bruises " + "one two three " * 9).is_found


@pytest.mark.usefixtures("small")
def test_a_story_is_weighed_in_stretches_with_a_part_of_the_whole() -> None:
    calm, quiet = "We walked to the shop and had chips by the sea. ", "He has bruises and hits him and is sad. "
    assert len(signs_of(calm * 5)) > 1
    assert not weigh(calm * 5).is_found
    assert weigh(calm * 2 + quiet + calm * 2).is_found


@pytest.mark.parametrize(
    ("word", "ground"),
    [
        ("hits", "hit"),
        ("hitting", "hit"),
        ("stabbed", "stab"),
        ("carries", "carry"),
        ("went", "go"),
        ("her", "me"),
        ("miss", "miss"),
        ("13", "number"),
        ("in", "in"),
    ],
)
def test_endings_are_taken_off(word: str, ground: str) -> None:
    assert Forms({"me": "him her", "go": "went gone"}).of(word) == ground


def test_two_words_are_a_sign_up_to_three_apart() -> None:
    assert {*Forms({}).signs(["we", "hit", "the", "big", "wall"])} >= {"hit+", "hit_the", "hit~big", "hit~wall"}
    assert "we~wall" not in {*Forms({}).signs(["we", "hit", "the", "big", "wall"])}


@pytest.mark.parametrize(
    ("ours", "theirs", "says"),
    [
        ("whole = 50", 'whole = "half"', "whole numbers"),
        ('hurt = "WOUND"', 'pain = "WOUND"', "no rule pain"),
        ('hurt = "WOUND"', 'hurt = "WOUNDS"', "no WOUNDS"),
        ('hurt = "WOUND"', "hurt = 7", "points.kinds"),
        ('go = "went gone"', "go = 7", "ground"),
        ('"-5" = "lovely"', '"five" = "lovely"', "no whole number"),
        ('"30" = "WOUND SAD"', '"30" = "GLAD"', "no GLAD"),
        ("story = -10", "stories = -10", "points"),
    ],
)
def test_points_that_are_wrong_are_refused_with_what_is_wrong(ours: str, theirs: str, says: str) -> None:
    assert ours in SMALL
    with pytest.raises(DangerWrong, match=says.replace("[", r"\[")):
        parse_rules(SMALL.replace(ours, theirs, 1))


def test_ours_name_a_kind_for_most_rules_and_every_kind_is_a_rules() -> None:
    ours = parse_rules(OURS)
    assert len(ours.points.kinds) > len(ours.rules) // 2
    assert ours.points.kinds.keys() <= {rule.id for rule in danger_rules().rules}


@pytest.mark.parametrize("text", ["i dont know", "it happened again", "please dont tell my mum", "yesterday at lunch"])
def test_an_everyday_answer_is_no_danger(text: str) -> None:
    assert weigh(text).level == 4


@pytest.mark.parametrize(
    "text",
    [
        "he has a knife",
        "my stepdad touches me",
        "my mum hasnt been home for 3 days",
        "they make me carry stuff",
        "she wants to kill herself",
        "I'm being sent to Pakistan to marry",
    ],
)
def test_a_plain_statement_of_danger_is_found(text: str) -> None:
    assert weigh(text).level == 1
