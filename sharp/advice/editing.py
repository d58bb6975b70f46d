"""What staff do to a school's content: write, publish, accept, and open the page to pupils."""

from sqlalchemy.orm import Session

from sharp.accounts.trail import record
from sharp.advice.standing import Standing, standing_of, standings
from sharp.model.words import Act, PieceState
from sharp.schools.anchor import Anchor
from sharp.schools.facts import Roster
from sharp.schools.pieces import PAGE, is_open, write
from sharp.schools.roster import load_roster
from sharp.schools.rows import hold_list
from sharp.schools.shipped import Parts


class NotTheLead(Exception):
    """Only the school's designated safeguarding lead or deputy accepts what pupils read."""


class AnotherText(Exception):
    """What waits is not what was shown, or nothing waits any more."""


class Fixed(Exception):
    """No school changes this piece."""


class NotAllAccepted(Exception):
    """The page opens once the lead has accepted every piece; `count` are missing."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


def is_safeguarding_lead(roster: Roster, staff_id: bytes) -> bool:
    """A nominee who is marked as the designated safeguarding lead or deputy, today."""
    return any(member.dsl and member.is_nominee for member in roster.of_staff(staff_id))


def save_draft(db: Session, *, school_id: bytes, standing: Standing, parts: Parts, seen: int, by: bytes) -> None:
    """Pupils see nothing of it. Raises Fixed, Overtaken."""
    _write(db, school_id, standing, PieceState.DRAFT, parts, seen, by)
    record(db, by, Act.WORDED, school=school_id)


def publish(db: Session, *, school_id: bytes, standing: Standing, parts: Parts, seen: int, by: bytes) -> None:
    """Put it before the safeguarding lead; pupils read what was accepted until then. Raises Fixed, Overtaken."""
    _write(db, school_id, standing, PieceState.PUBLISHED, parts, seen, by)
    record(db, by, Act.PUBLISHED, school=school_id)


def accept(
    db: Session, *, school_id: bytes, kind: str, item: str, shown: str, by: bytes, anchor: Anchor | None = None
) -> None:
    """Pupils read it from now on. `shown`: the print of the text that was shown.

    Raises NotTheLead, NoSuchPiece, AnotherText, RosterRefused.
    """
    _held_for_lead(db, school_id, by, anchor)
    waiting = standing_of(db, school_id, kind, item).waiting
    if waiting is None or waiting.print != shown:
        raise AnotherText
    write(
        db, school_id=school_id, name=(kind, item), state=PieceState.ACCEPTED, parts=waiting.parts,
        based_on=waiting.based_on, by=by,
    )  # fmt: skip
    record(db, by, Act.ACCEPTED, school=school_id)


def open_page(db: Session, *, school_id: bytes, by: bytes, anchor: Anchor | None = None) -> None:
    """Pupils can tell from now on. Raises NotTheLead, NotAllAccepted, RosterRefused, PageRefused."""
    _held_for_lead(db, school_id, by, anchor)
    missing = missing_at(db, school_id)
    if missing:
        raise NotAllAccepted(len(missing))
    if is_open(db, school_id):
        return
    write(db, school_id=school_id, name=PAGE, state=PieceState.ACCEPTED, parts={}, based_on="", by=by)
    record(db, by, Act.PAGE_OPENED, school=school_id)


def missing_at(db: Session, school_id: bytes) -> tuple[Standing, ...]:
    """What must be accepted before the page opens."""
    return tuple(each for each in standings(db, school_id) if each.is_missing)


def _held_for_lead(db: Session, school_id: bytes, by: bytes, anchor: Anchor | None) -> None:
    hold_list(db, school_id, to_change=True)
    if not is_safeguarding_lead(load_roster(db, school_id, anchor), by):
        raise NotTheLead


def _write(
    db: Session, school_id: bytes, standing: Standing, state: PieceState, parts: Parts, seen: int, by: bytes
) -> None:
    piece = standing.piece
    if not standing.may_change:
        raise Fixed
    write(
        db, school_id=school_id, name=standing.name, state=state, parts=piece.filled(parts), based_on=piece.print,
        by=by, seen=seen,
    )  # fmt: skip
