"""Words for a reader of nine: every page a pupil sees, by the published Flesch-Kincaid formula; and words never used.

Names of people and schools are left out, and so is what the pupil wrote: the pages choose neither.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from sharp import clock
from sharp.model.reports import Report
from sharp.reports import filing
from sharp.reports.forgetting import forget
from sharp.reports.readers import NoReaderLeft
from sharp.schools.settings import add_school, set_routing
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import STORY, file_report
from tests.fixtures.world import CAST, SCHOOLS, World
from tests.integration.reports.test_journey import MONDAY, at, go, onward
from tests.integration.triage.moves import moved

HIGHEST_GRADE = 5.0
EASY_GRADE = 2.5
FEWEST_WORDS = 60
"""Below that the formula says nothing."""
NEVER = re.compile(r"\b(anonym|confidential|encrypt|victim)", re.IGNORECASE)
LEFT_OUT = "script, [hidden], textarea, .said, #code-words, h1, h2, h3, h4, legend, label, button, dt, summary"
BLOCKS = ("p", "li", "dd", "div")
PUBLIC = (
    "/",
    *(
        f"/alder/{page}"
        for page in ("", "advice", "help-now", "who-reads", "how-it-works", "covering-tracks", "easier")
    ),
)
LATER = ("now", "name", "helped", "withdraw")
NAMES = sorted(
    {*SCHOOLS.values(), *(part.shown for part in CAST.values()), "Northshire Council"}, key=len, reverse=True
)

_SILENT = re.compile(r"(?<=[^aeiouy])(?:e|es|ed)$")
_SOUNDED = re.compile(r"(?:[^aeiouy]le|[^aeiouy]les|[td]ed|(?:s|z|x|c|g|sh|ch)es)$")


def syllables(word: str) -> int:
    """Runs of vowels, without an ending that is not heard."""
    spoken = word.lower().strip("'")
    heard = spoken if _SOUNDED.search(spoken) else _SILENT.sub("", spoken)
    return max(1, len(re.findall(r"[aeiouy]+", heard)))


def sentences_of(page: BeautifulSoup) -> Iterator[str]:
    """The main part's running text, block by block: headings, labels and buttons would make it look easier."""
    main = page.find("main") or page
    assert isinstance(main, Tag)
    for hidden in main.select(LEFT_OUT):
        hidden.decompose()
    for block in main.find_all(BLOCKS):
        block.append(". ")
    text = " ".join(main.get_text(" ").split())
    for name in (*NAMES, STORY):
        text = text.replace(name, "")
    yield from (part for part in re.split(r"[.?!]+", text) if re.search("[A-Za-z]", part))


def grade(page: BeautifulSoup) -> float | None:
    """0.39 words a sentence + 11.8 syllables a word - 15.59; None for a page of few words."""
    sentences = [re.findall(r"[A-Za-z][A-Za-z'’]*", sentence) for sentence in sentences_of(page)]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST_WORDS:
        return None
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize(
    ("word", "count"),
    [("help", 1), ("people", 2), ("police", 2), ("asked", 1), ("wanted", 2), ("table", 2), ("someone", 2), ("safe", 1),
     ("advice", 2), ("officer", 3), ("computer", 3), ("the", 1), ("closes", 2), ("goes", 1), ("you", 1)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) in (count, count + (word == "someone"))


def test_the_formula_is_the_published_one() -> None:
    """A hundred words of one syllable in ten sentences; fewer words are not judged."""
    sentence = "<p>Ten words that all are short stand in here now.</p>"
    easy = BeautifulSoup(f"<main>{sentence * 10}</main>", "html.parser")
    assert grade(easy) == pytest.approx(0.39 * 10 + 11.8 - 15.59)
    assert grade(BeautifulSoup(f"<main>{sentence * 5}</main>", "html.parser")) is None


def journey(client: CheckedClient, **answers: dict[str, object]) -> Iterator[tuple[str, TestResponse]]:
    page = client.get(at(""))
    while not page.request.path.endswith("/words"):
        assert page.status_code == 200, (page.request.path, text_of(page))
        path = page.request.path.rpartition("/")[2]
        yield f"step {path or 'danger'} {answers}", page
        page = onward(client, page, answers.get(path, {"story": STORY} if path == "story" else {}))
    yield "words", page
    yield "kept", onward(client, page, action="/report/words")


def coming_back(client: CheckedClient, world: World) -> Iterator[tuple[str, TestResponse]]:
    filed = file_report(world, kinds=("theft",))
    words = filed.words.display
    yield "back", client.get("/alder/back")
    yield "back, not words of ours", client.submit("/alder/back", {"words": "apple qqqq"})
    yield "back, opens nothing", client.submit("/alder/back", {"words": " ".join(reversed(words.split()))})
    yield "conversation", onward(client, client.get("/alder/back"), {"words": words})
    for act in LATER:
        yield f"back {act}", client.get(f"/alder/back/report/{act}")
    page = onward(client, client.get("/alder/back/report/now"), {"message": STORY})
    yield "conversation, not safe", page
    page = onward(client, client.get("/alder/back/report/withdraw"))
    yield "conversation, asked to stop", page


def moved_on(client: CheckedClient, as_: SignIn, world: World) -> Iterator[tuple[str, TestResponse]]:
    """A report that went to another school, in an old visit, by its words, and where the page there is gone."""
    filed = file_report(world)
    old = onward(client, client.get("/alder/back"), {"words": filed.words.display})
    there = moved(world, as_, filed)
    yield "moved, old page", client.press(old, {"message": STORY}, action="/report/message")
    yield "moved, page fetched again", client.get("/alder/back/report")
    yield "moved, there", onward(client, client.get("/alder/back"), {"words": filed.words.display})
    with world.database.writing() as db:
        forget(db, db.get_one(Report, there.id))
    yield "moved, and gone there", onward(client, client.get("/alder/back"), {"words": filed.words.display})


def refusals(client: CheckedClient) -> Iterator[tuple[str, TestResponse]]:
    yield "story, empty", client.press(go(client, "story"), {"story": ""})
    yield "nowhere", client.get("/nowhere/at/all")
    yield "old form", client.post(at("story"), data={"story": STORY, "csrf_token": "old"})
    yield "other site", client.post(at("story"), headers={"Origin": "https://evil.example"})
    yield "multipart", client.post(at("story"), data={"x": "y"}, content_type="multipart/form-data")


def over(client: CheckedClient, world: World) -> Iterator[tuple[str, TestResponse]]:
    """Pages of a visit that ended by itself."""
    filed = file_report(world)
    message = onward(client, client.get("/alder/back"), {"words": filed.words.display})
    with clock.at(MONDAY + timedelta(minutes=30)):
        yield "late message", client.press(message, {"message": STORY}, action="/report/message")
    other = client.application.test_client()
    assert isinstance(other, CheckedClient)
    check = go(other, "check")
    with clock.at(MONDAY + timedelta(minutes=30)):
        yield "late send", other.press(check)
    with clock.at(MONDAY + timedelta(minutes=60)):
        yield "late page", other.get(at("kind"))


def check(pages: Iterator[tuple[str, TestResponse]], highest: float = HIGHEST_GRADE, but: str = "") -> None:
    faults: list[str] = []
    seen = 0
    for name, page in pages:
        seen += 1
        soup = soup_of(page)
        for part in soup.select(but) if but else ():
            part.decompose()
        found = grade(soup)
        if found is not None and found > highest:
            faults.append(f"{name}: grade {found:.2f}")
        faults += [f"{name}: {word}" for word in NEVER.findall(soup_of(page).get_text(" "))]
    assert seen
    assert faults == []


def test_public_pages(client: CheckedClient) -> None:
    with clock.at(MONDAY):
        check((path, client.get(path)) for path in PUBLIC)


def test_a_school_whose_page_is_not_open_yet(client: CheckedClient, world: World) -> None:
    with world.database.writing() as db:
        add_school(db, slug="cedar", name=SCHOOLS["birch"], anchor=world.anchor)
    paths = ("/cedar/", "/cedar/report/", "/cedar/advice", "/cedar/help-now")
    with clock.at(MONDAY):
        check((path, client.get(path)) for path in paths)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"about": {"about": "adult"}, "people": {"concerns": ["head"]}},
        {"about": {"about": "officer"}},
        {"about": {"about": "practice"}},
        {"about": {"about": "ask"}},
        {"kind": {"kinds": ["selfharm", "nudes_self", "home_harm", "grooming"]}},
        {"name": {"give": "yes", "name": "Sam", "reach": "at break"}, "who": {"left_out": ["past-them"]}},
    ],
)
def test_the_journey(client: CheckedClient, answers: dict[str, dict[str, object]]) -> None:
    with clock.at(MONDAY):
        check(journey(client, **answers))


@pytest.mark.parametrize("about", ["me", "adult"])
def test_easy_words_are_for_a_reader_of_seven(client: CheckedClient, about: str) -> None:
    client.set_cookie("look", ".e")
    with clock.at(MONDAY):
        check(journey(client, about={"about": about}), EASY_GRADE)


@pytest.mark.parametrize("spoc_first", [(), ("bully_verbal", "something_good")], ids=["all to both", "some to staff"])
def test_easy_words_of_public_pages(client: CheckedClient, world: World, spoc_first: tuple[str, ...]) -> None:
    """All but what schools may write anew: topics, helplines and whom to tell."""
    with world.database.writing() as db:
        school_id = world.cast.schools["alder"]
        set_routing(db, school_id=school_id, spoc_first=list(spoc_first), anchor=world.anchor)
    client.set_cookie("look", ".e")
    with clock.at(MONDAY):
        check(((path, client.get(path)) for path in PUBLIC if path != "/"), EASY_GRADE, but=".topic, .helpline")


def test_coming_back(client: CheckedClient, world: World) -> None:
    with clock.at(MONDAY):
        check(coming_back(client, world))


def test_a_case_that_was_closed(client: CheckedClient, as_: SignIn, world: World) -> None:
    with clock.at(MONDAY):
        filed = file_report(world)
        officer, path = as_("officer"), f"/staff/cases/{filed.reference}"
        officer.submit(path, {"outcome": "helped", "reason": "Done.", "word": STORY}, action="closure")
        page = onward(client, client.get("/alder/back"), {"words": filed.words.display})
        check(iter([("closed", page), ("did it help", client.get("/alder/back/report/helped"))]))


def test_a_report_that_moved(client: CheckedClient, as_: SignIn, world: World) -> None:
    check(moved_on(client, as_, world))


def test_what_is_refused(client: CheckedClient) -> None:
    with clock.at(MONDAY):
        check(refusals(client))


def test_what_comes_too_late(client: CheckedClient, world: World) -> None:
    with clock.at(MONDAY):
        check(over(client, world))


def test_what_cannot_be_sent(client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_args: object) -> None:
        raise NoReaderLeft

    with clock.at(MONDAY):
        page = go(client, "check")
        monkeypatch.setattr(filing, "prepare", nobody)
        check(iter([("not sent", client.press(page))]))
