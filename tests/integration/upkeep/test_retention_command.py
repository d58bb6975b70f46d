"""`sharp retention`: what it says, and that it changes nothing unless told to."""

import pytest

from sharp import clock
from sharp.model.words import Act
from sharp.upkeep import commands_retention, retention
from sharp.web.application import Sharp
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import dump
from tests.integration.retention.closing import acts_about, close_then, months_later, rows_left
from tests.integration.schools.thief import tamper
from tests.integration.upkeep.commands import Command, command_for


def test_without_delete_it_says_what_is_due_and_changes_nothing(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    before = dump(world.database, but=())
    with clock.at(months_later(13)):
        said = command_for(world)("retention")
    assert "Closed cases due to be deleted: 1. Code words due to end: 0." in said
    assert "Nothing was changed." in said
    assert dump(world.database, but=()) == before


def test_with_delete_it_says_from_when_on_it_is_gone_everywhere(app: Sharp, world: World) -> None:
    filed, other = file_report(world), file_report(world)
    close_then(app, world, filed)
    command = Command(command_for(world).environment | {"SHARP_BACKUP_DAYS": "30"})
    with clock.at(months_later(13)):
        said = command("retention", "--delete")
    assert "Closed cases deleted: 1. Code words ended: 0." in said
    assert "Gone from the live service on 02 December 2027, from the last backup on 01 January 2028." in said
    assert (rows_left(world, filed.id), rows_left(world, other.id)["reports"]) == ({}, 1)
    assert acts_about(world, filed.id)[-2:] == [Act.DESTROYED, Act.WIPED]


def test_without_backups_it_says_so(app: Sharp, world: World) -> None:
    command = Command(command_for(world).environment | {"SHARP_BACKUP_DAYS": "0"})
    close_then(app, world, file_report(world))
    with clock.at(months_later(13)):
        assert "There are no backups" in command("retention", "--delete")
        assert "Nothing was due." in command("retention", "--delete")


def test_it_goes_on_until_all_is_gone(app: Sharp, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 2)
    close_then(app, world, *(file_report(world) for _ in range(5)))
    with clock.at(months_later(13)):
        assert "Closed cases deleted: 5." in command_for(world)("retention", "--delete")


def test_what_could_not_be_wiped_is_said_with_exit_code_1(
    app: Sharp, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_wiped", lambda *_args, **_named: False)
    with clock.at(months_later(13)):
        said = command_for(world)("retention", "--delete", exit_code=1)
    assert "too busy to be wiped" in said


def test_why_the_rest_stays(app: Sharp, world: World) -> None:
    close_then(app, world, file_report(world))
    tamper(world.database, "UPDATE schools SET name = 'Alder' WHERE slug = 'alder'")
    with clock.at(months_later(13)):
        said = command_for(world)("retention")
    assert "because their school's list of readers is refused (see `sharp doctor`): 1." in said
    assert set(commands_retention.STAYS) == set(retention.Fate) - {retention.Fate.GONE, retention.Fate.NOT_DUE}


def test_nonsense_for_the_backups_is_refused(world: World) -> None:
    command = Command(command_for(world).environment | {"SHARP_BACKUP_DAYS": "some"})
    assert "SHARP_BACKUP_DAYS" in command.refused("retention")
