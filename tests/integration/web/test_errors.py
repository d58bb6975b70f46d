"""Error pages: each has its own plain words, none says what exists, and none repeats what went wrong inside."""

from typing import Any

import pytest
import sqlalchemy as sa

from sharp.reports import coming_back, visit
from sharp.vault.wordlist import EN1
from sharp.web.application import MAX_BODY, Sharp
from sharp.web.errors import PAGES, error_page
from tests.fixtures.pages import CheckedClient, check_page, soup_of, text_of
from tests.fixtures.world import World

SECRET = "they took my bag"


@pytest.mark.parametrize("status", PAGES)
def test_each_is_a_page_of_its_own(app: Sharp, world: World, status: int) -> None:
    with app.test_request_context("/alder/report/story"):
        page = error_page(status)
        check_page(soup_of(page))
    assert page.status_code == status
    for told in ("Alder", world.person("spoc").name, str(status), "Traceback"):
        assert told not in text_of(page)


def test_what_is_not_there_is_one_page_whatever_was_asked_for(client: CheckedClient) -> None:
    pages = [client.get(path) for path in ("/nowhere/", "/nowhere/back", "/alder/nothing", "/no/such/page", "/x.php")]
    assert {page.status_code for page in pages} == {404}
    assert len({text_of(page) for page in pages}) == 1


def test_a_wrong_method_says_which_are_right(client: CheckedClient) -> None:
    refused = client.post("/alder/")
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]


def test_too_much_is_refused_unread(client: CheckedClient) -> None:
    refused = client.post("/alder/back", data={"words": "x" * (MAX_BODY + 1)})
    assert (refused.status_code, "Nothing was sent" in text_of(refused)) == (413, True)


def test_a_fault_of_ours_repeats_nothing(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_given: Any) -> Any:
        raise RuntimeError(SECRET)

    page = client.get("/alder/back")
    monkeypatch.setattr(coming_back, "open_by_words", fail)
    broken = client.press(page, {"words": " ".join(EN1.words[:6])}, action="/back")
    said = capsys.readouterr()
    assert broken.status_code == 500
    assert SECRET not in broken.text + said.out + said.err


class Deadlock(Exception):
    sqlstate = "40P01"


@pytest.mark.parametrize(("times", "status"), [(2, 303), (9, 409)])
def test_who_was_given_up_for_another_is_run_again(
    client: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch, times: int, status: int
) -> None:
    """PostgreSQL gives up one of two that wait for each other; if it never gets through, what was typed stays."""
    page = client.get("/alder/report/")
    while not page.request.path.endswith("story"):
        page = client.get(str(client.press(page).location))
    begin, fails = visit.keep, iter(range(times))

    def wait(*given: Any) -> None:
        begin(*given)
        if next(fails, None) is not None:
            raise sa.exc.OperationalError("UPDATE", None, Deadlock())

    monkeypatch.setattr(visit, "keep", wait)
    told = client.press(page, {"story": SECRET})
    assert told.status_code == status
    assert (SECRET in told.text) is (status == 409)
