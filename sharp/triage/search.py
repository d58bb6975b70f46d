"""The search: every card that a reader holds is opened once and compared; only what is shown is loaded whole."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from sharp.accounts.current import SignedIn
from sharp.model.reports import Report
from sharp.reports.cards import CardFace, fold
from sharp.triage.access import visible_to
from sharp.triage.opened_cards import opened_before
from sharp.triage.queue import Line, RefusedLine, lines_at, most_pressing_first

MOST_FOUND = 200
BATCH = 500


def search(db: Session, staff: SignedIn, schools: tuple[bytes, ...], text: str) -> tuple[bytes, ...]:
    """Reports whose card holds every word that was asked for, the most pressing first."""
    asked = tuple(fold(text))
    if not asked:
        return ()
    visible = visible_to(staff.id, schools).with_only_columns(Report.id)
    ids = db.scalars(visible.order_by(*most_pressing_first())).all()
    # Only whether a card fits is kept: thousands of opened cards at once would fill a worker's memory.
    fits = {report: _holds(face, asked) for report, face in opened_before(db, staff, visible)}
    unopened = [each for each in ids if each not in fits]
    for start in range(0, len(unopened), BATCH):
        batch = unopened[start : start + BATCH]
        lines = lines_at(db, staff, batch)
        fits |= {each: _holds(_face(line), asked) for each, line in zip(batch, lines, strict=True)}
        db.expunge_all()
    return tuple(each for each in ids if fits[each])[:MOST_FOUND]


def _face(line: Line) -> CardFace | None:
    return None if isinstance(line, RefusedLine) else line.face


def _holds(face: CardFace | None, asked: Sequence[str]) -> bool:
    if face is None:
        return False
    words = {*face.words, *fold(f"{face.place} {' '.join(face.kinds)} {face.about}")}
    return all(any(word.startswith(ask) for word in words) for ask in asked)
