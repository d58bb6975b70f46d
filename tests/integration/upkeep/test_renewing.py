"""Rows move to new server keys while the service runs, and an old key is retired only once nothing names it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from time import sleep

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from sharp.accounts import one_time_codes
from sharp.accounts.signing_in import candidate, check_passphrase
from sharp.model.base import Base
from sharp.model.database import Database, open_database
from sharp.model.reports import Grant, Receipt, Report
from sharp.model.staff import Staff
from sharp.reports.coming_back import open_by_words, stretch
from sharp.reports.grants import staff_keyring
from sharp.reports.pupil_case import add_message
from sharp.schools.roster import roster_of
from sharp.upkeep import renewing
from sharp.vault.keyfile import ServerKeys
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.reports import Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.triage.moves import moved, offered
from tests.integration.upkeep.commands import Command, command_for

NOT_RENEWED = {"trail", "sessions"}
MESSAGES = 10


@pytest.fixture
def filed(world: World) -> Filed:
    return file_report(world)


@pytest.fixture
def command(world: World, filed: Filed, monkeypatch: pytest.MonkeyPatch) -> Command:
    """In batches smaller than the small world."""
    monkeypatch.setattr(renewing, "BATCH", 3)
    monkeypatch.setattr(renewing, "PAUSE_SECONDS", 0)
    return command_for(world)


@pytest.fixture
def rotated(world: World, command: Command) -> Iterator[Database]:
    """The deployment as a process sees it that began after the rotation."""
    command("keys", "rotate")
    opened = open_database(world.settings.database_url, keys_now(world))
    yield opened
    opened.engine.dispose()


def keys_now(world: World) -> ServerKeys:
    return ServerKeys.parse(world.settings.keyfile.read_bytes())


def named(database: Database, v: int) -> dict[str, int]:
    with database.reading() as db:
        return dict(renewing.rows_naming(db, v))


def test_every_row_moves_but_what_nobody_may_write_anew(command: Command, rotated: Database) -> None:
    before = named(rotated, 1)
    said = command("keys", "renew")
    assert f"grants: {before['grants']} rows renewed" in said
    assert set(named(rotated, 1)) == {"trail"}
    assert named(rotated, 2) == {table: rows for table, rows in before.items() if table not in NOT_RENEWED}
    assert "rows renewed" not in command("keys", "renew"), "there is nothing left to do"
    assert command("doctor").endswith("All is well.\n")


def test_an_offer_and_a_receipt_that_waits_for_its_words_move_too(
    world: World, as_: SignIn, filed: Filed, command: Command
) -> None:
    there = moved(world, as_, filed)
    offered(world, as_, file_report(world))
    command("keys", "rotate")
    said = command("keys", "renew")
    assert "offers: 1 rows renewed" in said
    opened = open_database(world.settings.database_url, keys_now(world))
    assert set(named(opened, 1)) == {"trail", "sessions"}, "staff are signed in"
    with opened.reading() as db:
        assert db.get_one(Receipt, there.id).v == 2
    opened.engine.dispose()
    assert command("doctor").endswith("All is well.\n")


def test_words_passphrases_codes_grants_and_lists_open_under_the_new_key_alone(
    world: World, filed: Filed, command: Command, rotated: Database
) -> None:
    command("keys", "renew")
    without_trail(rotated)
    command("keys", "retire", "1")
    keys, spoc = keys_now(world), world.person("spoc")
    assert keys.accepted == (2,)
    opened = open_database(world.settings.database_url, keys)
    with opened.reading() as db:
        roster = roster_of(db, "alder", world.anchor)
        assert roster is not None
        found = open_by_words(db, keys, roster.school, stretch(filed.words, roster.school))
        assert found is not None
        assert found.report_id == filed.id
        assert check_passphrase(keys, candidate(db, spoc.email), spoc.passphrase) == spoc.keys
        row = db.get_one(Staff, spoc.id)
        assert one_time_codes.open_secret(keys, row.id, row.totp or b"", row.totp_v) == spoc.totp_secret
        assert staff_keyring(db, db.get_one(Report, filed.id), spoc.id, spoc.keys).held
    opened.engine.dispose()


def without_trail(database: Database) -> None:
    with database.writing() as db:
        for table in ("trail", "trail_heads"):
            db.execute(sa.text(f"DELETE FROM {table}"))


def test_a_row_changed_from_outside_is_never_made_good(
    world: World, filed: Filed, command: Command, rotated: Database
) -> None:
    with rotated.writing() as db:
        forged = db.scalars(sa.select(Grant.id).where(Grant.report_id == filed.id).order_by(Grant.id)).first()
        db.execute(sa.text("UPDATE grants SET slots = 5 WHERE id = :row"), {"row": forged})
    said = command("keys", "renew", exit_code=1)
    assert re.search(r"Key 1 is still named by rows of .*grants \(1\)", said)
    assert named(rotated, 1)["grants"] == 1
    assert f"grants {bytes(forged or b'').hex()}: the row was changed" in command("doctor", exit_code=1)


def test_an_old_key_is_not_retired_while_a_row_names_it(world: World, command: Command, rotated: Database) -> None:
    kept = world.settings.keyfile.read_bytes()
    assert "receipts (1)" in command.refused("keys", "retire", "1")
    command("keys", "renew")
    assert "Key 1 is still named by rows of trail" in command.refused("keys", "retire", "1")
    assert "not active" in command.refused("keys", "retire", "2")
    assert world.settings.keyfile.read_bytes() == kept


def test_a_key_that_was_never_used_can_be_retired(command: Command, rotated: Database) -> None:
    command("keys", "add")
    assert "Key 3 is named by no row and may be retired." in command("keys", "renew")
    command("keys", "retire", "3")
    assert "key 3" not in command("keys", "list")


@pytest.mark.parametrize("restarted", [True, False])
def test_whoever_writes_meanwhile_loses_nothing(
    world: World, filed: Filed, command: Command, app: Sharp, restarted: bool
) -> None:
    """Also another machine that accepts the new key and still writes under the old one: it leaves nothing forged."""
    command("keys", "add")
    accepting = keys_now(world)
    command("keys", "activate", "2")
    writer = open_database(world.settings.database_url, keys_now(world) if restarted else accepting)
    ring, said = ring_of(world, filed), []

    def write() -> None:
        for n in range(MESSAGES):
            with app.app_context(), writer.writing() as db:
                add_message(db, filed.id, ring, f"message {n}")
            said.append(n)
            sleep(0.01)

    thread = Thread(target=write)
    thread.start()
    while thread.is_alive():
        command.run("keys", "renew")
    writer.engine.dispose()
    assert len(said) == MESSAGES
    assert command("doctor").endswith("All is well.\n")


def test_a_row_read_before_its_renewal_is_written_whole_or_refused(
    world: World, filed: Filed, command: Command
) -> None:
    command("keys", "add")
    machine = open_database(world.settings.database_url, keys_now(world))
    command("keys", "activate", "2")
    with machine.write() as db, suppress(StaleDataError):
        report = db.get_one(Report, filed.id)
        db.commit()
        command("keys", "renew")
        report.level = 4
        db.commit()
    machine.engine.dispose()
    assert command("doctor").endswith("All is well.\n")


@pytest.mark.parametrize("backend", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_row_that_somebody_holds_is_passed_over_and_told(filed: Filed, command: Command, rotated: Database) -> None:
    """SQLite has one writer at a time."""
    with rotated.writing() as db:
        db.get_one(Report, filed.id, with_for_update=True)
        assert "reports (1)" in command("keys", "renew", exit_code=1)
    assert "reports: 1 rows renewed" in command("keys", "renew")


def test_every_column_that_names_a_key_is_counted() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if renewing._is_version(column)
    }
    signed = {
        f"{table}.mac_v"
        for table in (
            "cards", "entries", "evidence_rules", "files", "grants", "holds", "invitations", "nominations", "offers",
            "outcomes", "pieces", "prepared", "receipts", "reports", "rosters", "school_clips", "schools",
            "staff",
        )
    }  # fmt: skip
    assert columns == signed | {"receipts.v", "sessions.v", "staff.cred_v", "staff.totp_v", "trail.v"}
