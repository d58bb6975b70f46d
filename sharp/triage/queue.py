"""The queue: sorted, paged and counted on clear columns; each line's words come from its sealed card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.accounts.current import SignedIn
from sharp.model.reports import Card, Grant, Report
from sharp.model.words import GrantState, ReaderKind, ReportState, Retention, Turn
from sharp.reports import cards
from sharp.reports.cards import CardFace
from sharp.reports.grants import Keyring, open_grant
from sharp.triage.access import visible_to
from sharp.triage.opened_cards import opened_before
from sharp.triage.queue_filters import Counts, Filter, conditions, count_cases, is_overdue
from sharp.vault.encoding import NO_ID
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log_failure

PAGE = 50
MOST_LOOKED_AT = 1000
"""Cards opened at most to find one's own cases."""


@dataclass(frozen=True, repr=False)
class CaseLine:
    reference: str
    school_id: bytes
    level: int
    state: ReportState
    turn: Turn
    received: int
    due: int | None
    """Quarter-hours since 1970."""
    is_practice: bool
    face: CardFace | None
    goes_with: str = ""
    """Reference of the case that leads it, if this person holds that too."""
    leads: tuple[str, ...] = ()
    """References of the open cases that go with it, as far as this person holds them."""


@dataclass(frozen=True)
class RefusedLine:
    """A report whose row, grant or card was changed outside the service: nothing that it says is believed."""


Line = CaseLine | RefusedLine


@dataclass(frozen=True, repr=False)
class QueuePage:
    lines: tuple[Line, ...]
    counts: Counts
    count: int
    """How many fit, on all pages."""
    page: int
    pages: int


def queue_page(db: Session, staff: SignedIn, wanted: Filter, counted: tuple[bytes, ...]) -> QueuePage:
    """The cases that fit, and the counts at all the schools `counted`."""
    counts = count_cases(db, staff.id, counted)
    if wanted.is_mine:
        mine = acted_on_last(db, staff, wanted)
        count, pages, page = len(mine), *_pages(len(mine), wanted.page)
        ids: Sequence[bytes] = mine[(page - 1) * PAGE : page * PAGE]
    else:
        count = counts.of(wanted)
        pages, page = _pages(count, wanted.page)
        ids = db.scalars(fitting(staff.id, wanted).limit(PAGE).offset((page - 1) * PAGE)).all()
    return QueuePage(lines_at(db, staff, ids), counts, count, page, pages)


def acted_on_last(db: Session, staff: SignedIn, wanted: Filter) -> list[bytes]:
    """Of the most pressing cases that fit, those whose last act was this person's: their sealed cards say so.

    Whoever acted has opened the case, so nothing needs the slow way of opening.
    """
    looked_at = fitting(staff.id, wanted).limit(MOST_LOOKED_AT)
    own = {report for report, face in opened_before(db, staff, looked_at) if face.last == staff.id.hex()}
    return [each for each in db.scalars(looked_at) if each in own]


def fitting(staff_id: bytes, wanted: Filter) -> sa.Select[bytes]:
    """The ids of the cases that fit, the most pressing first: sorted on the index alone, read whole only if shown."""
    visible = visible_to(staff_id, wanted.schools).where(*conditions(wanted))
    return visible.with_only_columns(Report.id).order_by(*most_pressing_first())


def _pages(count: int, wanted: int) -> tuple[int, int]:
    """How many there are, and which of them it is."""
    pages = max(1, -(-count // PAGE))
    return pages, min(max(1, wanted), pages)


def lines_at(db: Session, staff: SignedIn, ids: Sequence[bytes]) -> tuple[Line, ...]:
    """One line a report, in the order of the ids; one forged row refuses its own line and no other."""
    try:
        return _lines_of(db, staff, ids)
    except VaultRefusal as refused:
        if len(ids) > 1:
            return tuple(line for each in ids for line in lines_at(db, staff, [each]))
        log_failure(refused)
        return (RefusedLine(),)


def _lines_of(db: Session, staff: SignedIn, ids: Sequence[bytes]) -> tuple[Line, ...]:
    """Three queries for the whole page, and one more where a card names other cases. Raises the vault's refusals."""
    rows = {row.id: row for row in db.scalars(sa.select(Report).where(Report.id.in_(ids)))}
    grants = _by_report(db, ids, staff.id)
    card_rows = {card.report_id: card for card in db.scalars(sa.select(Card).where(Card.report_id.in_(ids)))}
    lines = [_line(rows[each], staff, grants.get(each, []), card_rows.get(each)) for each in ids]
    return _with_others(db, staff.id, lines)


def _with_others(db: Session, staff_id: bytes, lines: Sequence[CaseLine]) -> tuple[CaseLine, ...]:
    """Which other cases are worked on with them: never one that this person does not hold."""
    named = {each for line in lines if line.face for each in line.face.together}
    if not named:
        return tuple(lines)
    mine = visible_to(staff_id, {line.school_id for line in lines}).where(Report.id.in_(named))
    held = _believed(db, db.scalars(mine.with_only_columns(Report.id)).all())
    return tuple(replace(line, **_others_of(line.face, held)) if line.face else line for line in lines)


def _believed(db: Session, ids: Sequence[bytes]) -> dict[str, Report]:
    """By id in hex; a forged row is not named, and refuses no line but its own."""
    try:
        return {row.id.hex(): row for row in db.scalars(sa.select(Report).where(Report.id.in_(ids)))}
    except VaultRefusal as refused:
        if len(ids) > 1:
            return {name: row for each in ids for name, row in _believed(db, [each]).items()}
        log_failure(refused)
        return {}


def _others_of(face: CardFace, held: Mapping[str, Report]) -> dict[str, Any]:
    led = (held[each] for each in face.leads if each in held)
    return {
        "goes_with": held[face.goes_with].reference if face.goes_with in held else "",
        "leads": tuple(row.reference for row in led if row.state is not ReportState.CLOSED),
    }


def _line(row: Report, staff: SignedIn, grants: Sequence[Grant], card: Card | None) -> CaseLine:
    shown: dict[str, Any] | None = None
    if card is not None:
        # Only the grant of the card's own epoch is opened: the queue stays quick after many renewals.
        held = [open_grant(row, grant, staff.keys) for grant in grants if grant.epoch == card.epoch]
        shown = cards.open_row(card, Keyring(tuple(held)))
    return CaseLine(
        reference=row.reference,
        school_id=row.school_id,
        level=row.level,
        state=row.state,
        turn=row.turn,
        received=row.received,
        due=row.due,
        is_practice=row.retention is Retention.PRACTICE,
        face=None if shown is None else cards.face(shown),
    )


def _by_report(db: Session, ids: Sequence[bytes], staff_id: bytes) -> dict[bytes, list[Grant]]:
    found: dict[bytes, list[Grant]] = {}
    for grant in db.scalars(
        sa.select(Grant).where(
            Grant.report_id.in_(ids),
            sa.func.coalesce(Grant.reader_id, NO_ID) == staff_id,  # keeps SQLite from going through all they hold
            Grant.kind == ReaderKind.STAFF,
            Grant.state == GrantState.LIVE,
            Grant.followup_id == NO_ID,
        )
    ):
        found.setdefault(grant.report_id, []).append(grant)
    return found


def most_pressing_first() -> tuple[Any, ...]:
    """Level 1 that waits for us or is overdue, then all that is overdue, other level 1, what waits for us, the rest.

    Within these the longest overdue stands on top; of level 1, what was said last.
    """
    is_urgent, is_ours, is_over = Report.level == 1, Report.turn == Turn.NOMINEE, is_overdue()
    rank = sa.case(
        (sa.and_(is_urgent, sa.or_(is_ours, is_over)), 0), (is_over, 1), (is_urgent, 2), (is_ours, 3), else_=4
    )
    return (
        rank,
        sa.case((Report.level == 1, -Report.due), else_=None),
        sa.case((Report.due.is_(None), 1), else_=0),
        Report.due,
        Report.level,
        Report.received,
        Report.id,
    )
