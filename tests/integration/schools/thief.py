"""Somebody who can write to the database, and has no key."""

from typing import Any

import sqlalchemy as sa

from sharp.model.database import Database


def tamper(database: Database, statement: str, **values: Any) -> None:
    """Any statement, with the database's own guards against orphans switched off."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute(statement, values)
            raw.execute("PRAGMA foreign_keys=ON")
            return
        with connection.begin():
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.execute(sa.text(statement), values)


def copy_row(database: Database, table: Any, key: str, row_id: bytes) -> dict[str, Any]:
    """A row as it lies there."""
    with database.engine.connect() as connection:
        found = connection.execute(sa.text(f"SELECT * FROM {table.__tablename__} WHERE {key} = :key"), {"key": row_id})
        return dict(found.mappings().one())


def put_row(database: Database, table: Any, key: str, row: dict[str, Any]) -> None:
    """Write a whole row over the one with the same key."""
    sets = ", ".join(f"{column} = :{column}" for column in row)
    tamper(database, f"UPDATE {table.__tablename__} SET {sets} WHERE {key} = :{key}", **row)
