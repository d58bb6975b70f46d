"""Signing a roster again after a change: only what held before the change is ever signed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from sharp.model import schools as tables
from sharp.schools.anchor import Anchor, request_anchor
from sharp.schools.rows import Rows, hold_list, read_rows, verified_rows
from sharp.web.logs import log

SIGNED_HERE = "rosters signed in this unit of work"


@contextmanager
def changing(db: Session, school_id: bytes, anchor: Anchor | None = None) -> Iterator[Rows]:
    """The school's rows, locked and verified, to be changed in the block; signed at its end, one number up.

    Raises RosterRefused before the block: a list that does not hold is not made to hold by signing it.
    """
    anchor = anchor or request_anchor()
    hold_list(db, school_id, to_change=True)
    yield verified_rows(db, school_id, anchor)
    _sign(db, school_id, anchor)


def resign(db: Session, school_id: bytes, anchor: Anchor | None = None) -> int:
    """Sign a list that holds under the active server key; gives the new number."""
    with changing(db, school_id, anchor) as rows:
        pass
    return rows.roster.n


def sign_first(db: Session, school_id: bytes, anchor: Anchor | None = None) -> None:
    """The roster of a school just added, with nobody on it yet."""
    db.add(tables.Roster(school_id=school_id, n=0, count=0, mac_v=db.info["keys"].active, mac=b""))
    _sign(db, school_id, anchor or request_anchor())


def _sign(db: Session, school_id: bytes, anchor: Anchor) -> None:
    db.flush()
    rows = read_rows(db, school_id)
    keys, roster = db.info["keys"], rows.roster
    roster.n += 1
    roster.count = len(rows.nominations)
    roster.mac_v = keys.active
    roster.mac = rows.mac(keys, keys.active)
    db.flush()
    db.info.setdefault(SIGNED_HERE, {})[school_id] = (anchor, roster.n, rows.school.slug)


def raise_anchor(anchor: Anchor, school_id: bytes, n: int, slug: str) -> None:
    """A full or read-only disk stops no report; the next look raises the anchor, and doctor tells."""
    try:
        anchor.raise_roster(school_id, n, slug)
    except OSError:
        log("anchor-not-raised", school=school_id)


# The anchor rises only once the change is durable: before that, a failed commit would leave the school refused.
@event.listens_for(Session, "after_commit")
def _raise_anchors(db: Session) -> None:
    if not db.in_nested_transaction():
        for school_id, (anchor, n, slug) in db.info.pop(SIGNED_HERE, {}).items():
            raise_anchor(anchor, school_id, n, slug)


@event.listens_for(Session, "after_soft_rollback")
def _forget_signed(db: Session, _previous: Any) -> None:
    db.info.pop(SIGNED_HERE, None)
