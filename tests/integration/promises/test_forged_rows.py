"""A forged row opens nothing: a send goes to exactly those who were shown, or nowhere, and doctor names the row."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sharp.model.base import Base, Maced
from sharp.model.reports import Grant, Report
from sharp.model.words import GrantState, ReaderKind
from sharp.schools import nominations, settings
from sharp.vault.errors import RowForged
from tests.fixtures.evidence import PDF, allow_files, file_with
from tests.fixtures.pages import CheckedClient, form_on, prefilled, text_of
from tests.fixtures.reports import prepare_words
from tests.fixtures.world import World
from tests.integration.promises.ground import (
    TABLES,
    Row,
    examined,
    hold_and_close,
    insert_row,
    key_of,
    other_value,
    remove_row,
    replace_row,
    rows_of,
    set_cell,
)
from tests.integration.reports.test_journey import STORY, go

READERS = ("officer", "spoc", "deputy", "head", "contact")
DECIDING = ("schools", "rosters", "nominations", "staff")
"""The tables whose rows decide who reads."""


def deciding_rows(world: World, table: str) -> list[Row]:
    """The rows of alder's list."""
    school = world.cast.schools["alder"]
    people = {world.person(who).id for who in READERS}
    given = {world.nomination(who) for who in READERS}
    belongs = {"schools": {school}, "rosters": {school}, "nominations": given, "staff": people}[table]
    return [row for row in rows_of(world.database, table) if row[key_of(table)] in belongs]


def grants_of(world: World, report_id: bytes) -> set[tuple[bytes, GrantState]]:
    with world.database.reading() as db:
        grants = db.scalars(sa.select(Grant).where(Grant.report_id == report_id, Grant.kind == ReaderKind.STAFF))
        return {(grant.reader_id, grant.state) for grant in grants}


def count_reports(world: World) -> int:
    with world.database.reading() as db:
        return len(db.scalars(sa.select(Report.id)).all())


def assert_not_sent(world: World, answer: TestResponse) -> None:
    shown = text_of(answer)
    assert answer.status_code == 503
    assert "Not sent. It is our fault, not yours" in shown
    assert "999" in shown
    assert "Childline" in shown
    assert prefilled(form_on(answer))["story"] == STORY
    assert count_reports(world) == 0


def names_row(world: World, table: str, row: Row) -> bool:
    named = {f"{table} {key.hex()}" for key in (row[key_of(table)], changed_key(table, row))}
    return any(said.partition(":")[0] in named for said in examined(world))


def names_list(world: World) -> bool:
    """Of a row that is missing or of another time, the list itself or the school's trail tells."""
    here = world.cast.schools["alder"].hex()
    return any(here in said for said in examined(world))


@contextmanager
def put_back(world: World, table: str, row: Row) -> Iterator[None]:
    """Afterwards the row is as it was."""
    yield
    key, here = key_of(table), row[key_of(table)]
    for other in rows_of(world.database, table):
        if other[key] == here or other[key] == changed_key(table, row):
            remove_row(world.database, table, other)
    insert_row(world.database, table, row)


def changed_key(table: str, row: Row) -> bytes:
    return bytes(other_value(TABLES[table].c[key_of(table)], row[key_of(table)]))


@pytest.mark.parametrize("table", DECIDING)
def test_with_any_cell_changed_nothing_is_sent(client: CheckedClient, world: World, table: str) -> None:
    """Each column in turn, in one reader's row after another's."""
    check, rows = go(client, "check"), deciding_rows(world, table)
    for index, column in enumerate(TABLES[table].columns):
        row = rows[index % len(rows)]
        with put_back(world, table, row):
            set_cell(world.database, table, row, column.name, other_value(column, row[column.name]))
            assert_not_sent(world, client.press(check))
            assert names_row(world, table, row) or (column.name == "school_id" and names_list(world)), column.name
    assert examined(world) == []
    sent_to_those_shown(client, world, check)


def sent_to_those_shown(client: CheckedClient, world: World, check: TestResponse) -> None:
    assert client.press(check).location == "/alder/report/words"
    with world.database.reading() as db:
        [report] = db.scalars(sa.select(Report))
    shown = {(world.person(who).id, GrantState.LIVE) for who in ("officer", "spoc", "deputy")}
    assert grants_of(world, report.id) == shown


@pytest.mark.parametrize("table", DECIDING)
def test_with_any_row_gone_nothing_is_sent(client: CheckedClient, world: World, table: str) -> None:
    check = go(client, "check")
    for row in deciding_rows(world, table):
        with put_back(world, table, row):
            remove_row(world.database, table, row)
            assert_not_sent(world, client.press(check))
            assert names_row(world, table, row) or names_list(world)
    sent_to_those_shown(client, world, check)


@pytest.mark.parametrize("table", DECIDING)
def test_with_another_schools_row_in_its_place_nothing_is_sent(client: CheckedClient, world: World, table: str) -> None:
    check = go(client, "check")
    ours = deciding_rows(world, table)
    own = {row[key_of(table)] for row in ours}
    theirs = next(row for row in rows_of(world.database, table) if row[key_of(table)] not in own)
    for row in ours:
        named = {name: row[name] for name in (key_of(table), "slug", "email", "school_id") if name in row}
        with put_back(world, table, row):
            replace_row(world.database, table, row, theirs | named)
            assert_not_sent(world, client.press(check))
            assert names_row(world, table, row) or names_list(world)


def a_nomination_ended(world: World) -> None:
    with world.database.writing() as db:
        nominations.end(db, nomination_id=world.nomination("deputy"), anchor=world.anchor)


def somewhere_else_to_leave_to(world: World) -> None:
    with world.database.writing() as db:
        settings.set_exit(db, school_id=world.cast.schools["alder"], url="https://example.org/", anchor=world.anchor)


@pytest.mark.parametrize("table", DECIDING)
@pytest.mark.parametrize("change", [a_nomination_ended, somewhere_else_to_leave_to])
def test_with_an_older_copy_put_back_it_goes_to_those_shown_or_nowhere(
    client: CheckedClient, world: World, table: str, change: Callable[[World], None]
) -> None:
    """A copy that once was right, with its own right MAC."""
    before = deciding_rows(world, table)
    change(world)
    check = go(client, "check")
    now = {row[key_of(table)]: row for row in deciding_rows(world, table)}
    for old in before:
        row = now[old[key_of(table)]]
        if row == old:
            continue
        if table == "staff":  # nothing that decides is older: keys are held to the nomination they were given for
            replace_row(world.database, table, row, old)
            continue
        with put_back(world, table, row):
            replace_row(world.database, table, row, old)
            assert_not_sent(world, client.press(check))
            assert names_list(world)
    shown = prefilled(form_on(client.get("/alder/report/who")))["shown"].split(",")
    assert client.press(check).location == "/alder/report/words"
    with world.database.reading() as db:
        [report] = db.scalars(sa.select(Report))
    members = {each.nomination_id.hex(): each.staff_id for each in world.roster().members}
    assert grants_of(world, report.id) == {(members[one], GrantState.LIVE) for one in shown}


def test_with_the_whole_list_put_back_the_anchor_remembers(client: CheckedClient, world: World) -> None:
    old = {table: deciding_rows(world, table) for table in ("schools", "rosters", "nominations")}
    a_nomination_ended(world)
    check = go(client, "check")
    for table, rows in old.items():
        for row in rows:
            replace_row(world.database, table, row, row)
    assert_not_sent(world, client.press(check))
    assert names_list(world)


MACED = {
    mapper.local_table.name: mapper.class_  # type: ignore[attr-defined]
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, Maced)
}


@pytest.mark.parametrize("table", sorted(MACED))
def test_any_column_changed_by_hand_is_refused_as_the_row_is_read(world: World, table: str) -> None:
    hold_and_close(world, file_with(world, PDF))
    prepare_words(world)
    allow_files(world)
    row, row_class = rows_of(world.database, table)[0], MACED[table]
    key = key_of(table)
    for column in TABLES[table].columns:
        value = other_value(column, row[column.name])
        with put_back(world, table, row):
            set_cell(world.database, table, row, column.name, value)
            here = value if column.name == key else row[key]
            with world.database.reading() as db, pytest.raises(RowForged) as refused:
                db.get(row_class, here)
            assert (refused.value.table, refused.value.row_id) == (table, here.hex()), column.name
    with world.database.reading() as db:
        assert db.get(row_class, row[key]) is not None
