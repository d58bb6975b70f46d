"""What every request needs and no request changes: settings, server keys, the database."""

from dataclasses import dataclass

from flask import current_app

from sharp.files.store import Store
from sharp.model.database import Database
from sharp.settings import Settings
from sharp.vault.keyfile import ServerKeys
from sharp.web.derivation import Derivations


@dataclass(frozen=True, repr=False)
class Services:
    settings: Settings
    keys: ServerKeys
    database: Database
    derivations: Derivations
    files: Store


def services() -> Services:
    found = current_app.extensions["sharp"]
    assert isinstance(found, Services)
    return found


def settings() -> Settings:
    return services().settings


def server_keys() -> ServerKeys:
    return services().keys
