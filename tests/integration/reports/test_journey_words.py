"""The six words: shown when it is kept, shown again until they are kept, and one report however often it is sent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sharp.model.reports import Report
from sharp.model.words import Audience
from sharp.reports import coming_back, filing
from sharp.vault.words import CodeWords
from sharp.web import sealed_session
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.reports.test_journey import STORY, at, fields, go, onward

OTHER = "There is something else as well."


def words_on(page: TestResponse) -> str:
    found = soup_of(page).select_one("#code-words")
    assert found is not None, (page.request.path, page.status_code)
    return found.get_text()


def count(world: World) -> int:
    with world.database.reading() as db:
        return len(db.scalars(sa.select(Report.id)).all())


def visits(client: CheckedClient, world: World) -> Iterator[dict[str, Any]]:
    """What the rows hold that this browser's cookie opens."""
    with world.database.reading() as db:
        for cookie in client._cookies.values():
            yield dict(sealed_session.opened(db, world.keys, Audience.PUPIL, cookie.value))


@pytest.fixture
def check(client: CheckedClient) -> TestResponse:
    return go(client, "check")


@pytest.fixture
def words(client: CheckedClient, check: TestResponse) -> str:
    return words_on(onward(client, check))


def follow(client: CheckedClient, path: str) -> TestResponse:
    page = client.get(path)
    while page.location is not None:
        page = client.get(page.location)
    return page


def test_they_can_be_seen_again_by_reload_second_tab_and_back(client: CheckedClient, words: str) -> None:
    for path in (at(""), at("before"), at("story"), at("who"), at("check"), at("words"), at("done"), "/alder/back"):
        assert words_on(follow(client, path)) == words


def test_they_come_before_a_visit_to_another_school(client: CheckedClient, words: str) -> None:
    assert words_on(follow(client, "/birch/report/")) == words
    assert words_on(follow(client, "/birch/back")) == words


def test_sending_twice_is_one_report(client: CheckedClient, world: World, check: TestResponse) -> None:
    first, second = onward(client, check), onward(client, check)
    assert words_on(first) == words_on(second)
    assert count(world) == 1


def test_two_sends_at_once_are_one_report(
    client: CheckedClient, world: World, check: TestResponse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second press arrives while the first is still sealing; both end at the same words."""
    seal, seen = filing.prepare, []

    def slowly(*args: Any) -> Any:
        monkeypatch.setattr(filing, "prepare", seal)
        seen.append(words_on(onward(client, check)))
        return seal(*args)

    monkeypatch.setattr(filing, "prepare", slowly)
    late = onward(client, check)
    assert words_on(late) == seen[0]
    assert count(world) == 1


def test_a_crash_before_the_answer_loses_nothing(client: CheckedClient, world: World, check: TestResponse) -> None:
    cookie = next(iter(client._cookies.values())).value
    sent = client.press(check)
    assert sent.headers.getlist("Set-Cookie") == [] or cookie in sent.headers["Set-Cookie"]
    again = client.application.test_client()
    assert isinstance(again, CheckedClient)
    again.set_cookie(next(iter(client._cookies.values())).key, cookie)
    assert words_on(follow(again, at("check"))) == words_on(follow(client, at("words")))


def test_another_text_from_a_second_tab_waits_beside_the_words(
    client: CheckedClient, world: World, check: TestResponse
) -> None:
    tab = client.get(at("story"))
    words = words_on(onward(client, check))
    page = onward(client, tab, {"story": OTHER})
    assert words_on(page) == words
    assert fields(page)["message"] == OTHER
    assert "It is not sent yet." in text_of(page)
    assert words_on(onward(client, page, action="/report/words")) == words, "it is not lost by keeping the words"
    added = onward(client, client.get(at("words")), action="/report/words/more")
    assert OTHER not in text_of(added)
    assert count(world) == 1
    onward(client, added, action="/report/words")
    report = onward(client, client.get("/alder/back"), {"words": words})
    assert OTHER in text_of(report)


def test_another_text_in_a_send_waits_too(client: CheckedClient, world: World) -> None:
    first = go(client, "check")
    second = onward(client, client.get(at("story") + "?from=check"), {"story": OTHER})
    words = words_on(onward(client, first))
    page = onward(client, second)
    assert words_on(page) == words
    assert fields(page)["message"] == OTHER
    done = onward(client, onward(client, page, action="/words/more"), action="/report/words")
    assert done.request.path == at("done")
    assert count(world) == 1


def test_what_its_own_page_showed_is_what_is_sent(client: CheckedClient) -> None:
    first = go(client, "check")
    client.submit(at("story"), {"story": OTHER})
    words = words_on(onward(client, first))
    onward(client, client.get(at("words")), action="/report/words")
    report = text_of(onward(client, client.get("/alder/back"), {"words": words}))
    assert " ".join(STORY.split()) in report
    assert OTHER not in report


def test_the_other_text_can_be_dropped(client: CheckedClient, check: TestResponse) -> None:
    onward(client, check)
    page = follow(client, at("words"))
    client.post(at("story"), data={"csrf_token": fields(page)["csrf_token"], "story": OTHER})
    dropped = onward(client, client.get(at("words")), {"drop": "1"}, action="/words/more")
    assert OTHER not in dropped.get_data(as_text=True)


def test_a_form_of_an_older_visit_shows_the_words_and_its_text(client: CheckedClient, words: str) -> None:
    page = client.post(at("story"), data={"csrf_token": "old", "story": OTHER})
    assert page.status_code == 422
    assert words_on(page) == words
    assert OTHER in page.get_data(as_text=True)


@pytest.mark.parametrize("path", ["before", "about", "kind", "name", "who"])
def test_any_other_form_shows_the_words(client: CheckedClient, words: str, path: str) -> None:
    token = fields(client.get(at("words")))["csrf_token"]
    assert client.post(at(path), data={"csrf_token": token}).location == at("words")


def test_once_kept_no_row_holds_them(client: CheckedClient, world: World, words: str) -> None:
    assert any(held.get("words") == words for held in visits(client, world))
    done = onward(client, client.get(at("words")), action="/report/words")
    assert done.request.path == at("done")
    for held in visits(client, world):
        assert not {"words", "ring", "report", "draft"} & held.keys()
        assert words not in json.dumps(held)
    assert follow(client, at("words")).request.path == at("done")


def test_leaving_and_quiet_minutes_forget_them(client: CheckedClient, world: World, words: str) -> None:
    cookie = next(iter(client._cookies.values()))
    assert client.get("/alder/leave").status_code == 303
    client.set_cookie(cookie.key, cookie.value)
    assert follow(client, at("words")).request.path == at("")
    for held in visits(client, world):
        assert "words" not in held


def test_the_same_send_after_they_were_kept_is_no_second_report(
    client: CheckedClient, world: World, check: TestResponse
) -> None:
    onward(client, check)
    onward(client, client.get(at("words")), action="/report/words")
    assert onward(client, check).request.path == at("done")
    assert count(world) == 1


def test_after_they_are_kept_something_new_can_be_told(client: CheckedClient, world: World, words: str) -> None:
    onward(client, client.get(at("words")), action="/report/words")
    assert words_on(onward(client, go(client, "check", story={"story": OTHER}))) != words
    assert count(world) == 2


def test_the_words_are_in_no_address_and_no_log(
    client: CheckedClient, check: TestResponse, capfd: pytest.CaptureFixture[str]
) -> None:
    sent = client.press(check)
    words = words_on(client.get(str(sent.location)))
    assert not set(words.split()) & set(str(sent.location).replace("/", " ").split())
    out, err = capfd.readouterr()
    assert words not in out + err


def test_the_words_print_nothing_of_themselves() -> None:
    words = CodeWords("en1", ("apple",) * 6)
    assert "apple" not in repr(words)


def test_an_addition_pressed_twice_is_added_once(client: CheckedClient, check: TestResponse) -> None:
    tab = client.get(at("story"))
    words = words_on(onward(client, check))
    page = onward(client, tab, {"story": OTHER})
    for _ in range(2):
        assert words_on(onward(client, page, action="/report/words/more")) == words
    onward(client, client.get(at("words")), action="/report/words")
    report = onward(client, client.get("/alder/back"), {"words": words})
    assert text_of(report).count(OTHER) == 1


def test_an_addition_to_what_was_deleted_says_so(
    client: CheckedClient, check: TestResponse, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = client.get(at("story"))
    onward(client, check)
    page = onward(client, tab, {"story": OTHER})
    monkeypatch.setattr(coming_back, "open_by_words", lambda *_given: None)
    gone = client.press(page, action="/report/words/more")
    assert (gone.status_code, "has been deleted" in text_of(gone)) == (404, True)
