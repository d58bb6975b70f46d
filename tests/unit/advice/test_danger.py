"""The danger rules: what they find, what they leave, and that no text whatever breaks or delays them."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharp.advice.danger import NOTHING, OURS, danger_rules, use_danger_rules, weigh, weigh_all
from sharp.advice.danger_file import DangerWrong
from sharp.advice.danger_patterns import PatternWrong, endings, read_patterns, read_phrases
from sharp.advice.danger_rules import parse_rules

SMALL = """
dated = 2026-11-23
author = "us"
reviewer = "nobody yet"
source = "made up"
breaks = ["but"]
carried = ["GAME"]
idioms = ["killed|kill time"]

[lists]
PERSON = ["me", "him", "my brother|sister"]

[contexts]
GAME = ["minecraft"]

[[rule]]
id = "killing"
level = 1
reason = "Somebody may be killed."
when = ["kill+ ~1 PERSON", "knife & school"]
unless = ["GAME"]
"""


@pytest.fixture
def small(tmp_path: Path) -> object:
    own = tmp_path / "danger.toml"
    own.write_text(SMALL, encoding="utf-8")
    use_danger_rules(own)
    yield own
    use_danger_rules(None)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("he will kill me", 1),
        ("HE KILLED HIM!!", 1),
        ("they are killing my sister", 1),
        ("kill poor little him", 4),
        ("we killed time, me and sam", 4),
        ("at school. he has a knife", 4),
        ("at school he has a knife", 1),
        ("he killed me in minecraft", 4),
        ("minecraft is great. he killed me", 4),
        ("minecraft is great but he will kill me", 1),
        ("", 4),
    ],
)
def test_a_rule_fires_where_its_words_stand_and_nothing_excuses_them(small: Path, text: str, level: int) -> None:
    assert weigh(text).level == level


def test_the_reason_is_the_rules(small: Path) -> None:
    assert weigh("he will kill me").reason == "Somebody may be killed."
    assert weigh("hello") == NOTHING
    assert weigh_all("hello", "he will kill me").level == 1


@pytest.mark.parametrize("word", ["stab", "hurt", "carry", "make", "kick"])
def test_endings_hold_what_pupils_write(word: str) -> None:
    expected = {
        "stab": {"stabs", "stabbed", "stabbing", "stabbin"},
        "hurt": {"hurts", "hurting"},
        "carry": {"carries", "carried", "carrying"},
        "make": {"makes", "making"},
        "kick": {"kicks", "kicked", "kicking", "kickin"},
    }
    assert expected[word] <= set(endings(word))


@pytest.mark.parametrize("written", ["", "~", "a ~", "a|", "a ~99 b", "*", "a*b", "a? b? c? d?", "a & "])
def test_a_pattern_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(PatternWrong):
        read_patterns(written)


@pytest.mark.parametrize("written", ["a ~2 b", "a & b", "a?"])
def test_a_list_holds_no_gaps(written: str) -> None:
    with pytest.raises(PatternWrong):
        read_phrases(written)


@pytest.mark.parametrize(
    ("ours", "theirs", "says"),
    [
        ("dated = 2026-11-23", 'dated = "soon"', "date"),
        ("level = 1", "level = 9", "level"),
        ("PERSON = [", "OTHERS = [", "PERSON"),
        ('unless = ["GAME"]', 'unless = ["FILM"]', "FILM"),
        ('"my brother|sister"', '"my PERSON"', "holds itself"),
        ('when = ["kill+ ~1 PERSON", "knife & school"]', "when = []", "when"),
        ('author = "us"', 'aothor = "us"', "aothor"),
        ('id = "killing"', 'id = ""', "id"),
        ("[[rule]]", "[rule]", "[[rule]]"),
        ("[lists]", "[lists", "Expected"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_what_is_wrong(ours: str, theirs: str, says: str) -> None:
    assert ours in SMALL
    with pytest.raises(DangerWrong, match=re.escape(says)):
        parse_rules(SMALL.replace(ours, theirs, 1))


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_cannot_be_read_is_refused_by_its_settings_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(DangerWrong, match="SHARP_DANGER"):
        use_danger_rules(tmp_path / name)


def test_ours_say_that_nobody_has_reviewed_them_and_give_each_rule_a_reason() -> None:
    ours = parse_rules(OURS)
    assert ours.reviewer == "not yet reviewed"
    assert all(rule.reason.endswith(".") and rule.level == 1 for rule in ours.rules)


@pytest.mark.parametrize("rule", danger_rules().rules, ids=lambda rule: rule.id)
def test_each_rules_own_examples_hold(rule: object) -> None:
    missed = [text for text in rule.fires if weigh(text).level != 1]  # type: ignore[attr-defined]
    false = [text for text in rule.silent if weigh(text).level != 4]  # type: ignore[attr-defined]
    assert (missed, false) == ([], [])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300) | st.text(alphabet="killme stabhim'*#!.,\n0@$", max_size=300))
def test_whatever_is_written_gets_an_answer_with_a_reason(text: str) -> None:
    found = weigh(text)
    assert found.level in (1, 4)
    assert found.reason
    assert "\t" not in found.reason


@pytest.mark.parametrize(
    "story",
    ["he will kill me ", "k*ll ", "a", "not ", "my dad hits me. ", "…!? ", "i want to ", "’", "#*#*"],
    ids=lambda story: story.strip() or "blank",
)
def test_ten_thousand_letters_are_weighed(story: str) -> None:
    """A pattern that tries every way through them would never end."""
    assert weigh((story * 10_000)[:10_000]).level in (1, 4)


def test_in_lines_nobody_looked_at_most_danger_is_found_and_most_that_is_found_is_danger() -> None:
    """Nineteen of twenty, and nine of ten. 0.97 is aimed for; the bench prints the figures of each set."""
    folder = Path(__file__).parent / "danger"
    lines = [line for path in folder.glob("unseen*.tsv") for line in path.read_text(encoding="utf-8").splitlines()]
    judged = [(line.startswith("1\t"), weigh(line.split("\t")[-1]).is_found) for line in lines]
    hits = sum(is_danger and is_found for is_danger, is_found in judged)
    assert hits / sum(is_danger for is_danger, _found in judged) >= 0.95
    assert hits / sum(is_found for _danger, is_found in judged) >= 0.9
