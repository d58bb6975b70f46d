"""Sharing a case with another reader: a grant for each epoch that the sharer holds, a sealed entry and a trail line."""

from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.trail import record
from sharp.model.words import Act, GrantState, ReaderKind
from sharp.reports.epochs import keys_to_write
from sharp.reports.grants import Reader, grants_of, make_grant
from sharp.reports.journal import append, left_out_of, read_journal
from sharp.schools.facts import Member
from sharp.triage.access import CaseRef
from sharp.triage.casework import locked
from sharp.vault.entries import Content
from sharp.vault.slots import Slot


class LeftOut(Exception):
    """The pupil left this person out, and is not overruled."""


def share_case(db: Session, case: CaseRef, member: Member) -> None:
    """Bring in another reader of the same school: to the slots that the sharer holds, never to more.

    What they hold already stays as it is, but a stand-in's sleeping grants wake. Raises LeftOut.
    """
    report = locked(db, case)
    if member.staff_id in left_out_of(read_journal(db, report, case.ring)):
        raise LeftOut
    keys = keys_to_write(db, report, case.ring)
    shown = max(case.ring.held, key=lambda held: held.epoch).slots  # renewed keys are drawn for every slot
    held = {grant.epoch: grant for grant in db.scalars(grants_of(report.id, ReaderKind.STAFF, member.staff_id))}
    for epoch, epoch_keys in {k.epoch: k for k in (keys, *case.ring.held)}.items():
        if epoch in held:
            held[epoch].state = GrantState.LIVE
        else:
            slots = epoch_keys.slots & shown
            reader = Reader(ReaderKind.STAFF, member.staff_id, member.fp, member.public, GrantState.LIVE, slots)
            db.add(make_grant(report.school_id, report.id, reader, epoch_keys))
    body = {"with": member.staff_id.hex(), "shown_name": member.shown_name, "role": member.role}
    append(db, report, keys, (Slot.CASE, Content("shared", case.staff.id.hex(), clock.hour(), body)))
    record(db, case.staff.id, Act.SHARED, school=case.school_id, report=case.report_id)
