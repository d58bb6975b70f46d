"""The doctor names every row that was changed, moved or taken away from outside."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.advice.helplines import HELPLINES
from sharp.triage.prompts import PROMPTS
from sharp.upkeep import examining
from sharp.upkeep.opening import open_services
from sharp.upkeep.working import raise_heads
from tests.fixtures.databases import Store
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.upkeep.commands import command_for


@pytest.fixture
def filed(world: World) -> Filed:
    return file_report(world)


def findings(world: World) -> list[str]:
    deployment = open_services(world.settings)
    try:
        return list(examining.examine(deployment))
    finally:
        deployment.database.engine.dispose()


def run(world: World, statement: str, **values: object) -> None:
    with world.database.engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(sa.text(statement), values)


def test_a_world_untouched_is_well(world: World, filed: Filed) -> None:
    assert findings(world) == []


def test_what_a_school_is_short_of_is_said_and_is_no_illness(world: World) -> None:
    said = command_for(world)("doctor").splitlines()
    birch = world.cast.schools["birch"].hex()
    assert f"to see to: schools {birch}: no outside recovery key is recorded" in said
    assert f"to see to: nominations {birch}: nobody serves as contact" in said
    assert said[-1] == "All is well."


def test_helplines_that_nobody_checked_for_long_are_to_be_seen_to(world: World) -> None:
    with clock.at(clock.now() + timedelta(days=400)):
        said = command_for(world)("doctor")
    for line in HELPLINES:
        assert f"to see to: helplines {line.id}: nobody has checked it" in said


def test_prompts_that_nobody_reviewed_for_a_year_are_to_be_seen_to(world: World) -> None:
    assert "prompts" not in command_for(world)("doctor")
    with clock.at(clock.now() + timedelta(days=400)):
        said = command_for(world)("doctor")
    for prompt in PROMPTS:
        assert f"to see to: prompts {prompt.id}: nobody has reviewed it for" in said


def test_of_a_school_whose_list_is_refused_only_that_is_said(world: World) -> None:
    run(world, "UPDATE schools SET exit_url = 'https://elsewhere.example/' WHERE slug = 'birch'")
    said = command_for(world)("doctor", exit_code=1)
    assert f"schools {world.cast.schools['birch'].hex()}: the row was changed" in said
    assert f"to see to: nominations {world.cast.schools['birch'].hex()}" not in said


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("reports", "level = 4"),
        ("reports", "turn = 'nobody'"),
        ("entries", "seq = seq + 10"),
        ("grants", "state = 'dormant'"),
        ("grants", "slots = 5"),
        ("cards", "length = 0"),
        ("receipts", "v = 2"),
        ("staff", "email = 'other' || email"),
        ("nominations", "shown_name = 'Somebody'"),
        ("schools", "exit_url = 'https://elsewhere.example/'"),
    ],
)
def test_a_changed_row_is_named(world: World, filed: Filed, table: str, change: str) -> None:
    key = "report_id" if table in ("cards", "receipts") else "id"
    with world.database.engine.connect() as connection:
        row = connection.execute(sa.text(f"SELECT {key} FROM {table} ORDER BY {key}")).scalars().first()
    assert row is not None
    run(world, f"UPDATE {table} SET {change} WHERE {key} = :row", row=row)
    said = findings(world)
    assert any(said_one.startswith(f"{table} {bytes(row).hex()}") for said_one in said), said


@pytest.mark.parametrize("table", ["entries", "cards", "receipts"])
def test_a_row_taken_from_a_report_is_missed(world: World, filed: Filed, table: str) -> None:
    run(world, f"DELETE FROM {table} WHERE report_id = :row", row=filed.id)
    assert any(filed.id.hex() in said for said in findings(world))


def test_a_nomination_taken_away_is_missed(world: World) -> None:
    run(world, "DELETE FROM nominations WHERE id = :row", row=world.nomination("officer"))
    assert any("nominations where" in said for said in findings(world))


def test_a_trail_cut_short_is_found(world: World) -> None:
    deployment = open_services(world.settings)
    raise_heads(deployment.database, deployment.anchor)
    run(world, "DELETE FROM trail WHERE i = (SELECT max(i) FROM trail WHERE chain = :c) AND chain = :c", c=bytes(16))
    assert any("trail of the service: broken" in said for said in findings(world))
    deployment.database.engine.dispose()


def test_the_exit_code_tells_and_names_nothing_that_was_written(world: World, filed: Filed) -> None:
    run(world, "UPDATE reports SET level = 4 WHERE id = :row", row=filed.id)
    said = command_for(world)("doctor", exit_code=1)
    assert filed.id.hex() in said
    assert "bag" not in said


def test_a_backup_put_back_is_refused_until_it_is_accepted(world: World, store: Store) -> None:
    world.database.engine.dispose()
    kept = store.back_up(world.settings.database_url)
    command_for(world)("nomination", "end", world.nomination("contact").hex())
    restored = replace(world, settings=world.settings.model_copy(update={"database_url": kept}))
    command = command_for(restored)
    assert "already seen" in command("doctor", exit_code=1)
    command.refused("nomination", "list", "alder")
    assert "3 trails say so" in command("doctor", "--accept-restore")
    assert findings(restored) == []
    assert f"{world.nomination('contact').hex()}\tactive" in command("nomination", "list", "alder")
    store.discard(kept)
