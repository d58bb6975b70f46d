"""What a pupil who comes back sees and does: where it stands, who can open it, the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.advice.danger import weigh
from sharp.model.reports import Receipt, Report
from sharp.model.words import ReportState, Retention, Turn
from sharp.notices.outbox import queue_letter
from sharp.reports.coming_back import pupil_keyring
from sharp.reports.epochs import keys_to_write
from sharp.reports.forgetting import let_words_end
from sharp.reports.grants import alerted
from sharp.reports.journal import Item, append, read_journal
from sharp.reports.moved import HasMoved, NewHome, moved_in, moved_of
from sharp.reports.outcomes import asks_whether_it_helped, count_answer
from sharp.reports.pupil_conversation import Said, said_in
from sharp.reports.pupil_people import Who, who_of
from sharp.schools.deadlines import Step
from sharp.schools.reading import due_after
from sharp.schools.roster import RosterRefused, load_roster
from sharp.schools.rows import hold_list
from sharp.vault.encoding import NO_ID
from sharp.vault.entries import Content
from sharp.vault.receipts import Ring
from sharp.vault.slots import Slot

LOW = 2
"""Of 5: so low an answer opens a closed case again."""


class ReportGone(Exception):
    """The report was deleted meanwhile."""


@dataclass(frozen=True, repr=False)
class PupilView:
    state: ReportState
    is_practice: bool
    is_withdrawing: bool
    asks_help: str
    """Of a closed case: `now`, or `later` (four weeks on), while that is not answered; else nothing."""
    words_until: int | None
    """Months since 1970: the last one in which the words open this; None: no end is set."""
    gave_name: bool
    last_resort: str
    said: tuple[Said, ...]
    who: tuple[Who, ...]
    moved: NewHome | None
    """To which school it went; None: it is here."""
    came_from: str
    """The school that passed it on to this one, and keeps its own; empty: it was told here."""


def look(db: Session, report_id: bytes, ring: Ring) -> PupilView:
    """Where it stands. Pupils leave no trace in SHARP: this writes nothing. Raises ReportGone."""
    report = _report(db, report_id)
    items = read_journal(db, report, pupil_keyring(db, report, ring))
    return PupilView(
        state=report.state,
        is_practice=report.retention is Retention.PRACTICE,
        is_withdrawing=_waits_to_stop(items),
        asks_help=asks_whether_it_helped(items) if report.state is ReportState.CLOSED else "",
        words_until=db.scalar(sa.select(Receipt.until).where(Receipt.report_id == report.id)),
        gave_name=any(item.body["name"] or item.body["reach"] for item in items if item.content.kind == "name"),
        last_resort=str(items[0].body["last_resort"]),
        said=tuple(said for item in items if (said := said_in(item)) is not None),
        who=who_of(db, report),
        moved=moved_in(items),
        came_from=next((str(item.body["at"]) for item in items if item.content.kind == "came_from"), ""),
    )


def add_message(db: Session, report_id: bytes, ring: Ring, text: str) -> None:
    """A pupil's message; to a closed case it opens the case again. Words of danger make it level 1, and say why."""
    _weighed(db, report_id, ring, "message", text)


def give_name(db: Session, report_id: bytes, ring: Ring, *, name: str, reach: str) -> None:
    """It reaches everyone listed, and cannot be unsaid."""
    _act(db, report_id, ring, Slot.IDENTITY, "name", {"name": name, "reach": reach})


def ask_withdrawal(db: Session, report_id: bytes, ring: Ring, text: str) -> None:
    _weighed(db, report_id, ring, "withdraw_request", text)


def did_it_help(db: Session, report_id: bytes, ring: Ring, *, helped: int | None, safe: int | None) -> None:
    """From 1 to 5 each; a low answer opens a closed case again."""
    is_low = any(score is not None and score <= LOW for score in (helped, safe))
    report = _report(db, report_id, lock=True)
    if report.state is ReportState.CLOSED and report.retention is not Retention.PRACTICE:
        _count_answer(db, report, ring, helped)
    _act(db, report_id, ring, Slot.THREAD, "feedback", {"helped": helped, "safe": safe}, reopens=is_low)


def _count_answer(db: Session, report: Report, ring: Ring, helped: int | None) -> None:
    """While the school's list is refused nothing is counted; the answer itself is kept all the same."""
    try:
        school = load_roster(db, report.school_id).school
    except RosterRefused:
        return
    count_answer(db, school, read_journal(db, report, pupil_keyring(db, report, ring)), helped)


def say_not_safe(db: Session, report_id: bytes, ring: Ring, text: str) -> None:
    """Level 1, from now."""
    _act(db, report_id, ring, Slot.THREAD, "not_safe", {"text": text}, is_urgent=True)


def say_real(db: Session, report_id: bytes, ring: Ring) -> None:
    """A practice report that is meant after all joins the others, to be read the same school day."""
    report = _report(db, report_id, lock=True)
    if report.retention is Retention.PRACTICE:
        report.retention, report.level = Retention.ORDINARY, min(report.level, 2)
    _act(db, report_id, ring, Slot.THREAD, "answers", {"real": True})


def _weighed(db: Session, report_id: bytes, ring: Ring, kind: str, text: str) -> None:
    """What the danger rules find is sealed with the words that it was found in; it blocks nothing."""
    danger = weigh(text)
    body = {"text": text} | ({"danger": danger.reason} if danger.is_found else {})
    _act(db, report_id, ring, Slot.THREAD, kind, body, is_urgent=danger.level == 1)


def _act(
    db: Session,
    report_id: bytes,
    ring: Ring,
    slot: Slot,
    kind: str,
    body: dict[str, Any],
    *,
    reopens: bool = True,
    is_urgent: bool = False,
) -> None:
    report = _report(db, report_id, lock=True)
    if moved_of(db, report, ring) is not None:
        raise HasMoved
    keys = keys_to_write(db, report, pupil_keyring(db, report, ring))
    append(db, report, keys, (slot, Content(kind, "pupil", clock.hour(), body)))
    if report.state is ReportState.CLOSED and reopens:
        report.state, report.retention_month = ReportState.ACTIVE, None
        let_words_end(db, report.id, None)
    if report.state is not ReportState.CLOSED:
        report.level = 1 if is_urgent else report.level
        waited = report.due if report.turn is Turn.NOMINEE and not is_urgent else None
        report.turn, report.due = Turn.NOMINEE, _due(db, report, Step.READ if is_urgent else Step.ANSWERED, waited)
    letter = "not-safe" if kind == "not_safe" else "message"
    for staff in alerted(db, report):
        queue_letter(db, letter, school=report.school_id, report=report.id, staff=staff, level=report.level)


def _due(db: Session, report: Report, step: Step, waited: int | None) -> int:
    """By when, from this hour; at once where the school's list cannot be trusted.

    Writing again while an answer is waited for puts nothing off. What is urgent is due at once.
    """
    now = clock.hour()
    if report.state is ReportState.SENT:
        step = Step.READ
    try:
        due = due_after(load_roster(db, report.school_id), clock.of_hour(now), report.level, step)
    except RosterRefused:
        due = now * clock.QUARTERS_AN_HOUR
    return due if waited is None else min(due, waited)


def _report(db: Session, report_id: bytes, *, lock: bool = False) -> Report:
    if lock:
        db.flush()
        # The school of a report never changes: read loosely, only so that its list is held first.
        hold_list(db, db.scalar(sa.select(Report.school_id).where(Report.id == report_id)) or NO_ID)
    report = db.get(Report, report_id, with_for_update=lock or None, populate_existing=lock)
    if report is None:
        raise ReportGone
    return report


def _waits_to_stop(items: Sequence[Item]) -> bool:
    """They asked, and nobody has written to them since."""
    last = {item.content.kind: item.seq for item in items if item.content.author == "pupil"}
    answers = [item.seq for item in items if item.content.author != "pupil" and item.slot is Slot.THREAD]
    return last.get("withdraw_request", 0) > max(answers, default=0)
