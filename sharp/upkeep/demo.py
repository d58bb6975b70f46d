"""`sharp demo`: a whole partnership, built beside the instance folder and moved into its place when it is done."""

import base64
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel

from sharp import clock
from sharp.settings import Settings, read_settings
from sharp.upkeep import founding
from sharp.upkeep.demo_story import tell
from sharp.upkeep.demo_world import DemoWorld, build_world, send_away
from sharp.upkeep.opening import Opened, open_services
from sharp.upkeep.welcome import write_demo
from sharp.web.derivation import Derivations
from sharp.web.services import Services

BEGAN = timedelta(days=450)
"""How long ago the demo partnership began."""


class DemoRefused(Exception):
    """There is something where the demo would go; the message says what to do."""


def make_demo(settings: Settings) -> None:
    """Raises DemoRefused. A crash half-way leaves nothing in the instance folder."""
    if settings.keyfile != settings.instance / "server.keys":
        raise DemoRefused("A demo keeps its key file in the instance folder: run it without SHARP_KEYFILE.")
    if settings.instance.exists() and any(settings.instance.iterdir()):
        raise DemoRefused(f"There is something in {settings.instance} already. Choose another folder: INSTANCE=demo2")
    beside = settings.instance.with_name(f"{settings.instance.name}.making")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700, parents=True)
    try:
        _fill(_settings_beside(settings, beside))
        beside.replace(settings.instance)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _settings_beside(settings: Settings, folder: Path) -> Settings:
    given: dict[str, Any] = {"instance": folder, "keyfile": folder / "server.keys"}
    own_database = f"sqlite:///{(settings.instance / 'sharp.db').absolute()}"
    if settings.database_url == own_database:
        given["database_url"] = f"sqlite:///{(folder / 'sharp.db').absolute()}"
    return read_settings(**given, anchor=folder / "server.anchor")


def _fill(settings: Settings) -> None:
    with clock.at(clock.now() - BEGAN):
        founding.found(settings)
        deployment = open_services(settings)
        world = build_world(deployment)
    with _as_application(deployment).app_context():
        reports = tell(deployment, world)
    send_away(deployment, world)
    write_demo(settings.instance, _description(settings, world, reports))
    deployment.database.engine.dispose()


def _as_application(deployment: Opened) -> Flask:
    """Some verbs ask the running application for the anchor, or for the words of its language."""
    app = Flask("sharp")
    Babel(app, default_locale="en_GB")
    app.extensions["sharp"] = Services(
        settings=deployment.settings,
        keys=deployment.keys,
        database=deployment.database,
        derivations=Derivations(1),
        files=deployment.files,
    )
    return app


def _description(settings: Settings, world: DemoWorld, reports: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """What `make run` prints, for machines."""
    return {
        "base_url": settings.base_url,
        "schools": [{"slug": slug, "name": name} for slug, name in world.names.items()],
        "staff": [
            {
                "email": person.email,
                "name": person.name,
                "role": person.role,
                "schools": list(person.schools),
                "passphrase": person.passphrase,
                "totp_secret": base64.b32encode(person.totp_secret).decode(),
            }
            for person in world.people.values()
        ],
        "reports": [{"school": school, "words": words} for school, words in reports],
    }
