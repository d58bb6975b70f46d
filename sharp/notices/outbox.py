"""The outbox: alerts that commit or roll back with what they are about, claimed by one worker at a time."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.passing import Letter
from sharp.model.reports import Report
from sharp.vault.encoding import NO_ID, new_id

OFFER = "offer"
"""A letter to somebody who holds no grant: a case of another school is offered to them."""
REMINDER = "reminder"
"""A letter that goes again and again while something is overdue; its row is the memory of when it goes next."""
WORDS = "words"
"""A letter about no report: words of a school's page wait for its safeguarding lead. It goes again like a reminder."""
LASTING = (REMINDER, WORDS)
LEASE_SECONDS = 240
"""How long a claimed letter is left alone; longer than a try to send may take."""
SCATTER_SECONDS = 300
"""How long after its quarter hour an ordinary alert may go, so that its time tells nothing of the send's."""
FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 3600
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Dead:
    """Letters that could not go."""

    count: int
    since: int
    """The hour since 1970 when the first of them was given up."""


def queue_letter(db: Session, kind: str, *, school: bytes, report: bytes, staff: bytes, level: int) -> None:
    """One alert to one person: at once for level 1, else some time after the next quarter hour."""
    run_at = clock.seconds() if level == 1 else _next_quarter() + secrets.randbelow(SCATTER_SECONDS)
    _add(db, kind, school=school, report=report, staff=staff, run_at=run_at)


def queue_reminder(db: Session, *, school: bytes, report: bytes, staff: bytes, run_at: int) -> None:
    _add(db, REMINDER, school=school, report=report, staff=staff, run_at=run_at)


def queue_word_letter(db: Session, *, school: bytes, staff: bytes, run_at: int) -> None:
    _add(db, WORDS, school=school, report=NO_ID, staff=staff, run_at=run_at)


def _add(db: Session, kind: str, *, school: bytes, report: bytes, staff: bytes, run_at: int) -> None:
    db.add(
        Letter(
            id=new_id(), kind=kind, school_id=school, report_id=report, staff_id=staff, run_at=run_at,
            locked_until=None, attempts=0,
        )
    )  # fmt: skip


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


def go_again(db: Session, times: Mapping[bytes, int]) -> None:
    """Letters by id that have a next time, in seconds since 1970."""
    for letter_id, run_at in times.items():
        fresh = {"run_at": run_at, "locked_until": None, "attempts": 0}
        db.execute(sa.update(Letter).where(Letter.id == letter_id).values(fresh))


def remove(db: Session, letters: Sequence[Letter]) -> None:
    db.execute(sa.delete(Letter).where(Letter.id.in_([letter.id for letter in letters])))


def tidy(db: Session, *, can_send: bool) -> int:
    """Give up what could not go within a day, and forget what is about a report that is gone; how many were given up.

    Where letters can be sent at all, one that was given up is kept, dead, for an operator to see; a reminder goes on.
    """
    has_report = sa.exists().where(Report.id == Letter.report_id)
    db.execute(sa.delete(Letter).where(Letter.kind != WORDS, sa.not_(has_report)))
    now = clock.seconds()
    is_old = sa.and_(Letter.run_at < now - KEPT_SECONDS, Letter.dead_since.is_(None))
    if can_send:
        is_old = sa.and_(is_old, Letter.kind.not_in(LASTING), _is_free(now))
    count = db.scalar(sa.select(sa.func.count()).select_from(Letter).where(is_old)) or 0
    if count and can_send:
        kept = {
            "dead_since": clock.hour(),
            "run_at": Letter.run_at - Letter.run_at % clock.SECONDS_AN_HOUR,  # an exact time is gone within a day
            "locked_until": None,
        }
        db.execute(sa.update(Letter).where(is_old).values(kept).execution_options(synchronize_session=False))
    elif count:
        db.execute(sa.delete(Letter).where(is_old))
    return count


def dead_letters(db: Session) -> Dead | None:
    """How many were given up, and since when; None: all could go."""
    asked = sa.select(sa.func.count(), sa.func.min(Letter.dead_since)).where(Letter.dead_since.is_not(None))
    count, since = db.execute(asked).one()
    return None if since is None else Dead(count, since)


def addressees_of_dead(db: Session) -> Collection[bytes]:
    """Staff ids."""
    return db.scalars(sa.select(Letter.staff_id).where(Letter.dead_since.is_not(None)).distinct()).all()


def try_again(db: Session) -> int:
    """All dead letters are due now; how many."""
    fresh = {"dead_since": None, "run_at": clock.seconds(), "attempts": 0}
    dead = sa.update(Letter).where(Letter.dead_since.is_not(None)).values(fresh)
    return _count(db.execute(dead.execution_options(synchronize_session=False)))


def drop_dead(db: Session) -> int:
    return _count(db.execute(sa.delete(Letter).where(Letter.dead_since.is_not(None))))


def _count(result: object) -> int:
    return int(getattr(result, "rowcount", 0))


def _due() -> sa.Select[Letter]:
    now = clock.seconds()
    return sa.select(Letter).where(Letter.run_at <= now, Letter.dead_since.is_(None), _is_free(now))


def _is_free(now: int) -> sa.ColumnElement[bool]:
    return sa.or_(Letter.locked_until.is_(None), Letter.locked_until <= now)


def _next_quarter() -> int:
    return (clock.seconds() // clock.SECONDS_A_QUARTER + 1) * clock.SECONDS_A_QUARTER
