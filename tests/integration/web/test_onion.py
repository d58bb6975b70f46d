"""The same pages through Tor: as safe as https, named where pupils look, and no way round a limit or a check."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sharp.app import create_app
from sharp.web.application import Sharp
from sharp.web.throttle import limiter
from tests.fixtures.pages import CheckedClient, form_on, prefilled
from tests.fixtures.world import World

MAIN = "https://help.example.org"
ONION = "http://pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"
PUBLIC = ("/", "/alder/", "/alder/advice", "/alder/help-now", "/alder/who-reads", "/alder/covering-tracks")
NEVER = ("/alder/report/", "/alder/back", "/alder/leave", "/staff/sign-in", "/nobody/", "/static/sharp.css")
CIRCUITS = ("fc00:dead:beef:4dad::1:2a", "fc00:dead:beef:4dad::1:2b")
Make = Callable[..., Sharp]


@pytest.fixture
def app_with(world: World) -> Iterator[Make]:
    """The application at two addresses, unless said otherwise."""
    made: list[Sharp] = []

    def make(**given: Any) -> Sharp:
        app = create_app(world.settings.model_copy(update={"base_url": MAIN, "onion_url": ONION} | given))
        app.test_client_class = CheckedClient
        limiter.reset()
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["sharp"].database.engine.dispose()


def client_of(app: Sharp) -> CheckedClient:
    made = app.test_client()
    assert isinstance(made, CheckedClient)
    return made


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_name_the_onion_address(app_with: Make, path: str) -> None:
    answer = client_of(app_with()).get(path, base_url=MAIN)
    assert answer.headers["Onion-Location"] == ONION + path


def test_what_was_searched_is_not_taken_along(app_with: Make) -> None:
    assert client_of(app_with()).get("/?q=alder", base_url=MAIN).headers["Onion-Location"] == ONION + "/"


@pytest.mark.parametrize("path", NEVER)
def test_nothing_else_does(app_with: Make, path: str) -> None:
    assert "Onion-Location" not in client_of(app_with()).get(path, base_url=MAIN).headers


@pytest.mark.parametrize("given", [{"onion_url": ""}, {"base_url": ONION, "onion_url": ""}], ids=["none", "only"])
def test_without_a_second_address_none_is_named(app_with: Make, given: dict[str, str]) -> None:
    assert "Onion-Location" not in client_of(app_with(**given)).get("/alder/", base_url=MAIN).headers


def test_there_it_is_not_named_again_and_https_is_not_demanded(app_with: Make) -> None:
    """A browser told to use https there would find nobody."""
    headers = client_of(app_with()).get("/alder/", base_url=ONION).headers
    assert "Onion-Location" not in headers
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("given", [{}, {"base_url": ONION, "onion_url": ""}], ids=["second", "only"])
def test_its_cookies_are_as_strict_as_over_https(app_with: Make, given: dict[str, str]) -> None:
    for path, name in (("/alder/report/", "__Host-v="), ("/staff/sign-in", "__Host-s=")):
        cookie = client_of(app_with(**given)).get(path, base_url=ONION).headers["Set-Cookie"]
        assert cookie.startswith(name)
        assert "; Secure" in cookie
        assert "; HttpOnly" in cookie


@pytest.mark.parametrize(
    ("at", "origin", "status"),
    [
        (ONION, ONION, 303),
        (ONION, None, 303),
        (ONION, MAIN, 403),
        (ONION, "null", 403),
        (ONION, ONION.replace("http:", "https:"), 403),
        (MAIN, MAIN, 303),
        (MAIN, ONION, 403),
    ],
    ids=["onion", "text browser", "main at onion", "hidden", "https onion", "main", "onion at main"],
)
def test_each_address_takes_the_forms_of_its_own_pages(
    app_with: Make, at: str, origin: str | None, status: int
) -> None:
    """The cookie is carried by hand: the test client, unlike Tor Browser, keeps a Secure one for https."""
    app = app_with()
    page = client_of(app).get("/alder/report/", base_url=at)
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    fields = prefilled(form_on(page)) | {"danger": "no"}
    headers = {"Cookie": cookie} | ({"Origin": origin} if origin else {})
    fresh = app.test_client(use_cookies=False)
    assert fresh.post("/alder/report/", base_url=at, data=fields, headers=headers).status_code == status


def test_an_onion_that_was_not_set_is_no_address_of_ours(app_with: Make) -> None:
    client = app_with(onion_url="").test_client()
    assert client.post("/alder/back", base_url=ONION, headers={"Origin": ONION}).status_code == 403


def test_each_circuit_is_a_source_and_a_flood_through_one_stops_nobody_else(app_with: Make) -> None:
    app = app_with(flood_words="2 per hour", trusted_proxies=1)

    def tries(source: str, times: int, at: str = ONION) -> list[int]:
        client = app.test_client(use_cookies=False)
        headers = {"X-Forwarded-For": source, "X-Forwarded-Proto": at.partition(":")[0]}
        return [client.post("/alder/back", base_url=at, data={}, headers=headers).status_code for _ in range(times)]

    assert tries(CIRCUITS[0], 3) == [422, 422, 429]
    assert tries(CIRCUITS[1], 1) == [422]
    assert tries("192.0.2.1", 1, MAIN) == [422]


def test_without_circuits_all_of_tor_is_one_source_and_the_rest_of_the_school_another(app_with: Make) -> None:
    app = app_with(flood_words="2 per hour", trusted_proxies=1)
    client = app.test_client(use_cookies=False)

    def try_from(source: str, at: str) -> int:
        return client.post("/alder/back", base_url=at, data={}, headers={"X-Forwarded-For": source}).status_code

    assert [try_from("127.0.0.1", ONION) for _ in range(3)] == [422, 422, 429]
    assert try_from("192.0.2.1", MAIN) == 422
