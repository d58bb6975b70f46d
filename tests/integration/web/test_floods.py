"""Flood limits: a source that asks too much waits, loses nothing that it typed, and stands in nobody's way."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from limits.storage import RedisStorage

from sharp import clock
from sharp.app import create_app
from sharp.reports import coming_back
from sharp.web.application import Sharp
from sharp.web.throttle import limiter, source
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.postgres import free_port
from tests.fixtures.world import World

PUPILS = 1_500
TRIES = 3
NO_WORDS = {"words": "six words that are none here"}
Make = Callable[..., Sharp]


@pytest.fixture
def app_with(world: World) -> Iterator[Make]:
    """The application under other limits than the defaults."""
    made: list[Sharp] = []

    def make(**limits: Any) -> Sharp:
        app = create_app(world.settings.model_copy(update=limits))
        app.test_client_class = CheckedClient
        limiter.reset()
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["sharp"].database.engine.dispose()


def client_of(app: Sharp, address: str = "192.0.2.1", **headers: str) -> CheckedClient:
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    client.environ_base |= {"REMOTE_ADDR": address} | headers
    return client


def try_words(client: CheckedClient, times: int) -> list[int]:
    page = client.get("/alder/back")
    return [client.press(page, NO_WORDS, action="/back").status_code for _ in range(times)]


def test_too_many_tries_wait_and_keep_what_was_typed(app_with: Make) -> None:
    client = client_of(app_with(flood_words=f"{TRIES} per hour"))
    page = client.get("/alder/back")
    assert {client.press(page, NO_WORDS, action="/back").status_code for _ in range(TRIES)} == {422}
    refused = client.press(page, NO_WORDS, action="/back")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert NO_WORDS["words"] in refused.text
    assert "Nothing was sent" in text_of(refused)


def test_words_are_refused_before_anything_slow(app_with: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_with(flood_words=f"{TRIES} per hour")
    client = client_of(app)
    try_words(client, TRIES)
    monkeypatch.setattr(coming_back, "stretch", lambda *_given: pytest.fail("derived"))
    assert try_words(client, 1) == [429]


def test_other_pages_and_other_sources_are_not_held_up(app_with: Make) -> None:
    app = app_with(flood_words=f"{TRIES} per hour")
    flooding = client_of(app)
    assert try_words(flooding, TRIES + 1)[-1] == 429
    for path in ("/alder/", "/alder/help-now", "/alder/report/start", "/alder/leave", "/staff/sign-in"):
        assert flooding.get(path).status_code in (200, 302, 303, 404), path
    assert try_words(client_of(app, "192.0.2.2"), 1) == [422]


def test_leaving_and_static_files_are_never_limited(app_with: Make) -> None:
    client = client_of(app_with(flood_pages=f"{TRIES} per hour"))
    assert [client.get("/alder/").status_code for _ in range(TRIES + 1)][-1] == 429
    assert client.get("/alder/leave").status_code in (302, 303)
    assert client.get("/static/sharp.css").status_code == 200
    assert client.get("/health/live").status_code == 200


def test_behind_our_proxy_each_pupil_is_a_source_and_nobody_speaks_for_another(app_with: Make) -> None:
    app = app_with(flood_words=f"{TRIES} per hour", trusted_proxies=1)
    proxy = "10.0.0.1"
    assert try_words(client_of(app, proxy, HTTP_X_FORWARDED_FOR="192.0.2.1"), TRIES + 1)[-1] == 429
    assert try_words(client_of(app, proxy, HTTP_X_FORWARDED_FOR="192.0.2.2"), 1) == [422]
    assert try_words(client_of(app, proxy, HTTP_X_FORWARDED_FOR="192.0.2.2, 192.0.2.1"), 1) == [429]


def test_a_source_is_a_keyed_hash_that_means_nothing_tomorrow(app_with: Make) -> None:
    app, seen = app_with(), []
    for days, address in ((0, "192.0.2.1"), (0, "192.0.2.1"), (0, "192.0.2.2"), (1, "192.0.2.1")):
        with (
            clock.at(clock.now() + timedelta(days=days)),
            app.test_request_context("/", environ_base={"REMOTE_ADDR": address}),
        ):
            seen.append(source())
    assert seen[0] == seen[1]
    assert len(set(seen)) == 3
    assert not any("192.0.2" in each for each in seen)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # counted in memory, whichever database there is
def test_a_whole_school_behind_one_address_gets_through_beside_a_flood(app_with: Make) -> None:
    """Under the limits as they are shipped; the flood comes from the same address."""
    app = app_with()
    app.test_client_class = None  # thousands of pages, looked at elsewhere
    flooding, pupil = app.test_client(), app.test_client()
    while flooding.post("/alder/back", data=NO_WORDS).status_code != 429:
        pass
    assert {pupil.get("/alder/").status_code for _ in range(PUPILS)} == {200}
    assert pupil.post("/alder/report/check", data={}).status_code != 429, "sends are counted apart"


@pytest.mark.redis
def test_several_processes_count_together(app_with: Make, redis_url: str) -> None:
    limits = {"flood_words": f"{TRIES} per hour", "limiter_url": redis_url}
    first = app_with(**limits)
    assert isinstance(limiter.storage, RedisStorage)
    assert try_words(client_of(first), TRIES) == [422] * TRIES
    with first.app_context():
        kept = list(limiter.storage.storage.scan_iter("*"))
    assert kept
    assert not any(b"192.0.2" in key for key in kept), "not even Redis holds an address"
    second = create_app(first.extensions["sharp"].settings)
    second.test_client_class = CheckedClient
    assert try_words(client_of(second), 1) == [429]
    second.extensions["sharp"].database.engine.dispose()


@pytest.mark.redis
def test_while_redis_is_away_each_process_counts_for_itself(world: World) -> None:
    limits = {"flood_words": f"{TRIES} per hour", "limiter_url": f"redis://127.0.0.1:{free_port()}/0"}
    app = create_app(world.settings.model_copy(update=limits))
    app.test_client_class = CheckedClient
    assert try_words(client_of(app), TRIES + 1) == [422] * TRIES + [429]
    app.extensions["sharp"].database.engine.dispose()
