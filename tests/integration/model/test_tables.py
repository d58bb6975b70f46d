"""What the tables may hold: no time finer than an hour in a row that outlives a day, and no order of sending."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from sharp.model.database import Database
from sharp.model.reports import NO_ROWID
from sharp.model.staff import Staff
from sharp.model.types import Choice, Hour
from sharp.upkeep.migrating import METADATA
from tests.fixtures.rows import report_row, school_row, staff_row

PASSING = {"sessions", "outbox", "sign_in_counts"}
"""Gone within a day: exact times may stand here."""
FINE_TIMES = (sa.DateTime, sa.Date, sa.Time, sa.Interval)
OF_A_PUPIL = {"reports", "entries", "cards", "grants", "receipts", "holds", "offers", "outcomes"}


def test_no_column_is_a_clock_time() -> None:
    for table in METADATA.tables.values():
        assert [column.name for column in table.columns if isinstance(column.type, FINE_TIMES)] == []


def test_a_pupils_rows_hold_hours_quarters_and_months_and_nothing_finer() -> None:
    """Every whole number in them is named here, so that a new one is thought about."""
    counted = {
        "reports": {"received", "level", "due", "retention_month", "epoch", "length", "mac_v"},
        "entries": {"seq", "slot", "epoch", "mac_v"},
        "cards": {"epoch", "length", "mac_v"},
        "grants": {"slots", "epoch", "mac_v"},
        "receipts": {"v", "until", "mac_v"},
        "holds": {"since", "mac_v"},
        "offers": {"since", "mac_v"},
        "outcomes": {"count", "mac_v"},
    }
    for name, expected in counted.items():
        numbers = {column.name for column in METADATA.tables[name].columns if kind_of(column) is int}
        assert numbers == expected, name
    assert isinstance(METADATA.tables["reports"].c.received.type, Hour)


def kind_of(column: sa.Column[Any]) -> type:
    plain = column.type.impl_instance if isinstance(column.type, sa.TypeDecorator) else column.type
    return plain.python_type


def test_a_pupils_rows_have_no_row_number() -> None:
    for name in OF_A_PUPIL:
        assert METADATA.tables[name].dialect_options["sqlite"]["with_rowid"] is NO_ROWID["sqlite_with_rowid"]


def test_no_key_counts_upward() -> None:
    for table in METADATA.tables.values():
        if table.name not in ("trail",):
            assert all(kind_of(column) is bytes for column in table.primary_key), table.name


def test_every_enum_is_kept_as_its_text() -> None:
    for table in METADATA.tables.values():
        for column in table.columns:
            if isinstance(column.type, Choice):
                longest = max(len(str(choice)) for choice in column.type.choices)
                assert longest <= 16, (table.name, column.name)


def test_sqlite_wipes_syncs_and_checks(database: Database, backend: str) -> None:
    if backend != "sqlite":
        return
    with database.engine.connect() as connection:
        for pragma, value in (("secure_delete", 1), ("synchronous", 2), ("foreign_keys", 1), ("journal_mode", "wal")):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value, pragma


def test_no_parameter_is_ever_printed(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError) as refused, database.writing() as db:
        db.add_all([staff_row("twice@example.org"), staff_row("twice@example.org")])
    assert "twice@example.org" not in str(refused.value).replace(str(refused.value.orig), "")


def test_two_units_of_work_lose_no_update(database: Database) -> None:
    with database.writing() as db:
        staff = staff_row()
        db.add(staff)

    def add_ten() -> None:
        for _ in range(10):
            with database.writing() as db:
                db.get_one(Staff, staff.id, with_for_update=True).epoch += 1

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as db:
        assert db.get_one(Staff, staff.id).epoch == 40


def test_a_reading_session_cannot_write_on_postgres(database: Database, backend: str) -> None:
    if backend != "postgres":
        return
    with database.reading() as db:
        db.add(school_row())
        with pytest.raises(sa.exc.DBAPIError):
            db.flush()


def test_a_report_needs_its_school(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.writing() as db:
        db.add(report_row(school_row()))
