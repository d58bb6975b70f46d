"""Wiping what was deleted out of the database's own files, as far as a database can."""

from typing import Any

import sqlalchemy as sa

from sharp.model.database import Database

PATIENCE_MS = 2000
"""How long to wait for others to finish; they wait meanwhile, so it is short, and tried again."""
LARGEST_VACUUMED = 256 * 1024 * 1024
"""A SQLite file up to this size is written anew in a second or two; a larger one would keep writers waiting."""
KEY_TABLES = ("grants", "receipts")
"""What holds keys is written anew whole on PostgreSQL: without them nothing else that was deleted can be opened."""


class NotWiped(Exception):
    """The database was busy: what was deleted may still lie in its files, and is wiped at the next try."""


def wipe(database: Database, *, whole: bool = True) -> None:
    """Checkpoint (SQLite) or vacuum (PostgreSQL); not `whole`: only what costs little. Raises NotWiped."""
    if database.engine.dialect.name == "sqlite":
        _wipe_sqlite(database, whole)
    else:
        _wipe_postgres(database, whole)


def _wipe_sqlite(database: Database, whole: bool) -> None:
    """`secure_delete` has overwritten what was deleted, and the log is cut; VACUUM drops what a page may still hold."""
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        if whole and _size(cursor) <= LARGEST_VACUUMED:
            cursor.execute("VACUUM")
        busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sa.exc.DBAPIError:
        raise
    except Exception as failure:
        raise NotWiped(type(failure).__name__) from None
    finally:
        raw.invalidate()  # this connection's patience is not that of the others
    if busy:
        raise NotWiped("busy")


def _size(cursor: Any) -> int:
    """In bytes."""
    pages, each = (int(cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    return pages * each


def _wipe_postgres(database: Database, whole: bool) -> None:
    """A table's old file is dropped once it is written anew; the rest is freed to be written over."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
        try:
            connection.exec_driver_sql(f"SET lock_timeout = {PATIENCE_MS}")
            for name in names:
                full = whole and name in KEY_TABLES
                connection.exec_driver_sql(f"VACUUM {'FULL ' if full else ''}{name}")
        except sa.exc.OperationalError as busy:
            raise NotWiped(type(busy.orig).__name__) from None
        finally:
            connection.invalidate()
