"""The search: every card that a reader holds is opened once and compared; only what is shown is loaded whole."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.accounts.current import SignedIn
from sharp.model.reports import Card, Grant, Report
from sharp.model.words import GrantForm, GrantState, ReaderKind
from sharp.reports import cards
from sharp.reports.cards import CardFace, fold
from sharp.triage.access import visible_to
from sharp.triage.queue import Line, RefusedLine, lines_at, most_pressing_first
from sharp.vault.cards import CardAddress, open_card
from sharp.vault.encoding import NO_ID
from sharp.vault.errors import VaultRefusal
from sharp.vault.grants import GrantAddress, open_own
from sharp.vault.slots import Slot

MOST_FOUND = 200
BATCH = 500


def search(db: Session, staff: SignedIn, schools: tuple[bytes, ...], text: str) -> tuple[bytes, ...]:
    """Reports whose card holds every word that was asked for, the most pressing first."""
    asked = tuple(fold(text))
    if not asked:
        return ()
    visible = visible_to(staff.id, schools).with_only_columns(Report.id)
    ids = db.scalars(visible.order_by(*most_pressing_first())).all()
    opened = dict(_opened_before(db, staff, visible))
    unopened = [each for each in ids if each not in opened]
    for start in range(0, len(unopened), BATCH):
        batch = unopened[start : start + BATCH]
        lines = lines_at(db, staff, batch)
        opened |= {each: _face(line) for each, line in zip(batch, lines, strict=True)}
        db.expunge_all()
    return tuple(each for each in ids if _holds(opened[each], asked))[:MOST_FOUND]


def _opened_before(db: Session, staff: SignedIn, visible: sa.Select[bytes]) -> Iterator[tuple[bytes, CardFace | None]]:
    """Cards of cases this person has opened, straight from the columns.

    No row's MAC is asked here: a rewrapped grant opens under this person's own key or not at all, the card under the
    key in it, and whatever is then shown is loaded and verified like any line.
    """
    asked = (
        sa.select(
            Report.id, Report.school_id, Grant.reader_fp, Grant.slots, Grant.epoch, Grant.blob, Card.length, Card.sealed
        )
        .join(Grant, Grant.report_id == Report.id)
        .join(Card, sa.and_(Card.report_id == Report.id, Card.epoch == Grant.epoch))
        .where(
            Grant.reader_id == staff.id,
            Grant.kind == ReaderKind.STAFF,
            Grant.state == GrantState.LIVE,
            Grant.followup_id == NO_ID,
            Grant.form == GrantForm.REWRAPPED,
            Report.id.in_(visible),
        )
    )
    for report, school, fp, slots, epoch, blob, length, sealed in db.execute(asked):
        address = GrantAddress("staff", school, report, staff.id, fp, Slot(slots), epoch)
        try:
            key = open_own(address, blob, staff.keys, staff.id).key(Slot.CASE)
            yield report, cards.face(open_card(key, CardAddress(school, report, length, epoch), sealed))
        except VaultRefusal:
            continue  # looked at again by its rows, which say what is wrong


def _face(line: Line) -> CardFace | None:
    return None if isinstance(line, RefusedLine) else line.face


def _holds(face: CardFace | None, asked: Sequence[str]) -> bool:
    if face is None:
        return False
    words = {*face.words, *fold(f"{face.place} {' '.join(face.kinds)} {face.about}")}
    return all(any(word.startswith(ask) for word in words) for ask in asked)
