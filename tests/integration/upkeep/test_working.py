"""The worker's rounds: what is over goes, stand-ins wake, the anchor learns where trails end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.accounts import trail
from sharp.model.passing import SealedSessionRow, SignInCount
from sharp.model.reports import Grant
from sharp.model.words import Act, Audience, GrantState
from sharp.schools.anchor import AnchorRefused
from sharp.schools.away import set_away
from sharp.upkeep import working
from sharp.upkeep.opening import Opened
from sharp.vault.encoding import NO_ID, new_id
from tests.fixtures.reports import file_report
from tests.fixtures.world import World


def session_row(purge_hour: int) -> SealedSessionRow:
    return SealedSessionRow(
        id=new_id(), audience=Audience.PUPIL, staff_id=None, v=1, rev=1, purge_hour=purge_hour, sealed=b"sealed"
    )


def count_row(purge_hour: int) -> SignInCount:
    return SignInCount(key=new_id(), count=3, barred_until=0, purge_hour=purge_hour)


def test_what_is_over_goes_and_what_is_not_stays(world: World) -> None:
    hour = clock.hour()
    with world.database.writing() as db:
        db.add_all([session_row(hour - 1), session_row(hour), count_row(hour - 1), count_row(hour)])
    assert working.remove_over(world.database) == 2
    assert working.remove_over(world.database) == 0
    with clock.at(clock.now() + timedelta(hours=1)):
        assert working.remove_over(world.database) == 2


def test_the_anchor_learns_where_trails_end_and_misses_what_is_cut(world: World) -> None:
    with world.database.writing() as db:
        trail.record(db, world.person("spoc").id, Act.SIGNED_IN)
    working.raise_heads(world.database, world.anchor)
    with world.database.reading() as db:
        [head] = [head for head in trail.heads(db) if head.chain == NO_ID]
    assert world.anchor.head(NO_ID) == head
    with world.database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("UPDATE trail_heads SET i = i - 1 WHERE chain = :c"), {"c": NO_ID})
    with pytest.raises(AnchorRefused):
        working.raise_heads(world.database, world.anchor)


def test_a_stand_in_wakes_on_the_day_and_not_before(world: World) -> None:
    today = world.roster().today()
    with world.database.writing() as db:
        set_away(
            db, nomination_id=world.nomination("officer"), away_from=today + 2, away_until=today + 9,
            stand_in=world.nomination("contact"), anchor=world.anchor,
        )  # fmt: skip
    filed = file_report(world)
    contact = sa.select(Grant).where(Grant.report_id == filed.id, Grant.reader_id == world.person("contact").id)
    with world.database.reading() as db:
        assert db.scalars(contact).one().state is GrantState.DORMANT
    assert working.wake(world.database, world.anchor) == 0
    with clock.at(clock.now() + timedelta(days=3)):
        assert working.wake(world.database, world.anchor) == 1
    with world.database.reading() as db:
        assert db.scalars(contact).one().state is GrantState.LIVE


def test_a_round_goes_on_after_a_failure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(working, "remove_over", fails)
    deployment = Opened(world.settings, world.keys, world.database, world.anchor)
    working.do_round(deployment, tidies=True)
