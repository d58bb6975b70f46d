"""Cases that belong together: hinted at, then confirmed or dismissed by a person who holds both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.reports import Card, Grant, Report
from sharp.model.words import Act, ReaderKind, Retention
from sharp.reports import cards
from sharp.reports.cards import CardFace
from sharp.reports.journal import Item, read_journal
from sharp.triage import casework
from sharp.triage.access import CaseRef, visible_to
from sharp.triage.hints import Hint, hints_for, named_in_several
from sharp.triage.opened_cards import opened_before
from sharp.triage.queue import CaseLine, lines_at
from sharp.vault.encoding import NO_ID
from sharp.vault.slots import Slot

LOOKED_BACK_HOURS = 90 * 24
"""Older reports are compared no more."""
MOST_COMPARED = 1_000


class Tie(StrEnum):
    """How two cases belong together."""

    RELATED = "related"
    SAME = "same"
    """Two reports of one matter: what is told to one pupil may be told to the other."""
    NONE = "none"


class OtherReaders(Exception):
    """Somebody can open only one of the two, and would learn of the other by the link."""


class AlreadyTied(Exception):
    """It was said before."""


@dataclass(frozen=True, repr=False)
class Tied:
    """What was last said of this case and another."""

    report: bytes
    tie: Tie


@dataclass(frozen=True, repr=False)
class Beside:
    """What stands beside a case for one reader."""

    hints: tuple[Hint, ...]
    tied: tuple[Tied, ...]
    """Linked cases that this reader holds too."""
    named: tuple[str, ...]
    """Names that several reports hold: what to check stands with them."""
    lines: Mapping[bytes, CaseLine]


def beside(db: Session, case: CaseRef, items: Sequence[Item]) -> Beside:
    """Worked out inside this request from the cards that this reader holds at this one school; nothing is kept."""
    held = _held_beside(case)
    faces = dict(opened_before(db, case.staff, held))
    unopened = [each for each in db.scalars(held) if each not in faces]
    for each, line in zip(unopened, lines_at(db, case.staff, unopened), strict=True):
        if isinstance(line, CaseLine) and line.face is not None:
            faces[each] = line.face
    face, said = _own_face(db, case), ties_in(items)
    mine = visible_to(case.staff.id, [case.school_id]).with_only_columns(Report.id)
    visible = set(db.scalars(mine.where(Report.id.in_(list(said)))))
    tied = tuple(Tied(each, tie) for each, tie in said.items() if tie is not Tie.NONE and each in visible)
    hints = tuple(hint for hint in hints_for(face, faces) if hint.report not in said) if face else ()
    shown = [*(hint.report for hint in hints), *(each.report for each in tied)]
    lines = zip(shown, lines_at(db, case.staff, shown), strict=True)
    return Beside(
        hints=hints,
        tied=tied,
        named=named_in_several(face, faces) if face else (),
        lines={each: line for each, line in lines if isinstance(line, CaseLine)},
    )


def ties_in(items: Iterable[Item]) -> dict[bytes, Tie]:
    """The last word on each other case."""
    return {bytes.fromhex(item.body["to"]): Tie(item.body["tie"]) for item in items if item.content.kind == "link"}


def tie(db: Session, case: CaseRef, other: CaseRef, kind: Tie) -> None:
    """Say it in both journals, or in neither. Raises OtherReaders, AlreadyTied; Moved.

    Whoever can open one of the two, now or once they stand in, can open the other: an entry would tell them of it.
    """
    pair = sorted((case, other), key=lambda each: each.report_id)
    reports = {each.report_id: casework.locked(db, each) for each in pair}
    if len({readers_of(db, report) for report in reports.values()}) > 1:
        raise OtherReaders
    said = ties_in(read_journal(db, reports[case.report_id], case.ring))
    if said.get(other.report_id) is kind:
        raise AlreadyTied
    for one, to in ((case, other), (other, case)):
        body: dict[str, Any] = {"to": to.report_id.hex(), "reference": to.reference, "tie": kind}
        casework.write(db, reports[one.report_id], one, Act.LINKED, (Slot.CASE, casework.content(one, "link", body)))


def readers_of(db: Session, report: Report) -> frozenset[bytes]:
    """Who holds the case, and whose grants sleep until they stand in; a lead's reach no entry of the case slot."""
    rows = db.scalars(
        sa.select(Grant).where(Grant.report_id == report.id, Grant.kind == ReaderKind.STAFF, Grant.followup_id == NO_ID)
    )
    return frozenset(row.reader_id for row in rows if report.lists(row.id))


def _held_beside(case: CaseRef) -> sa.Select[bytes]:
    since = clock.hour() - LOOKED_BACK_HOURS
    return (
        visible_to(case.staff.id, [case.school_id])
        .where(Report.id != case.report_id, Report.received >= since, Report.retention != Retention.PRACTICE)
        .with_only_columns(Report.id)
        .order_by(Report.received.desc(), Report.id)
        .limit(MOST_COMPARED)
    )


def _own_face(db: Session, case: CaseRef) -> CardFace | None:
    row = db.get(Card, case.report_id)
    shown = cards.open_row(row, case.ring) if row is not None else None
    return cards.face(shown) if shown is not None else None
