"""The migrations make exactly the tables of the models, and go down and up again with rows in place."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from sharp.model.database import Database
from sharp.upkeep import migrating
from sharp.upkeep.migrating import METADATA, SchemaRefused, check_schema, migrate
from sharp.web.assets import asset_folder
from tests.fixtures.reports import file_report
from tests.fixtures.world import World

WITHOUT_ROWID = {"cards", "entries", "grants", "holds", "offers", "outbox", "outcomes", "receipts", "reports"}


def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def _tables_without_rowid(engine: sa.Engine) -> set[str]:
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")).all()
    return {name for name, sql in rows if sql.rstrip().upper().endswith("WITHOUT ROWID")}


def test_on_sqlite_no_row_number_tells_the_order_of_sending(database: Database, backend: str) -> None:
    if backend == "sqlite":
        assert _tables_without_rowid(database.engine) == WITHOUT_ROWID


def test_constraints_are_named_as_the_models_name_them(database: Database) -> None:
    inspector = sa.inspect(database.engine)
    for table in METADATA.tables.values():
        assert _constraint_names(inspector, table.name) == _named_by_model(table)


def _constraint_names(inspector: Any, table: str) -> set[str]:
    found = [*inspector.get_unique_constraints(table), *inspector.get_foreign_keys(table)]
    return {constraint["name"] for constraint in found}


def _named_by_model(table: sa.Table) -> set[str]:
    kinds = (sa.UniqueConstraint, sa.ForeignKeyConstraint)
    return {str(constraint.name) for constraint in table.constraints if isinstance(constraint, kinds)}


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    check_schema(database.engine)


def test_an_empty_database_is_refused_until_it_is_migrated(database: Database) -> None:
    migrate(database, "base")
    with pytest.raises(SchemaRefused, match="sharp init"):
        check_schema(database.engine)
    migrate(database)
    check_schema(database.engine)


def test_tables_of_a_newer_program_are_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaRefused, match="newer"):
        check_schema(database.engine)


def test_down_and_up_again_with_rows_in_place(world: World) -> None:
    file_report(world)
    migrate(world.database, "base")
    assert sa.inspect(world.database.engine).get_table_names() == ["alembic_version"]
    migrate(world.database)
    with world.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_migration_that_fails_changes_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_connection: sa.Connection) -> None:
        raise SchemaRefused("dangling")

    monkeypatch.setattr(migrating, "_refuse_dangling", refuses)
    with pytest.raises(SchemaRefused):
        migrate(database, "base")
    check_schema(database.engine)


def test_the_newest_file_is_the_newest_revision() -> None:
    """What is asked at each start reads only the files' names."""
    scripts = ScriptDirectory(str(asset_folder("migrations")))
    assert [script.revision for script in scripts.walk_revisions()][::-1] == migrating._revisions()
