"""How a hand-over ends for its lead: it is taken back, the case is closed, or they are brought into the case itself."""

from enum import StrEnum

from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.reports import Report
from sharp.model.words import Turn
from sharp.reports import hand_over as keys_of
from sharp.reports.journal import Writing
from sharp.schools.reading import due_after
from sharp.triage.access import CaseRef
from sharp.triage.followup_state import waits_for_lead
from sharp.vault.entries import Content
from sharp.vault.slots import Slot


class Cause(StrEnum):
    """Why it ended, where nobody writes a reason of their own."""

    CLOSED = "closed"
    BROUGHT_IN = "brought-in"


def end_all(
    db: Session, report: Report, case: CaseRef, cause: Cause, *, lead: bytes | None = None
) -> tuple[Writing, ...]:
    """Take away what lies with leads, or with one of them; gives the entries that say so, for the act to write.

    The report must be held. New keys are drawn by the next act, which is as a rule the one that writes these.
    """
    over = [each for each in keys_of.standing(db, report).items() if lead in (None, each[1])]
    for followup_id, _lead in over:
        keys_of.take_from(db, report, followup_id)
    db.flush()
    return tuple(end_of(case, followup_id, whom, "", cause) for followup_id, whom in sorted(over))


def end_of(case: CaseRef, followup_id: bytes, lead: bytes, reason: str, cause: Cause | None = None) -> Writing:
    """The entry; it stays with the case, and the lead does not read it."""
    body = {"followup": followup_id.hex(), "reason": reason, "lead": _name_of(case, lead)}
    by = {"shown_name": case.shown_name, "role": case.role}
    why = {} if cause is None else {"cause": cause.value}
    return Slot.CASE, Content("followup_end", case.staff.id.hex(), clock.hour(), body | by | why)


def turn_without(db: Session, report: Report, case: CaseRef) -> None:
    """Whose turn it is once a hand-over has ended: another lead's, or the nominees' again."""
    if report.turn is Turn.HELPER:
        ours = due_after(case.roster, clock.of_hour(clock.hour()), report.level)
        report.turn, report.due = waits_for_lead(db, report, case.ring) or (Turn.NOMINEE, ours)


def _name_of(case: CaseRef, staff_id: bytes) -> str:
    return next((member.shown_name for member in case.roster.members if member.staff_id == staff_id), "")
