"""Words nobody kept: a visit that went quiet forgets them, whether its browser asks again or never does."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.passing import SealedSessionRow
from sharp.model.words import Audience
from sharp.upkeep.working import remove_over
from sharp.web import sealed_session
from tests.fixtures.pages import CheckedClient
from tests.fixtures.world import World
from tests.integration.reports.test_journey import MONDAY, at, go

QUIET = timedelta(minutes=21)
LONGEST_LEFT = timedelta(hours=2)
"""A row goes by the whole hour, so that no time in it is finer."""


@pytest.fixture
def cookie(client: CheckedClient) -> str:
    """Of a visit that has sent and shows its words; the words were never kept."""
    with clock.at(MONDAY):
        client.press(go(client, "check"))
        assert client.get(at("words")).status_code == 200
    [found] = client._cookies.values()
    return found.value


def held_in(world: World, cookie: str) -> dict[str, object] | None:
    """What the row says to whoever has the cookie and the key file, however long ago; None where there is no row."""
    with clock.at(MONDAY), world.database.reading() as db:
        found = sealed_session.opened(db, world.keys, Audience.PUPIL, cookie)
        return None if found.place is None else dict(found)


def test_they_are_there_while_the_visit_lives(world: World, cookie: str) -> None:
    assert "words" in (held_in(world, cookie) or {})


def test_the_next_page_of_a_quiet_visit_forgets_them(client: CheckedClient, world: World, cookie: str) -> None:
    with clock.at(MONDAY + QUIET):
        assert client.get(at("words")).location == at("")
    assert held_in(world, cookie) is None


def test_nobody_has_to_ask_for_them_to_be_forgotten(world: World, cookie: str) -> None:
    with clock.at(MONDAY + QUIET + LONGEST_LEFT):
        assert remove_over(world.database) == 1
    assert held_in(world, cookie) is None
    with world.database.reading() as db:
        assert db.scalars(sa.select(SealedSessionRow.id)).all() == []
