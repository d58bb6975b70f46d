"""Giving the pupil's name to a colleague who was brought in without it: an act of its own, with its reason."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from sharp.model.reports import Grant, Report
from sharp.model.words import Act, ReaderKind
from sharp.notices.outbox import queue_letter
from sharp.reports.epochs import keys_to_write
from sharp.reports.grants import Reader, give, grants_of, live_staff_grants, make_grant
from sharp.reports.journal import Item, read_journal
from sharp.reports.leaving_out import is_left_out
from sharp.schools.facts import Member
from sharp.schools.roster import load_roster
from sharp.triage.access import CaseRef
from sharp.triage.casework import content, locked, write
from sharp.triage.sharing import WITH_NAME
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import FULL, Slot


class NotWithoutName(Exception):
    """They see the name already, cannot open the case, or are nobody to whom it may be given (any more)."""


def may_be_given_name(db: Session, case: CaseRef, report: Report, items: Sequence[Item]) -> tuple[Member, ...]:
    """Nominees of this school who open the case without the name, which whoever gives it sees."""
    if Slot.IDENTITY not in _newest(case).slots:
        return ()
    grants = live_staff_grants(db, report)
    blind = {grant.reader_id for grant in grants} - {g.reader_id for g in grants if Slot.IDENTITY in Slot(g.slots)}
    found = {
        member.staff_id: member
        for member in case.roster.nominees()
        if member.staff_id in blind and not is_left_out(items, member)
    }
    return tuple(sorted(found.values(), key=lambda member: member.shown_name))


def give_name(db: Session, case: CaseRef, nomination: str, reason: str) -> Member:
    """From now on they open all that the giver opens, of every epoch that the giver holds. Raises NotWithoutName."""
    report = locked(db, case)
    case = replace(case, roster=load_roster(db, case.school_id))
    offered = may_be_given_name(db, case, report, read_journal(db, report, case.ring))
    member = next((each for each in offered if each.nomination_id.hex() == nomination), None)
    if member is None:
        raise NotWithoutName
    mine, newest = _newest(case).slots & FULL, keys_to_write(db, report, case.ring)
    db.flush()  # a renewal gives them a grant of the new epoch, as narrow as those before
    if case.ring.of_epoch(newest.epoch) is None:
        case = replace(case, ring=case.ring.with_keys(newest))
    for keys in case.ring.held:
        _widen(db, report, member, keys, keys.slots & mine)
    body = {
        "with": member.staff_id.hex(), "shown_name": member.shown_name, "role": member.role, "scope": WITH_NAME,
        "reason": reason,
    }  # fmt: skip
    write(db, report, case, Act.NAMED, (Slot.CASE, content(case, "shared", body)))
    queue_letter(db, "name", school=case.school_id, report=case.report_id, staff=member.staff_id, level=report.level)
    return member


def _widen(db: Session, report: Report, member: Member, keys: ReportKeys, slots: Slot) -> None:
    """Their grant of one epoch, made anew for these slots; one that opens something else as well stays as it is."""
    theirs = grants_of(report.id, ReaderKind.STAFF, member.staff_id).where(Grant.epoch == keys.epoch)
    reader = Reader(ReaderKind.STAFF, member.staff_id, member.fp, member.public, slots=slots)
    for grant in db.scalars(theirs).all():
        if not report.lists(grant.id) or Slot(grant.slots) & ~slots or Slot(grant.slots) == slots:
            return
        reader = replace(reader, state=grant.state)
        report.unlist_grants([grant.id])
        db.delete(grant)
        db.flush()  # the new one has the same reader and epoch
    give(db, report, [make_grant(report.school_id, report.id, reader, keys)])


def _newest(case: CaseRef) -> ReportKeys:
    return max(case.ring.held, key=lambda held: held.epoch)
