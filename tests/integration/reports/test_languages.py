"""No word of English is left on a pupil's page in another language: both pseudo-languages, every page there is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from sharp import clock
from sharp.app import create_app
from sharp.reports import filing
from sharp.reports.readers import NoReaderLeft
from sharp.web.application import Sharp
from tests.fixtures.application import COMPILED, SignIn
from tests.fixtures.leaks import leaks, texts_of
from tests.fixtures.pages import CheckedClient, soup_of
from tests.fixtures.pseudo import LEFTWARD, TAGS, write_languages
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.reports.test_journey import MONDAY, go, onward
from tests.integration.reports.test_journey import STORY as LONG_STORY
from tests.integration.reports.test_reading_age import (
    PUBLIC,
    coming_back,
    journey,
    moved_on,
    over,
    refusals,
)

pytestmark = pytest.mark.parametrize("tag", TAGS)


@pytest.fixture(scope="session")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_languages(tmp_path_factory.mktemp("pseudo"))


@pytest.fixture
def app(world: World, pseudo: Path, tag: str) -> Iterator[Sharp]:
    """As an operator has it who put two languages into a folder; every browser asks for one of them."""

    class Abroad(CheckedClient):
        def open(self, *args: object, **kwargs: object) -> TestResponse:
            self.environ_base["HTTP_ACCEPT_LANGUAGE"] = f"{tag}, en;q=0.5"
            return super().open(*args, **kwargs)

    made = create_app(world.settings.model_copy(update={"translations": pseudo}))
    made.jinja_env.bytecode_cache = COMPILED
    made.test_client_class = Abroad
    yield made
    made.extensions["sharp"].database.engine.dispose()


def check(pages: Iterator[tuple[str, TestResponse]], tag: str) -> None:
    faults: list[str] = []
    seen = 0
    for name, page in pages:
        seen += 1
        soup = soup_of(page)
        assert soup.html is not None
        assert (soup.html["lang"], soup.html["dir"]) == (tag, "rtl" if tag == LEFTWARD else "ltr"), name
        faults += [f"{name}: {text[:200]}" for text in leaks(texts_of(soup), tag, LONG_STORY)]
    assert seen
    assert not faults, "\n".join(faults)


def test_public_pages(client: CheckedClient, tag: str) -> None:
    with clock.at(MONDAY):
        check(((path, client.get(path)) for path in (*PUBLIC, "/?q=alder", "/?q=zzz", "/nowhere/", "/alder/x")), tag)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"about": {"about": "adult"}, "people": {"concerns": ["head"]}},
        {"about": {"about": "practice"}},
        {"place": {"place": "school: Toilets"}, "when": {"when": "week", "still": "yes"}, "wants": {"wants": ["stop"]},
         "kind": {"kinds": ["selfharm", "nudes_self", "home_harm", "grooming"]}},
        {"name": {"give": "yes", "name": "Sam", "reach": "at break"}, "who": {"left_out": ["past-them"]}},
    ],
    ids=["plain", "adult", "practice", "everything", "past them"],
)  # fmt: skip
def test_the_journey(client: CheckedClient, tag: str, answers: dict[str, dict[str, object]]) -> None:
    with clock.at(MONDAY):
        check(journey(client, **answers), tag)


def test_coming_back(client: CheckedClient, world: World, tag: str) -> None:
    with clock.at(MONDAY):
        check(coming_back(client, world), tag)


def test_a_case_that_was_closed(client: CheckedClient, as_: SignIn, world: World, tag: str) -> None:
    with clock.at(MONDAY):
        filed = file_report(world)
        officer, path = as_("officer"), f"/staff/cases/{filed.reference}"
        officer.submit(path, {"outcome": "helped", "reason": "Done.", "word": LONG_STORY}, action="closure")
        page = onward(client, client.get("/alder/back"), {"words": filed.words.display})
        check(iter([("closed", page), ("did it help", client.get("/alder/back/report/helped"))]), tag)


def test_a_report_that_moved(client: CheckedClient, as_: SignIn, world: World, tag: str) -> None:
    check(moved_on(client, as_, world), tag)


def test_what_is_refused(client: CheckedClient, tag: str) -> None:
    with clock.at(MONDAY):
        check(refusals(client), tag)
        check(iter([("made up", client.submit("/alder/report/about", {"about": "nonsense"}))]), tag)


def test_what_comes_too_late(client: CheckedClient, world: World, tag: str) -> None:
    with clock.at(MONDAY):
        check(over(client, world), tag)


def test_what_cannot_be_sent(client: CheckedClient, monkeypatch: pytest.MonkeyPatch, tag: str) -> None:
    def nobody(*_args: object) -> None:
        raise NoReaderLeft

    with clock.at(MONDAY):
        page = go(client, "check")
        monkeypatch.setattr(filing, "prepare", nobody)
        check(iter([("not sent", client.press(page))]), tag)


def test_a_week_end(client: CheckedClient, tag: str) -> None:
    """When school is shut a page says a day and a time."""
    with clock.at(MONDAY - timedelta(days=2)):
        check(((path, client.get(path)) for path in PUBLIC), tag)
