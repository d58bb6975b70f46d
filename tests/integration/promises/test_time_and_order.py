"""Nothing that points back: what is kept tells neither the minute of an act nor the order of those within an hour."""

import logging
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.database import Database
from sharp.reports import pupil_case
from sharp.reports.draft import About, Draft
from sharp.reports.filing import prepare, store
from sharp.reports.readers import readers_for
from sharp.vault.encoding import new_id
from sharp.web.application import Sharp
from tests.fixtures.pages import CheckedClient
from tests.fixtures.reports import STORY, Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import PASSING, TABLES, Row, cheap_words, opened_by, rows_of
from tests.integration.reports.test_journey import go

HOUR = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SENDS = 200
OF_A_REPORT = {"reports": "id"} | dict.fromkeys(("entries", "grants", "cards", "receipts", "outbox"), "report_id")
"""The tables that a send writes into, and where its report's id stands."""


def minutes_of_the_hour() -> list[timedelta]:
    """When each was sent: all through the hour, seldom two in one minute."""
    return [timedelta(seconds=(3_599 * index) // SENDS) for index in range(SENDS)]


def send_all(world: World) -> dict[bytes, int]:
    """Two hundred drafts, begun in one order and sent in another; gives each report's place in the sending."""
    drafts = [
        Draft(
            report_id=new_id().hex(),
            about=random.choice((About.ME, About.FRIEND, About.ASK)),
            story=STORY * (n % 5 + 1),
        )
        for n in range(SENDS)
    ]
    random.shuffle(drafts)
    for draft, after in zip(drafts, minutes_of_the_hour(), strict=True):
        with clock.at(HOUR + after):
            roster = world.roster()
            made = prepare(world.keys, roster, readers_for(roster, draft), draft, "en")
            with world.database.writing() as db:
                store(db, made, world.anchor)
    return {bytes.fromhex(draft.report_id): place for place, draft in enumerate(drafts)}


def ranks(values: Sequence[Any]) -> list[float]:
    """Places in the sorted order; those that are equal share the middle one."""
    places: dict[Any, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(values, key=_sortable)):
        places[_sortable(value)].append(place)
    return [sum(places[_sortable(value)]) / len(places[_sortable(value)]) for value in values]


def _sortable(value: Any) -> tuple[bool, Any]:
    return value is not None, value if value is not None else 0


def likeness(left: Sequence[Any], right: Sequence[Any]) -> float:
    """Spearman's: 1 and -1 for one order, about 0 for none; 0 where all values are equal."""
    a, b = ranks(left), ranks(right)
    middle = (len(a) - 1) / 2
    spread = sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)
    if not spread:
        return 0.0
    return float(sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True)) / spread**0.5)


def by_chance(count: int) -> float:
    """What unordered values exceed once in some hundred million times."""
    return float(5.7 / (count - 1) ** 0.5)


def in_its_own_order(database: Database, table: str) -> list[bytes]:
    """Report ids as a plain look at the table gives them."""
    with database.engine.connect() as connection:
        return [bytes(row[0]) for row in connection.execute(sa.text(f"SELECT {OF_A_REPORT[table]} FROM {table}"))]


def test_two_hundred_sends_within_an_hour_leave_no_order(
    world: World, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words' slow derivation is made cheap here, and nothing else."""
    cheap_words(monkeypatch)
    place_of = send_all(world)
    most = by_chance(SENDS)
    for table, key in OF_A_REPORT.items():
        rows = rows_of(world.database, table)
        assert {row[key] for row in rows} == set(place_of)
        for column in TABLES[table].columns:
            if (table, column.name) != ("outbox", "run_at"):
                found = likeness([row[column.name] for row in rows], [place_of[row[key]] for row in rows])
                assert abs(found) < most, (table, column.name, found)
                sizes = [len(row[column.name]) if isinstance(row[column.name], bytes) else 0 for row in rows]
                assert abs(likeness(sizes, [place_of[row[key]] for row in rows])) < most, (table, column.name)
        if backend == "sqlite":
            places = [place_of[report_id] for report_id in in_its_own_order(world.database, table)]
            assert abs(likeness(range(len(places)), places)) < most, table
    assert_letters_tell_no_more_than_the_quarter(world, place_of)


def assert_letters_tell_no_more_than_the_quarter(world: World, place_of: dict[bytes, int]) -> None:
    """An alert that is not urgent goes some time after its quarter hour; the rows are gone within a day."""
    by_quarter: dict[int, list[Row]] = defaultdict(list)
    for row in rows_of(world.database, "outbox"):
        by_quarter[row["run_at"] // clock.SECONDS_A_QUARTER].append(row)
    assert len(by_quarter) == 4
    for rows in by_quarter.values():
        sends = len({row["report_id"] for row in rows})
        found = likeness([row["run_at"] for row in rows], [place_of[row["report_id"]] for row in rows])
        assert abs(found) < by_chance(sends)


def test_no_table_of_a_send_counts_its_rows(world: World, backend: str) -> None:
    """SQLite's row numbers are the order of writing."""
    for table in OF_A_REPORT:
        with world.database.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError):
            connection.exec_driver_sql(f"SELECT rowid FROM {table}")
    with world.database.engine.connect() as connection:
        assert connection.dialect.name == backend.replace("postgres", "postgresql")
        assert not sa.inspect(connection).has_table("sqlite_sequence")


def pupils_acts(world: World, app: Sharp, minute: int) -> Filed:
    """Everything that a pupil can do, within a minute of the hour."""
    moment = HOUR + timedelta(minutes=minute, seconds=minute)
    with clock.at(moment):
        filed = file_report(world, about="practice", name="Leila", reach="At break")
        ring = ring_of(world, filed)
        acts = (
            lambda db: pupil_case.add_message(db, filed.id, ring, "And again."),
            lambda db: pupil_case.give_name(db, filed.id, ring, name="Leila H.", reach=""),
            lambda db: pupil_case.say_real(db, filed.id, ring),
            lambda db: pupil_case.did_it_help(db, filed.id, ring, helped=1, safe=1),
            lambda db: pupil_case.ask_withdrawal(db, filed.id, ring, "Please."),
            lambda db: pupil_case.say_not_safe(db, filed.id, ring, "Here."),
        )
        for number, act in enumerate(acts):
            with clock.at(moment + timedelta(seconds=number)), app.app_context(), world.database.writing() as db:
                act(db)
    return filed


def clear_cells(world: World, filed: Filed) -> dict[str, list[dict[str, Any]]]:
    """What the tables that stay say about one report: each clear cell that is not drawn, and the sizes of the rest."""
    return {
        table: sorted(
            ({name: _said(value) for name, value in row.items() if name not in ("reference", "mac")}
             for row in rows_of(world.database, table) if row[key] == filed.id),
            key=repr,
        )
        for table, key in OF_A_REPORT.items()
        if table not in PASSING
    }  # fmt: skip


def _said(value: Any) -> Any:
    return len(value) if isinstance(value, bytes) else value


def test_the_minute_of_what_a_pupil_does_is_nowhere(world: World, app: Sharp) -> None:
    """Early and late in one hour leave the same behind, in the clear and under the seals."""
    early, late = (pupils_acts(world, app, minute) for minute in (1, 57))
    assert clear_cells(world, early) == clear_cells(world, late)
    seals = [[item.content for item in opened_by(world, filed, "spoc")] for filed in (early, late)]
    assert len(seals[0]) == 9
    assert seals[0] == seals[1]
    assert {content.hour for content in seals[0]} == {int(HOUR.timestamp()) // 3600}


def test_every_table_that_a_pupil_writes_into_is_looked_at(world: World, app: Sharp, client: CheckedClient) -> None:
    before = {table: rows_of(world.database, table) for table in TABLES}
    pupils_acts(world, app, 5)
    client.press(go(client, "check"))
    written = {table for table in TABLES if rows_of(world.database, table) != before[table]}
    assert written - PASSING == OF_A_REPORT.keys() - PASSING
    assert written & PASSING == {"outbox", "sessions"}


def test_a_send_and_a_return_leave_no_line_in_the_log(
    client: CheckedClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("sharp").propagate = True
    with caplog.at_level(logging.INFO):
        filed = file_report(world)
        client.press(go(client, "check"))
        client.application.test_client().submit("/alder/back", {"words": filed.words.display})  # type: ignore[attr-defined]
    assert caplog.records == []
