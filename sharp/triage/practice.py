"""Practice reports are answered from their own pile: several at once, and closed with the answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sharp.model.reports import Report
from sharp.model.words import ReportState, Retention
from sharp.reports.journal import Item, read_journal
from sharp.schools.rows import hold_list
from sharp.triage import casework
from sharp.triage.access import CaseRef
from sharp.triage.casework import Closure, Outcome
from sharp.triage.queue import CaseLine, Line

FIRST_ENTRIES = frozenset({"account", "name"})
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Answered:
    closed: int
    left: int
    """Not closed: unread, raised, added to by the pupil, or no practice any more."""


def may_be_ticked(line: Line) -> bool:
    """Somebody has read it. What nobody has read is never closed: a try may hold the real thing."""
    return isinstance(line, CaseLine) and line.is_practice and line.state in (ReportState.READ, ReportState.ACTIVE)


def answer_together(db: Session, cases: Iterable[CaseRef], *, word: str, reason: str) -> Answered:
    """One answer to each, and each closed with it; what needs an answer of its own is left as it is."""
    chosen = sorted(cases, key=lambda case: case.report_id)
    for school_id in sorted({case.school_id for case in chosen}):
        hold_list(db, school_id)
    # All locks before the first line of a trail: the order that everybody keeps.
    held = [(case, casework.locked(db, case)) for case in chosen]
    fitting = [case for case, report in held if _fits(report, read_journal(db, report, case.ring))]
    for case in fitting:
        casework.close(db, case, Closure(Outcome.TRIED, reason, word, keep_long=False))
    return Answered(len(fitting), len(held) - len(fitting))


def _fits(report: Report, items: Sequence[Item]) -> bool:
    is_read = report.state in (ReportState.READ, ReportState.ACTIVE)
    has_more = any(
        item.content.author == "pupil" and (item.content.kind not in FIRST_ENTRIES or _is_later_name(item, items))
        for item in items
    )
    return report.retention is Retention.PRACTICE and report.level > 1 and is_read and not has_more


def _is_later_name(item: Item, items: Sequence[Item]) -> bool:
    """A name given after the send is something that somebody means."""
    return item.content.kind == "name" and item is not next(each for each in items if each.content.kind == "name")
