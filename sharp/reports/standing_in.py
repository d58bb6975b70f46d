"""Dormant grants wake on the day that their holder stands in, or when a level 1 lies unread; and not before."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sharp import clock
from sharp.model.reports import Grant, Report
from sharp.model.words import GrantState, ReaderKind, ReportState, Role
from sharp.notices.outbox import queue_letter
from sharp.reports.grants import alerted
from sharp.schools.deadlines import deadlines_in_use
from sharp.schools.facts import Roster
from sharp.schools.timetable import add_open_hours, parse_timetable
from sharp.vault.encoding import NO_ID
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log_failure

Pair = tuple[bytes, bytes]
"""Staff ids: who stands in, for whom."""
_LIVE = aliased(Grant)


def wake_stand_ins(db: Session, roster: Roster) -> int:
    """Make live the dormant grants whose holder stands in today; returns how many.

    A stand-in reads when somebody they were listed for is away; a second reader when every live reader is away
    or gone.
    """
    asleep = _standing_in(roster.school.id, _away(roster), tuple(_pairs(roster))).with_only_columns(
        Grant.report_id, Grant.id
    )
    return sum(_wake_one(db, *each) for each in db.execute(asleep.order_by(Grant.report_id, Grant.id)).all())


def _wake_one(db: Session, report_id: bytes, grant_id: bytes) -> int:
    """A forged row wakes nobody, and keeps nobody else from waking."""
    try:
        report = db.get_one(Report, report_id, with_for_update=True, populate_existing=True)
        grant = db.get_one(Grant, grant_id, with_for_update=True, populate_existing=True)
        if grant.state is not GrantState.DORMANT or not report.lists(grant_id):
            return 0
        grant.state = GrantState.LIVE
        _alert(db, report, grant)
        db.flush()  # the next row is read anew
        return 1
    except VaultRefusal as refused:
        log_failure(refused)
        return 0


def wake_for_unread(db: Session, roster: Roster) -> int:
    """Make live the dormant grants of a level 1 that nobody has read in its time; returns how many.

    They are those whom the pupil was shown as standing in, and who are here today.
    """
    unread = (
        sa.select(Report.id)
        .where(
            Report.school_id == roster.school.id,
            Report.state == ReportState.SENT,
            Report.level == 1,
            Report.due <= clock.seconds() // clock.SECONDS_A_QUARTER,
            Report.id.in_(sa.select(Grant.report_id).where(Grant.state == GrantState.DORMANT)),
        )
        .order_by(Report.id)
    )
    return sum(_wake_if_it_lies(db, roster, report_id) for report_id in db.scalars(unread).all())


def _wake_if_it_lies(db: Session, roster: Roster, report_id: bytes) -> int:
    """A forged row wakes nobody, and keeps nobody else from waking."""
    try:
        report = db.get_one(Report, report_id, with_for_update=True, populate_existing=True)
        is_unread = report.state is ReportState.SENT and report.level == 1
        return _wake_all(db, roster, report) if is_unread and _lies(roster, report) else 0
    except VaultRefusal as refused:
        log_failure(refused)
        return 0


def _lies(roster: Roster, report: Report) -> bool:
    """For longer than it may: in open hours, unless the school says that somebody is on call at any hour."""
    if report.due is None:
        return False
    school, allowed = roster.school, deadlines_in_use().stand_in
    start, timetable = clock.of_seconds(report.due * clock.SECONDS_A_QUARTER), parse_timetable(school.timetable)
    if allowed.is_at_any_hour and not timetable.on_call:
        end = add_open_hours(timetable, school.tz, start, allowed.count)
        return end is not None and end <= clock.now()
    return allowed.end(timetable, school.tz, start) <= clock.now()


def _wake_all(db: Session, roster: Roster, report: Report) -> int:
    may = _next_in_line(roster, frozenset(alerted(db, report))) - _away(roster)
    asleep = sa.select(Grant).where(
        Grant.report_id == report.id, Grant.kind == ReaderKind.STAFF, Grant.state == GrantState.DORMANT
    )
    found = db.scalars(asleep.with_for_update()).all()
    woken = [grant for grant in found if grant.reader_id in may and report.lists(grant.id)]
    for grant in woken:
        grant.state = GrantState.LIVE
    for staff in sorted({grant.reader_id for grant in woken}):
        queue_letter(db, "new", school=report.school_id, report=report.id, staff=staff, level=report.level)
    return len(woken)


def _next_in_line(roster: Roster, holders: frozenset[bytes]) -> frozenset[bytes]:
    """Who stands in for somebody who holds it now; where the head alone does, whoever serves may be the second reader.

    That they were listed at the send is their dormant grant's to say.
    """
    serving = roster.readers()
    if holders <= {member.staff_id for member in serving if member.role is Role.HEAD}:
        return frozenset(member.staff_id for member in serving)
    wanted = {member.stand_in for member in serving if member.staff_id in holders}
    return frozenset(member.staff_id for member in serving if member.nomination_id in wanted)


def _away(roster: Roster) -> frozenset[bytes]:
    """Who reads here and is away in every role that they have."""
    today, readers = roster.today(), roster.readers()
    present = {member.staff_id for member in readers if not member.is_away_on(today)}
    return frozenset(member.staff_id for member in readers) - present


def _pairs(roster: Roster) -> Iterator[Pair]:
    for member in roster.readers():
        stand_in = roster.member(member.stand_in)
        if stand_in is not None and member.is_away_on(roster.today()):
            yield stand_in.staff_id, member.staff_id


def _standing_in(school_id: bytes, away: Collection[bytes], pairs: Collection[Pair]) -> sa.Select[Grant]:
    stood_in = (sa.and_(Grant.reader_id == who, _is_live(_LIVE.reader_id == whom)) for who, whom in pairs)
    nobody_else = sa.not_(_is_live(_LIVE.reader_id.not_in(away)))
    return sa.select(Grant).where(
        Grant.school_id == school_id,
        Grant.state == GrantState.DORMANT,
        Grant.reader_id.not_in(away),
        sa.or_(nobody_else, *stood_in),
    )


def _is_live(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The same report is live to a reader of whom this holds."""
    return sa.exists().where(
        _LIVE.report_id == Grant.report_id,
        _LIVE.kind == ReaderKind.STAFF,
        _LIVE.state == GrantState.LIVE,
        _LIVE.followup_id == NO_ID,
        condition,
    )


def _alert(db: Session, report: Report, grant: Grant) -> None:
    if report.state is not ReportState.CLOSED:
        queue_letter(
            db, "new", school=grant.school_id, report=grant.report_id, staff=grant.reader_id, level=report.level
        )
