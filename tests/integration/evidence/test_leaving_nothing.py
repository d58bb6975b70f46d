"""Files go with their report; what was never sent goes after two days; doctor and the command say what they must."""

from datetime import UTC, datetime, timedelta

import pytest

from sharp import clock
from sharp.files.refusals import StoreAway
from sharp.upkeep.tidying import Tidier, remove_left_over
from sharp.web.application import Sharp
from tests.fixtures.evidence import PDF, allow_files, file_with, picture, store_of
from tests.fixtures.pages import CheckedClient
from tests.fixtures.world import World
from tests.integration.evidence.bringing import bring, lying, told_up_to_files
from tests.integration.retention.closing import close_then, months_later, opened, sweep_at
from tests.integration.triage.desk import acts_on
from tests.integration.upkeep.commands import Command, command_for

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def command(world: World) -> Command:
    return command_for(world)


def test_a_deleted_report_takes_its_files_along(app: Sharp, world: World) -> None:
    gone, stays = file_with(world, PDF, picture()), file_with(world, PDF)
    close_then(app, world, gone)
    sweep_at(world, months_later(30))
    assert lying(world) == sorted(stays.files)


def test_a_store_that_is_away_is_tidied_later(app: Sharp, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    filed = file_with(world, PDF)
    close_then(app, world, filed)

    def away(*_args: object) -> None:
        raise StoreAway

    with monkeypatch.context() as broken:
        broken.setattr("sharp.files.folder.FolderStore.remove", away)
        sweep_at(world, months_later(30))
    assert lying(world) == list(filed.files)
    with clock.at(months_later(31)):
        assert remove_left_over(opened(world)) == 1
    assert lying(world) == []


def test_what_was_never_sent_goes_after_two_days_and_what_was_sent_stays(client: CheckedClient, world: World) -> None:
    with clock.at(NOON):
        allow_files(world)
        told_up_to_files(client)
        bring(client, PDF)
        filed = file_with(world, PDF)
    for hours, left in ((7, 2), (35, 2), (37, 1), (900, 1)):
        with clock.at(NOON + timedelta(hours=hours)):
            Tidier().look(opened(world))
            assert len(lying(world)) == left, hours
    assert lying(world) == list(filed.files)
    assert acts_on(world, filed) == []


def test_the_worker_looks_once_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[int] = []
    monkeypatch.setattr("sharp.upkeep.tidying.remove_left_over", lambda _opened: times.append(1) or 0)
    tidier = Tidier()
    for minutes in (0, 20, 59, 60, 61, 130):
        with clock.at(NOON + timedelta(minutes=minutes)):
            tidier.look(opened(world))
    assert len(times) == 3


def test_another_deployments_files_are_left_alone(world: World) -> None:
    other = store_of(world).folder.parent / ("0" * 32)  # type: ignore[attr-defined]
    other.mkdir(parents=True)
    (other / ("a" * 32)).write_bytes(b"x")
    with clock.at(NOON + timedelta(days=4000)):
        remove_left_over(opened(world))
    assert (other / ("a" * 32)).exists()


def test_doctor_names_a_file_that_is_missing(world: World, command: Command) -> None:
    filed = file_with(world, PDF)
    assert "All is well." in command("doctor")
    store_of(world).remove(filed.files[0])
    said = command("doctor", exit_code=1)
    assert f"files {filed.files[0]}: the stored file is missing, so report {filed.id.hex()} lacks it" in said


def test_doctor_tries_the_place_out(world: World, command: Command) -> None:
    world.settings.instance.joinpath("files").write_text("in the way")
    assert "the place for them cannot be written" in command("doctor", exit_code=1)


def test_the_switch_is_a_command(world: World, command: Command, client: CheckedClient) -> None:
    assert command("school", "evidence", "alder", "on", "--files", "2") == "Pupils may add files.\n"
    told_up_to_files(client)
    assert command("school", "evidence", "alder", "off") == "Pupils add no files.\n"
    assert client.get("/alder/report/show").status_code == 302


@pytest.mark.parametrize(
    "wrong", [("--files", "0"), ("--files", "99"), ("--mb", "500"), ("--mb", "50", "--together", "9")]
)
def test_nonsense_is_refused_with_a_sentence(command: Command, wrong: tuple[str, ...]) -> None:
    assert command.refused("school", "evidence", "alder", "on", *wrong)
