"""When a pupil asks to take a report back: what can stop stops; what cannot is said, to them and in the record."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sharp.model.words import Act, ReportState, Turn
from sharp.reports.journal import Item
from sharp.triage import casework
from sharp.triage.access import CaseRef
from sharp.triage.casework import Closure, Outcome
from sharp.vault.slots import Slot


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
    """Close it as withdrawn, or tell the pupil what must go on. Raises AlreadyClosed."""
    if answer.stops:
        closure = Closure(Outcome.WITHDRAWN, answer.reason, answer.word, answer.keep_long)
        casework.close(db, case, closure)
        return
    report = casework.locked(db, case)
    if report.state is ReportState.CLOSED:
        raise casework.AlreadyClosed
    report.state, report.turn, report.due = ReportState.ACTIVE, Turn.PUPIL, None
    casework.write(
        db, report, case, Act.ANSWERED,
        (Slot.THREAD, casework.spoken(case, "message", answer.word)),
        (Slot.CASE, casework.content(case, "goes_on", {"reason": answer.reason})),
    )  # fmt: skip
