"""What is soon deleted of the cases somebody holds, and the certificates of those that they held and are gone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from babel.dates import format_date
from flask_babel import get_locale
from sqlalchemy.orm import Session, aliased

from sharp import clock
from sharp.model.reports import Hold, Report
from sharp.model.staff import TrailLine
from sharp.model.words import Act, ReportState
from sharp.schools.facts import SchoolFacts
from sharp.triage.access import visible_to
from sharp.triage.keeping_page import number_of
from sharp.triage.retention import WARNED
from sharp.triage.times import month_words

MOST_SHOWN = 200


@dataclass(frozen=True)
class Leaving:
    """A closed case in its last month or the one before."""

    reference: str
    school: str
    until: str
    is_held: bool


@dataclass(frozen=True)
class Certificate:
    """That a case is gone, and nothing of what it was."""

    number: str
    school: str
    destroyed: str
    wiped: str
    """The day it was gone from the database's files too; empty: not yet."""
    backups: str
    """The day the last backup with it is gone; empty: there are none, or it is not wiped yet."""


def count_leaving(db: Session, staff_id: bytes, schools: Collection[bytes]) -> int:
    """How many closed cases that this person holds are deleted soon; those held are not counted."""
    soon = _soon(staff_id, schools).outerjoin(Hold, Hold.report_id == Report.id).where(Hold.report_id.is_(None))
    return db.scalar(soon.with_only_columns(sa.func.count(Report.id))) or 0


def leaving(db: Session, staff_id: bytes, schools: Mapping[bytes, SchoolFacts]) -> tuple[Leaving, ...]:
    """The first to go on top."""
    soon = _soon(staff_id, schools).outerjoin(Hold, Hold.report_id == Report.id)
    found = db.execute(
        soon.with_only_columns(Report.reference, Report.school_id, Report.retention_month, Hold.report_id.is_not(None))
        .order_by(Report.retention_month, Report.reference)
        .limit(MOST_SHOWN)
    )
    return tuple(
        Leaving(reference, schools[school_id].name, month_words(month or 0), is_held)
        for reference, school_id, month, is_held in found
    )


def certificates(
    db: Session, staff_id: bytes, schools: Mapping[bytes, SchoolFacts], backup_days: int
) -> tuple[Certificate, ...]:
    """Of cases that this person once opened, the newest first. Who was left out of one sees nothing of it here either.

    Its grants are gone with it; that somebody held it, only their own line in the trail still tells.
    """
    mine, wiped = aliased(TrailLine), aliased(TrailLine)
    held = sa.exists().where(mine.report_id == TrailLine.report_id, mine.staff_id == staff_id)
    found = db.execute(
        sa.select(TrailLine.chain, TrailLine.report_id, TrailLine.hour, sa.func.min(wiped.hour))
        .outerjoin(wiped, sa.and_(wiped.report_id == TrailLine.report_id, wiped.act == Act.WIPED))
        .where(TrailLine.act == Act.DESTROYED, TrailLine.chain.in_(list(schools)), held)
        .group_by(TrailLine.chain, TrailLine.i, TrailLine.report_id, TrailLine.hour)
        .order_by(TrailLine.hour.desc(), TrailLine.report_id)
        .limit(MOST_SHOWN)
    )
    return tuple(_certificate(schools[row[0]], row[1], row[2], row[3], backup_days) for row in found)


def _certificate(
    school: SchoolFacts, report_id: bytes, destroyed: int, wiped: int | None, backup_days: int
) -> Certificate:
    return Certificate(
        number=number_of(report_id),
        school=school.name,
        destroyed=_day(school, destroyed),
        wiped="" if wiped is None else _day(school, wiped),
        backups="" if wiped is None or not backup_days else _day(school, wiped, backup_days),
    )


def _soon(staff_id: bytes, schools: Collection[bytes]) -> sa.Select[Report]:
    return visible_to(staff_id, list(schools)).where(
        Report.state == ReportState.CLOSED,
        Report.retention.in_(WARNED),
        Report.retention_month <= clock.month() + 1,
    )


def _day(school: SchoolFacts, hour: int, days: int = 0) -> str:
    moment = clock.of_hour(hour).astimezone(school.tz) + timedelta(days=days)
    return format_date(moment, "d MMMM y", locale=get_locale())
