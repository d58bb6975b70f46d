"""All in words only: short, plain, and with everything that somebody in need must find."""

import pytest
from werkzeug.test import TestResponse

from sharp.advice.helplines import helplines_for
from sharp.schools import front
from sharp.vault.errors import VaultRefusal
from tests.fixtures.pages import CheckedClient
from tests.fixtures.world import World

MOST_BYTES = 10_000
WIDEST = 38
"""An old phone's line; an address is never broken."""


@pytest.fixture
def page(client: CheckedClient) -> TestResponse:
    return client.get("/alder/plain")


def test_it_is_text_and_short(page: TestResponse) -> None:
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert len(page.get_data()) <= MOST_BYTES
    text = page.get_data(as_text=True)
    assert "<" not in text
    assert "&" not in text
    assert [line for line in text.splitlines() if len(line) > WIDEST and "://" not in line] == []
    assert "\n\n\n" not in text


def test_it_has_every_number_every_reader_and_every_address(page: TestResponse, world: World) -> None:
    text = page.get_data(as_text=True)
    for line in helplines_for():
        assert line.number in text, line.id
    for member in world.roster("alder").readers():
        assert member.shown_name in text
    for path in ("", "report/", "back", "advice", "how-it-works", "leave"):
        assert f"/alder/{path}\n" in text, path


def test_pages_point_to_it(client: CheckedClient) -> None:
    html = client.get("/alder/").get_data(as_text=True)
    assert '<link rel="alternate" type="text/plain" href="/alder/plain"' in html
    assert html.count('href="/alder/plain"') == 2


def test_a_school_that_is_not_there_has_none(client: CheckedClient) -> None:
    assert client.get("/nowhere/plain").status_code == 404


def test_where_the_list_of_readers_does_not_hold_it_still_says_whom_to_call(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_given: object) -> None:
        raise VaultRefusal

    monkeypatch.setattr(front, "roster_of", refused)
    text = client.get("/alder/plain").get_data(as_text=True)
    assert "0800 1111" in text
    assert "You cannot write to us right now" in text
    assert "/alder/report/" not in text
