"""The topics: whole, plain, kind, and read from files that refuse nonsense with the line named."""

import io
import re
from datetime import date
from importlib.resources import files

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import Babel

from sharp.advice.helplines import Need
from sharp.advice.topics import TOPICS, Part, Topic, TopicsWrong, read_topic
from sharp.schools.extraction import extract_toml
from tests.integration.reports.test_reading_age import HIGHEST_GRADE, NEVER, grade

NAMES = {topic.id: topic for topic in TOPICS}
LONGEST_SENTENCE = 25
GOOD = "\n".join(
    ['title = "Fights"', 'author = "SHARP"', "written = 2026-11-23", 'needs = ["talk"]',
     *(f'{part} = """\nNo. One day.\n- A point.\n"""' for part in Part)]
)  # fmt: skip
PROMISES = re.compile(r"\b(promise|always be safe|nobody will|no one will|will not find out|secret with us)\b", re.I)
BLAME = re.compile(r"\b(should have|your own fault|asked for it|why did you|you let|attention.seek|snitching)\b", re.I)
METHODS = re.compile(
    r"\b(blade|stab|overdose|hang|pills?|tablets?|cutting|bleed|blood|wound|scar|razor|rope|jump|gun)\b", re.I
)


@pytest.fixture
def page() -> Flask:
    made = Flask("page")
    Babel(made, default_locale="en_GB")
    return made


def words_of(topic: Topic) -> str:
    return "\n".join([topic.source_title, *(line for lines in topic.source_lines.values() for line in lines)])


def test_the_sixteen_of_the_issue_are_there_in_its_order() -> None:
    assert list(NAMES) == [
        "bullying", "online", "who-i-am", "touching", "pictures", "someone-online", "theft", "fights", "weapons",
        "gangs", "drugs", "hate", "home", "feelings", "adults", "journey",
    ]  # fmt: skip
    assert [topic.fragment for topic in TOPICS] == [f"t{number}" for number in range(1, 17)]


@pytest.mark.parametrize("name", NAMES)
def test_each_is_within_a_reading_age_of_nine(page: Flask, name: str) -> None:
    with page.test_request_context():
        whole = "".join(NAMES[name].words(part) for part in Part)
    found = grade(BeautifulSoup(f"<main>{whole}</main>", "html.parser"))
    assert found is not None
    assert found <= HIGHEST_GRADE


@pytest.mark.parametrize("name", NAMES)
def test_each_is_kind_and_promises_nothing_and_shows_no_method(name: str) -> None:
    words = words_of(NAMES[name])
    for pattern in (NEVER, PROMISES, BLAME, METHODS):
        assert pattern.findall(words) == []
    sentences = re.split(r"[.?!\n]+", words)
    assert max(len(sentence.split()) for sentence in sentences) <= LONGEST_SENTENCE


@pytest.mark.parametrize("name", NAMES)
def test_whose_fault_it_is_begins_with_no(name: str) -> None:
    assert NAMES[name].source_lines[Part.FAULT][0].startswith("No. ")
    assert "fault" in NAMES[name].source_lines[Part.FAULT][0]


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_to_do_and_names_999_and_childline(name: str) -> None:
    topic = NAMES[name]
    assert [line.id for line in topic.helplines][:2] == ["emergency", "childline"]
    assert len({line.id for line in topic.helplines}) == len(topic.helplines)
    for part in (Part.TODAY, Part.WHO, Part.FRIEND):
        assert sum(line.startswith("- ") for line in topic.source_lines[part]) >= 3
    assert "adult" in words_of(topic)


def test_what_each_of_the_hard_ones_must_say() -> None:
    said = {name: words_of(topic) for name, topic in NAMES.items()}
    for words in ("Report Remove", "childline.org.uk", "under 18", "not even to us", "You are not in trouble"):
        assert words in said["pictures"]
    for words in ("can save a life", "call 999", "the police"):
        assert words in said["weapons"]
    for name in ("drugs", "gangs"):
        assert "made you" in said[name]
    for words in ("It goes to the head", "no police officer is on it"):
        assert words in said["adults"]
    assert NAMES["adults"].is_about_adults
    assert sum(topic.is_about_adults for topic in TOPICS) == 1
    for words in ("Childline", "run away", "Hide your tracks"):
        assert words in said["home"]
    assert Need.SELFHARM in NAMES["feelings"].needs


def test_shipped_ones_have_an_author_and_wait_for_their_reviewer() -> None:
    assert all(topic.author and isinstance(topic.written, date) for topic in TOPICS)
    assert {(topic.reviewer, topic.reviewed) for topic in TOPICS} == {("", None)}


def test_translators_get_every_line_without_its_dash() -> None:
    for file in (files("sharp.advice") / "topics").iterdir():
        topic = next(topic for topic in TOPICS if topic.id == file.name[3:-5])
        found = {text for _line, _name, text, _more in extract_toml(io.BytesIO(file.read_bytes()), (), (), {})}
        lines = {line.removeprefix("- ") for lines in topic.source_lines.values() for line in lines}
        assert found == lines | {topic.source_title}


def test_points_are_a_list_and_the_rest_are_paragraphs(page: Flask) -> None:
    text = GOOD.replace("No. One day.\n- A point.", "Before.\n- One.\n- Two.\nAfter & more.\nLast.", 1)
    with page.test_request_context():
        words = read_topic("01-fights.toml", text, 1).words(Part.WHAT)
    flat = "".join(words.split("\n"))
    assert flat == ("<p>Before.</p><ul><li>One.</li><li>Two.</li></ul><p>After &amp; more.</p><p>Last.</p>")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('title = "Fights"', "title = 3", 1),
        ('title = "Fights"', "title = ", 1),
        ("2026-11-23", '"soon"', 3),
        ("2026-11-23", "2026-11-23T10:00:00", 3),
        ("2026-11-23", '2026-11-23\nreviewer = "Dr Who"', 4),
        ("2026-11-23", "2026-11-23\nreviewed = 2026-11-24", 4),
        ('"talk"', '"tlak"', 4),
        ('["talk"]', '"talk"', 4),
        ('["talk"]', '["talk"]\nclip = "knives.mp4"', 5),
        ('["talk"]', '["talk"]\nabout_adults = 1', 5),
        ('["talk"]', '["talk"]\nwhta = "typed wrong"', 5),
        ("- A point.", "- A <b>point</b>.", 7),
        ("- A point.", "- A [point](elsewhere).", 7),
        ("- A point.", "- See https://example.org", 7),
        ("- A point.", "* A point.", 7),
        ("- A point.", "# A heading", 7),
        ("- A point.", "1. A point", 7),
        ("- A point.", "-  A point.", 7),
        ("- A point.", "- A point. ", 7),
        ("- A point.", "  - A point.", 7),
        ("No. One day.\n- A point.", "", 5),
    ],
)
def test_nonsense_is_refused_with_its_line(old: str, new: str, line: int) -> None:
    assert read_topic("01-fights.toml", GOOD, 1).id == "fights"
    wrong = GOOD.replace(old, new, 1)
    assert wrong != GOOD
    with pytest.raises(TopicsWrong, match=rf"^01-fights\.toml.*line {line}\b"):
        read_topic("01-fights.toml", wrong, 1)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(TopicsWrong, match="there is no hope"):
        read_topic("01-fights.toml", GOOD[: GOOD.index("hope =")], 1)


@pytest.mark.parametrize("name", ["fights.toml", "01-Fights.toml", "1-fights.toml", "01-fights.md", "01-.toml"])
def test_a_file_that_is_no_topic_is_refused(name: str) -> None:
    with pytest.raises(TopicsWrong, match="a topic's file is called like"):
        read_topic(name, GOOD, 1)
