"""The outbox: alerts that commit or roll back with what they are about, claimed by one worker at a time."""

import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.passing import Letter
from sharp.vault.encoding import new_id

LEASE_SECONDS = 120
"""How long a claimed letter is left alone; longer than a try to send may take."""
SCATTER_SECONDS = 300
"""How long after its quarter hour an ordinary alert may go, so that its time tells nothing of the send's."""
FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 3600
KEPT_SECONDS = 24 * 3600


def queue_letter(db: Session, kind: str, *, school: bytes, report: bytes, staff: bytes, level: int) -> None:
    """One alert to one person: at once for level 1, else some time after the next quarter hour."""
    db.add(
        Letter(
            id=new_id(),
            kind=kind,
            school_id=school,
            report_id=report,
            staff_id=staff,
            run_at=clock.seconds() if level == 1 else _next_quarter() + secrets.randbelow(SCATTER_SECONDS),
            locked_until=None,
            attempts=0,
        )
    )


def claim_letters(db: Session) -> Sequence[Letter]:
    """All letters due to one person, ours for the length of the lease: one mail answers for all of them."""
    first = _due().order_by(Letter.run_at, Letter.id).limit(1).with_for_update(skip_locked=True)
    picked = db.scalar(first)
    if picked is None:
        return ()
    same = _due().where(Letter.staff_id == picked.staff_id).with_for_update(skip_locked=True)
    letters = db.scalars(same).all()
    for letter in letters:
        letter.locked_until = clock.seconds() + LEASE_SECONDS
        letter.attempts += 1
    return letters


def put_off(db: Session, letters: Sequence[Letter]) -> None:
    """After a failure: again in 1, 2, 4 … minutes, at most an hour."""
    for letter in letters:
        wait = min(FIRST_WAIT_SECONDS << min(letter.attempts - 1, 10), LONGEST_WAIT_SECONDS)
        until = clock.seconds() + wait
        db.execute(sa.update(Letter).where(Letter.id == letter.id).values(locked_until=until))


def remove(db: Session, letters: Sequence[Letter]) -> None:
    db.execute(sa.delete(Letter).where(Letter.id.in_([letter.id for letter in letters])))


def drop_old(db: Session) -> int:
    """Letters that could not go within a day; how many there were."""
    overdue = Letter.run_at < clock.seconds() - KEPT_SECONDS
    dropped = db.scalar(sa.select(sa.func.count()).select_from(Letter).where(overdue)) or 0
    db.execute(sa.delete(Letter).where(overdue))
    return dropped


def _due() -> sa.Select[Letter]:
    now = clock.seconds()
    return sa.select(Letter).where(
        Letter.run_at <= now, sa.or_(Letter.locked_until.is_(None), Letter.locked_until <= now)
    )


def _next_quarter() -> int:
    return (clock.seconds() // clock.SECONDS_A_QUARTER + 1) * clock.SECONDS_A_QUARTER
