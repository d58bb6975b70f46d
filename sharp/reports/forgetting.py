"""Forgetting a report: its keys, its entries and whatever else names it go in one unit of work, with a certificate."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.accounts.trail import record
from sharp.model.base import Base
from sharp.model.reports import Hold, Receipt, Report
from sharp.model.staff import TrailHead, TrailLine
from sharp.model.words import Act, ReportState
from sharp.vault.encoding import NO_ID

KEPT = frozenset({TrailLine.__tablename__})
"""The trail's chain would break without its lines. Any other table with a `report_id` is emptied of the report."""


def is_due(report: Report, month: int) -> bool:
    """Closed, and the last month that it is kept in is over; `month` is the current one, counted from 1970."""
    return report.state is ReportState.CLOSED and report.retention_month is not None and report.retention_month < month


def due_ids(month: int) -> sa.Select[bytes]:
    """Where to look: whether a report may go is decided under its lock."""
    return sa.select(Report.id).where(Report.state == ReportState.CLOSED, Report.retention_month < month)


def words_due_ids(month: int) -> sa.Select[bytes]:
    """Reports whose words have had their last month."""
    return sa.select(Receipt.report_id).where(Receipt.until < month)


def is_held(db: Session, report_id: bytes) -> bool:
    """By the row or by the trail: a hold that somebody removed by hand still holds. Raises RowForged."""
    return db.get(Hold, report_id) is not None or is_held_by_trail(db, report_id)


def is_held_by_trail(db: Session, report_id: bytes) -> bool:
    last = (
        sa.select(TrailLine.act)
        .where(TrailLine.report_id == report_id, TrailLine.act.in_((Act.HELD, Act.RELEASED)))
        .order_by(TrailLine.hour.desc(), TrailLine.i.desc())
        .limit(1)
    )
    return db.scalar(last) is Act.HELD


def forget(db: Session, report: Report) -> None:
    """Delete a report whose row is held. What remains is its lines in the trail, and one that says it is destroyed."""
    report_id, school_id = report.id, report.school_id
    for table in reversed(Base.metadata.sorted_tables):
        if "report_id" in table.columns and table.name not in KEPT:
            db.execute(sa.delete(table).where(table.c.report_id == report_id))
    db.delete(report)
    db.flush()
    record(db, NO_ID, Act.DESTROYED, school=school_id, report=report_id)


def let_words_end(db: Session, report_id: bytes, month: int | None) -> None:
    """Set the last month in which the pupil's words open a report that the caller holds; None: no end."""
    receipt = db.get(Receipt, report_id, with_for_update=True, populate_existing=True)
    if receipt is not None:
        receipt.until = month


def end_words(db: Session, report: Report, month: int) -> bool:
    """Delete what the words open, if their last month is over; the case stays for its readers."""
    receipt = db.get(Receipt, report.id, with_for_update=True, populate_existing=True)
    if receipt is None or receipt.until is None or receipt.until >= month:
        return False
    db.delete(receipt)
    db.flush()
    record(db, NO_ID, Act.WORDS_ENDED, school=report.school_id, report=report.id)
    return True


@dataclass(frozen=True)
class Deleted:
    """A report that is in no table any more, and may still lie in the database's files."""

    school_id: bytes
    report_id: bytes


def unwiped(db: Session) -> tuple[Deleted, ...]:
    wiped = sa.select(TrailLine.report_id).where(TrailLine.act == Act.WIPED)
    found = db.execute(
        sa.select(TrailLine.chain, TrailLine.report_id)
        .where(TrailLine.act == Act.DESTROYED, TrailLine.report_id.not_in(wiped))
        .order_by(TrailLine.chain, TrailLine.i)
    )
    return tuple(Deleted(*row) for row in found)


def certify(db: Session, wiped: Iterable[Deleted]) -> None:
    """Say of those that were deleted before the wiping, and of no other, that they are gone; once."""
    wanted = set(wiped)
    for chain in sorted({each.school_id for each in wanted}):
        db.get(TrailHead, chain, with_for_update=True, populate_existing=True)
    for each in unwiped(db) if wanted else ():
        if each in wanted:
            record(db, NO_ID, Act.WIPED, school=each.school_id, report=each.report_id)
