"""Reminders: whoever holds a case of which something is overdue is told again, and nobody else ever is."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.passing import Letter
from sharp.model.reports import Grant, Report
from sharp.model.schools import Deployment, School
from sharp.model.words import GrantState, OfferState, ReaderKind, ReportState
from sharp.notices.outbox import OFFER, REMINDER, queue_reminder
from sharp.notices.sending import Judgement
from sharp.reports.grants import live_staff_grants, still_reads
from sharp.reports.offered import offer_of
from sharp.schools.deadlines import step_of
from sharp.schools.timetable import parse_timetable
from sharp.vault.encoding import NO_ID
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log_failure

SHORTEST_WAIT = 10 * 60
"""Of level 1: its first reminder comes so long after it is found overdue, because its first alert has just gone."""
LONGEST_WAIT = 4 * 3600
A_DAY = 24 * 3600
AT_ONCE = 500
"""Reminders begun in one round; the next round goes on."""


def judge(db: Session, letter: Letter) -> Judgement:
    """Of a letter whose time has come. Raises the vault's refusals."""
    if letter.kind == OFFER:
        return Judgement(is_wanted=_is_offered(db, letter))
    report = db.get(Report, letter.report_id)
    if report is None or not still_reads(db, report.id, letter.staff_id):
        return Judgement(is_wanted=False)
    if letter.kind != REMINDER:
        return Judgement(is_wanted=True, is_urgent=report.level == 1)
    if not is_overdue(report) or letter.staff_id not in _holders(db, report):
        return Judgement(is_wanted=False)
    return Judgement(is_wanted=True, is_urgent=report.level == 1, again_at=_again_at(db, report))


def _is_offered(db: Session, letter: Letter) -> bool:
    """Still to this person, and not answered."""
    offer = offer_of(db, letter.report_id)
    return offer is not None and offer.to_staff_id == letter.staff_id and offer.state is OfferState.OFFERED


def is_overdue(report: Report) -> bool:
    """The next of read, answered and next step is past its time."""
    return step_of(report.state, report.turn) is not None and _late_by(report) >= 0


def queue_reminders(db: Session) -> int:
    """Begin a reminder for each holder of an overdue case who has none; how many. One worker does it at a time."""
    db.get(Deployment, db.info["keys"].deployment, with_for_update=True)
    begun = 0
    for report_id, pairs in groupby(db.execute(_lacking().limit(AT_ONCE)), key=lambda pair: pair[0]):
        begun += _begin(db, report_id, {reader for _report, reader in pairs})
    return begun


def _begin(db: Session, report_id: bytes, readers: Iterable[bytes]) -> int:
    """For those who truly hold it: the query believed rows that had not been verified."""
    try:
        report = db.get_one(Report, report_id)
        holders = _holders(db, report).intersection(readers) if is_overdue(report) else frozenset()
    except VaultRefusal as refused:
        log_failure(refused)
        return 0
    first = clock.seconds() + (SHORTEST_WAIT if report.level == 1 else 0)
    for staff in sorted(holders):
        queue_reminder(db, school=report.school_id, report=report.id, staff=staff, run_at=first)
    return len(holders)


def _lacking() -> sa.Select[bytes, bytes]:
    """Who holds what is overdue and has no reminder yet: ids of report and reader."""
    has_one = sa.exists().where(
        Letter.kind == REMINDER, Letter.report_id == Grant.report_id, Letter.staff_id == Grant.reader_id
    )
    return (
        sa.select(Grant.report_id, Grant.reader_id)
        .join(Report, Report.id == Grant.report_id)
        .where(
            Report.state != ReportState.CLOSED,
            Report.due <= clock.seconds() // clock.SECONDS_A_QUARTER,
            Grant.kind == ReaderKind.STAFF,
            Grant.state == GrantState.LIVE,
            Grant.followup_id == NO_ID,
            sa.not_(has_one),
        )
        .distinct()
        .order_by(Grant.report_id, Grant.reader_id)
    )


def _holders(db: Session, report: Report) -> frozenset[bytes]:
    """Of the case itself; whoever holds a hand-over alone is not called to it."""
    return frozenset(grant.reader_id for grant in live_staff_grants(db, report) if grant.followup_id == NO_ID)


def _again_at(db: Session, report: Report) -> int:
    """Level 1, at any hour of its first day: each wait as long as it has been overdue. Else: the next school day."""
    now, late = clock.seconds(), _late_by(report)
    if report.level == 1 and late < A_DAY:
        return now + min(max(late, SHORTEST_WAIT), LONGEST_WAIT)
    school = db.get_one(School, report.school_id)
    tz = ZoneInfo(school.timezone)
    tomorrow = (clock.now().astimezone(tz) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    for opens, _closes in parse_timetable(school.timetable).windows_from(tomorrow, tz):
        return int(opens.timestamp())
    return now + A_DAY


def _late_by(report: Report) -> int:
    """Seconds; negative: not yet."""
    return -1 if report.due is None else clock.seconds() - report.due * clock.SECONDS_A_QUARTER
