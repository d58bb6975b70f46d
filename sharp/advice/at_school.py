"""What pupils read at one school: topics that its safeguarding lead accepted, and its helplines."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from sharp import clock
from sharp.advice.clips import Clip
from sharp.advice.content import CLIP, HELPLINE, TOPIC, clip_of, line_of, topic_of
from sharp.advice.helplines import Helpline, helpline
from sharp.advice.own_lines import OWN_LINES, own_line
from sharp.advice.topics import Topic
from sharp.schools.pieces import Revision, accepted
from sharp.schools.shipped import Shipped


def topics_at(db: Session, school_id: bytes) -> tuple[Topic, ...]:
    """In the order of the files. None that nobody accepted, or that is left out; a forged one is as it came."""
    live = accepted(db, school_id, [TOPIC.name])
    found = [(piece, live[TOPIC.name, piece.id]) for piece in TOPIC.shipped if (TOPIC.name, piece.id) in live]
    made = (topic_of(piece, piece.filled(revision.parts) if revision else piece.parts) for piece, revision in found)
    return tuple(topic for topic in made if topic is not None)


def clips_at(db: Session, school_id: bytes) -> Mapping[str, Clip]:
    """By id, those that its lead accepted and the school shows."""
    live = accepted(db, school_id, [CLIP.name])
    found = [
        clip_of(piece, piece.filled(revision.parts) if revision else piece.parts)
        for piece in CLIP.shipped
        if (CLIP.name, piece.id) in live
        for revision in [live[CLIP.name, piece.id]]
    ]
    return {clip.id: clip for clip in found if clip is not None}


def lines_at(db: Session, school_id: bytes | None) -> tuple[Helpline, ...]:
    """Each helpline as the school has it. Help is never held back: without the school's word it is as it came.

    A number that a school once had may be somebody else's now: where its newest does not hold, none before it does.
    """
    live = accepted(db, school_id, [HELPLINE.name], older=False) if school_id else {}
    added = (_added(piece, live.get((OWN_LINES.name, piece.id))) for piece in OWN_LINES.shipped)
    return (
        *(_line(piece, live.get((HELPLINE.name, piece.id))) for piece in HELPLINE.shipped),
        *(line for line in added if line is not None),
    )


def _line(piece: Shipped, revision: Revision | None) -> Helpline:
    """Accepted as it came, it stays as it comes: a number that was put right is shown at once."""
    if piece.is_fixed or revision is None or revision.is_as_it_came:
        return helpline(piece.id)
    return line_of(piece, piece.filled(revision.parts), day_of(revision))


def _added(piece: Shipped, revision: Revision | None) -> Helpline | None:
    """One that does not hold is nobody's: no shipped line stands in for it."""
    return own_line(piece, piece.filled(revision.parts)) if revision else None


def day_of(revision: Revision) -> date:
    return clock.of_seconds(revision.at).date()
