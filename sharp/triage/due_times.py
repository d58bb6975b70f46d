"""By when the next step of a case is due: which step it is follows from state and turn, the rest from its journal."""

from collections.abc import Iterable, Sequence

from sharp import clock
from sharp.model.reports import Report
from sharp.model.words import Turn
from sharp.reports.journal import Item
from sharp.schools.deadlines import Step, step_of
from sharp.schools.facts import Roster
from sharp.schools.reading import due_after

ANSWERS = frozenset({"message", "closing_word"})


def next_due(report: Report, roster: Roster, start: int | None = None) -> int | None:
    """Quarter-hours since 1970, counted from an hour since 1970 (this one, if not said); None: nothing is due."""
    step = step_of(report.state, report.turn)
    if step is None:
        return None
    return due_after(roster, clock.of_hour(clock.hour() if start is None else start), report.level, step)


def due_anew(report: Report, roster: Roster, items: Sequence[Item]) -> int | None:
    """The due time of a case whose state or level has changed.

    A hand-over's own time stays as it was set, unless the case is now one that cannot wait for it.
    """
    if report.turn is Turn.HELPER:
        soonest = next_due(report, roster) if report.level == 1 else None
        return min((due for due in (report.due, soonest) if due is not None), default=None)
    return next_due(report, roster, _began(report, items))


def _began(report: Report, items: Sequence[Item]) -> int:
    """The hour that its time counts from: the send, what the pupil has waited for since, or the last answer."""
    step = step_of(report.state, report.turn)
    if step is Step.READ:
        return report.received
    answered = max((item.seq for item in items if _is_answer(item)), default=0)
    if step is Step.ANSWERED:
        waiting = _hours(item for item in items if item.seq > answered and _is_pupils(item))
        # What came from another school was said there before it was received here.
        return max(report.received, min(waiting, default=clock.hour()))
    return max(_hours(item for item in items if item.seq == answered), default=clock.hour())


def _hours(items: Iterable[Item]) -> list[int]:
    return [item.content.hour for item in items]


def _is_answer(item: Item) -> bool:
    return item.content.kind in ANSWERS and not _is_pupils(item)


def _is_pupils(item: Item) -> bool:
    return item.content.author == "pupil"
