"""What others added to a case since somebody's page of it was shown."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from sharp.reports.journal import Item, read_journal
from sharp.triage.access import CaseRef
from sharp.triage.case_people import names_at
from sharp.triage.case_timeline import author_of, is_shown, title_of
from sharp.triage.casework import locked


def added_since(db: Session, case: CaseRef, seen: int | None) -> tuple[Item, ...]:
    """Entries after the journal's length that the page was shown at, under the lock; none if it did not say."""
    report = locked(db, case)
    if seen is None or report.length <= seen:
        return ()
    return tuple(item for item in read_journal(db, report, case.ring) if item.seq > seen)


def by_others(added: Iterable[Item], case: CaseRef) -> tuple[Item, ...]:
    return tuple(item for item in added if item.content.author != case.staff.id.hex() and is_shown(item))


def is_there_already(added: Iterable[Item], case: CaseRef, kind: str, text: str) -> bool:
    """A button pressed twice: the same words by the same person, added since the page was shown."""
    return any(
        item.content.author == case.staff.id.hex() and item.content.kind == kind and item.body.get("text") == text
        for item in added
    )


def news_lines(case: CaseRef, news: Iterable[Item]) -> tuple[str, ...]:
    """Who did what, never what they wrote: a flash lies in the session until it is shown."""
    names = names_at(case.roster)
    return tuple(f"{title_of(item)} ({author_of(item, names)})" for item in news)
