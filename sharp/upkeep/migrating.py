"""Bringing the database's tables to what this program expects, and refusing to serve when they are not."""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sharp.model import clips, evidence, outcomes, passing, reports, schools, staff
from sharp.model.base import Base
from sharp.model.database import Database, open_database
from sharp.settings import Settings
from sharp.web.assets import asset_folder
from sharp.web.keyfiles import read_server_keys

if TYPE_CHECKING:
    from alembic.config import Config

MODULES = (schools, staff, reports, evidence, clips, outcomes, passing)
"""Naming them here is what puts every table into the metadata."""
METADATA = Base.metadata
VERSIONS = sa.table("alembic_version", sa.column("version_num", sa.String))
ADVISORY_LOCK = 0x5348415250  # "SHARP": two machines that migrate at once take turns


class SchemaRefused(Exception):
    """The tables are not the ones that this program works with; the message says what to do."""


def upgrade(settings: Settings) -> None:
    """Bring the database of these settings to the newest schema. Raises SchemaRefused for one that is newer."""
    database = open_database(settings.database_url, read_server_keys(settings.keyfile))
    try:
        if not is_current(database.engine):
            migrate(database)
    finally:
        database.engine.dispose()


def migrate(database: Database, revision: str = "head") -> None:
    """To this revision, upward or downward, all of it in one transaction."""
    with database.engine.connect().execution_options(writes=True) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _enforce_foreign_keys(connection, False)  # tables are rebuilt; what points nowhere is looked for below
        try:
            with connection.begin():
                _take_turns(connection)
                _run(connection, database, revision)
                _refuse_dangling(connection)
        finally:
            if is_sqlite:
                _enforce_foreign_keys(connection, True)


def check_schema(engine: sa.Engine) -> None:
    """Raises SchemaRefused unless the tables are exactly those of this program."""
    if is_current(engine):
        return
    if _revision_of(engine) is None:
        raise SchemaRefused("The database holds no SHARP tables. Run `sharp init` to make them.")
    raise SchemaRefused("The database's tables are older than this program. Run `sharp migrate`.")


def is_current(engine: sa.Engine) -> bool:
    """False for tables that are older or not there. Raises SchemaRefused for newer ones."""
    known, found = _revisions(), _revision_of(engine)
    if found not in {None, *known}:
        raise SchemaRefused(
            "The database's tables are newer than this program. Install the version of SHARP that last used it."
        )
    return found == known[-1]


def _revisions() -> list[str]:
    """The numbers that the migrations' file names begin with, oldest first."""
    return sorted(path.name.partition("_")[0] for path in (asset_folder("migrations") / "versions").glob("[0-9]*.py"))


def _revision_of(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        return _revision_in(connection)


def _revision_in(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSIONS.name):
        return None
    return connection.scalar(sa.select(VERSIONS.c.version_num))


def _config(**attributes: Any) -> "Config":
    from alembic.config import Config  # heavy, and needed only on the days that the tables change

    config = Config()
    config.set_main_option("script_location", str(asset_folder("migrations")).replace("%", "%%"))
    config.attributes.update(attributes)
    return config


def _run(connection: sa.Connection, database: Database, revision: str) -> None:
    """Data migrations find the server keys in the configuration: a new shape of a row is signed again."""
    from alembic import command

    config = _config(connection=connection, keys=database.keys, metadata=METADATA)
    wanted = _revisions()[-1] if revision == "head" else revision
    is_up = wanted != "base" and wanted >= (_revision_in(connection) or "")
    (command.upgrade if is_up else command.downgrade)(config, revision)


def _take_turns(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))


def _enforce_foreign_keys(connection: sa.Connection, are_enforced: bool) -> None:
    """SQLite heeds this only outside a transaction, so it goes to the driver before one begins."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute(f"PRAGMA foreign_keys={'ON' if are_enforced else 'OFF'}")


def _refuse_dangling(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise SchemaRefused("Some rows point at rows that are not there. Nothing was changed; run `sharp doctor`.")
