"""A process whose requests die on the way: each is made in a fork that is killed at one boundary of what it writes.

Boundaries are counted inside the request's unit of work: before each of its statements, before and after its commit.
One line of JSON in is one request; one line out says how it ended. SIGKILL, so nothing is tidied up.
"""

import json
import os
import signal
import sys
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from sharp import clock
from sharp.app import create_app
from sharp.schools.anchor import Anchor
from sharp.settings import read_settings
from sharp.upkeep.opening import Opened
from sharp.upkeep.retention import sweep
from sharp.web.application import Sharp

Request = dict[str, Any]
"""instance, database_url, path, fields, cookie (name and value), and `die_at`: 0 lives through it.

Or, in the place of path, fields and cookie, `sweep_at`: the moment at which the worker deletes what is over.
"""


class Boundaries:
    """Counts them, names them, and dies at one."""

    def __init__(self, die_at: int) -> None:
        self.die_at = die_at
        self.passed: list[str] = []

    def __call__(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, engine: sa.Engine) -> None:
        event.listen(engine, "before_cursor_execute", self._before_statement)
        event.listen(engine, "commit", self._before_commit)
        event.listen(Session, "after_commit", self._after_commit)

    def _before_statement(self, connection: sa.Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if _writes(connection):
            self(" ".join(statement.split()[:3]))

    def _before_commit(self, connection: sa.Connection) -> None:
        if _writes(connection):
            self("COMMIT")

    def _after_commit(self, _session: Session) -> None:
        self("COMMITTED")


def _writes(connection: sa.Connection) -> bool:
    return bool(connection.get_execution_options().get("writes"))


@lru_cache(maxsize=1)
def application(instance: str, database_url: str) -> Sharp:
    """Made before the fork and connected after it."""
    return create_app(read_settings(instance=Path(instance), database_url=database_url))


def attempt(wanted: Request) -> dict[str, Any]:
    app = application(wanted["instance"], wanted["database_url"])
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w") as told:
            json.dump(_request(app, wanted), told)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as telling:
        told = telling.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"exit": status, **(json.loads(told) if told else {})}


def _request(app: Sharp, wanted: Request) -> dict[str, Any]:
    boundaries = Boundaries(wanted["die_at"])
    boundaries.watch(app.extensions["sharp"].database.engine)
    if "sweep_at" in wanted:
        return _sweep(app, wanted["sweep_at"], boundaries)
    client = app.test_client()
    client.set_cookie(*wanted["cookie"])
    answer = client.post(wanted["path"], data=wanted["fields"])
    return {"status": answer.status_code, "location": answer.location, "passed": boundaries.passed}


def _sweep(app: Sharp, moment: str, boundaries: Boundaries) -> dict[str, Any]:
    """The worker's part: no request, and dies at its boundaries all the same."""
    services = app.extensions["sharp"]
    deployment = Opened(services.settings, services.keys, services.database, Anchor(services.settings.anchor))
    with clock.at(datetime.fromisoformat(moment)):
        sweep(deployment)
    return {"passed": boundaries.passed}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(attempt(json.loads(line))), flush=True)
