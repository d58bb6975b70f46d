"""The roster: who reads at a school, verified whole or refused whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sharp.model.schools import School
from sharp.schools.anchor import Anchor, request_anchor
from sharp.schools.as_listed import as_roster
from sharp.schools.facts import Holder, Member, Roster, SchoolFacts
from sharp.schools.rows import UNREADABLE, Fault, RosterRefused, cells_of_list, key_faults, verified_rows
from sharp.schools.signing import SIGNED_HERE, raise_anchor, resign
from sharp.web.logs import log

__all__ = [
    "Fault", "Holder", "Member", "Roster", "RosterRefused", "SchoolFacts",
    "all_rosters", "load_roster", "resign", "roster_of", "school_ids",
]  # fmt: skip


def load_roster(db: Session, school_id: bytes, anchor: Anchor | None = None) -> Roster:
    """The school's list as it stands. Raises RosterRefused, and logs it, if anything in it does not hold.

    Outside requests the anchor must be given. In a unit of work that writes, the list stays as it is until the commit.
    """
    anchor = anchor or request_anchor()
    try:
        return _load(db, school_id, anchor)
    except RosterRefused:
        pass
    try:
        return _load_again(db, school_id, anchor)
    except RosterRefused as refused:
        log("roster-refused", school=school_id, table=refused.fault.table, row=refused.fault.row)
        raise


def roster_of(db: Session, slug: str, anchor: Anchor | None = None) -> Roster | None:
    """The list of the school with this slug; None if there never was one. Raises RosterRefused."""
    anchor = anchor or request_anchor()
    found = db.execute(select(School.id).where(School.slug == slug)).scalar_one_or_none()
    school_id = found or anchor.seen().school_with(slug)
    return None if school_id is None else load_roster(db, school_id, anchor)


def school_ids(db: Session) -> tuple[bytes, ...]:
    return tuple(db.scalars(select(School.id).order_by(School.id)))


def all_rosters(db: Session, anchor: Anchor | None = None) -> Iterator[Roster]:
    """Every school's list, but for those that are refused, which are logged."""
    for school_id in school_ids(db):
        try:
            yield load_roster(db, school_id, anchor)
        except RosterRefused:
            continue


@dataclass(frozen=True, repr=False)
class _Verified:
    """A list that held, and the very cells that it held with."""

    accepted: tuple[int, ...]
    cells: tuple[tuple[Any, ...], ...]
    roster: Roster


_VERIFIED: dict[tuple[bytes, bytes], _Verified] = {}
"""By deployment and school. Verifying takes milliseconds and nearly every page asks; one changed bit verifies again."""


def _load(db: Session, school_id: bytes, anchor: Anchor) -> Roster:
    keys = db.info["keys"]
    place, cells = (keys.deployment, school_id), cells_of_list(db, school_id, held=_writes(db))
    known = _VERIFIED.get(place)
    if known is not None and (known.accepted, known.cells) == (keys.accepted, cells) and _is_newest(anchor, known):
        return known.roster
    roster = _verified(db, school_id, anchor)
    if cells is not None and cells == cells_of_list(db, school_id, held=_writes(db)):
        _VERIFIED[place] = _Verified(keys.accepted, cells, roster)
    return roster


def _is_newest(anchor: Anchor, known: _Verified) -> bool:
    seen = anchor.seen().rosters.get(known.roster.school.id)
    return seen is not None and seen.n == known.roster.n


def _verified(db: Session, school_id: bytes, anchor: Anchor) -> Roster:
    rows = verified_rows(db, school_id, anchor, held=_writes(db))
    for fault in key_faults(rows):
        raise RosterRefused(school_id, fault)
    try:
        roster = as_roster(rows)
    except UNREADABLE:
        raise RosterRefused(school_id, Fault("schools", school_id.hex(), "its settings cannot be read")) from None
    if school_id not in db.info.get(SIGNED_HERE, {}):
        raise_anchor(anchor, school_id, roster.n, roster.school.slug)
    return roster


def _load_again(db: Session, school_id: bytes, anchor: Anchor) -> Roster:
    """What changed between the rows and the anchor, or since this session began to read, is looked at again."""
    if _writes(db):
        return _load(db, school_id, anchor)
    with Session(db.get_bind(), info={"keys": db.info["keys"]}) as fresh:
        return _load(fresh, school_id, anchor)


def _writes(db: Session) -> bool:
    return bool(db.get_bind().get_execution_options().get("writes"))
