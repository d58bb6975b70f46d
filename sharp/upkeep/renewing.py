"""New server keys for old rows: signed and sealed again under the active one, by the batch, while the service runs."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.accounts import one_time_codes
from sharp.model.base import Base, Maced
from sharp.model.database import Database
from sharp.model.passing import SealedSessionRow
from sharp.model.reports import Receipt
from sharp.model.schools import Roster
from sharp.model.staff import Staff, TrailLine
from sharp.schools.anchor import Anchor
from sharp.schools.roster import resign
from sharp.schools.rows import UNREADABLE
from sharp.upkeep.opening import Opened
from sharp.vault.credentials import reseal_credential
from sharp.vault.keyfile import ServerKeys
from sharp.vault.receipts import reseal_receipt
from sharp.vault.words import renew_lookup

BATCH = 200
PAUSE_SECONDS = 0.02
"""Between two batches, so that whoever waits to write comes first."""
PASSES = 2
"""A row that somebody held in the first is asked for again in the second."""
NONE = 0
"""The version of what is not there: an account's credential before it is set up."""

NOT_RENEWED = frozenset({TrailLine.__tablename__, SealedSessionRow.__tablename__})
"""What nobody may write anew, and what only its own browser can."""


@dataclass(frozen=True)
class Renewed:
    table: str
    rows: int


def renew(deployment: Opened) -> Iterator[Renewed]:
    """Every table in turn. A row that does not verify is left as it is: what is signed again must have held before."""
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__name__):
        if issubclass(mapper.class_, Maced):
            rows = sum(_renew_table(deployment.database, mapper.class_) for _ in range(PASSES))
            yield Renewed(_name(mapper.class_), rows)
    yield Renewed(_name(Roster), _renew_rosters(deployment.database, deployment.anchor))


def rows_naming(db: Session, v: int) -> Mapping[str, int]:
    """How many rows of which tables cannot be read without this version of the server keys."""
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if _is_version(column)]
        if columns:
            names_it = sa.or_(*(column == v for column in columns))
            found[table.name] = db.scalar(sa.select(sa.func.count()).select_from(table).where(names_it)) or 0
    return {name: rows for name, rows in found.items() if rows}


def _renew_table(database: Database, table: type[Maced]) -> int:
    count = 0
    for keys in _behind(database, table):
        count += _renew_rows(database, table, keys)
        time.sleep(PAUSE_SECONDS)
    return count


def _behind(database: Database, table: type[Maced]) -> Iterator[Sequence[bytes]]:
    """The keys of rows under an older version, by the batch."""
    [key] = sa.inspect(table).primary_key
    old, last = _is_old(table, database.keys), b""
    while True:
        with database.reading() as db:
            found = db.scalars(sa.select(key).where(old, key > last).order_by(key).limit(BATCH)).all()
        if not found:
            return
        yield found
        last = found[-1]


def _renew_rows(database: Database, table: type[Maced], keys: Sequence[bytes]) -> int:
    """One unit of work; row by row where one of them does not verify."""
    try:
        with database.writing() as db:
            return _renew_held(db, table, keys)
    except UNREADABLE:
        return sum(_renew_rows(database, table, [key]) for key in keys) if len(keys) > 1 else 0


def _renew_held(db: Session, table: type[Maced], keys: Sequence[bytes]) -> int:
    """Rows that somebody else holds are passed over: waiting for them, each could wait for the other."""
    [key] = sa.inspect(table).primary_key
    mine = sa.select(table).where(key.in_(keys), _is_old(table, db.info["keys"]))
    rows = db.scalars(mine.with_for_update(key_share=True, skip_locked=True)).all()
    for row in rows:
        if table in SEALED:
            SEALED[table](row, db.info["keys"])
        row.sign(db.info["keys"])
    return len(rows)


def _renew_rosters(database: Database, anchor: Anchor) -> int:
    with database.reading() as db:
        schools = db.scalars(sa.select(Roster.school_id).where(Roster.mac_v != database.keys.active)).all()
    return sum(_renew_roster(database, anchor, school_id) for school_id in schools)


def _renew_roster(database: Database, anchor: Anchor, school_id: bytes) -> int:
    try:
        with database.writing() as db:
            resign(db, school_id, anchor)
    except UNREADABLE:
        return 0
    return 1


def _renew_receipt(row: Receipt, keys: ServerKeys) -> None:
    """The words themselves are not needed: what they find it by, and the outer seal, are the server's own."""
    v, school, report = row.v, row.school_id, row.report_id
    row.lookup = renew_lookup(row.lookup, keys.key("words", v), keys.key("words"), school)
    row.stored = reseal_receipt(row.stored, keys.key("receipt", v), v, keys.key("receipt"), keys.active, school, report)
    row.v = keys.active


def _renew_staff(row: Staff, keys: ServerKeys) -> None:
    """The passphrase is not needed: it opens what lies inside."""
    if row.cred is not None:
        row.cred = reseal_credential(
            row.cred, keys.key("staff", row.cred_v), row.cred_v, keys.key("staff"), keys.active, row.id, row.gen
        )
        row.cred_v = keys.active
    if row.totp is not None:
        row.totp = one_time_codes.seal_secret(
            keys, row.id, one_time_codes.open_secret(keys, row.id, row.totp, row.totp_v)
        )
        row.totp_v = keys.active


SEALED: Mapping[type[Maced], Callable[[Any, ServerKeys], None]] = {Receipt: _renew_receipt, Staff: _renew_staff}
"""Rows that hold something under the server keys besides their MAC."""


def _is_old(table: type[Maced], keys: ServerKeys) -> sa.ColumnElement[bool]:
    columns = [column for column in sa.inspect(table).local_table.columns if _is_version(column)]
    return sa.or_(*(column.not_in((NONE, keys.active)) for column in columns))


def _is_version(column: sa.Column[Any]) -> bool:
    return column.name == "v" or column.name.endswith("_v")


def _name(table: type[Base] | type[Maced]) -> str:
    return str(sa.inspect(table).local_table.description)
