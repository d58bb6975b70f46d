"""How many: for a reader, of the cases they hold; for a coordinator, of whole schools, never a small number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.reports import Report
from sharp.model.words import ReportState, Retention, Turn
from sharp.triage.access import visible_to
from sharp.triage.queue_filters import is_overdue, views

FEWEST_SHOWN = 5
"""A coordinator reads "fewer than 5" below this, and no sum from which it could be worked out."""


@dataclass(frozen=True)
class Tally:
    """A reader's cases at one school."""

    open: int = 0
    urgent: int = 0
    ours: int = 0
    overdue: int = 0
    practice: int = 0


def tallies(db: Session, staff_id: bytes, schools: Collection[bytes]) -> Mapping[bytes, Tally]:
    """By school id; a school without a case that this person holds has none."""
    counted = views()["open"]
    tests = (
        counted,
        sa.and_(counted, Report.level == 1),
        sa.and_(counted, Report.turn == Turn.NOMINEE),
        sa.and_(counted, is_overdue()),
        views()["practice"],
    )
    sums = [sa.func.sum(sa.case((test, 1), else_=0)) for test in tests]
    asked = (
        visible_to(staff_id, schools)
        .where(Report.state != ReportState.CLOSED)
        .with_only_columns(Report.school_id, *sums)
        .group_by(Report.school_id)
    )
    return {school: Tally(*map(int, found)) for school, *found in db.execute(asked)}


def state_counts(db: Session, school_id: bytes) -> Mapping[ReportState, int | None]:
    """A school's reports by state, practice left out; None: fewer than five."""
    asked = (
        sa.select(Report.state, sa.func.count())
        .where(Report.school_id == school_id, Report.retention != Retention.PRACTICE)
        .group_by(Report.state)
    )
    counted = {row[0]: int(row[1]) for row in db.execute(asked)}
    return {state: found if (found := counted.get(state, 0)) >= FEWEST_SHOWN else None for state in ReportState}
