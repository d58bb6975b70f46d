"""A queue line as it is shown: kind, place, age, level and turn in staff's terms, never the pupil's sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from sharp.model.words import ReportState, Turn
from sharp.schools.deadlines import step_of
from sharp.schools.facts import SchoolFacts
from sharp.triage.kinds import kinds_words
from sharp.triage.queue import CaseLine, Line, RefusedLine
from sharp.triage.times import age_words, due_words, is_past
from sharp.triage.wording import DUE, LEVEL_TAGS, OVERDUE, TURNS, place_words


@dataclass(frozen=True)
class ShownLine:
    reference: str
    kinds: str
    place: str
    age: str
    level: int
    level_words: Any
    turn: Any
    is_ours: bool
    due: str
    due_for: Any
    """Which step it is by then, or which of them is overdue."""
    is_overdue: bool
    is_new: bool
    is_closed: bool
    school: str
    together: str
    """Which other cases it is worked on with, in words."""


def shown_lines(lines: Iterable[Line], schools: Mapping[bytes, SchoolFacts]) -> tuple[ShownLine, ...]:
    return tuple(_shown(line, schools[line.school_id]) for line in lines if not isinstance(line, RefusedLine))


def count_refused(lines: Iterable[Line]) -> int:
    return sum(isinstance(line, RefusedLine) for line in lines)


def _shown(line: CaseLine, school: SchoolFacts) -> ShownLine:
    face, step, is_overdue = line.face, step_of(line.state, line.turn), is_past(line.due)
    return ShownLine(
        reference=line.reference,
        kinds=kinds_words(face.kinds, face.about) if face else _("Not shown to you"),
        place=place_words(face.place) if face else "",
        age=age_words(line.received, school.tz),
        level=line.level,
        level_words=LEVEL_TAGS[line.level],
        turn=TURNS[line.turn],
        is_ours=line.turn is Turn.NOMINEE,
        due="" if line.due is None else due_words(line.due, school.tz),
        due_for="" if step is None else (OVERDUE if is_overdue else DUE)[step],
        is_overdue=is_overdue,
        is_new=line.state is ReportState.SENT,
        is_closed=line.state is ReportState.CLOSED,
        school=school.name,
        together=_together(line),
    )


def _together(line: CaseLine) -> str:
    if line.goes_with:
        return str(_("worked on with %(reference)s", reference=line.goes_with))
    if line.leads and line.state is not ReportState.CLOSED:
        return str(_("leads %(references)s", references=", ".join(line.leads)))
    return ""
