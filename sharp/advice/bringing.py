"""What staff do to clips of their school's own: bring one, change its words, hide it, take it away."""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.trail import record
from sharp.advice.own_clips import NOTHING, OWN_CLIP, rows_at
from sharp.model.clips import ClipWork, SchoolClip
from sharp.model.words import Act, ClipFault, ClipState, PieceState
from sharp.schools.pieces import Name, print_of, write
from sharp.schools.rows import hold_list

MOST_CLIPS = 40
"""Of one school, with those that wait and those that were refused."""
UNWRITTEN = print_of(NOTHING)


class TooManyClips(Exception):
    """The school has as many as it may; one must go first."""


class NoSuchClip(Exception):
    """It was taken away, or never was at this school."""


@dataclass(frozen=True)
class Words:
    """What is written about a clip; the captions as we wrote them anew."""

    title: str
    topic: str
    captions: str


@dataclass(frozen=True)
class Raw:
    """A film as it was brought, in the place for files."""

    id: bytes
    length: int
    sha256: bytes


def bring(db: Session, *, school_id: bytes, words: Words, raw: Raw, replaces: bytes | None, by: bytes) -> None:
    """It waits for the worker. Raises TooManyClips, NoSuchClip."""
    hold_list(db, school_id, to_change=True)
    there = rows_at(db, school_id)
    if len(there) >= MOST_CLIPS:
        raise TooManyClips
    if replaces is not None and replaces not in {row.id for row in there if row.state is ClipState.READY}:
        raise NoSuchClip
    db.add(
        SchoolClip(
            id=raw.id, school_id=school_id, state=ClipState.WAITING, fault=ClipFault.NONE, topic=words.topic,
            title=words.title, captions=words.captions, replaces=replaces, hidden=False, length=raw.length,
            sha256=raw.sha256, film="", author_id=by, at=clock.seconds(),
        )
    )  # fmt: skip
    db.add(ClipWork(id=raw.id, holder=None, locked_until=0, attempts=0, percent=0))
    record(db, by, Act.WORDED, school=school_id)


def reword(db: Session, *, school_id: bytes, clip_id: bytes, words: Words, seen: int, by: bytes) -> None:
    """The same film with other words waits for the lead. Raises NoSuchClip, Overtaken."""
    row = held_clip(db, school_id, clip_id)
    if row.state is not ClipState.READY:
        raise NoSuchClip
    row.title, row.topic, row.captions = words.title, words.topic, words.captions
    put_before_lead(db, row, by=by, seen=seen)


def hide(db: Session, *, school_id: bytes, clip_id: bytes, hidden: bool, by: bytes) -> None:
    """At once, and back again: what pupils may see stays what the lead accepted. Raises NoSuchClip."""
    held_clip(db, school_id, clip_id).hidden = hidden
    record(db, by, Act.WORDED, school=school_id)


def take_away(db: Session, *, school_id: bytes, clip_id: bytes, by: bytes) -> SchoolClip:
    """For good: the row, whose files are for the caller to remove. Raises NoSuchClip."""
    row = held_clip(db, school_id, clip_id)
    db.execute(delete(ClipWork).where(ClipWork.id == clip_id))
    db.delete(row)
    record(db, by, Act.WORDED, school=school_id)
    return row


def put_before_lead(db: Session, row: SchoolClip, *, by: bytes, seen: int | None = None) -> None:
    """A revision of its words and its film, which pupils get once it is accepted. Raises Overtaken."""
    parts = {"title": row.title, "topic": row.topic, "captions": row.captions, "film": row.film}
    write(
        db, school_id=row.school_id, name=name_of(row), state=PieceState.PUBLISHED, parts=parts, based_on=UNWRITTEN,
        by=by, seen=seen,
    )  # fmt: skip
    record(db, by, Act.PUBLISHED, school=row.school_id)


def name_of(row: SchoolClip) -> Name:
    return OWN_CLIP.name, row.id.hex()


def held_clip(db: Session, school_id: bytes, clip_id: bytes) -> SchoolClip:
    """Nobody else changes it before this transaction ends. Raises NoSuchClip."""
    hold_list(db, school_id, to_change=True)
    row = db.get(SchoolClip, clip_id, with_for_update=True, populate_existing=True)
    if row is None or row.school_id != school_id:
        raise NoSuchClip
    return row
