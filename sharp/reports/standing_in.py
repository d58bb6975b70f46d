"""Dormant grants wake on the day that their holder stands in, and not before."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.reports import Grant, Report
from sharp.model.words import GrantState, ReaderKind, ReportState
from sharp.notices.outbox import queue_letter
from sharp.schools.facts import Roster


def wake_stand_ins(db: Session, roster: Roster) -> int:
    """Make live the dormant grants whose holder stands in today; returns how many.

    A stand-in reads when somebody they were listed for is away; a second reader when every live reader is.
    """
    today = roster.today()
    away = {member.staff_id for member in roster.members if member.is_away_on(today)}
    stand_ins = {
        stand_in.staff_id: member.staff_id
        for member in roster.members
        if member.is_away_on(today) and member.stand_in and (stand_in := roster.member(member.stand_in)) is not None
    }
    woken = 0
    for grant in db.scalars(_dormant(roster.school.id)).all():
        live = set(db.scalars(_live_readers(grant.report_id)))
        stands_in = stand_ins.get(grant.reader_id) in live or (bool(live) and live <= away)
        if stands_in and grant.reader_id not in away:
            grant.state = GrantState.LIVE
            _alert(db, grant)
            woken += 1
    return woken


def _alert(db: Session, grant: Grant) -> None:
    report = db.get(Report, grant.report_id)
    if report is not None and report.state is not ReportState.CLOSED:
        queue_letter(
            db, "new", school=grant.school_id, report=grant.report_id, staff=grant.reader_id, level=report.level
        )


def _dormant(school_id: bytes) -> sa.Select[Grant]:
    return sa.select(Grant).where(Grant.school_id == school_id, Grant.state == GrantState.DORMANT)


def _live_readers(report_id: bytes) -> sa.Select[bytes]:
    return sa.select(Grant.reader_id).where(
        Grant.report_id == report_id, Grant.kind == ReaderKind.STAFF, Grant.state == GrantState.LIVE
    )
