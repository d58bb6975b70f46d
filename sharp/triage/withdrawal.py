"""When a pupil asks to take a report back: what can stop stops; what cannot is said, to them and in the record."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sharp.model.words import Act, ReportState, Turn
from sharp.reports.journal import Item, read_journal
from sharp.triage import casework
from sharp.triage.access import CaseRef
from sharp.triage.casework import Closure, Outcome
from sharp.triage.due_times import next_due
from sharp.triage.followup_state import waits_for_lead
from sharp.triage.together import hold_all, led_by
from sharp.vault.slots import Slot


class NobodyAsks(Exception):
    """The pupil has had their answer, or never asked."""


class StillLeads(Exception):
    """Other reports are worked on with this one: they are separated first, and do not stop because it does."""


@dataclass(frozen=True, repr=False)
class WithdrawalAnswer:
    stops: bool
    reason: str
    """For staff: what was done and what stops, or what must go on and why."""
    word: str
    """What the pupil reads."""
    keep_long: bool


def waits_for_an_answer(items: Iterable[Item]) -> bool:
    """The pupil asked, and since then nobody has closed the case or said what must go on."""
    last = {item.content.kind: item.seq for item in items}
    return last.get("withdraw_request", 0) > max(last.get("outcome", 0), last.get("goes_on", 0))


def answer_withdrawal(db: Session, case: CaseRef, answer: WithdrawalAnswer) -> None:
    """Close it as withdrawn, or tell the pupil what must go on. Raises AlreadyClosed, NobodyAsks, StillLeads."""
    group = hold_all(db, case)
    report = casework.locked(db, case)
    if report.state is ReportState.CLOSED:
        raise casework.AlreadyClosed
    if not waits_for_an_answer(read_journal(db, report, case.ring)):
        raise NobodyAsks
    if answer.stops:
        if led_by(group, case):
            raise StillLeads
        closure = Closure(Outcome.WITHDRAWN, answer.reason, answer.word, answer.keep_long)
        casework.close(db, case, closure)
        return
    waits = waits_for_lead(db, report, case.ring)
    report.state, report.turn = ReportState.ACTIVE, Turn.PUPIL
    report.due = next_due(report, case.roster)
    if waits:
        report.turn, report.due = waits
    casework.write(
        db, report, case, Act.ANSWERED,
        (Slot.THREAD, casework.spoken(case, "message", answer.word)),
        (Slot.CASE, casework.content(case, "goes_on", {"reason": answer.reason})),
    )  # fmt: skip
