"""What a lead does with what was handed to them: open it, answer, ask, write to the pupil, give it back."""

from typing import Any

from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.trail import record
from sharp.model.reports import Report
from sharp.model.words import Act, ReportState, Turn
from sharp.notices.outbox import queue_letter
from sharp.reports import hand_over as keys_of
from sharp.reports.epochs import renew
from sharp.reports.grants import alerted
from sharp.reports.journal import Item, append, read_journal
from sharp.schools.reading import due_after
from sharp.triage.followup_access import Handed, NotWithThem, held
from sharp.triage.followup_state import Reply
from sharp.vault.entries import Content
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import Slot


class MayNotSpeak(Exception):
    """The nominee did not allow the lead to write to the pupil."""


def open_handed(db: Session, handed: Handed) -> tuple[Report, tuple[Item, ...]]:
    """Open a lead's page: the trail's line first, which the report's readers see. Raises NotWithThem."""
    report = _held(db, handed)
    act = Act.OPENED if any(Slot.THREAD in keys.slots for keys in handed.ring.held) else Act.READ_BRIEF
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
        report.turn, report.due = Turn.NOMINEE, due_after(handed.roster, clock.of_hour(clock.hour()), report.level)
    for staff in alerted(db, report):
        queue_letter(
            db, "reply", school=report.school_id, report=report.id, staff=staff, level=report.level
        )  # fmt: skip
