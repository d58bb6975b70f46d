"""The public pages: for anyone, without a trace, in plain words, and there even when the list of readers is not."""

import re
from datetime import UTC, datetime

import pytest

from sharp import clock
from sharp.model.schools import School
from sharp.model.words import Role
from sharp.schools import away, nominations, settings
from sharp.vault.encoding import new_id
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.schools.thief import tamper

PAGES = ("", "help-now", "who-reads", "how-it-works", "covering-tracks", "advice")
EVERY_PAGE = ("/", *(f"/alder/{page}" for page in PAGES))
NEVER = ("anonymous", "confidential", "encrypt", "victim", "nobody else", "no one else", "perpetrator", "allegation")
TOPICS = ("bully", "sex", "drug", "knife", "suicide", "hurt", "crime", "abuse")
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def grade(text: str) -> float:
    """Flesch-Kincaid, with syllables counted as runs of vowels, a silent e at the end left out."""
    sentences = [part for part in re.split(r"[.?!:]+", text) if part.strip()]
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[a-z]{2})e$", "", word.lower())))) for word in words
    )
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_it_opens_for_anyone_and_leaves_nothing_behind(client: CheckedClient, path: str) -> None:
    with clock.at(MONDAY):
        page = client.get(path)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_its_words_are_plain_and_promise_nothing_untrue(client: CheckedClient, path: str) -> None:
    page = client.get(path)
    text = text_of(page)
    assert not [word for word in NEVER if word in text.lower()]
    soup = soup_of(page)
    assert soup.title is not None
    assert not [word for word in TOPICS if word in soup.title.get_text().lower()]
    if len(text.split()) > 60:
        blocks = (soup.find("main") or soup).find_all(["p", "li", "h1", "h2", "h3", "dt", "dd"])
        whole = ". ".join(block.get_text(" ", strip=True).rstrip(".") for block in blocks)
        assert grade(whole) <= 5


@pytest.mark.parametrize("page", PAGES)
def test_there_is_no_page_for_an_unknown_school(client: CheckedClient, page: str) -> None:
    assert client.get(f"/nowhere/{page}").status_code == 404


def test_the_four_doors_stand_on_the_schools_page(client: CheckedClient) -> None:
    doors = {link.get_text(" ", strip=True): link["href"] for link in soup_of(client.get("/alder/")).select("a.way")}
    starts = ("Get help now", "Tell us about something", "Come back with your words", "Find out more")
    assert [next(href for text, href in doors.items() if text.startswith(start)) for start in starts] == [
        "/alder/help-now",
        "/alder/report/",
        "/alder/back",
        "/alder/advice",
    ]


def test_it_shows_who_reads_and_when(client: CheckedClient, world: World) -> None:
    with world.database.writing() as db:
        settings.set_timetable(
            db, school_id=world.cast.schools["alder"], text="hours mon-fri 08:15-16:00", anchor=world.anchor
        )
    with clock.at(MONDAY):
        text = text_of(client.get("/alder/"))
    assert "Someone reads these today at 8:15." in text
    assert "Ms Adeyemi" in text
    assert "PC Okafor" in text
    assert "Police officer for schools" in text
    assert "Miss Pugh" not in text, "a pastoral lead reads nothing that is not handed to them"
    assert "PC Reid" not in text, "nobody from another school"


def test_who_is_away_and_who_stands_in_is_said(client: CheckedClient, world: World) -> None:
    with clock.at(MONDAY):
        today = world.roster().today()
        with world.database.writing() as db:
            away.set_away(
                db,
                nomination_id=world.nomination("spoc"),
                away_from=today,
                away_until=today + 7,
                stand_in=world.nomination("deputy"),
                anchor=world.anchor,
            )
        text = text_of(client.get("/alder/who-reads"))
    assert "Away. Back on Monday 30 November." in text
    assert "Mr Nowak reads until then." in text


def test_a_pending_nomination_is_shown_for_what_it_is(client: CheckedClient, world: World) -> None:
    with world.database.writing() as db:
        nominations.nominate(
            db,
            school_id=world.cast.schools["alder"],
            staff_id=world.person("officer_elsewhere").id,
            role=Role.SSO,
            shown_name="PC Reid",
            anchor=world.anchor,
        )
    text = text_of(client.get("/alder/"))
    assert "PC Reid: Police officer for schools" in text
    assert "cannot read anything until" in text


def test_spoc_first_is_said_honestly(client: CheckedClient, world: World) -> None:
    with world.database.writing() as db:
        settings.set_routing(
            db, school_id=world.cast.schools["alder"], spoc_first=["bully_verbal", "idea"], anchor=world.anchor
        )
    text = text_of(client.get("/alder/who-reads"))
    assert "School staff read these kinds first." in text
    assert "Being called names or picked on An idea" in text
    assert "both get each report" in text_of(client.get("/birch/who-reads"))


@pytest.mark.parametrize("page", PAGES)
def test_a_refused_roster_takes_away_the_pen_and_not_the_help(client: CheckedClient, world: World, page: str) -> None:
    tamper(world.database, "UPDATE nominations SET shown_name = 'Eve' WHERE id = :id", id=world.nomination("officer"))
    answer = client.get(f"/alder/{page}")
    text = text_of(answer)
    assert answer.status_code == 200
    assert "Eve" not in text
    assert "Ms Adeyemi" not in text
    assert "/alder/report/" not in answer.get_data(as_text=True)
    if page in ("", "who-reads", "help-now", "advice"):
        assert "0800 1111" in text
        assert "999" in text


def test_a_forged_name_is_not_shown(client: CheckedClient, world: World) -> None:
    tamper(world.database, "UPDATE schools SET name = 'Forged' WHERE slug = 'alder'")
    page = client.get("/alder/")
    assert page.status_code == 200
    assert "Forged" not in page.get_data(as_text=True)
    assert "Your school" in page.get_data(as_text=True)


def test_schools_are_found_by_any_word_of_their_name(client: CheckedClient) -> None:
    assert [link["href"] for link in soup_of(client.get("/")).select("a.way")] == ["/alder/", "/birch/"]
    assert [link["href"] for link in soup_of(client.get("/?q=LANE")).select("a.way")] == ["/birch/"]
    assert "We found no school with that name." in text_of(client.get("/?q=zebra"))


def test_hundreds_of_schools_stand_by_letter(client: CheckedClient, world: World) -> None:
    letters = "ABCDEFGHIJ"
    with world.database.writing() as db:
        db.add_all(
            School(
                id=new_id(), slug=f"many-{i}", name=f"{letters[i % 10]}{i:03} School", words_salt=bytes(16),
                timezone="Europe/London", exit_url="https://example.org", recovery_public=None, recovery_holders="",
                outside_public=None, outside_name="", timetable="", places="", routing="", demo=False,
            )
            for i in range(300)
        )  # fmt: skip
    soup = soup_of(client.get("/"))
    assert len(soup.select("a.way")) == 302
    assert [heading.get_text() for heading in soup.find_all("h2")] == list(letters)
    assert [link["href"] for link in soup.select("nav a")] == [f"#letter-{i}" for i in range(1, 11)]


@pytest.mark.parametrize(
    "typed", ["<script>", "%00", "a" * 5000, "\ud800".encode("utf-8", "surrogatepass").hex(), "((("]
)
def test_nothing_typed_there_breaks_it(client: CheckedClient, typed: str) -> None:
    assert client.get("/", query_string={"q": typed}).status_code == 200


def test_a_school_where_nobody_reads_yet_says_so(client: CheckedClient, world: World) -> None:
    with world.database.writing() as db:
        settings.add_school(db, slug="cedar", name="Cedar School", demo=True, anchor=world.anchor)
    text = text_of(client.get("/cedar/"))
    assert "Nobody reads reports here yet." in text
    assert "This school is made up" in text
