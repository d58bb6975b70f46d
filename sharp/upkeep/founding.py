"""`sharp init`: a new deployment, with its own key file, an empty database and the row that ties the two."""

import os
from pathlib import Path

import sqlalchemy as sa

from sharp.model.database import Database, open_database
from sharp.model.schools import Deployment
from sharp.settings import Settings
from sharp.upkeep.migrating import migrate
from sharp.upkeep.opening import check_deployment
from sharp.vault.keyfile import new_keyfile
from sharp.web.keyfiles import read_server_keys


class FoundingRefused(Exception):
    """There is something here already; the message says what."""


def found(settings: Settings) -> None:
    """Key file, tables and deployment row; run again after a crash half-way it completes what is missing.

    Raises FoundingRefused where the key file stands and the database holds a deployment.
    """
    settings.keyfile.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.keyfile.exists():
        write_new(settings.keyfile, new_keyfile())
    database = open_database(settings.database_url, read_server_keys(settings.keyfile))
    try:
        migrate(database)
        _claim(database)
    finally:
        database.engine.dispose()


def _claim(database: Database) -> None:
    with database.writing() as db:
        count = db.scalar(sa.select(sa.func.count()).select_from(Deployment))
        if not count:
            db.add(Deployment(id=database.keys.deployment))
    if count:
        check_deployment(database)
        raise FoundingRefused("This deployment exists already, and nothing was changed. `sharp serve` runs it.")


def write_new(path: Path, data: bytes) -> None:
    """A file that nobody else may read, durable, and never over one that is there."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(opened, "wb") as file:
        os.fchmod(opened, 0o600)
        file.write(data)
        file.flush()
        os.fsync(opened)


def replace_file(path: Path, data: bytes) -> None:
    """Replaced whole and durably: a crash leaves either the old file or the new one."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    write_new(fresh, data)
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
