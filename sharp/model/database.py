"""Opening the database: SQLite or PostgreSQL, transactions that only read and transactions that may write."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from sharp.model.queueing import Line, in_line
from sharp.vault.keyfile import ServerKeys

SQLITE_PRAGMAS = (
    "PRAGMA busy_timeout=10000",
    "PRAGMA page_size=8192",  # a row of 1.5 kB then lies whole in its page: a third of the size, and of the reads
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
)
ONE_MOMENT = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
"""What reads sees one moment throughout, as on SQLite: else a row and what hangs on it are of two, and look forged."""


@dataclass(frozen=True, repr=False)
class Database:
    """An engine and the server keys that sign and verify its rows."""

    engine: sa.Engine
    keys: ServerKeys
    line: Line = field(default_factory=Line)
    """For those who write to SQLite."""

    def read(self) -> Session:
        """A session that only reads; the caller closes it."""
        options = {} if self.engine.dialect.name == "sqlite" else ONE_MOMENT
        return self._session(self.engine.execution_options(**options))

    def write(self) -> Session:
        """A session whose first statement takes SQLite's write lock; the caller commits and closes it."""
        session = self._session(self.engine.execution_options(writes=True))
        return in_line(session, self.line) if self.engine.dialect.name == "sqlite" else session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.read() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One unit of work: committed if the block ends, rolled back if it raises."""
        with self.write() as session, session.begin():
            yield session

    def _session(self, engine: sa.Engine) -> Session:
        return Session(engine, expire_on_commit=False, info={"keys": self.keys})


def open_database(url: str, keys: ServerKeys) -> Database:
    """An engine that never prints parameters, with its pragmas and its kinds of BEGIN."""
    if url.startswith("sqlite"):
        engine = sa.create_engine(url, hide_parameters=True, connect_args={"isolation_level": None})
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = sa.create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_size=10,
        )
    return Database(engine, keys)


def _set_pragmas(connection: Any, _record: Any) -> None:
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: sa.Connection) -> None:
    """BEGIN IMMEDIATE for whatever may write: read-then-write under a deferred BEGIN loses updates."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
