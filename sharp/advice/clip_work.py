"""Who makes which clip: claimed by one worker for a while, which says how far it is, and settled once."""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.advice.bringing import NoSuchClip, held_clip, name_of, put_before_lead
from sharp.advice.own_clips import OWN_CLIP, StoredFilm, rows_at
from sharp.model.clips import ClipWork, SchoolClip
from sharp.model.words import ClipFault, ClipState
from sharp.schools.pieces import accepted
from sharp.vault.encoding import new_id

LEASE_SECONDS = 120
WAIT_SECONDS = 60
"""Until a place for files that could not be reached is tried again."""
MOST_TRIES = 3
"""A film during which workers were killed so often is not begun again."""
_FILE = re.compile(r'"file": "([0-9a-f]{32})"')


class NotOurs(Exception):
    """The clip was taken away, or another worker has taken it up."""


@dataclass(frozen=True)
class Claim:
    """One clip in one worker's hands."""

    clip: bytes
    school: bytes
    holder: bytes
    attempts: int


def is_waiting(db: Session) -> bool:
    return db.scalar(_free().limit(1)) is not None


def claim_next(db: Session) -> Claim | None:
    """Ours for the length of the lease."""
    work = db.scalar(_free().order_by(ClipWork.attempts, ClipWork.id).limit(1).with_for_update(skip_locked=True))
    if work is None:
        return None
    school = db.scalar(sa.select(SchoolClip.school_id).where(SchoolClip.id == work.id))
    if school is None:  # somebody took the row away by hand
        db.delete(work)
        return None
    work.holder, work.locked_until = new_id(), clock.seconds() + LEASE_SECONDS
    work.attempts += 1
    work.percent = 0
    return Claim(work.id, school, work.holder, work.attempts)


def go_on(db: Session, claim: Claim, percent: int) -> None:
    """Say how far it is, and keep it for another while. Raises NotOurs."""
    _set(db, claim, percent=percent, locked_until=clock.seconds() + LEASE_SECONDS)


def let_go(db: Session, claim: Claim, *, wait: int = 0) -> None:
    """Nothing is wrong with the film: somebody takes it up again. Raises NotOurs."""
    _set(db, claim, percent=0, holder=None, locked_until=clock.seconds() + wait, attempts=claim.attempts - 1)


def settle(db: Session, claim: Claim, film: StoredFilm) -> None:
    """The clip is there, and waits for the lead; once. Raises NotOurs."""
    row = _held(db, claim)
    row.state, row.film = ClipState.READY, film.as_text()
    put_before_lead(db, row, by=row.author_id)


def refuse(db: Session, claim: Claim, fault: ClipFault) -> None:
    """No clip comes of it, and its page says why. Raises NotOurs."""
    row = _held(db, claim)
    row.state, row.fault = ClipState.REFUSED, fault


def percents(db: Session) -> dict[bytes, int | None]:
    """Of each clip that waits: how far it is; None: no worker has it."""
    now = clock.seconds()
    found = db.execute(sa.select(ClipWork.id, ClipWork.holder, ClipWork.locked_until, ClipWork.percent))
    return {clip: percent if holder and until > now else None for clip, holder, until, percent in found}


def replacing(db: Session) -> tuple[bytes, ...]:
    """Schools where a clip is to stand in another's place: asked every few seconds, and few."""
    return tuple(db.scalars(sa.select(SchoolClip.school_id).where(SchoolClip.replaces.is_not(None)).distinct()))


def replaced(db: Session, school_id: bytes) -> tuple[SchoolClip, ...]:
    """Clips in whose place the lead has accepted another."""
    rows = rows_at(db, school_id)
    newer = [row for row in rows if row.replaces is not None and row.state is ClipState.READY]
    live = accepted(db, school_id, [OWN_CLIP.name]) if newer else {}
    gone = {row.replaces for row in newer if live.get(name_of(row))}
    return tuple(row for row in rows if row.id in gone)


def files_of(row: SchoolClip) -> tuple[str, ...]:
    """Names in the place for files: of what was brought, and of what was made."""
    return (row.id.hex(), *_FILE.findall(row.film))


def known_files(db: Session) -> set[str]:
    """Files that clips still need. Also those of a row that does not hold: it may be put right."""
    found = set()
    for clip, state, film in db.execute(
        sa.select(SchoolClip.id, sa.cast(SchoolClip.state, sa.String), SchoolClip.film)
    ):
        found |= {clip.hex()} if state == ClipState.WAITING else set()
        found.update(_FILE.findall(film))
    return found


def _free() -> sa.Select[ClipWork]:
    return sa.select(ClipWork).where(ClipWork.locked_until <= clock.seconds())


def _held(db: Session, claim: Claim) -> SchoolClip:
    """The row, with nobody else at it; the work is over."""
    try:
        row = held_clip(db, claim.school, claim.clip)
    except NoSuchClip:
        raise NotOurs from None
    mine = sa.delete(ClipWork).where(ClipWork.id == claim.clip, ClipWork.holder == claim.holder)
    if not getattr(db.execute(mine), "rowcount", 0) or row.state is not ClipState.WAITING:
        raise NotOurs
    return row


def _set(db: Session, claim: Claim, **cells: object) -> None:
    mine = sa.update(ClipWork).where(ClipWork.id == claim.clip, ClipWork.holder == claim.holder)
    done = db.execute(mine.values(**cells).execution_options(synchronize_session=False))
    if not getattr(done, "rowcount", 0):
        raise NotOurs
