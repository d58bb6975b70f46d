"""What the proofs share: the whole database as it lies there, rows taken away and put back, pages without tokens."""

import re
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from sharp import clock
from sharp.accounts.current import SignedIn
from sharp.accounts.trail import record
from sharp.model import clips, evidence, outcomes, passing, reports, schools, staff
from sharp.model.base import Base
from sharp.model.database import Database
from sharp.model.reports import Offer, Report
from sharp.model.words import Act, ClipFault, ClipState, OfferAnswer, OfferState
from sharp.reports.grants import staff_keyring
from sharp.reports.journal import Item, read_journal
from sharp.triage import casework, keeping
from sharp.triage.access import CaseRef
from sharp.triage.casework import Closure, Outcome
from sharp.upkeep import examining
from sharp.upkeep.opening import Opened
from sharp.vault import words as code_words
from sharp.vault.encoding import new_id
from tests.fixtures.reports import Filed
from tests.fixtures.world import World
from tests.integration.schools.thief import tamper

assert all(
    module.__name__.startswith("sharp.model.")
    for module in (clips, evidence, outcomes, passing, reports, schools, staff)
)

TABLES: Mapping[str, sa.Table] = dict(Base.metadata.tables)
PASSING = frozenset({"sessions", "outbox", "sign_in_counts", "clip_work"})
"""Rows that are gone within a day."""
TRAIL = frozenset({"trail", "trail_heads"})
SHORT_OF = ("no outside recovery key is recorded", "nobody serves as contact")
"""What birch lacks from the beginning; not a forged row."""

Row = dict[str, Any]
_RANDOM = re.compile(rb'name="(?:csrf_token|once)"[^>]*value="[^"]*"')


def rows_of(database: Database, table: str) -> list[Row]:
    """Every row as the database holds it, in no order that means anything."""
    with database.engine.connect() as connection:
        found = connection.execute(sa.text(f"SELECT * FROM {table}")).mappings().all()
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def dump(database: Database, *, but: Collection[str] = ("sessions",)) -> dict[str, list[str]]:
    """All tables but those named, to be compared with another dump."""
    return {table: sorted(map(repr, rows_of(database, table))) for table in TABLES if table not in but}


def masked(page: TestResponse) -> bytes:
    """A page without what is drawn anew each time it is shown."""
    return _RANDOM.sub(b"", page.get_data())


def key_of(table: str) -> str:
    """The one column that names a row."""
    [column] = TABLES[table].primary_key.columns
    return column.name


def remove_row(database: Database, table: str, row: Row) -> None:
    tamper(database, f"DELETE FROM {table} WHERE {key_of(table)} = :key", key=row[key_of(table)])


def insert_row(database: Database, table: str, row: Row) -> None:
    columns = ", ".join(row)
    values = ", ".join(f":{column}" for column in row)
    tamper(database, f"INSERT INTO {table} ({columns}) VALUES ({values})", **row)


def replace_row(database: Database, table: str, row: Row, by: Row) -> None:
    """Another row in the place of this one."""
    remove_row(database, table, row)
    insert_row(database, table, by)


def set_cell(database: Database, table: str, row: Row, column: str, value: Any) -> None:
    key = key_of(table)
    tamper(database, f"UPDATE {table} SET {column} = :value WHERE {key} = :key", value=value, key=row[key])


def other_value(column: sa.Column[Any], value: Any) -> Any:
    """Something else that the program itself might have written into this column."""
    choices = getattr(column.type, "choices", None)
    if choices is not None:
        return next(str(choice) for choice in choices if str(choice) != value)
    if isinstance(column.type, sa.Boolean):
        return not value
    if value is None:
        return {bytes: bytes(16), str: "x"}.get(_kind(column), 20_000)
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"\x01"
    if isinstance(value, str):
        return ("y" if value.startswith("x") else "x") + value[1:]
    return value + 1_000


def _kind(column: sa.Column[Any]) -> type:
    return bytes if isinstance(getattr(column.type, "impl", None), sa.LargeBinary) else int


def examined(world: World) -> list[str]:
    """What doctor finds wrong with the rows, without what birch is short of."""
    deployment = Opened(world.settings, world.keys, world.database, world.anchor)
    return [said for said in examining.examine(deployment) if not said.endswith(SHORT_OF)]


def report_of(world: World, filed: Filed) -> Report:
    with world.database.reading() as db:
        return db.get_one(Report, filed.id)


def opened_by(world: World, filed: Filed, who: str) -> tuple[Item, ...]:
    """Every entry that somebody's grants open; nothing of theirs is held back by a role."""
    person = world.person(who)
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        return read_journal(db, report, staff_keyring(db, report, person.id, person.keys))


def case_of(world: World, filed: Filed, who: str, slug: str = "alder") -> CaseRef:
    """A case as somebody who is signed in holds it, for verbs that need no page."""
    person, roster = world.person(who), world.roster(slug)
    member = roster.of_staff(person.id)[0]
    signed_in = SignedIn(person.id, person.name, person.email, False, person.keys, clock.seconds())
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        ring = staff_keyring(db, report, person.id, person.keys)
    return CaseRef(filed.id, roster.school.id, filed.reference, signed_in, member.role, member.shown_name, roster, ring)


def cheap_words(monkeypatch: Any) -> None:
    """Code words at the least price that Argon2id takes: for proofs that send hundreds of times."""
    monkeypatch.setattr(code_words, "MEMORY_KIB", 8)
    monkeypatch.setattr(code_words, "PASSES", 1)


def hold_and_close(world: World, filed: Filed) -> None:
    """So that every table has a row: a hold, an outcome that was counted, and an offer to another school."""
    case = case_of(world, filed, "officer")
    with world.database.writing() as db:
        keeping.hold(db, case, "Asked for.")
        casework.close(db, case, Closure(Outcome.HELPED, "Done.", "Done.", keep_long=False))
        db.add(offer_of(world, filed))
        db.add(clip_of(world))
        record(db, case.staff.id, Act.OFFERED, school=case.school_id, report=filed.id)


def clip_of(world: World) -> clips.SchoolClip:
    """As it lies there until a worker takes it up."""
    return clips.SchoolClip(
        id=new_id(), school_id=world.cast.schools["alder"], state=ClipState.WAITING, fault=ClipFault.NONE,
        topic="bullying", title="Our door", captions="WEBVTT\n\n00:01.000 --> 00:02.000\nCome in.\n", replaces=None,
        hidden=False, length=100, sha256=bytes(32), film="", author_id=world.person("spoc").id, at=clock.seconds(),
    )  # fmt: skip


def offer_of(world: World, filed: Filed) -> Offer:
    """As it lies there until somebody at birch answers."""
    alder, birch = world.cast.schools["alder"], world.cast.schools["birch"]
    return Offer(
        id=new_id(), report_id=filed.id, school_id=alder, staff_id=world.person("spoc").id, to_school_id=birch,
        to_staff_id=world.person("spoc_elsewhere").id, state=OfferState.OFFERED, answer=OfferAnswer.NONE,
        since=clock.hour(),
    )  # fmt: skip
