"""When every reader is gone: two of three sheets, or the outside key, grant a school's reports to a new reader."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.accounts.trail import record
from sharp.model.reports import Grant, Report
from sharp.model.words import Act, ReaderKind
from sharp.reports.grants import Keyring, Reader, give, grants_of, live_staff_grants, make_grant, open_grant
from sharp.reports.journal import read_journal
from sharp.reports.leaving_out import is_left_out
from sharp.schools.facts import Member
from sharp.vault.person import RecoveryKeys
from sharp.vault.slots import Slot


def recover(db: Session, *, school_id: bytes, kind: ReaderKind, keys: RecoveryKeys, member: Member) -> int:
    """Grant what the recovery (or outside) key holds to a confirmed nominee; each one is a trail line.

    Only reports that no active reader can open are touched, and none whose pupil left this person out.
    Returns how many were brought back.
    """
    held = sa.select(Grant.report_id).where(Grant.kind == kind, Grant.reader_id == school_id)
    rows = db.scalars(
        sa.select(Report).where(Report.school_id == school_id, Report.id.in_(held)).with_for_update()
    ).all()
    brought_back = 0
    for report in rows:
        if not _has_reader(db, report) and not _is_left_out(db, report, kind, keys, member):
            _grant_anew(db, report, kind, keys, member)
            record(db, member.staff_id, Act.RECOVERED, school=school_id, report=report.id)
            brought_back += 1
    return brought_back


def _has_reader(db: Session, report: Report) -> bool:
    return bool(live_staff_grants(db, report))


def _is_left_out(db: Session, report: Report, kind: ReaderKind, keys: RecoveryKeys, member: Member) -> bool:
    """Not even a recovery brings in somebody whom the pupil left out."""
    grants = db.scalars(grants_of(report.id, kind, report.school_id)).all()
    ring = Keyring(tuple(open_grant(report, grant, keys) for grant in grants))
    return is_left_out(read_journal(db, report, ring), member)


def _grant_anew(db: Session, report: Report, kind: ReaderKind, keys: RecoveryKeys, member: Member) -> None:
    held = {grant.epoch for grant in db.scalars(grants_of(report.id, ReaderKind.STAFF, member.staff_id))}
    for grant in db.scalars(grants_of(report.id, kind, report.school_id)).all():
        if grant.epoch in held:
            continue
        opened = open_grant(report, grant, keys)
        reader = Reader(ReaderKind.STAFF, member.staff_id, member.fp, member.public, slots=Slot(grant.slots))
        give(db, report, [make_grant(report.school_id, report.id, reader, opened)])
