"""What is taken away when somebody's nomination ends: their grants, their sessions, and in time the keys."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sharp.model.passing import SealedSessionRow
from sharp.model.reports import Grant, Report
from sharp.model.staff import Staff
from sharp.model.words import READERS, ReaderKind, Role
from sharp.vault.encoding import NO_ID


def take_away_rights(db: Session, *, school_id: bytes, staff_id: bytes, roles_left: Collection[Role]) -> None:
    """Delete what the roles left to this person do not cover, and mark the reports for new keys.

    Another reader's role keeps every grant; a pastoral lead's keeps only what was handed over; a coordinator's none.
    """
    if READERS.isdisjoint(roles_left):
        _take_grants(db, school_id, staff_id, keeps_handovers=Role.PASTORAL in roles_left)
    _sign_out(db, staff_id)


def _take_grants(db: Session, school_id: bytes, staff_id: bytes, *, keeps_handovers: bool) -> None:
    held = (
        Grant.school_id == school_id,
        Grant.kind == ReaderKind.STAFF,
        Grant.reader_id == staff_id,
        *((Grant.followup_id == NO_ID,) if keeps_handovers else ()),
    )
    # Loaded as objects: rows under a MAC are never changed by a statement.
    reports = db.scalars(select(Report).where(Report.id.in_(select(Grant.report_id).where(*held)))).all()
    for report in reports:
        report.renew = True
    db.execute(delete(Grant).where(*held), execution_options={"synchronize_session": "fetch"})


def _sign_out(db: Session, staff_id: bytes) -> None:
    """A new epoch as well: a session row put back by hand opens nothing."""
    staff = db.get(Staff, staff_id)
    if staff is not None:
        staff.epoch += 1
    db.execute(delete(SealedSessionRow).where(SealedSessionRow.staff_id == staff_id))
