"""New keys after a reader was removed: drawn by whoever acts next, sealed to those who still hold grants."""

import hashlib
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.reports import Grant, Report
from sharp.model.schools import School
from sharp.model.staff import Staff
from sharp.model.words import GrantState, ReaderKind, Role, Standing
from sharp.reports import hand_over
from sharp.reports.grants import Keyring, Reader, give, make_grant, pack_commitments
from sharp.schools.facts import Member
from sharp.schools.roster import load_roster
from sharp.vault.encoding import NO_ID
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import FULL, Slot
from sharp.web.unit_of_work import Moved

PUPIL_SLOTS = Slot.THREAD | Slot.IDENTITY


def keys_to_write(db: Session, report: Report, ring: Keyring) -> ReportKeys:
    """The keys that a new entry is sealed under, renewed first if that is due.

    The report's row must be locked. Raises Moved when the ring is from before a renewal, RosterRefused.
    """
    if report.renew:
        return renew(db, report)
    held = ring.of_epoch(report.epoch)
    if held is None:
        raise Moved
    return held


def renew(db: Session, report: Report) -> ReportKeys:
    """Draw thread, identity and case keys together; public keys suffice to hand them on. Raises RosterRefused.

    What is handed out gets new keys with them, so that whoever was removed reads no follow-up either.
    """
    keys, members = ReportKeys.draw(report.epoch + 1, FULL), load_roster(db, report.school_id).members
    readers, leads = list(_who_still_reads(db, report, members)), list(_leads_still(db, report, members))
    give(db, report, (make_grant(report.school_id, report.id, reader, keys) for reader in readers))
    report.commits += pack_commitments(report.id, keys)
    report.epoch, report.renew = keys.epoch, False
    for followup_id, lead in leads:
        hand_over.pass_on(db, report, keys, lead, followup_id)
    return keys


def _who_still_reads(db: Session, report: Report, members: Sequence[Member]) -> Iterator[Reader]:
    """Holders of grants of the current epoch, each with the slots they had, and the pupil.

    The school's list has the last word on staff: a grant that was taken away may have been put back by hand.
    """
    serving = {(each.staff_id, each.fp) for each in members if each.is_reader and each.state is Standing.ACTIVE}
    held = db.scalars(
        sa.select(Grant).where(Grant.report_id == report.id, Grant.epoch == report.epoch, Grant.followup_id == NO_ID)
    )
    for grant in held:
        if not report.lists(grant.id):
            continue
        if grant.kind is ReaderKind.STAFF and (grant.reader_id, grant.reader_fp) not in serving:
            continue
        public = _public_of(db, grant)
        if grant.kind is not ReaderKind.PUPIL and public is not None:
            yield Reader(grant.kind, grant.reader_id, grant.reader_fp, public, grant.state, Slot(grant.slots))
    pupil_fp = hashlib.sha256(report.pupil_public).digest()
    yield Reader(ReaderKind.PUPIL, NO_ID, pupil_fp, report.pupil_public, GrantState.LIVE, PUPIL_SLOTS)


def _leads_still(db: Session, report: Report, members: Sequence[Member]) -> Iterator[tuple[bytes, Reader]]:
    """Whoever still follows something up: with the same slots as before, and only while on the list as one who may.

    A pastoral lead holds what they were given, an officer who is asked for advice a brief and nothing else.
    """
    active = [each for each in members if each.state is Standing.ACTIVE]
    serving = {(each.staff_id, each.fp, each.role) for each in active}
    for followup_id, grant in hand_over.to_renew(db, report):
        public, slots, reader = _public_of(db, grant), Slot(grant.slots), (grant.reader_id, grant.reader_fp)
        is_adviser = slots == Slot.FOLLOW_UP and (*reader, Role.SSO) in serving
        if public is not None and (is_adviser or (*reader, Role.PASTORAL) in serving):
            yield followup_id, Reader(grant.kind, grant.reader_id, grant.reader_fp, public, grant.state, slots)


def _public_of(db: Session, grant: Grant) -> bytes | None:
    """The key the grant was made for; none if its owner has new keys since (a new nomination shares anew)."""
    if grant.kind is ReaderKind.STAFF:
        staff = db.get(Staff, grant.reader_id)
        return staff.public if staff is not None and staff.fp == grant.reader_fp else None
    school = db.get(School, grant.school_id)
    public = None if school is None else school.recovery_public
    if school is not None and grant.kind is ReaderKind.OUTSIDE:
        public = school.outside_public
    return public if public is not None and hashlib.sha256(public).digest() == grant.reader_fp else None
