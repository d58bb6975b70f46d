"""What is over in the demo: cases deleted when their time came, and how those of earlier terms ended, as counts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.staff import TrailLine
from sharp.model.words import Act
from sharp.reports.draft import About
from sharp.reports.journal import Item
from sharp.reports.outcomes import count_closing
from sharp.schools.facts import Roster
from sharp.upkeep.opening import Opened
from sharp.upkeep.retention import sweep
from sharp.vault.encoding import new_id
from sharp.vault.entries import Content
from sharp.vault.slots import Slot

SWEPT = timedelta(days=3)
"""How long ago the sweep ran that found something."""


def count_ended(db: Session, plan: Iterable[Mapping[str, Any]], rosters: Mapping[str, Roster]) -> None:
    """As each was counted when it was closed; nothing else of them is left."""
    for each in plan:
        with clock.at(clock.now() - timedelta(days=each["days"])):
            for _time in range(each["times"]):
                count_closing(db, rosters[each["school"]].school, tuple(_items(each)), each["outcome"])


def _items(plan: Mapping[str, Any]) -> Iterator[Item]:
    account = {"kinds": [plan["kind"]], "place": "", "place_more": "", "about": About.ME}
    yield Item(1, Slot.THREAD, new_id(), Content("account", "pupil", clock.hour(), account))
    if "helped" in plan:
        feedback = {"helped": plan["helped"], "safe": None}
        yield Item(2, Slot.THREAD, new_id(), Content("feedback", "pupil", clock.hour(), feedback))


def sweep_since(deployment: Opened) -> frozenset[bytes]:
    """Delete what was due by then, with its certificates; gives the ids of what is gone."""
    with clock.at(clock.now() - SWEPT):
        sweep(deployment)
    with deployment.database.reading() as db:
        return frozenset(db.scalars(sa.select(TrailLine.report_id).where(TrailLine.act == Act.DESTROYED)))
