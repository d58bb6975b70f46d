"""What the pages about content show: where each piece stands, who wrote and accepted it, and what changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sharp import clock
from sharp.advice.content import KINDS
from sharp.advice.standing import Standing, standings
from sharp.model.words import PieceState
from sharp.schools.facts import Roster, date_of
from sharp.schools.pieces import PAGE, PageRefused, Revision, count_refused, is_open
from sharp.schools.shipped import ContentKind, Parts
from sharp.triage.case_people import names_at
from sharp.triage.times import hour_words

SHOWN_REVISIONS = 30
STATES = {
    PieceState.DRAFT: _l("Draft"),
    PieceState.PUBLISHED: _l("Put before the safeguarding lead"),
    PieceState.ACCEPTED: _l("Accepted for pupils"),
}


@dataclass(frozen=True)
class Line:
    """A piece in the list of its kind."""

    kind: str
    item: str
    title: str
    written: str
    """By whom, and who reviewed it."""
    state: str
    tags: tuple[str, ...]
    is_due: bool
    """Waits for the safeguarding lead."""


@dataclass(frozen=True)
class Group:
    kind: ContentKind
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Difference:
    """What one part lost and what it gained, a line each."""

    label: Any
    lines: tuple[tuple[bool, str], ...]
    """True: it is new."""


@dataclass(frozen=True)
class Past:
    n: int
    state: Any
    by: str
    when: str
    changes: tuple[Difference, ...]
    """Against the revision before it, or against the shipped text."""


@dataclass(frozen=True)
class Counts:
    """Of one school."""

    waiting: int
    """Texts that the safeguarding lead has not accepted."""
    missing: int
    """Those without which the page stays closed."""
    refused: int
    """Rows that somebody changed outside the service."""
    is_open: bool


def counts(db: Session, school_id: bytes) -> Counts:
    found = standings(db, school_id)
    try:
        opened = is_open(db, school_id)
    except PageRefused:
        opened = False
    kinds = [PAGE[0], *(kind.name for kind in KINDS)]
    return Counts(
        waiting=sum(each.waiting is not None for each in found),
        missing=sum(each.is_missing for each in found),
        refused=count_refused(db, school_id, kinds),
        is_open=opened,
    )


def since_accepted(standing: Standing) -> tuple[Difference, ...]:
    """What waits, against what pupils read."""
    if standing.waiting is None or standing.live is None:
        return ()
    return differences(standing.kind, standing.live.parts, standing.waiting.parts)


def against_shipped(standing: Standing) -> tuple[Difference, ...]:
    """The shipped text as it is now, against the school's own."""
    if standing.kind.of_school is not None:
        return ()
    found = standing.waiting or standing.live
    return differences(standing.kind, found.parts, standing.piece.parts) if found and standing.is_own else ()


def groups(found: tuple[Standing, ...], roster: Roster) -> tuple[Group, ...]:
    kinds = dict.fromkeys(each.kind for each in found)
    return tuple(Group(kind, tuple(line(each, roster) for each in found if each.kind is kind)) for kind in kinds)


def line(standing: Standing, roster: Roster) -> Line:
    kind, item = standing.name
    is_due = standing.waiting is not None
    return Line(kind, item, standing.title, written_words(standing, roster), state_words(standing),
                tuple(_tags(standing)), is_due)  # fmt: skip


def state_words(standing: Standing) -> str:
    if standing.waiting is None:
        return str(_("Accepted") if standing.live else _("Nothing is written"))
    if standing.is_shown_already:
        return str(_("Not accepted yet. Pupils read it already, so that help is never held back"))
    return str(_("A new text waits. Pupils read the old one") if standing.live else _("Not accepted yet"))


def written_words(standing: Standing, roster: Roster) -> str:
    """Author, reviewer and day; of a school's own text, who wrote it."""
    piece = standing.piece
    if standing.is_own:
        writer = next((each for each in standing.history if each.state is PieceState.PUBLISHED), None)
        return str(_("Written by %(name)s. Not yet reviewed.", name=_name(roster, writer))) if writer else ""
    if not piece.author:
        return ""
    if piece.reviewed is None:
        return str(_("Written by %(author)s. Not yet reviewed.", author=piece.author))
    day = format_date(piece.reviewed, "d MMMM y", locale=get_locale())
    said = {"author": piece.author, "reviewer": piece.reviewer, "day": day}
    return str(_("Written by %(author)s. Reviewed by %(reviewer)s on %(day)s.", **said))


def accepted_words(standing: Standing, roster: Roster) -> str:
    live = standing.live
    if live is None or standing.is_shown_already:
        return ""
    day = format_date(date_of(roster.school.day(clock.of_seconds(live.at))), "d MMMM y", locale=get_locale())
    if standing.waiting is not None:
        return str(_("What pupils read now was accepted by %(name)s on %(day)s.", name=_name(roster, live), day=day))
    return str(_("Accepted by %(name)s on %(day)s.", name=_name(roster, live), day=day))


def past(standing: Standing, roster: Roster) -> tuple[Past, ...]:
    """The newest revisions first, each with what it changed."""
    return tuple(_past(standing, roster))


def differences(kind: ContentKind, old: Parts, new: Parts) -> tuple[Difference, ...]:
    """Part by part, what is there no more and what is new; by line."""
    labels = {field.name: field.label for field in kind.fields} or {name: name for name in new}
    found = (Difference(label, _lines(old.get(name, ""), new.get(name, ""))) for name, label in labels.items())
    return tuple(each for each in found if each.lines)


def _tags(standing: Standing) -> Iterator[str]:
    if standing.is_own:
        yield _("Your school’s own text")
    if standing.is_behind:
        yield _("The shipped text has changed since")
    if standing.draft is not None:
        yield _("Draft")
    if standing.piece.is_fixed:
        yield _("Always there")


def _past(standing: Standing, roster: Roster) -> Iterator[Past]:
    history = standing.history[:SHOWN_REVISIONS]
    for index, each in enumerate(history):
        before = standing.history[index + 1].parts if index + 1 < len(standing.history) else standing.piece.parts
        hour = each.at // clock.SECONDS_AN_HOUR
        yield Past(
            each.n, STATES[each.state], _name(roster, each), hour_words(hour, roster.school.tz),
            differences(standing.kind, before, each.parts),
        )  # fmt: skip


def _name(roster: Roster, revision: Revision) -> str:
    return names_at(roster).of(revision.author_id)


def _lines(old: str, new: str) -> tuple[tuple[bool, str], ...]:
    before, after = old.splitlines(), new.splitlines()
    found: list[tuple[bool, str]] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            found += [(False, each) for each in before[a:b] if each] + [(True, each) for each in after[c:d] if each]
    return tuple(found)
