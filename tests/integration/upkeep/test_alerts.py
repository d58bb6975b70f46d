"""What says that alerts do not go out: health check, queue, an operator's start page, doctor, `sharp letters`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from sharp import clock
from sharp.app import create_app
from sharp.model.passing import Letter
from sharp.notices import outbox
from sharp.upkeep import working
from sharp.upkeep.opening import Opened
from sharp.vault.encoding import new_id
from sharp.web import heartbeat
from sharp.web.application import Sharp
from sharp.web.services import Services
from tests.fixtures.application import COMPILED, SignIn
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.triage.desk import QUEUE
from tests.integration.upkeep.commands import Command

NOON = datetime(2026, 11, 23, 12, 0, 40, tzinfo=UTC)
MAIL = "smtp://127.0.0.1:1"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def app(world: World) -> Iterator[Sharp]:
    """As everywhere, but with a mail server set."""
    made = create_app(world.settings.model_copy(update={"mail_url": SecretStr(MAIL)}))
    made.jinja_env.bytecode_cache = COMPILED
    made.test_client_class = CheckedClient
    yield made
    services: Services = made.extensions["sharp"]
    services.database.engine.dispose()


@pytest.fixture
def sharp(world: World) -> Command:
    settings = world.settings
    return Command(
        {
            "SHARP_INSTANCE": str(settings.instance),
            "SHARP_DATABASE_URL": settings.database_url,
            "SHARP_MAIL_URL": MAIL,
        }
    )


def beat_at(world: World, moment: datetime) -> None:
    with clock.at(moment):
        working.mark(world.database)


def kill_letters(world: World, who: str, count: int = 1) -> None:
    filed = file_report(world)
    with world.database.writing() as db:
        db.execute(sa.delete(Letter))
        for _each in range(count):
            db.add(
                Letter(
                    id=new_id(), kind="new", school_id=world.cast.schools["alder"], report_id=filed.id,
                    staff_id=world.person(who).id, run_at=0, locked_until=None, attempts=9,
                    dead_since=int(NOON.timestamp()) // 3600,
                )
            )  # fmt: skip


def test_a_round_leaves_its_mark_and_a_failed_one_does_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = Opened(world.settings, world.keys, world.database, world.anchor)
    with clock.at(NOON):
        working.do_round(deployment, tidies=True)

    def fails(*_args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(working, "send_due", fails)
    with clock.at(NOON + 9 * MINUTE):
        working.do_round(deployment, tidies=True)
        with world.database.reading() as db:
            assert heartbeat.last_beat(db) == int(NOON.timestamp()) // 60 * 60
            assert heartbeat.is_late(db)


def test_two_workers_leave_one_mark_which_never_goes_back(world: World) -> None:
    for moment in (NOON, NOON + MINUTE, NOON):
        beat_at(world, moment)
    with world.database.reading() as db:
        assert heartbeat.last_beat(db) == int((NOON + MINUTE).timestamp()) // 60 * 60


@pytest.mark.parametrize(("minutes", "is_said"), [(1, False), (5, False), (6, True), (600, True)])
def test_a_worker_that_stands_still_is_said_where_alerts_are_waited_for(
    world: World, app: Sharp, as_: SignIn, minutes: int, is_said: bool
) -> None:
    beat_at(world, NOON)
    with clock.at(NOON + minutes * MINUTE):
        officer, operator = as_("officer"), as_("operator")
        shown = [text_of(officer.get(QUEUE)), text_of(operator.get("/staff/"))]
        state = app.test_client().get("/health/ready")
    assert [("the worker has not run since 23 Nov 2026" in page) for page in shown] == [is_said] * 2
    assert state.status_code == 200, "pages are served without a worker"
    assert state.json == {"state": "ready, but no worker runs" if is_said else "ready"}


def test_one_that_never_ran_is_said_too(as_: SignIn) -> None:
    assert "the worker has never run" in text_of(as_("officer").get(QUEUE))


def test_without_a_mail_server_readers_are_not_told_of_a_worker_and_the_operator_of_the_server(
    world: World,
) -> None:
    made = create_app(world.settings)
    try:
        assert made.test_client().get("/health/ready").json == {"state": "ready"}
    finally:
        made.extensions["sharp"].database.engine.dispose()
    said = Command({"SHARP_INSTANCE": str(world.settings.instance), "SHARP_DATABASE_URL": world.settings.database_url})
    assert "to see to: alerts: no mail server is set" in said("doctor")


def test_letters_that_were_given_up_are_seen_by_the_operator_alone(world: World, as_: SignIn) -> None:
    beat_at(world, clock.now())
    kill_letters(world, "officer", 2)
    shown = text_of(as_("operator").get("/staff/"))
    assert "2 alerts could not be delivered, since 23 Nov 2026" in shown
    assert "sharp letters" in shown
    for who in ("officer", "spoc", "head", "coordinator", "pastoral"):
        assert "could not be delivered" not in text_of(as_(who).get("/staff/"))


def test_the_doctor_says_both_and_calls_nobody_ill(world: World, sharp: Command) -> None:
    kill_letters(world, "officer")
    beat_at(world, NOON - 60 * MINUTE)
    with clock.at(NOON):
        said = sharp("doctor")
    assert "to see to: alerts: 1 could not be delivered, since 23 Nov 2026 12:00 UTC" in said
    assert "to see to: alerts: the worker has not run since 23 Nov 2026 11:00 UTC" in said
    assert said.splitlines()[-1] == "All is well."


def test_the_command_lists_tries_again_and_drops(world: World, sharp: Command) -> None:
    assert "Every alert was delivered" in sharp("letters", "list")
    kill_letters(world, "officer", 3)
    said = sharp("letters", "list")
    assert "3 could not be delivered" in said
    assert said.count("officer@example.org") == 1
    assert "3 will be tried again" in sharp("letters", "retry")
    with world.database.reading() as db:
        assert outbox.dead_letters(db) is None
        assert db.scalar(sa.select(sa.func.count()).select_from(Letter)) == 3
    kill_letters(world, "officer", 2)
    assert sharp.run("letters", "drop").exit_code == 1, "it asks first"
    assert "2 were dropped" in sharp("letters", "drop", "--yes")
    assert "Every alert was delivered" in sharp("letters", "list")
