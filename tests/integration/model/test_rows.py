"""Rows under a MAC sign themselves as they are written and verify themselves as they are read, whoever reads them."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from sharp.model.base import Base, Maced
from sharp.model.database import Database
from sharp.model.reports import Grant, Report
from sharp.model.schools import School
from sharp.model.staff import Staff
from sharp.vault.errors import RowForged
from sharp.vault.keyfile import ServerKeys, new_keyfile, rotate
from tests.fixtures.rows import grant_row, report_row, school_row, staff_row

MACED = sorted(
    (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Maced)),
    key=lambda row: row.__name__,
)
CLEAR_OF_MAC = {"mac", "mac_v"}


@dataclass(frozen=True)
class Stored:
    school: bytes
    staff: bytes
    report: bytes
    grant: bytes


@pytest.fixture
def stored(database: Database) -> Stored:
    school, staff = school_row(), staff_row()
    report = report_row(school)
    grant = grant_row(report, staff)
    with database.writing() as db:
        db.add_all([school, staff])
        db.flush()
        db.add(report)
        db.flush()
        db.add(grant)
    return Stored(school.id, staff.id, report.id, grant.id)


def change(database: Database, statement: str, **values: object) -> None:
    with database.engine.execution_options(writes=True).begin() as connection:
        assert connection.execute(sa.text(statement), values).rowcount == 1


@pytest.mark.parametrize("table", MACED, ids=lambda table: table.__tablename__)
def test_every_column_is_under_the_mac_once(table: type[Maced]) -> None:
    columns = [column.key for column in sa.inspect(table).columns]
    assert len(table.MAC_COLUMNS) == len(set(table.MAC_COLUMNS))
    assert set(table.MAC_COLUMNS) == set(columns) - CLEAR_OF_MAC


def test_a_row_reads_back_as_it_was_written(database: Database, stored: Stored) -> None:
    with database.reading() as db:
        assert db.get_one(Report, stored.report).level == 2
        assert db.get_one(Staff, stored.staff).name == "Amara Okafor"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports SET level = 1",
        "UPDATE reports SET due = 0",
        "UPDATE reports SET reference = 'XXXX-XXXX'",
        "UPDATE reports SET mac_v = 2",
        "UPDATE reports SET commits = mac",
    ],
)
def test_a_changed_row_is_refused_however_it_is_read(database: Database, stored: Stored, statement: str) -> None:
    change(database, statement)
    with database.reading() as db, pytest.raises(RowForged) as refused:
        db.get(Report, stored.report)
    assert (refused.value.table, refused.value.row_id) == ("reports", stored.report.hex())
    with database.reading() as db, pytest.raises(RowForged):
        db.execute(sa.select(Grant, Report).join(Report, Report.id == Grant.report_id)).all()


def test_a_row_refused_once_is_refused_again_in_the_same_session(database: Database, stored: Stored) -> None:
    change(database, "UPDATE reports SET level = 1")
    with database.reading() as db:
        try:
            db.scalars(sa.select(Report)).all()
        except RowForged:
            with pytest.raises(RowForged):
                db.get(Report, stored.report)
            with pytest.raises(RowForged):
                db.scalars(sa.select(Report)).all()


def test_a_row_read_again_is_verified_again(database: Database, stored: Stored) -> None:
    with database.reading() as db:
        report = db.get_one(Report, stored.report)
        db.commit()
        change(database, "UPDATE reports SET level = 1")
        with pytest.raises(RowForged):
            db.refresh(report)


def test_the_mac_of_one_row_does_not_fit_another(database: Database, stored: Stored) -> None:
    with database.writing() as db:
        other = report_row(db.get_one(School, stored.school), reference="WXZ2-3456")
        db.add(other)
    take_mac = "UPDATE reports SET mac = (SELECT mac FROM reports WHERE id = :other) WHERE id = :id"
    change(database, take_mac, other=other.id, id=stored.report)
    with database.reading() as db, pytest.raises(RowForged):
        db.get(Report, stored.report)


def test_statements_that_would_pass_by_the_signing_are_a_mistake(database: Database, stored: Stored) -> None:
    with database.writing() as db:
        with pytest.raises(TypeError):
            db.execute(sa.update(Report).values(level=1))
        with pytest.raises(TypeError):
            db.execute(sa.insert(Report).values(level=1))


def test_a_changed_object_is_signed_with_the_active_key(
    database: Database, stored: Stored, key_file_bytes: bytes
) -> None:
    rotated = Database(database.engine, ServerKeys.parse(rotate(key_file_bytes)))
    with rotated.writing() as db:
        report = db.get_one(Report, stored.report)
        assert report.mac_v == 1
        report.level = 1
    with rotated.reading() as db:
        assert (db.get_one(Report, stored.report).level, db.get_one(Report, stored.report).mac_v) == (1, 2)


def test_another_deployments_keys_read_nothing(database: Database, stored: Stored) -> None:
    stranger = Database(database.engine, ServerKeys.parse(new_keyfile()))
    with stranger.reading() as db, pytest.raises(RowForged):
        db.get(Report, stored.report)


def test_an_untouched_row_is_not_written_again(database: Database, stored: Stored) -> None:
    with database.writing() as db:
        report = db.get_one(Report, stored.report)
        before = report.mac
        report.level = report.level
        db.flush()
        assert report.mac == before


def test_what_somebody_else_wrote_since_is_never_signed_over(database: Database, stored: Stored) -> None:
    """The MAC would cover the old cells beside the new ones, and the row would be refused for ever."""
    with database.write() as db:
        report = db.get_one(Report, stored.report)
        db.commit()
        with database.writing() as other:
            other.get_one(Report, stored.report).length = 7
        report.renew = True
        with pytest.raises(StaleDataError):
            db.flush()
    with database.reading() as db:
        assert (db.get_one(Report, stored.report).length, db.get_one(Report, stored.report).renew) == (7, False)
