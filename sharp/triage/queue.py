"""The queue: sorted, paged and counted on clear columns; each line's words come from its sealed card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.current import SignedIn
from sharp.model.reports import Card, Grant, Report
from sharp.model.words import GrantState, ReaderKind, ReportState, Retention, Turn
from sharp.reports import cards
from sharp.reports.cards import CardFace
from sharp.reports.grants import Keyring, open_grant
from sharp.triage.access import visible_to
from sharp.vault.encoding import NO_ID
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log_failure

PAGE = 50


@dataclass(frozen=True)
class Filter:
    """What a queue page shows; it stands in the address, so it may hold clear columns only."""

    schools: tuple[bytes, ...]
    view: str = "open"
    """open, practice or closed."""
    page: int = 1


@dataclass(frozen=True, repr=False)
class CaseLine:
    reference: str
    school_id: bytes
    level: int
    state: ReportState
    turn: Turn
    received: int
    is_overdue: bool
    is_practice: bool
    face: CardFace | None


@dataclass(frozen=True)
class RefusedLine:
    """A report whose row, grant or card was changed outside the service: nothing that it says is believed."""


Line = CaseLine | RefusedLine


@dataclass(frozen=True, repr=False)
class QueuePage:
    lines: tuple[Line, ...]
    counts: Mapping[str, int]
    page: int
    pages: int


def queue_page(db: Session, staff: SignedIn, wanted: Filter) -> QueuePage:
    visible = visible_to(staff.id, wanted.schools)
    counts = _counts(db, visible)
    pages = max(1, -(-counts[wanted.view] // PAGE))
    page = min(max(1, wanted.page), pages)
    # Sorted on the index alone; only the rows that are shown are read whole.
    of_view = visible.where(views()[wanted.view]).with_only_columns(Report.id)
    ids = db.scalars(of_view.order_by(*most_pressing_first()).limit(PAGE).offset((page - 1) * PAGE)).all()
    return QueuePage(lines_at(db, staff, ids), counts, page, pages)


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
    """Three queries for the whole page. Raises the vault's refusals."""
    rows = {row.id: row for row in db.scalars(sa.select(Report).where(Report.id.in_(ids)))}
    grants = _by_report(db, ids, staff.id)
    card_rows = {card.report_id: card for card in db.scalars(sa.select(Card).where(Card.report_id.in_(ids)))}
    return tuple(_line(rows[each], staff, grants.get(each, []), card_rows.get(each)) for each in ids)


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
        is_overdue=row.due is not None and row.due * clock.SECONDS_A_QUARTER <= clock.seconds(),
        is_practice=row.retention is Retention.PRACTICE,
        face=None if shown is None else cards.face(shown),
    )


def _by_report(db: Session, ids: Sequence[bytes], staff_id: bytes) -> dict[bytes, list[Grant]]:
    found: dict[bytes, list[Grant]] = {}
    for grant in db.scalars(
        sa.select(Grant).where(
            Grant.report_id.in_(ids),
            Grant.reader_id == staff_id,
            Grant.kind == ReaderKind.STAFF,
            Grant.state == GrantState.LIVE,
            Grant.followup_id == NO_ID,
        )
    ):
        found.setdefault(grant.report_id, []).append(grant)
    return found


def views() -> dict[str, sa.ColumnElement[bool]]:
    """Practice reports lie on their own pile, unless raised to level 1."""
    is_practice = sa.and_(Report.retention == Retention.PRACTICE, Report.level > 1)
    is_closed = Report.state == ReportState.CLOSED
    return {
        "open": sa.and_(sa.not_(is_closed), sa.not_(is_practice)),
        "practice": sa.and_(sa.not_(is_closed), is_practice),
        "closed": is_closed,
    }


def _counts(db: Session, visible: sa.Select[Report]) -> dict[str, int]:
    piles = views()
    sums = [sa.func.coalesce(sa.func.sum(sa.case((test, 1), else_=0)), 0) for test in piles.values()]
    row = db.execute(visible.with_only_columns(*sums)).one()
    return dict(zip(piles, map(int, row), strict=True))


def most_pressing_first() -> tuple[Any, ...]:
    """Level 1 first, what was said last on top; then whoever waits for us, the longest overdue on top; then by age."""
    return (
        sa.case((Report.level == 1, 0), else_=1),
        sa.case((Report.turn == Turn.NOMINEE, 0), else_=1),
        sa.case((Report.level == 1, -Report.due), else_=None),
        sa.case((Report.due.is_(None), 1), else_=0),
        Report.due,
        Report.level,
        Report.received,
        Report.id,
    )
