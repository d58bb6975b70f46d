"""Dormant grants wake on the day that their holder stands in, and not before."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sharp.model.reports import Grant, Report
from sharp.model.words import GrantState, ReaderKind, ReportState
from sharp.notices.outbox import queue_letter
from sharp.schools.facts import Roster
from sharp.vault.encoding import NO_ID

Pair = tuple[bytes, bytes]
"""Staff ids: who stands in, for whom."""
_LIVE = aliased(Grant)


def wake_stand_ins(db: Session, roster: Roster) -> int:
    """Make live the dormant grants whose holder stands in today; returns how many.

    A stand-in reads when somebody they were listed for is away; a second reader when every live reader is away
    or gone.
    """
    woken = db.scalars(_standing_in(roster.school.id, _away(roster), tuple(_pairs(roster))).with_for_update()).all()
    for grant in woken:
        grant.state = GrantState.LIVE
        _alert(db, grant)
    return len(woken)


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


def _alert(db: Session, grant: Grant) -> None:
    report = db.get(Report, grant.report_id)
    if report is not None and report.state is not ReportState.CLOSED:
        queue_letter(
            db, "new", school=grant.school_id, report=grant.report_id, staff=grant.reader_id, level=report.level
        )
