"""The work on one case: each act is a sealed entry with an author and a time, and a line in the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.trail import record
from sharp.model.reports import Card, Grant, Offer, Report
from sharp.model.words import Act, GrantState, ReaderKind, ReportState, Retention, Turn
from sharp.reports import cards
from sharp.reports.epochs import keys_to_write
from sharp.reports.forgetting import let_words_end
from sharp.reports.grants import grants_of, rewrap
from sharp.reports.journal import Item, Writing, append, read_journal
from sharp.reports.moved import moved_in
from sharp.reports.outcomes import count_closing
from sharp.schools.rows import hold_list
from sharp.triage.access import CaseRef
from sharp.triage.due_times import due_anew, next_due
from sharp.triage.followup_ends import Cause, end_all
from sharp.triage.followup_state import waits_for_lead
from sharp.triage.retention import month_due, words_lead_until, words_until
from sharp.vault.entries import Content
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import Slot
from sharp.web.unit_of_work import Moved

LEVEL_WHEN_REAL = 2


class AlreadyClosed(Exception):
    """A colleague closed this case first."""


class NotClosed(Exception):
    """Only a closed case can be opened again."""


class HandedAway(Exception):
    """Another school leads it now: it stays closed here."""


class Outcome(StrEnum):
    """How a case ended, in the field's own terms."""

    HELPED = "helped"
    ADVICE = "advice"
    RESTORED = "restored"
    SANCTION = "sanction"
    REFERRED = "referred"
    POLICE = "police"
    COMMUNITY = "community"
    NOT_ENOUGH = "not-enough"
    WITHDRAWN = "withdrawn"
    TRIED = "tried"
    MOVED = "moved"
    """Handed to another school, by that and by nothing else."""


@dataclass(frozen=True, repr=False)
class Closure:
    outcome: Outcome
    reason: str
    word: str
    """What the pupil reads."""
    keep_long: bool
    is_counted_elsewhere: bool = False
    """One pupil sent two reports of one matter: the one that leads is counted."""


def open_case(db: Session, case: CaseRef, act: Act = Act.OPENED) -> tuple[Report, tuple[Item, ...]]:
    """Open the case, or copy it out: the trail's line first, then every entry this person may read."""
    report = locked(db, case)
    record(db, case.staff.id, act, school=case.school_id, report=case.report_id)
    rewrap(db, report, case.staff.id, case.staff.keys, case.ring)
    items = read_journal(db, report, case.ring)
    if report.state is ReportState.SENT:
        report.state = ReportState.READ
        report.due = due_anew(report, case.roster, items)
    return report, items


def acknowledge(db: Session, case: CaseRef) -> None:
    """Once: whoever acknowledges after a colleague adds nothing."""
    report = locked(db, case)
    if report.state is ReportState.CLOSED:
        raise AlreadyClosed
    if report.state is ReportState.ACTIVE:
        return
    report.state = ReportState.ACTIVE
    write(db, report, case, Act.ACKNOWLEDGED, (Slot.CASE, content(case, "acknowledgement", {})))


def answer(db: Session, case: CaseRef, text: str) -> None:
    """A message to the pupil; a closed case stays closed, and what is handed out goes on waiting for its lead.

    Raises HandedAway.
    """
    report = locked(db, case)
    _require_here(db, report, case)
    if report.state is not ReportState.CLOSED:
        waits = waits_for_lead(db, report, case.ring)
        report.state, report.turn = ReportState.ACTIVE, Turn.PUPIL
        report.due = next_due(report, case.roster)
        if waits:
            report.turn, report.due = waits
    write(db, report, case, Act.ANSWERED, (Slot.THREAD, spoken(case, "message", text)))


def note(db: Session, case: CaseRef, text: str) -> None:
    """For staff who hold the case; the pupil never sees it."""
    report = locked(db, case)
    write(db, report, case, Act.NOTED, (Slot.CASE, content(case, "note", {"text": text})))


def set_level(db: Session, case: CaseRef, *, level: int, reason: str) -> None:
    report = locked(db, case)
    report.level = level
    report.due = due_anew(report, case.roster, read_journal(db, report, case.ring))
    body = {"level": level, "reason": reason}
    write(db, report, case, Act.LEVELLED, (Slot.CASE, content(case, "level", body)), level_reason=reason)


def take_as_real(db: Session, case: CaseRef, reason: str) -> None:
    """A practice report that is meant after all joins the others, to be dealt with the same school day."""
    report = locked(db, case)
    if report.retention is not Retention.PRACTICE:
        return
    report.retention, report.level = Retention.ORDINARY, min(report.level, LEVEL_WHEN_REAL)
    if report.state is ReportState.CLOSED:
        # Closed as practice by a colleague meanwhile: nothing that is meant may go with the tries.
        report.state, report.turn, report.retention_month = ReportState.ACTIVE, Turn.NOMINEE, None
        let_words_end(db, report.id, None)
    if report.turn is not Turn.HELPER:
        report.due = next_due(report, case.roster)
    body = {"level": report.level, "reason": reason}
    write(db, report, case, Act.LEVELLED, (Slot.CASE, content(case, "level", body)), level_reason=reason)


def close(db: Session, case: CaseRef, closure: Closure) -> None:
    """What was handed out of it ends with it: no lead reads the last word, nor anything that comes after."""
    report = locked(db, case)
    if report.state is ReportState.CLOSED:
        raise AlreadyClosed
    end(db, report, case, closure, Act.CLOSED, (Slot.THREAD, spoken(case, "closing_word", closure.word)))


def end(db: Session, report: Report, case: CaseRef, closure: Closure, act: Act, *writings: Writing) -> None:
    """All that hangs on a closing: how long it is kept, until when the words work, the count, the outcome's entry."""
    endings = end_all(db, report, case, Cause.CLOSED)
    report.state, report.turn, report.due = ReportState.CLOSED, Turn.NOBODY, None
    if report.retention is not Retention.PRACTICE:
        report.retention = Retention.LONG if closure.keep_long else Retention.ORDINARY
    items, month = read_journal(db, report, case.ring), clock.month()
    report.retention_month = month_due(report.retention, month, is_copied=is_copied(items))
    last_month = words_lead_until if closure.outcome is Outcome.MOVED else words_until
    let_words_end(db, report.id, last_month(month, report.retention_month))
    is_counted = was_counted(items) or report.retention is Retention.PRACTICE
    if not is_counted and not closure.is_counted_elsewhere:
        count_closing(db, case.roster.school, items, closure.outcome)
    db.execute(sa.delete(Offer).where(Offer.report_id == report.id))  # it has nothing to wait for any more
    body = {"outcome": closure.outcome, "reason": closure.reason, "counted": report.retention is not Retention.PRACTICE}
    write(db, report, case, act, *writings, (Slot.CASE, content(case, "outcome", body)), *endings)


def reopen(db: Session, case: CaseRef, reason: str) -> None:
    report = locked(db, case)
    if report.state is not ReportState.CLOSED:
        raise NotClosed
    _require_here(db, report, case)
    report.state, report.turn, report.retention_month = ReportState.ACTIVE, Turn.NOMINEE, None
    report.due = next_due(report, case.roster)
    let_words_end(db, report.id, None)
    write(db, report, case, Act.REOPENED, (Slot.CASE, content(case, "reopening", {"reason": reason})))


def _require_here(db: Session, report: Report, case: CaseRef) -> None:
    if report.state is ReportState.CLOSED and moved_in(read_journal(db, report, case.ring)) is not None:
        raise HandedAway


def was_counted(items: Sequence[Item]) -> bool:
    """Closed, opened again and closed again, a case is counted once."""
    return any(item.content.kind == "outcome" and item.body.get("counted") for item in items)


def is_copied(items: Sequence[Item]) -> bool:
    """To the child protection file."""
    return any(item.content.kind == "filed" for item in items)


def locked(db: Session, case: CaseRef) -> Report:
    """The report's row, held; and this person's grants still there, or the request runs again."""
    hold_list(db, case.school_id)
    report = db.get(Report, case.report_id, with_for_update=True)
    held = db.scalars(
        grants_of(case.report_id, ReaderKind.STAFF, case.staff.id).where(Grant.state == GrantState.LIVE)
    ).all()
    if report is None or len(held) != len(case.ring.held):
        raise Moved
    return report


def write(db: Session, report: Report, case: CaseRef, act: Act, *writings: Writing, **card_changes: Any) -> None:
    """Entries, the card at the journal’s new length, and the trail’s line, together; the report is held."""
    keys = keys_to_write(db, report, case.ring)
    append(db, report, keys, *writings)
    renew_card(db, report, case, keys, **card_changes)
    record(db, case.staff.id, act, school=case.school_id, report=case.report_id)


def renew_card(db: Session, report: Report, case: CaseRef, keys: ReportKeys, **card_changes: Any) -> None:
    """At the journal's new length, as each act of a reader leaves it."""
    row = db.get(Card, report.id)
    shown = cards.open_row(row, case.ring) if row is not None else None
    if row is not None and shown is not None:
        cards.reseal(report, keys, row, shown | {"last": case.staff.id.hex()} | card_changes)


def content(case: CaseRef, kind: str, body: dict[str, Any]) -> Content:
    return Content(kind, case.staff.id.hex(), clock.hour(), body)


def spoken(case: CaseRef, kind: str, text: str) -> Content:
    """What the pupil reads carries the name and role they were shown."""
    return content(case, kind, {"text": text, "shown_name": case.shown_name, "role": case.role})
