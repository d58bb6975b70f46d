"""What the page about a school's own clips shows: each with how far it is, and who may do what next."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.advice.bringing import name_of
from sharp.advice.clip_work import percents
from sharp.advice.own_clips import OWN_CLIP, rows_at
from sharp.advice.standing import Standing
from sharp.advice.topics import TOPICS
from sharp.model.clips import SchoolClip
from sharp.model.words import ClipState
from sharp.schools.facts import Roster
from sharp.schools.pieces import revisions
from sharp.schools.shipped import Shipped
from sharp.triage.case_people import names_at
from sharp.triage.content_page import state_words
from sharp.triage.forms_clips import FAULTS

_TOPICS = {topic.id: topic for topic in TOPICS}


@dataclass(frozen=True)
class ClipLine:
    """One clip in the list."""

    id: str
    title: str
    topic: str
    by: str
    state: str
    percent: int | None
    """None: nobody is making it now."""
    is_waiting: bool
    is_ready: bool
    is_refused: bool
    is_hidden: bool
    is_due: bool
    """Waits for the safeguarding lead."""
    replaces: str
    """The title of the clip that goes once this is accepted."""


def clip_lines(db: Session, school_id: bytes, roster: Roster) -> tuple[ClipLine, ...]:
    return tuple(_lines(db, school_id, roster))


def _lines(db: Session, school_id: bytes, roster: Roster) -> Iterator[ClipLine]:
    rows = rows_at(db, school_id)
    found, going = revisions(db, school_id, [OWN_CLIP.name]), percents(db)
    titles = {row.id: row.title for row in rows}
    for row in rows:
        piece = Shipped(row.id.hex(), row.title, dict.fromkeys(("title", "topic", "captions", "film"), ""), "")
        standing = Standing(OWN_CLIP, piece, found.get(name_of(row), ()))
        percent = going.get(row.id)
        topic = _TOPICS.get(row.topic)
        yield ClipLine(
            id=row.id.hex(),
            title=row.title,
            topic=topic.title if topic else row.topic,
            by=names_at(roster).of(row.author_id),
            state=_state(row, standing, percent),
            percent=percent,
            is_waiting=row.state is ClipState.WAITING,
            is_ready=row.state is ClipState.READY,
            is_refused=row.state is ClipState.REFUSED,
            is_hidden=row.hidden,
            is_due=row.state is ClipState.READY and standing.waiting is not None,
            replaces=titles.get(row.replaces, "") if row.replaces else "",
        )


def _state(row: SchoolClip, standing: Standing, percent: int | None) -> str:
    if row.state is ClipState.REFUSED:
        return str(FAULTS[row.fault])
    if row.state is ClipState.WAITING:
        if percent is None:
            return str(_("It waits to be made."))
        return str(_("It is being made: %(percent)d of 100.", percent=percent))
    if row.hidden:
        return str(_("Hidden: pupils do not see it."))
    return f"{state_words(standing)}."
