"""Who can open a report and who has, as its pupil is told."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.accounts.trail import lines_about
from sharp.model.reports import Grant, Report
from sharp.model.schools import Nomination
from sharp.model.words import GrantState, ReaderKind, Role, Standing
from sharp.vault.slots import Slot


@dataclass(frozen=True)
class Who:
    """Somebody who can open the report now, or who has opened it."""

    shown_name: str
    role: Role
    can_open: bool
    is_standing_by: bool
    """Can open it once they stand in, and not before."""
    has_opened: bool
    only_part: bool
    """Was handed a brief, and cannot open what the pupil told."""


def who_of(db: Session, report: Report) -> tuple[Who, ...]:
    grants = db.scalars(sa.select(Grant).where(Grant.report_id == report.id, Grant.kind == ReaderKind.STAFF)).all()
    can = {grant.reader_id for grant in grants if grant.state is GrantState.LIVE}
    later = {grant.reader_id for grant in grants} - can
    whole = {grant.reader_id for grant in grants if grant.slots & Slot.THREAD}
    has = {line.staff_id for line in db.scalars(lines_about(report.id)) if line.act.is_opening}
    return tuple(
        Who(
            each.shown_name,
            each.role,
            each.staff_id in can,
            each.staff_id in later,
            each.staff_id in has,
            only_part=each.staff_id in can - whole,
        )
        for each in _shown(db, report.school_id, can | later | has)
    )


def _shown(db: Session, school_id: bytes, staff: set[bytes]) -> Sequence[Nomination]:
    """One nomination a person: the active one if there is one."""
    found: dict[bytes, Nomination] = {}
    for row in db.scalars(
        sa.select(Nomination).where(Nomination.school_id == school_id).order_by(Nomination.from_day, Nomination.id)
    ):
        if row.staff_id in staff and (row.staff_id not in found or row.state is Standing.ACTIVE):
            found[row.staff_id] = row
    return sorted(found.values(), key=lambda row: (row.role, row.shown_name))
