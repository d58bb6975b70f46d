"""What is taken away when somebody's nomination ends: their grants, their sessions, and in time the keys."""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.passing import SealedSessionRow
from sharp.model.reports import Grant, Report
from sharp.model.staff import Staff
from sharp.model.words import READERS, GrantState, ReaderKind, Role, Turn
from sharp.notices.outbox import queue_letter
from sharp.vault.encoding import NO_ID
from sharp.vault.slots import Slot

Row = TypeVar("Row", Report, Staff)


def hold_sessions(db: Session, staff_id: bytes) -> None:
    """Before the list and the reports are held: a request of theirs holds its session first."""
    theirs = select(SealedSessionRow.id).where(SealedSessionRow.staff_id == staff_id)
    db.execute(theirs.order_by(SealedSessionRow.id).with_for_update())


def take_away_rights(
    db: Session, *, school_id: bytes, staff_id: bytes, ended: Role, roles_left: Collection[Role]
) -> None:
    """Delete what the roles left to this person do not cover, and mark the reports for new keys.

    Another reader's role keeps every grant to a report, a pastoral lead's what was handed over, an officer's the briefs
    that they were asked for advice by; a coordinator's none.
    """
    lost = []
    if READERS.isdisjoint(roles_left):
        lost.append(Grant.followup_id == NO_ID)
    if Role.PASTORAL not in roles_left:
        is_handed = Grant.followup_id != NO_ID
        is_officer_still = Role.SSO in roles_left and ended is not Role.PASTORAL
        lost.append(and_(is_handed, Grant.slots != int(Slot.FOLLOW_UP)) if is_officer_still else is_handed)
    if lost:
        _take_grants(db, school_id, staff_id, or_(*lost))
    _sign_out(db, staff_id)


def _take_grants(db: Session, school_id: bytes, staff_id: bytes, which: ColumnElement[bool]) -> None:
    held = (Grant.school_id == school_id, Grant.kind == ReaderKind.STAFF, Grant.reader_id == staff_id, which)
    theirs = select(Report).where(Report.id.in_(select(Grant.report_id).where(*held))).order_by(Report.id)
    reports = {report.id: report for report in db.scalars(_as_it_is_now(theirs))}
    for grant in db.scalars(select(Grant).where(*held)).all():
        report = reports[grant.report_id]
        report.unlist_grants([grant.id])
        report.renew = True
        if grant.followup_id != NO_ID and report.turn is Turn.HELPER:
            # Nobody follows it up any more: it stands in the queue again, and wants looking at now.
            now = clock.hour() * clock.QUARTERS_AN_HOUR
            report.turn, report.due = Turn.NOMINEE, min(report.due or now, now)
            _tell_readers(db, report)
        db.delete(grant)


def _tell_readers(db: Session, report: Report) -> None:
    reads = (
        Grant.report_id == report.id,
        Grant.kind == ReaderKind.STAFF,
        Grant.state == GrantState.LIVE,
        Grant.followup_id == NO_ID,
    )
    for reader in sorted({grant.reader_id for grant in db.scalars(select(Grant).where(*reads))}):
        queue_letter(db, "reply", school=report.school_id, report=report.id, staff=reader, level=report.level)


def _sign_out(db: Session, staff_id: bytes) -> None:
    """A new epoch as well: a session row put back by hand opens nothing."""
    staff = db.scalar(_as_it_is_now(select(Staff).where(Staff.id == staff_id)))
    if staff is not None:
        staff.epoch += 1
    db.execute(delete(SealedSessionRow).where(SealedSessionRow.staff_id == staff_id))


def _as_it_is_now(rows: Select[Row]) -> Select[Row]:
    """Held and read anew: somebody may just be writing there, and what they wrote is under the MAC that is made here.

    Objects, too: rows under a MAC are never changed by a statement.
    """
    return rows.with_for_update().execution_options(populate_existing=True)
