"""Who will see it, and the send: the list that was shown is the list it is sealed to, or nothing is sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sharp import clock
from sharp.model.reports import Grant, Report
from sharp.model.words import GrantState, ReaderKind
from sharp.reports import filing
from sharp.schools import away, nominations, settings
from sharp.web.derivation import Busy
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.reports.test_journey import STORY, at, fields, go, onward
from tests.integration.schools.thief import tamper

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def names_on(page: TestResponse) -> list[str]:
    return [name.get_text(strip=True) for name in soup_of(page).select(".reader-name")]


def sealed_to(world: World) -> set[bytes]:
    """Staff who hold a grant on the one report there is."""
    with world.database.reading() as db:
        assert len(db.scalars(sa.select(Report)).all()) == 1
        return {grant.reader_id for grant in db.scalars(sa.select(Grant)) if grant.kind is ReaderKind.STAFF}


def is_nothing_sent(world: World) -> bool:
    with world.database.reading() as db:
        return db.scalars(sa.select(Report)).first() is None


def test_the_list_is_live_and_the_report_goes_to_just_those(client: CheckedClient, world: World) -> None:
    page = go(client, "who")
    assert set(names_on(page)) == {"Ms Adeyemi", "PC Okafor", "Mr Nowak"}
    assert "two of three secret sheets" in text_of(page)
    assert onward(client, onward(client, page)).request.path == at("words")
    assert sealed_to(world) == {world.person(who).id for who in ("spoc", "officer", "deputy")}


def test_somebody_left_out_is_gone_from_the_list_that_is_shown_next(client: CheckedClient, world: World) -> None:
    officer = world.nomination("officer").hex()
    page = onward(client, go(client, "who"), {"left_out": [officer]})
    assert page.request.path == at("who")
    assert "PC Okafor" not in names_on(page)
    assert fields(page)["left_out"] == [officer]
    assert onward(client, onward(client, page)).request.path == at("words")
    assert world.person("officer").id not in sealed_to(world)


def test_it_can_be_sent_past_them_to_the_head(client: CheckedClient, world: World) -> None:
    page = onward(client, go(client, "who"), {"left_out": ["past-them"]})
    assert "Mrs Marsh" in names_on(page)
    assert "Ms Adeyemi" not in names_on(page)
    onward(client, onward(client, page))
    assert sealed_to(world).isdisjoint({world.person(who).id for who in ("spoc", "officer", "deputy")})


def test_leaving_everybody_out_leads_to_the_head(client: CheckedClient, world: World) -> None:
    everybody = [world.nomination(who).hex() for who in ("spoc", "officer", "deputy")]
    page = onward(client, go(client, "who"), {"left_out": everybody})
    assert names_on(page) == ["Mrs Marsh"]
    assert "it goes to the head" in text_of(page)


def test_somebody_has_to_be_left(client: CheckedClient, world: World) -> None:
    with world.database.writing() as db:
        for who in ("head", "contact"):
            nominations.end(db, nomination_id=world.nomination(who), anchor=world.anchor)
    everybody = [world.nomination(who).hex() for who in ("spoc", "officer", "deputy")]
    page = client.press(go(client, "who"), {"left_out": everybody})
    assert page.status_code == 422
    assert "Somebody has to read it" in text_of(page)


@pytest.mark.parametrize("who", ["spoc", "officer", "deputy", "head"])
def test_an_adult_who_is_named_does_not_get_it(client: CheckedClient, world: World, who: str) -> None:
    answers = {"about": {"about": "adult"}, "people": {"concerns": [world.nomination(who).hex()]}}
    page = go(client, "who", **answers)
    assert names_on(page)
    onward(client, onward(client, page))
    assert world.person(who).id not in sealed_to(world)


def test_rather_not_saying_is_an_answer(client: CheckedClient) -> None:
    page = go(client, "who", about={"about": "adult"}, people={})
    assert fields(client.get(at("people")))["concerns"] == ["rather-not"]
    assert "Mrs Marsh" in names_on(page)


def test_school_staff_first_is_said(client: CheckedClient, world: World) -> None:
    with world.database.writing() as db:
        settings.set_routing(db, school_id=world.cast.schools["alder"], spoc_first=["theft"], anchor=world.anchor)
    page = go(client, "who", kind={"kinds": ["theft"]})
    assert "PC Okafor" not in names_on(page)
    assert "The police officer does not see this at first." in text_of(page)


def test_who_is_away_is_said_with_the_day_they_are_back(client: CheckedClient, world: World) -> None:
    with clock.at(MONDAY):
        day, officer = world.roster().today(), world.nomination("officer")
        with world.database.writing() as db:
            away.set_away(db, nomination_id=officer, away_from=day, away_until=day + 3, anchor=world.anchor)
        assert "Back on Thursday 26 November." in text_of(go(client, "who"))


def test_a_list_that_changed_since_is_shown_again_before_anything_goes(client: CheckedClient, world: World) -> None:
    page = go(client, "check")
    with world.database.writing() as db:
        nominations.end(db, nomination_id=world.nomination("deputy"), anchor=world.anchor)
    again = onward(client, page)
    assert again.request.path == at("who")
    assert "This list has changed" in text_of(again)
    assert is_nothing_sent(world)
    check = onward(client, again)
    assert fields(check)["story"] == STORY
    assert onward(client, check).request.path == at("words")
    assert sealed_to(world) == {world.person(who).id for who in ("spoc", "officer")}


def test_a_list_that_changes_while_it_is_sealed_is_shown_again(
    client: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, seal = go(client, "check"), filing.prepare

    def slowly(*args: Any) -> Any:
        monkeypatch.setattr(filing, "prepare", seal)
        with world.database.writing() as db:
            nominations.end(db, nomination_id=world.nomination("deputy"), anchor=world.anchor)
        return seal(*args)

    monkeypatch.setattr(filing, "prepare", slowly)
    assert client.press(page).location == at("who")
    assert is_nothing_sent(world)


@pytest.mark.parametrize("path", ["story", "who", "check"])
def test_a_list_that_cannot_be_trusted_sends_nothing_and_keeps_the_words(
    client: CheckedClient, world: World, path: str
) -> None:
    page = go(client, path)
    forged = "UPDATE nominations SET shown_name = 'Somebody Else' WHERE id = :id"
    tamper(world.database, forged, id=world.nomination("officer"))
    refused = client.press(page, {"story": "Please read this."} if path == "story" else {})
    assert refused.status_code == 503
    assert "Not sent" in text_of(refused)
    assert "0800 1111" in text_of(refused)
    assert is_nothing_sent(world)
    if path != "who":
        assert fields(refused)["story"] in (STORY, "Please read this.")


def test_too_much_at_once_keeps_the_words(client: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page, seal = go(client, "check"), filing.prepare

    def busy(*_args: object) -> object:
        raise Busy

    monkeypatch.setattr(filing, "prepare", busy)
    refused = FlaskClient.open(client, at("check"), method="POST", data=fields(page))
    assert refused.status_code == 503
    assert STORY.splitlines()[0] in refused.get_data(as_text=True)
    monkeypatch.setattr(filing, "prepare", seal)
    assert client.submit(at("check")).location == at("words")


def test_answers_changed_in_another_tab_are_shown_before_they_go(client: CheckedClient, world: World) -> None:
    page = go(client, "check")
    client.submit(at("place"), {"place": "way: Bus or bus stop"})
    again = client.press(page)
    assert again.status_code == 422
    assert "You changed your answers on another page" in text_of(again)
    assert "Bus or bus stop" in text_of(again)
    assert is_nothing_sent(world)
    assert client.press(again).location == at("words")


def test_a_stand_in_holds_a_sleeping_grant(client: CheckedClient, world: World) -> None:
    page = go(client, "who", about={"about": "officer"}, people={"concerns": ["none"]})
    assert "Sees this only if Mrs Marsh is away" in text_of(page)
    onward(client, onward(client, page))
    with world.database.reading() as db:
        states = {grant.state for grant in db.scalars(sa.select(Grant)) if grant.kind is ReaderKind.STAFF}
    assert states == {GrantState.LIVE, GrantState.DORMANT}
