"""Handing a follow-up to a pastoral lead, and what both sides write in it: each act sealed, in the trail, told of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.trail import record
from sharp.model.reports import Report
from sharp.model.words import Act, GrantState, ReaderKind, ReportState, Role, Turn
from sharp.notices.outbox import queue_letter
from sharp.reports import hand_over as keys_of
from sharp.reports.epochs import keys_to_write, renew
from sharp.reports.grants import Keyring, Reader, alerted
from sharp.reports.journal import Item, append, open_journal, read_journal
from sharp.reports.leaving_out import is_left_out
from sharp.schools.facts import Member
from sharp.schools.reading import due_after, end_of_day_after
from sharp.schools.roster import load_roster
from sharp.triage.access import CaseRef
from sharp.triage.case_people import staff_with_rights
from sharp.triage.casework import AlreadyClosed, locked, renew_card
from sharp.triage.followup_access import Handed, held
from sharp.triage.followup_state import Reply, Scope, pupil_waits, waits_for_lead
from sharp.vault.entries import Content
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import Slot


class NotALead(Exception):
    """This person is no pastoral lead to whom this case may be handed (any more)."""


class NotYoursToGive(Exception):
    """Nobody hands over more than they hold."""


class NotWithThem(Exception):
    """It was given back, taken back, or the lead has left."""


class MayNotSpeak(Exception):
    """The nominee did not allow the lead to write to the pupil."""


@dataclass(frozen=True, repr=False)
class Brief:
    lead: str
    """Hex of the lead's nomination."""
    title: str
    text: str
    scope: Scope
    may_say: bool
    days: int
    """Due at the end of which school day."""


def may_be_handed(db: Session, case: CaseRef, report: Report, items: Sequence[Item]) -> tuple[Member, ...]:
    """This school's pastoral leads, but for whom the pupil left out and whoever can open something of it already."""
    holding = staff_with_rights(db, report.id)
    found = {
        member.staff_id: member
        for member in case.roster.active()
        if member.role is Role.PASTORAL and member.staff_id not in holding and not is_left_out(items, member)
    }
    return tuple(sorted(found.values(), key=lambda member: member.shown_name))


def hand_over(db: Session, case: CaseRef, brief: Brief) -> Member:
    """Give a lead their brief and, if it says so, the whole report. The turn is theirs, by the time it says.

    Raises AlreadyClosed, NotALead, NotYoursToGive, RosterRefused.
    """
    report = locked(db, case)
    if report.state is ReportState.CLOSED:
        raise AlreadyClosed
    if brief.scope.slots & ~max(case.ring.held, key=lambda held: held.epoch).slots:
        raise NotYoursToGive
    case = replace(case, roster=load_roster(db, case.school_id))
    items = read_journal(db, report, case.ring)
    member = _lead_named(may_be_handed(db, case, report, items), brief.lead)
    keys = keys_to_write(db, report, case.ring)
    slots = brief.scope.slots | Slot.FOLLOW_UP | (Slot.SAY if brief.may_say else Slot(0))
    lead = Reader(ReaderKind.STAFF, member.staff_id, member.fp, member.public, GrantState.LIVE, slots)
    own = keys_of.hand_to(db, report, _with_newest(case.ring, keys), lead)
    due = _due(case, brief.days)
    body = {
        "title": brief.title, "text": brief.text, "scope": brief.scope, "may_say": brief.may_say, "due": due,
        "lead": member.shown_name, "lead_id": member.staff_id.hex(),
    }  # fmt: skip
    _nominee_writes(db, report, case, keys.joined(own), Act.HANDED, Slot.FOLLOW_UP, "followup", body)
    report.state = ReportState.ACTIVE
    if report.turn is not Turn.NOMINEE or not pupil_waits(items):
        report.turn, report.due = waits_for_lead(db, report, _with_newest(case.ring, keys)) or (Turn.HELPER, due)
    _alert(db, report, member.staff_id)
    return member


def tell_lead(db: Session, case: CaseRef, followup_id: bytes, text: str, *, days: int) -> None:
    """A nominee's further word, such as the answer to a question; the turn is the lead's again. Raises NotWithThem."""
    report = locked(db, case)
    lead_id = keys_of.standing(db, report).get(followup_id)
    if lead_id is None:
        raise NotWithThem
    keys = keys_to_write(db, report, case.ring)
    db.flush()
    ring, items = open_journal(db, report, _with_newest(case.ring, keys))
    own = ring.of_hand_over(followup_id, report.epoch)
    if own is None:
        raise NotWithThem
    body = {"text": text, "due": _due(case, days)}
    _nominee_writes(db, report, case, keys.joined(own), Act.HANDED, Slot.FOLLOW_UP, "followup_word", body)
    is_theirs = report.turn is not Turn.NOMINEE or not pupil_waits(items)
    if report.state is not ReportState.CLOSED and is_theirs:
        report.turn, report.due = waits_for_lead(db, report, ring) or (report.turn, report.due)
    _alert(db, report, lead_id)


def take_back(db: Session, case: CaseRef, followup_id: bytes, reason: str) -> None:
    """The lead can open nothing of it from now on; new keys are drawn at once. Raises NotWithThem."""
    report = locked(db, case)
    lead_id = keys_of.standing(db, report).get(followup_id)
    if lead_id is None:
        raise NotWithThem
    waits = waits_for_lead(db, report, case.ring, but=followup_id)
    keys_of.take_from(db, report, followup_id)
    db.flush()
    keys = keys_to_write(db, report, case.ring)
    body = {"followup": followup_id.hex(), "reason": reason, "lead": _name_of(case, lead_id)}
    _nominee_writes(db, report, case, keys, Act.TAKEN_BACK, Slot.CASE, "followup_end", body)
    if report.turn is Turn.HELPER:
        report.turn, report.due = waits or (Turn.NOMINEE, _next_due(case, report))


def open_handed(db: Session, handed: Handed, act: Act = Act.OPENED) -> tuple[Report, tuple[Item, ...]]:
    """Open a lead's page: the trail's line first, which the report's readers see. Raises NotWithThem."""
    report = _held(db, handed)
    record(db, handed.staff.id, act, school=handed.school_id, report=handed.report_id)
    ring = keys_of.leads_keyring(db, report, handed.staff.id, handed.followup_id, handed.staff.keys)
    return report, read_journal(db, report, ring)


def added_for_lead(db: Session, handed: Handed, seen: int | None) -> tuple[Item, ...]:
    """What came since a page that showed so many entries of theirs, under the lock. Raises NotWithThem."""
    report = _held(db, handed)
    return () if seen is None else read_journal(db, report, handed.ring)[seen:]


def reply(db: Session, handed: Handed, *, act: Reply, text: str) -> None:
    """What was done, or a question: the turn is the nominees' again. A closed case stays closed. Raises NotWithThem."""
    report, keys = _held_to_write(db, handed)
    _lead_writes(db, report, handed, keys, Act.REPLIED, Slot.FOLLOW_UP, "followup_reply", {"act": act, "text": text})
    _turn_back(db, report, handed)


def return_(db: Session, handed: Handed, text: str) -> None:
    """Give it back: a last reply, and then the lead can open nothing of it any more. Raises NotWithThem."""
    report, keys = _held_to_write(db, handed)
    body = {"act": Reply.RETURNED, "text": text}
    _lead_writes(db, report, handed, keys, Act.RETURNED, Slot.FOLLOW_UP, "followup_reply", body)
    db.flush()
    keys_of.take_from(db, report, handed.followup_id)
    _turn_back(db, report, handed)


def say_to_pupil(db: Session, handed: Handed, text: str) -> None:
    """The lead writes to the pupil, by the name and role that pupils are shown. Raises MayNotSpeak, NotWithThem.

    Not into a closed case: the pupil has had their last word, or was told that it stops.
    """
    report, keys = _held_to_write(db, handed)
    if Slot.SAY not in keys.slots or report.state is ReportState.CLOSED:
        raise MayNotSpeak
    _lead_writes(db, report, handed, keys, Act.SAID, Slot.SAY, "helper_message", {"text": text})


def is_said_already(
    added: Iterable[Item], staff_id: bytes, kind: str, text: str, *, to: Callable[[Item], bool] = lambda _item: True
) -> bool:
    """A button pressed twice: the same words by the same person to the same, added since the page was shown."""
    return any(
        item.content.author == staff_id.hex() and item.content.kind == kind and item.body["text"] == text and to(item)
        for item in added
    )


def is_to_lead(case: CaseRef, nomination: str) -> Callable[[Item], bool]:
    """Whether a brief went to this very lead."""
    found = next((member for member in case.roster.members if member.nomination_id.hex() == nomination), None)
    return lambda item: found is not None and item.body["lead_id"] == found.staff_id.hex()


def _lead_named(offered: Iterable[Member], nomination: str) -> Member:
    found = next((member for member in offered if member.nomination_id.hex() == nomination), None)
    if found is None:
        raise NotALead
    return found


def _with_newest(ring: Keyring, keys: ReportKeys) -> Keyring:
    return ring if ring.of_epoch(keys.epoch) is not None else ring.with_keys(keys)


def _due(case: CaseRef, days: int) -> int:
    return end_of_day_after(case.roster, clock.of_hour(clock.hour()), days)


def _next_due(at: CaseRef | Handed, report: Report) -> int:
    return due_after(at.roster, clock.of_hour(clock.hour()), report.level)


def _name_of(case: CaseRef, staff_id: bytes) -> str:
    return next((member.shown_name for member in case.roster.members if member.staff_id == staff_id), "")


def _nominee_writes(
    db: Session, report: Report, case: CaseRef, keys: ReportKeys, act: Act, slot: Slot, kind: str, body: dict[str, Any]
) -> None:
    """Entry, card and trail line together."""
    by = {"shown_name": case.shown_name, "role": case.role}
    append(db, report, keys, (slot, Content(kind, case.staff.id.hex(), clock.hour(), body | by)))
    renew_card(db, report, case, keys)
    record(db, case.staff.id, act, school=case.school_id, report=case.report_id)


def _lead_writes(
    db: Session, report: Report, handed: Handed, keys: ReportKeys, act: Act, slot: Slot, kind: str, body: dict[str, Any]
) -> None:
    """Entry and trail line together; the card stays as it is, for a lead holds no case key."""
    by = {"shown_name": handed.member.shown_name, "role": handed.member.role}
    append(db, report, keys, (slot, Content(kind, handed.staff.id.hex(), clock.hour(), body | by)))
    record(db, handed.staff.id, act, school=handed.school_id, report=handed.report_id)


def _held(db: Session, handed: Handed) -> Report:
    report = held(db, handed)
    if report is None:
        raise NotWithThem
    return report


def _held_to_write(db: Session, handed: Handed) -> tuple[Report, ReportKeys]:
    """The report's row, held, and the hand-over's newest keys, drawn first if that is due."""
    report = _held(db, handed)
    if report.renew:
        renew(db, report)
        db.flush()
    ring = keys_of.leads_keyring(db, report, handed.staff.id, handed.followup_id, handed.staff.keys)
    keys = ring.of_hand_over(handed.followup_id, report.epoch)
    if keys is None:
        raise NotWithThem
    return report, keys


def _turn_back(db: Session, report: Report, handed: Handed) -> None:
    if report.state is not ReportState.CLOSED:
        report.turn, report.due = Turn.NOMINEE, _next_due(handed, report)
    for staff in alerted(db, report):
        queue_letter(
            db, "reply", school=report.school_id, report=report.id, staff=staff, level=report.level
        )  # fmt: skip


def _alert(db: Session, report: Report, lead_id: bytes) -> None:
    queue_letter(db, "handed", school=report.school_id, report=report.id, staff=lead_id, level=report.level)
