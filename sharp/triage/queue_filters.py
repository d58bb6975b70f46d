"""What a queue page may be narrowed down to, and how many cases each choice holds: clear columns only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.reports import Report
from sharp.model.words import ReportState, Retention, Turn
from sharp.schools.deadlines import LEVELS
from sharp.triage.access import visible_to


class Whose(StrEnum):
    """Whom a case waits for; mine: those whose last act was mine, which only their sealed cards say."""

    OURS = "ours"
    HANDED = "handed"
    PUPIL = "pupil"
    OTHERS = "others"
    MINE = "mine"


TURN_OF: Mapping[Whose, Turn] = {
    Whose.OURS: Turn.NOMINEE,
    Whose.HANDED: Turn.HELPER,
    Whose.PUPIL: Turn.PUPIL,
    Whose.OTHERS: Turn.NOBODY,
}
VIEWS = ("open", "practice", "closed")


@dataclass(frozen=True)
class Filter:
    """What a queue page shows; it stands in the address, so it may hold clear columns only."""

    schools: tuple[bytes, ...]
    view: str = VIEWS[0]
    whose: Whose | None = None
    level: int | None = None
    overdue: bool = False
    page: int = 1

    @property
    def turn(self) -> Turn | None:
        return None if self.whose is None else TURN_OF.get(self.whose)

    @property
    def is_mine(self) -> bool:
        return self.whose is Whose.MINE


class Group(NamedTuple):
    """Cases that no filter tells apart."""

    school: bytes
    view: str
    turn: Turn
    level: int
    overdue: bool


@dataclass(frozen=True)
class Counts:
    groups: Mapping[Group, int]

    def of(self, wanted: Filter) -> int:
        """How many fit; what is mine nobody can count without opening every card."""
        return sum(count for group, count in self.groups.items() if _fits(group, wanted))


def count_cases(db: Session, staff_id: bytes, schools: tuple[bytes, ...]) -> Counts:
    """One pass for every count that a page shows."""
    is_late = sa.case((is_overdue(), 1), else_=0)
    view = sa.case(*((test, name) for name, test in views().items()), else_="")
    columns: tuple[Any, ...] = (Report.school_id, view, Report.turn, Report.level, is_late)
    asked = visible_to(staff_id, schools).with_only_columns(*columns, sa.func.count()).group_by(*columns)
    rows: Sequence[Any] = db.execute(asked).all()
    return Counts({Group(row[0], row[1], row[2], row[3], bool(row[4])): row[5] for row in rows})


def conditions(wanted: Filter) -> tuple[sa.ColumnElement[bool], ...]:
    found: list[sa.ColumnElement[bool]] = [views()[wanted.view]]
    if wanted.turn is not None:
        found.append(Report.turn == wanted.turn)
    if wanted.level is not None:
        found.append(Report.level == wanted.level)
    if wanted.overdue:
        found.append(is_overdue())
    return tuple(found)


def views() -> dict[str, sa.ColumnElement[bool]]:
    """Practice reports lie on their own pile, unless raised to level 1."""
    is_practice = sa.and_(Report.retention == Retention.PRACTICE, Report.level > 1)
    is_closed = Report.state == ReportState.CLOSED
    return {
        "open": sa.and_(sa.not_(is_closed), sa.not_(is_practice)),
        "practice": sa.and_(sa.not_(is_closed), is_practice),
        "closed": is_closed,
    }


def is_overdue() -> sa.ColumnElement[bool]:
    return sa.and_(Report.due.is_not(None), Report.due <= clock.seconds() // clock.SECONDS_A_QUARTER)


def parse_level(typed: str) -> int | None:
    """Raises ValueError for what is no level."""
    if typed and typed not in map(str, LEVELS):
        raise ValueError
    return int(typed) if typed else None


def _fits(group: Group, wanted: Filter) -> bool:
    return (
        group.school in wanted.schools
        and group.view == wanted.view
        and wanted.turn in (None, group.turn)
        and wanted.level in (None, group.level)
        and (group.overdue or not wanted.overdue)
    )
