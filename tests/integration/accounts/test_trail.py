"""The trail: one unforked chain, and whoever touches it is named by the first line that does not hold."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.accounts.trail import (
    Head,
    TrailBroken,
    chains,
    heads,
    lines_about,
    lines_without_report,
    record,
    verify_chain,
)
from sharp.model.database import Database, open_database
from sharp.model.staff import TrailHead, TrailLine
from sharp.model.words import Act
from sharp.vault.encoding import NO_ID, new_id
from sharp.vault.keyfile import ServerKeys, rotate

WHO, REPORT, SCHOOL = new_id(), new_id(), new_id()
LINES = 6


@pytest.fixture
def trail(database: Database) -> Database:
    """Six lines of a school, every other one about a report, and two of the service."""
    for n in range(LINES):
        with database.writing() as db:
            record(db, WHO, Act.OPENED, school=SCHOOL, report=REPORT if n % 2 else NO_ID)
    with database.writing() as db:
        record(db, WHO, Act.SIGNED_IN)
        record(db, WHO, Act.SIGNED_OUT)
    return database


def test_a_whole_chain_is_counted(trail: Database) -> None:
    with trail.reading() as db:
        assert (verify_chain(db, SCHOOL), verify_chain(db, NO_ID), verify_chain(db, new_id())) == (LINES, 2, 0)
        assert chains(db) == tuple(sorted((SCHOOL, NO_ID)))
        assert all(verify_chain(db, head.chain, seen=head) == head.i for head in heads(db))


def test_lines_are_found_by_report_or_without_one(trail: Database) -> None:
    with trail.reading() as db:
        assert [line.i for line in db.scalars(lines_about(REPORT))] == [2, 4, 6]
        assert [line.i for line in db.scalars(lines_without_report(SCHOOL))] == [1, 3, 5]


def test_a_line_commits_with_what_it_tells_of(trail: Database) -> None:
    with trail.write() as db:
        record(db, WHO, Act.CLOSED, school=SCHOOL)
        db.rollback()
    with trail.reading() as db:
        assert verify_chain(db, SCHOOL) == LINES


def line(i: int) -> sa.ColumnElement[bool]:
    return sa.and_(TrailLine.chain == SCHOOL, TrailLine.i == i)


def removed(db: Session) -> None:
    db.execute(sa.delete(TrailLine).where(line(3)))


def removed_and_closed_up(db: Session) -> None:
    removed(db)
    for i in (4, 5, 6):
        db.execute(sa.update(TrailLine).where(line(i)).values(i=i - 1))
    db.execute(sa.update(TrailHead).where(TrailHead.chain == SCHOOL).values(i=5))


def swapped(db: Session) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        db.execute(sa.update(TrailLine).where(line(old)).values(i=new))


def copied_from_the_service(db: Session) -> None:
    db.execute(sa.delete(TrailLine).where(line(3)))
    db.execute(sa.update(TrailLine).where(TrailLine.chain == NO_ID, TrailLine.i == 1).values(chain=SCHOOL, i=3))


def changed(**values: object) -> Callable[[Session], None]:
    return lambda db: db.execute(sa.update(TrailLine).where(line(3)).values(**values))  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    "tamper",
    [
        removed, removed_and_closed_up, swapped, copied_from_the_service,
        changed(staff_id=new_id()), changed(act=Act.LISTED), changed(report_id=new_id()), changed(hour=1),
        changed(tag=bytes(32)), changed(v=7),
    ],
)  # fmt: skip
def test_a_changed_chain_names_its_first_bad_line(trail: Database, tamper: Callable[[Session], None]) -> None:
    with trail.writing() as db:
        tamper(db)
    with trail.reading() as db, pytest.raises(TrailBroken) as broken:
        verify_chain(db, SCHOOL)
    assert (broken.value.chain, broken.value.i) == (SCHOOL, 3)


def test_an_added_line_is_named(trail: Database) -> None:
    with trail.writing() as db:
        added = {"chain": SCHOOL, "i": 7, "v": 1, "staff_id": WHO, "act": Act.OPENED, "report_id": NO_ID, "hour": 1}
        db.execute(sa.insert(TrailLine).values(**added, tag=bytes(32)))
    with trail.reading() as db, pytest.raises(TrailBroken) as broken:
        verify_chain(db, SCHOOL)
    assert broken.value.i == 7


def test_a_cut_tail_is_named_by_the_head(trail: Database) -> None:
    with trail.writing() as db:
        db.execute(sa.delete(TrailLine).where(TrailLine.chain == SCHOOL, TrailLine.i > 4))
    with trail.reading() as db, pytest.raises(TrailBroken) as broken:
        verify_chain(db, SCHOOL)
    assert broken.value.i == 5


def test_a_cut_tail_with_its_head_set_back_is_named_by_the_anchor(trail: Database) -> None:
    with trail.writing() as db:
        seen = next(head for head in heads(db) if head.chain == SCHOOL)
        last = db.scalars(sa.select(TrailLine).where(line(4))).one()
        db.execute(sa.delete(TrailLine).where(TrailLine.chain == SCHOOL, TrailLine.i > 4))
        db.execute(sa.update(TrailHead).where(TrailHead.chain == SCHOOL).values(i=4, tag=last.tag))
    with trail.reading() as db:
        assert verify_chain(db, SCHOOL) == 4
        with pytest.raises(TrailBroken) as broken:
            verify_chain(db, SCHOOL, seen=seen)
    assert broken.value.i == 5


def test_a_chain_written_anew_is_named_by_the_anchor(trail: Database) -> None:
    with trail.writing() as db:
        seen = next(head for head in heads(db) if head.chain == SCHOOL)
        db.execute(sa.delete(TrailLine).where(TrailLine.chain == SCHOOL))
        db.execute(sa.delete(TrailHead).where(TrailHead.chain == SCHOOL))
    with trail.writing() as db:
        for _ in range(LINES + 1):
            record(db, WHO, Act.LISTED, school=SCHOOL)
    with trail.reading() as db, pytest.raises(TrailBroken) as broken:
        verify_chain(db, SCHOOL, seen=seen)
    assert broken.value.i == LINES


def test_lines_without_a_head_do_not_verify(trail: Database) -> None:
    with trail.writing() as db:
        db.execute(sa.delete(TrailHead).where(TrailHead.chain == SCHOOL))
    with trail.reading() as db:
        assert SCHOOL in chains(db)
        with pytest.raises(TrailBroken):
            verify_chain(db, SCHOOL)


def test_a_chain_goes_on_over_new_server_keys(trail: Database, database_url: str, key_file_bytes: bytes) -> None:
    rotated = open_database(database_url, ServerKeys.parse(rotate(key_file_bytes)))
    with rotated.writing() as db:
        record(db, WHO, Act.ANSWERED, school=SCHOOL)
    with rotated.reading() as db:
        assert verify_chain(db, SCHOOL) == LINES + 1
        assert [one.v for one in db.scalars(lines_without_report(SCHOOL))][-1] == 2
    rotated.engine.dispose()


def test_a_remembered_head_stays_good_as_the_chain_grows(trail: Database) -> None:
    with trail.writing() as db:
        seen: Head = next(head for head in heads(db) if head.chain == SCHOOL)
        record(db, WHO, Act.ANSWERED, school=SCHOOL)
    with trail.reading() as db:
        assert verify_chain(db, SCHOOL, seen=seen) == LINES + 1


def test_many_at_once_make_one_chain(database: Database) -> None:
    def work(_n: int) -> None:
        for _ in range(5):
            with database.writing() as db:
                record(db, WHO, Act.OPENED, school=SCHOOL)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    with database.reading() as db:
        assert verify_chain(db, SCHOOL) == 30
