"""All topics on one page of one address: small, still, whole without scripts, and silent about what is read."""

import gzip

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from sharp.advice.topics import TOPICS, Part
from sharp.web.application import Sharp
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.schools.thief import tamper

MOST_BYTES = 45_000
CLIPS_BYTES = 15_000
"""Left for sixteen transcripts and players, which come on the same page."""
FETCHED = ["img", "video", "audio", "source", "iframe", "object", "embed", "picture", "track"]


def page_of(client: CheckedClient) -> BeautifulSoup:
    return soup_of(client.get("/alder/advice"))


def test_it_is_small_enough_for_a_slow_line(app: Sharp) -> None:
    answer = FlaskClient(app).get("/alder/advice", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(answer.data)) > 40_000, "all of them are there"
    assert len(answer.data) <= MOST_BYTES - CLIPS_BYTES


def test_every_topic_is_closed_whole_and_reached_by_a_link(client: CheckedClient) -> None:
    page = page_of(client)
    links = {
        link["href"]: link.get_text() for link in page.select('.topic-links a[href^="#t"]') if link["href"][2].isdigit()
    }
    assert list(links) == [f"#t{number}" for number in range(1, len(TOPICS) + 1)]
    for topic in TOPICS:
        [section] = page.select(f"details#{topic.fragment}")
        assert not section.has_attr("open")
        assert section.select_one("summary").get_text() == links[f"#{topic.fragment}"] == topic.source_title
        assert len(section.find_all("h3")) == len(Part) - 1
        said = section.get_text()
        for lines in topic.source_lines.values():
            for line in lines:
                assert line.removeprefix("- ") in said
        assert {"999", "0800 1111"} <= {link.get_text() for link in section.select("a")}


def test_nothing_on_it_can_be_fetched_by_opening_a_topic(client: CheckedClient) -> None:
    page = page_of(client)
    assert page.select("details")
    for section in page.select("details"):
        assert section.find_all(FETCHED) == []
        assert {str(link["href"]).split(":")[0] for link in section.select("a")} <= {"tel", "sms", "/alder/report/"}


def test_neither_title_nor_fragments_name_a_topic(client: CheckedClient) -> None:
    page = page_of(client)
    assert page.title is not None
    assert page.title.get_text() == "Find out more - Help and advice - Alder Park School"
    words = {word for topic in TOPICS for word in topic.id.split("-")}
    for tag in page.select("main [id], main [class], main [name]"):
        for name in ("id", "class", "name"):
            said = " ".join(tag.get_attribute_list(name, [])) if tag.has_attr(name) else ""
            assert not words & set(said.split("-")), tag


def test_it_says_who_reads_at_this_school(client: CheckedClient) -> None:
    text = text_of(client.get("/alder/advice"))
    assert "Most often these people at your school read it: Ms Adeyemi, Mr Nowak and PC Okafor." in text
    assert text.count("Most often") == len(TOPICS) - 1
    adults = page_of(client).select_one("details#t15")
    assert adults is not None
    assert "Okafor" not in adults.get_text()
    assert "you see who would get it" in adults.get_text()


def test_without_a_list_of_readers_the_help_is_there_and_the_pen_is_not(client: CheckedClient, world: World) -> None:
    tamper(world.database, "UPDATE nominations SET shown_name = 'Eve' WHERE id = :id", id=world.nomination("officer"))
    answer = client.get("/alder/advice")
    assert answer.status_code == 200
    assert "/alder/report/" not in answer.get_data(as_text=True)
    assert len(soup_of(answer).select("details.topic")) == len(TOPICS)


@pytest.mark.parametrize("general", ["telling", "after", "how", "friend", "lines"])
def test_what_holds_of_every_topic_stands_there_too(client: CheckedClient, general: str) -> None:
    page = page_of(client)
    assert page.select(f'a[href="#{general}"]')
    assert page.select(f"h2#{general}")


def test_helplines_say_whether_they_are_open_and_when_they_were_checked(client: CheckedClient) -> None:
    text = text_of(client.get("/alder/advice"))
    assert "Open now. Day and night" in text
    assert "Checked on 23 November 2026." in text
    assert "Checked on" not in text_of(client.get("/alder/help-now"))
