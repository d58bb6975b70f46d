"""Sharing a case: a grant for each epoch that the sharer holds, a sealed entry, a trail line and a letter."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from sharp.accounts.trail import record
from sharp.model.reports import Grant, Report
from sharp.model.words import Act, GrantState, ReaderKind, Role
from sharp.notices.outbox import queue_letter
from sharp.reports.epochs import keys_to_write
from sharp.reports.grants import Reader, give, grants_of, live_staff_grants, make_grant
from sharp.reports.journal import Item, append, read_journal
from sharp.reports.leaving_out import is_left_out
from sharp.schools.facts import Member
from sharp.schools.roster import load_roster
from sharp.triage.access import CaseRef
from sharp.triage.casework import content, locked
from sharp.triage.followup_ends import Cause, end_all, turn_without
from sharp.vault.encoding import NO_ID
from sharp.vault.slots import FULL, Slot

ANONYMISED = Slot.THREAD | Slot.CASE
WITHOUT_NAME = "without-name"
"""What the entry says of a share that leaves the name out."""
WITH_NAME = "with-name"
"""And of the name, given later to somebody who was brought in without it."""


class LeftOut(Exception):
    """The pupil left this person out, and is not overruled."""


class NotOffered(Exception):
    """This person can open it already, or is nobody who may be brought in (any more)."""


def may_be_brought_in(db: Session, case: CaseRef, report: Report, items: Sequence[Item]) -> tuple[Member, ...]:
    """Nominees of this school who cannot open the case yet, each person once; never one whom the pupil left out."""
    holding = {grant.reader_id for grant in live_staff_grants(db, report)}
    found = {
        member.staff_id: member
        for member in case.roster.nominees()
        if member.staff_id not in holding and not is_left_out(items, member)
    }
    return tuple(sorted(found.values(), key=lambda member: member.shown_name))


def bring_in(db: Session, case: CaseRef, nomination: str, *, anonymised: bool = False) -> Member:
    """Share with one of those who may be brought in, by the list as it is now; an officer perhaps without the name.

    Raises NotOffered.
    """
    report = locked(db, case)
    case = replace(case, roster=load_roster(db, case.school_id))
    for member in may_be_brought_in(db, case, report, read_journal(db, report, case.ring)):
        if member.nomination_id.hex() == nomination:
            share_case(db, case, member, anonymised=anonymised and member.role is Role.SSO)
            return member
    raise NotOffered


def share_case(db: Session, case: CaseRef, member: Member, *, anonymised: bool = False) -> None:
    """Bring in another reader of the same school: to the slots that the sharer holds, never to more.

    `anonymised`: not to the name, nor to one that is given later. What they hold already stays as it is, but a
    stand-in's sleeping grants wake; those that reach further than is shared now are replaced. A brief that they were
    asked for advice by has done its work and ends. Raises LeftOut.
    """
    report = locked(db, case)
    if is_left_out(read_journal(db, report, case.ring), member):
        raise LeftOut
    endings = end_all(db, report, case, Cause.BROUGHT_IN, lead=member.staff_id)
    if endings:
        turn_without(db, report, case)
    keys = keys_to_write(db, report, case.ring)
    shown = max(case.ring.held, key=lambda held: held.epoch).slots  # renewed keys are drawn for every slot
    shown = shown & ANONYMISED if anonymised else shown
    held = _held_within(db, report, member, ANONYMISED if anonymised else FULL)
    for epoch, epoch_keys in {k.epoch: k for k in (keys, *case.ring.held)}.items():
        if epoch in held:
            held[epoch].state = GrantState.LIVE
        else:
            slots = epoch_keys.slots & shown
            reader = Reader(ReaderKind.STAFF, member.staff_id, member.fp, member.public, GrantState.LIVE, slots)
            give(db, report, [make_grant(report.school_id, report.id, reader, epoch_keys)])
    body = {"with": member.staff_id.hex(), "shown_name": member.shown_name, "role": member.role}
    if anonymised:
        body["scope"] = WITHOUT_NAME
    append(db, report, keys, *endings, (Slot.CASE, content(case, "shared", body)))
    record(db, case.staff.id, Act.SHARED, school=case.school_id, report=case.report_id)
    queue_letter(db, "new", school=case.school_id, report=case.report_id, staff=member.staff_id, level=report.level)


def _held_within(db: Session, report: Report, member: Member, most: Slot) -> dict[int, Grant]:
    """Their grants by epoch; sleeping ones that open more than they may now are taken away."""
    grants = grants_of(report.id, ReaderKind.STAFF, member.staff_id).where(Grant.followup_id == NO_ID)
    found = {grant.epoch: grant for grant in db.scalars(grants)}
    wider = [g for g in found.values() if g.state is GrantState.DORMANT and Slot(g.slots) & ~most]
    report.unlist_grants([grant.id for grant in wider])
    for grant in wider:
        db.delete(grant)
        del found[grant.epoch]
    db.flush()  # the new ones have the same reader and epoch
    return found
