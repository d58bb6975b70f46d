"""Opening a deployment from outside a request: settings, server keys, database and anchor, once they fit together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from sharp.advice.danger import use_danger_rules
from sharp.model.database import Database, open_database
from sharp.model.schools import Deployment
from sharp.reports.levels import use_levels
from sharp.schools.anchor import Anchor
from sharp.settings import Settings, read_settings
from sharp.upkeep.migrating import check_schema
from sharp.vault.keyfile import ServerKeys
from sharp.web.keyfiles import read_server_keys


class DeploymentRefused(Exception):
    """The key file and the database belong to different deployments; the message says what to do."""


@dataclass(frozen=True, repr=False)
class Opened:
    """One deployment, ready to work on."""

    settings: Settings
    keys: ServerKeys
    database: Database
    anchor: Anchor


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Opened]:
    """Raises SettingsRefused, KeyFileRefused, LevelsWrong, DangerWrong, SchemaRefused, DeploymentRefused: sentences."""
    found = open_services(settings or read_settings())
    try:
        yield found
    finally:
        found.database.engine.dispose()


def open_services(settings: Settings) -> Opened:
    """As `opened`, for whoever closes the engine themselves."""
    keys = read_server_keys(settings.keyfile)
    use_levels(settings.levels)
    use_danger_rules(settings.danger)
    database = open_database(settings.database_url, keys)
    check_schema(database.engine)
    check_deployment(database)
    return Opened(settings, keys, database, Anchor(settings.anchor))


def check_deployment(database: Database) -> None:
    """The database must be the one that this key file was made for."""
    with database.reading() as db:
        found = db.scalars(sa.select(Deployment.id)).all()
    if list(found) != [database.keys.deployment]:
        raise DeploymentRefused(
            "The key file belongs to another deployment than the database. "
            "Point SHARP_KEYFILE and SHARP_DATABASE_URL at the two that belong together; nothing was changed."
        )
