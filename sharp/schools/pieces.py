"""Revisions of what pupils read at a school: written once, never changed, and believed only under their MAC."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.schools import Piece
from sharp.model.words import PieceState
from sharp.schools.rows import UNREADABLE, hold_list
from sharp.vault.encoding import canonical_json, new_id
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log

Name = tuple[str, str]
"""Of which kind, and its id."""
PAGE: Name = ("page", "page")
"""The school's page as a whole: once this is accepted, pupils can tell."""


class Overtaken(Exception):
    """A colleague wrote a newer revision meanwhile."""


class PageRefused(VaultRefusal):
    """Whether the school's page is open cannot be said: the row that says so was changed outside the service."""


@dataclass(frozen=True)
class Revision:
    n: int
    state: PieceState
    parts: Mapping[str, str]
    based_on: str
    """The print of the shipped text that was there when it was written."""
    author_id: bytes
    at: int
    """Seconds since 1970."""

    @property
    def print(self) -> str:
        return print_of(self.parts)

    @property
    def is_as_it_came(self) -> bool:
        """Whether it was the shipped text of its time."""
        return self.print == self.based_on


def print_of(parts: Mapping[str, str]) -> str:
    """By which two texts are told apart."""
    return hashlib.sha256(canonical_json(dict(parts))).hexdigest()


def accepted(
    db: Session, school_id: bytes, kinds: Collection[str], *, older: bool = True
) -> Mapping[Name, Revision | None]:
    """The newest accepted revision of each piece that holds; None: there are some, and none of them holds.

    `older` false: none stands in for the newest where that does not hold. One query, as long as all of them hold.
    """
    wanted = (Piece.school_id == school_id, Piece.kind.in_(kinds), Piece.state == PieceState.ACCEPTED)
    try:
        return {(row.kind, row.item): _revision(row) for row in db.scalars(_newest_of(*wanted))}
    except UNREADABLE:
        pass
    found: dict[Name, list[bytes]] = {}
    for kind, item, row_id in db.execute(select(Piece.kind, Piece.item, Piece.id).where(*wanted).order_by(Piece.n)):
        found.setdefault((kind, item), []).append(row_id)
    held = _rows(db, school_id, [ids[-1] for ids in found.values()])
    return {name: _newest(db, school_id, held, ids if older else ids[-1:]) for name, ids in found.items()}


def revisions(
    db: Session, school_id: bytes, kinds: Collection[str], item: str | None = None
) -> Mapping[Name, tuple[Revision, ...]]:
    """Every revision of these kinds (of this one piece) that holds, by piece, the newest first."""
    ids = _ids_of(school_id, kinds)
    wanted = db.scalars(ids if item is None else ids.where(Piece.item == item)).all()
    found: dict[Name, list[Revision]] = {}
    for row in sorted(_rows(db, school_id, wanted).values(), key=lambda row: -row.n):
        found.setdefault((row.kind, row.item), []).append(_revision(row))
    return {name: tuple(each) for name, each in found.items()}


def count_refused(db: Session, school_id: bytes, kinds: Collection[str]) -> int:
    """Rows that were changed outside the service, and say nothing any more."""
    ids = db.scalars(_ids_of(school_id, kinds)).all()
    return len(ids) - len(_rows(db, school_id, ids))


def write(
    db: Session,
    *,
    school_id: bytes,
    name: Name,
    state: PieceState,
    parts: Mapping[str, str],
    based_on: str,
    by: bytes,
    seen: int | None = None,
) -> int:
    """One more revision: its number. `seen` is the newest that its writer knew of. Raises Overtaken."""
    hold_list(db, school_id, to_change=True)
    kind, item = name
    known = revisions(db, school_id, [kind], item).get(name, ())
    if seen is not None and seen != (known[0].n if known else 0):
        raise Overtaken
    here = (Piece.school_id == school_id, Piece.kind == kind, Piece.item == item)
    newest = db.scalar(select(func.max(Piece.n)).where(*here)) or 0  # one that does not hold keeps its number
    db.add(
        Piece(
            id=new_id(), school_id=school_id, kind=kind, item=item, n=newest + 1, state=state,
            parts=canonical_json(dict(parts)).decode(), based_on=based_on, author_id=by, at=clock.seconds(),
        )
    )  # fmt: skip
    db.flush()
    return newest + 1


def is_open(db: Session, school_id: bytes) -> bool:
    """Whether the safeguarding lead has opened the school's page. Raises PageRefused."""
    found = accepted(db, school_id, [PAGE[0]])
    if found and found.get(PAGE) is None:
        raise PageRefused
    return bool(found)


def _ids_of(school_id: bytes, kinds: Collection[str]) -> Select[bytes]:
    return select(Piece.id).where(Piece.school_id == school_id, Piece.kind.in_(kinds))


def _newest_of(*wanted: ColumnElement[bool]) -> Select[Piece]:
    newest = select(Piece.kind, Piece.item, func.max(Piece.n).label("n")).where(*wanted)
    last = newest.group_by(Piece.kind, Piece.item).subquery()
    is_last = and_(Piece.kind == last.c.kind, Piece.item == last.c.item, Piece.n == last.c.n)
    return select(Piece).join(last, is_last).where(*wanted)


def _rows(db: Session, school_id: bytes, ids: Sequence[bytes]) -> Mapping[bytes, Piece]:
    """Those that hold; each that does not is a line of the log, and `sharp doctor` names it."""
    if not ids:
        return {}
    try:
        return {row.id: row for row in db.scalars(select(Piece).where(Piece.id.in_(ids))) if _revision(row)}
    except UNREADABLE:
        return {row.id: row for row in _each_believed(db, school_id, ids)}


def _each_believed(db: Session, school_id: bytes, ids: Sequence[bytes]) -> Iterator[Piece]:
    for row_id in ids:
        try:
            row = db.scalars(select(Piece).where(Piece.id == row_id)).one()
            _revision(row)
            yield row
        except UNREADABLE:
            log("piece-refused", school=school_id, table="pieces", row=row_id)


def _newest(db: Session, school_id: bytes, held: Mapping[bytes, Piece], ids: Sequence[bytes]) -> Revision | None:
    """An older one where the newest does not hold."""
    if ids[-1] in held:
        return _revision(held[ids[-1]])
    older = _rows(db, school_id, ids[:-1])
    return next((_revision(older[row_id]) for row_id in reversed(ids) if row_id in older), None)


def _revision(row: Piece) -> Revision:
    parts = json.loads(row.parts)
    return Revision(row.n, row.state, parts, row.based_on, row.author_id, row.at)
