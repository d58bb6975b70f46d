"""How long a case is kept: a hold that stops every deletion, and the copy in the child protection file."""

from datetime import date

from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.reports import Hold
from sharp.model.words import Act, ReportState, Retention
from sharp.triage import casework
from sharp.triage.access import CaseRef
from sharp.triage.retention import month_due
from sharp.vault.slots import Slot


class AlreadyHeld(Exception):
    """A colleague placed a hold on this case first."""


class NotHeld(Exception):
    """There is no hold to lift: a colleague lifted it first."""


def hold(db: Session, case: CaseRef, reason: str) -> None:
    """Nothing of this case is deleted until the hold is lifted: not the case, and not the pupil's words."""
    report = casework.locked(db, case)
    if db.get(Hold, report.id, with_for_update=True, populate_existing=True) is not None:
        raise AlreadyHeld
    hour = clock.hour()
    db.add(Hold(report_id=report.id, school_id=report.school_id, staff_id=case.staff.id, since=hour))
    casework.write(db, report, case, Act.HELD, (Slot.CASE, casework.content(case, "hold", {"reason": reason})))


def release(db: Session, case: CaseRef, reason: str) -> None:
    """What was due meanwhile goes with the next sweep."""
    report = casework.locked(db, case)
    row = db.get(Hold, report.id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotHeld
    db.delete(row)
    content = casework.content(case, "release", {"reason": reason})
    casework.write(db, report, case, Act.RELEASED, (Slot.CASE, content))


def record_copy(db: Session, case: CaseRef, on: date) -> None:
    """That file is the long record then: a case kept for it goes when any other would, counted from now."""
    report = casework.locked(db, case)
    if report.state is ReportState.CLOSED and report.retention_month is not None:
        shorter = month_due(report.retention, clock.month(), is_copied=True)
        if report.retention is Retention.LONG:
            report.retention_month = min(report.retention_month, shorter)
    content = casework.content(case, "filed", {"on": on.isoformat()})
    casework.write(db, report, case, Act.FILED, (Slot.CASE, content))
