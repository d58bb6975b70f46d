"""By when a report is to be read, answered and taken a step further: a time for each level, as data."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from sharp.model.words import ReportState, Turn
from sharp.schools.timetable import Timetable, add_open_hours, end_of_school_day

LEVELS = (1, 2, 3, 4)
LEAST_HOURS = 2
"""A report that comes in at the end of the day still leaves this many open hours."""
WITHOUT_SCHOOL_DAYS = timedelta(days=7)
"""Where no school day is known, a week is better than no date at all."""
_WRITTEN = re.compile(r"(\d{1,3}) (hour|open hour|school day)s?")


class DeadlinesWrong(Exception):
    """The times make no sense; the message says where and what to write."""


class Step(StrEnum):
    """What is due next."""

    READ = "read"
    ANSWERED = "answered"
    NEXT = "next"


@dataclass(frozen=True)
class Allowance:
    """`at once`, `2 hours` (at any hour of any day), `3 open hours` or `2 school days`."""

    count: int
    unit: str

    @property
    def is_at_any_hour(self) -> bool:
        return self.unit == "hour"

    def end(self, timetable: Timetable, tz: ZoneInfo, start: datetime) -> datetime:
        """School days end as school closes, and leave two open hours at the least."""
        if self.is_at_any_hour:
            return start + timedelta(hours=self.count)
        if self.unit == "open hour":
            found = add_open_hours(timetable, tz, start, self.count)
            return found or start + WITHOUT_SCHOOL_DAYS
        closing = end_of_school_day(timetable, tz, start, self.count)
        least = add_open_hours(timetable, tz, start, LEAST_HOURS)
        return start + WITHOUT_SCHOOL_DAYS if closing is None or least is None else max(closing, least)


@dataclass(frozen=True)
class Deadlines:
    allowed: Mapping[tuple[int, Step], Allowance]
    stand_in: Allowance
    """How long a level 1 may lie unread, once it is due, before those listed as standing in read it too."""

    def of(self, level: int, step: Step) -> Allowance:
        return self.allowed[min(max(level, 1), LEVELS[-1]), step]


def step_of(state: ReportState, turn: Turn) -> Step | None:
    """Which of the three a report's due time is for; None: nothing is due."""
    if state is ReportState.CLOSED or turn is Turn.NOBODY:
        return None
    if state is ReportState.SENT:
        return Step.READ
    return Step.ANSWERED if turn is Turn.NOMINEE else Step.NEXT


def parse_deadlines(given: Mapping[str, Any]) -> Deadlines:
    """From the tables [times.1] to [times.4] and [stand_in]. Raises DeadlinesWrong."""
    times = given.get("times", {})
    if not isinstance(times, dict) or set(times) != {str(level) for level in LEVELS}:
        raise DeadlinesWrong("it needs [times.1], [times.2], [times.3] and [times.4], and no other times")
    allowed = {}
    for level in LEVELS:
        said = times[str(level)]
        if not isinstance(said, dict) or set(said) != set(Step):
            raise DeadlinesWrong(f"[times.{level}] needs read, answered and next, and nothing else")
        for step in Step:
            allowed[level, step] = _parse(said[step], f"{step} in [times.{level}]")
    for step in (Step.READ, Step.ANSWERED):
        if not allowed[1, step].is_at_any_hour:
            raise DeadlinesWrong(f"{step} in [times.1]: level 1 counts at any hour; write `at once` or `2 hours`")
    stand_in = given.get("stand_in", {})
    if not isinstance(stand_in, dict) or set(stand_in) != {"after"}:
        raise DeadlinesWrong("it needs [stand_in] with `after`, and nothing else in it")
    return Deadlines(allowed, _parse(stand_in["after"], "after in [stand_in]"))


def _parse(written: Any, where: str) -> Allowance:
    if written == "at once":
        return Allowance(0, "hour")
    found = _WRITTEN.fullmatch(written) if isinstance(written, str) else None
    if found is None or int(found[1]) < 1:
        raise DeadlinesWrong(f"{where}: write `at once`, `2 hours`, `3 open hours` or `2 school days`")
    return Allowance(int(found[1]), found[2])


OURS = files(__package__).joinpath("levels.toml").read_text(encoding="utf-8")
"""The rules of levels as we write them; an operator may name a file of their own."""
_used = parse_deadlines(tomllib.loads(OURS))


def deadlines_in_use() -> Deadlines:
    return _used


def use_deadlines(deadlines: Deadlines) -> None:
    """Those of the rules of levels that are in use (reports/levels.py)."""
    global _used
    _used = deadlines
