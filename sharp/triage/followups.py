"""Handing a follow-up to a pastoral lead, writing to them, taking it back: each act sealed, in the trail, told of."""

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
from sharp.reports.epochs import keys_to_write
from sharp.reports.grants import Keyring, Reader
from sharp.reports.journal import Item, append, open_journal, read_journal
from sharp.reports.leaving_out import is_left_out
from sharp.schools.facts import Member
from sharp.schools.reading import end_of_day_after
from sharp.schools.roster import load_roster
from sharp.triage.access import CaseRef
from sharp.triage.case_people import staff_with_rights
from sharp.triage.casework import AlreadyClosed, locked, renew_card, write
from sharp.triage.followup_access import NotWithThem
from sharp.triage.followup_ends import end_of, turn_without
from sharp.triage.followup_state import Scope, follow_ups, pupil_waits, waits_for_lead
from sharp.vault.entries import Content
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import Slot


class NotALead(Exception):
    """This person is nobody to whom something of this case may be handed (any more)."""


class NotYoursToGive(Exception):
    """Nobody hands over more than they hold."""


@dataclass(frozen=True, repr=False)
class Brief:
    lead: str
    """Hex of the nomination of a pastoral lead, or of an officer who is asked for advice."""
    title: str
    text: str
    scope: Scope
    may_say: bool
    days: int
    """Due at the end of which school day."""


def may_be_handed(db: Session, case: CaseRef, report: Report, items: Sequence[Item]) -> tuple[Member, ...]:
    """This school's pastoral leads, but for whom the pupil left out and whoever can open something of it already."""
    return _those_without(db, case, report, items, Role.PASTORAL)


def may_advise(db: Session, case: CaseRef, report: Report, items: Sequence[Item]) -> tuple[Member, ...]:
    """This school's officers who hold nothing of it, a stand-in's sleeping grant included; none the pupil left out."""
    return _those_without(db, case, report, items, Role.SSO)


def hand_over(db: Session, case: CaseRef, brief: Brief) -> Member:
    """Give a lead their brief and, if it says so, the whole report. The turn is theirs, by the time it says.

    An officer gets a brief and nothing else. Raises AlreadyClosed, NotALead, NotYoursToGive, RosterRefused.
    """
    report = locked(db, case)
    if report.state is ReportState.CLOSED:
        raise AlreadyClosed
    if brief.scope.slots & ~max(case.ring.held, key=lambda held: held.epoch).slots:
        raise NotYoursToGive
    case = replace(case, roster=load_roster(db, case.school_id))
    items = read_journal(db, report, case.ring)
    offered = (*may_be_handed(db, case, report, items), *may_advise(db, case, report, items))
    member = _lead_named(offered, brief.lead)
    if member.role is Role.SSO and (brief.scope is not Scope.BRIEF or brief.may_say):
        raise NotYoursToGive
    keys = keys_to_write(db, report, case.ring)
    slots = brief.scope.slots | Slot.FOLLOW_UP | (Slot.SAY if brief.may_say else Slot(0))
    lead = Reader(ReaderKind.STAFF, member.staff_id, member.fp, member.public, GrantState.LIVE, slots)
    own = keys_of.hand_to(db, report, _with_newest(case.ring, keys), lead)
    due = _due(case, brief.days)
    body = {
        "title": brief.title, "text": brief.text, "scope": brief.scope, "may_say": brief.may_say, "due": due,
        "lead": member.shown_name, "lead_id": member.staff_id.hex(), "lead_role": member.role,
    }  # fmt: skip
    _nominee_writes(db, report, case, keys.joined(own), "followup", body)
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
    given = next(one.brief for one in follow_ups(items, ()) if one.id == followup_id)
    body = {"text": text, "due": _due(case, days), "lead_role": given.get("lead_role", Role.PASTORAL)}
    _nominee_writes(db, report, case, keys.joined(own), "followup_word", body)
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
    keys_of.take_from(db, report, followup_id)
    db.flush()
    turn_without(db, report, case)
    write(db, report, case, Act.TAKEN_BACK, end_of(case, followup_id, lead_id, reason))


def is_to_lead(case: CaseRef, nomination: str) -> Callable[[Item], bool]:
    """Whether a brief went to this very lead."""
    found = next((member for member in case.roster.members if member.nomination_id.hex() == nomination), None)
    return lambda item: found is not None and item.body["lead_id"] == found.staff_id.hex()


def _those_without(db: Session, case: CaseRef, report: Report, items: Sequence[Item], role: Role) -> tuple[Member, ...]:
    """Whoever serves in this role and can open nothing of the case. One left out in any of their roles is left out."""
    holding, active = staff_with_rights(db, report.id), case.roster.active()
    left_out = {member.staff_id for member in active if is_left_out(items, member)}
    found = {
        member.staff_id: member
        for member in active
        if member.role is role and member.staff_id not in holding | left_out
    }
    return tuple(sorted(found.values(), key=lambda member: member.shown_name))


def _lead_named(offered: Iterable[Member], nomination: str) -> Member:
    found = next((member for member in offered if member.nomination_id.hex() == nomination), None)
    if found is None:
        raise NotALead
    return found


def _with_newest(ring: Keyring, keys: ReportKeys) -> Keyring:
    return ring if ring.of_epoch(keys.epoch) is not None else ring.with_keys(keys)


def _due(case: CaseRef, days: int) -> int:
    return end_of_day_after(case.roster, clock.of_hour(clock.hour()), days)


def _nominee_writes(
    db: Session, report: Report, case: CaseRef, keys: ReportKeys, kind: str, body: dict[str, Any]
) -> None:
    """Into a hand-over: entry, card and trail line together."""
    by = {"shown_name": case.shown_name, "role": case.role}
    append(db, report, keys, (Slot.FOLLOW_UP, Content(kind, case.staff.id.hex(), clock.hour(), body | by)))
    renew_card(db, report, case, keys)
    record(db, case.staff.id, Act.HANDED, school=case.school_id, report=case.report_id)


def _alert(db: Session, report: Report, lead_id: bytes) -> None:
    queue_letter(db, "handed", school=report.school_id, report=report.id, staff=lead_id, level=report.level)
