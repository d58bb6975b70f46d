"""What the tests of keeping and deleting ask again and again: cases closed long ago, sweeps, what is left of them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sharp import clock
from sharp.model.base import Base
from sharp.model.reports import Entry, Grant, Receipt, Report
from sharp.model.staff import TrailLine
from sharp.model.words import Act
from sharp.reports import pupil_case
from sharp.triage import casework
from sharp.triage.casework import Closure, Outcome
from sharp.upkeep import retention
from sharp.upkeep.opening import Opened
from sharp.upkeep.retention import Swept
from sharp.web.application import Sharp
from tests.fixtures.reports import Filed, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of

THEN = datetime(2026, 11, 23, 11, 20, tzinfo=UTC)
"""A Monday in the autumn term: when cases are closed here."""


def later(**ahead: float) -> datetime:
    return THEN + timedelta(**ahead)


def months_later(months: int) -> datetime:
    """The second of a month, so many months after the closing's own."""
    year, month = divmod(THEN.year * 12 + THEN.month - 1 + months, 12)
    return datetime(year, month + 1, 2, 12, tzinfo=UTC)


def opened(world: World) -> Opened:
    return Opened(world.settings, world.keys, world.database, world.anchor)


def close(app: Sharp, world: World, filed: Filed, *, who: str = "officer", keep_long: bool = False) -> None:
    """By a reader, at the moment that the clock is held at."""
    case = case_of(world, filed, who)
    closure = Closure(Outcome.HELPED, "A plan is agreed.", "We spoke to them.", keep_long)
    with app.app_context(), world.database.writing() as db:
        casework.close(db, case, closure)


def close_then(app: Sharp, world: World, *many: Filed, keep_long: bool = False) -> None:
    with clock.at(THEN):
        for filed in many:
            close(app, world, filed, keep_long=keep_long)


def answers(app: Sharp, world: World, filed: Filed, helped: int | None, safe: int | None = None) -> None:
    ring = ring_of(world, filed)
    with app.app_context(), world.database.writing() as db:
        pupil_case.did_it_help(db, filed.id, ring, helped=helped, safe=safe)


def sweep_at(world: World, moment: datetime) -> Swept:
    with clock.at(moment):
        return retention.sweep(opened(world))


def rows_left(world: World, report_id: bytes) -> dict[str, int]:
    """In every table that can name a report, but the trail."""
    found = {}
    with world.database.reading() as db:
        for table in Base.metadata.sorted_tables:
            column = table.c.id if table.name == Report.__tablename__ else table.c.get("report_id")
            if column is not None and table.name != TrailLine.__tablename__:
                count = db.scalar(sa.select(sa.func.count()).select_from(table).where(column == report_id)) or 0
                if count:
                    found[table.name] = count
    return found


def sealed_bytes(world: World, report_id: bytes) -> list[bytes]:
    """What is sealed of a report, as it lies in its rows: entries, grants, what the words open."""
    with world.database.reading() as db:
        columns = (Entry.envelope, Grant.blob, Receipt.stored)
        return [
            bytes(each)
            for column in columns
            for each in db.scalars(sa.select(column).where(column.class_.report_id == report_id))
        ]


def files_of(world: World) -> bytes:
    """A SQLite database's own bytes: the file, its log, and whatever else lies beside it."""
    path = Path(world.settings.database_url.removeprefix("sqlite:///"))
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def pieces_in(heap: bytes, sealed: Iterable[bytes], size: int = 24) -> int:
    """How many pieces of what was sealed lie in the heap; each is random bytes, so one found is one kept."""
    return sum(heap.count(each[start : start + size]) for each in sealed for start in range(0, len(each) - size, 64))


def acts_about(world: World, report_id: bytes) -> list[Act]:
    with world.database.reading() as db:
        lines = db.scalars(sa.select(TrailLine).where(TrailLine.report_id == report_id).order_by(TrailLine.i))
        return [line.act for line in lines]


def cell(world: World, filed: Filed, column: Any) -> Any:
    with world.database.reading() as db:
        key = column.class_.id if column.class_ is Report else column.class_.report_id
        return db.scalar(sa.select(column).where(key == filed.id))
