"""Where somebody is signed in, and signing them out everywhere."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.trail import record
from sharp.model.passing import SealedSessionRow
from sharp.model.staff import Staff
from sharp.model.words import Act


@dataclass(frozen=True)
class OpenSession:
    """One browser that is signed in: all that can be known of it without its cookie."""

    is_this: bool
    hours_left: int
    """It is over within so many hours if nobody uses it."""


def open_sessions(db: Session, staff_id: bytes, this: bytes | None) -> tuple[OpenSession, ...]:
    """This browser's first, then those that end last; `this` is the id of the session that asks."""
    rows = db.scalars(
        sa.select(SealedSessionRow)
        .where(SealedSessionRow.staff_id == staff_id, SealedSessionRow.purge_hour > clock.hour())
        .order_by(SealedSessionRow.purge_hour.desc())
    )
    found = [OpenSession(row.id == this, row.purge_hour - clock.hour()) for row in rows]
    return tuple(sorted(found, key=lambda one: not one.is_this))


def sign_out_everywhere(db: Session, staff: Staff) -> None:
    """No session of this account opens anything from here on, not even one whose row is put back."""
    staff.epoch += 1
    end_rows(db, staff.id)
    record(db, staff.id, Act.SIGNED_OUT_EVERYWHERE)


def end_rows(db: Session, staff_id: bytes) -> None:
    db.execute(sa.delete(SealedSessionRow).where(SealedSessionRow.staff_id == staff_id))
