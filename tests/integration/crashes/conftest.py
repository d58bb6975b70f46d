"""Requests that die: the process they die in, and what must hold of everything kept after each death."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sharp.upkeep.examining import examine
from sharp.upkeep.opening import Opened
from tests.fixtures.world import World

TOP = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Ended:
    """How an attempt ended: killed, or with an answer and the boundaries that it passed."""

    was_killed: bool
    status: int
    location: str
    passed: tuple[str, ...]


@dataclass(frozen=True)
class Mortal:
    process: subprocess.Popen[str]
    world: World

    def post(self, path: str, fields: Mapping[str, Any], cookie: tuple[str, str], *, die_at: int) -> Ended:
        settings = self.world.settings
        wanted = {
            "instance": str(settings.instance), "database_url": settings.database_url, "path": path,
            "fields": fields, "cookie": cookie, "die_at": die_at,
        }  # fmt: skip
        return self._end(wanted)

    def sweep(self, moment: datetime, *, die_at: int) -> Ended:
        """The worker deletes what is over."""
        settings = self.world.settings
        wanted = {"instance": str(settings.instance), "database_url": settings.database_url}
        return self._end(wanted | {"sweep_at": moment.isoformat(), "die_at": die_at})

    def _end(self, wanted: Mapping[str, Any]) -> Ended:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(wanted), file=self.process.stdin, flush=True)
        told = json.loads(self.process.stdout.readline())
        assert told["exit"] in (0, -9), told
        return Ended(
            told["exit"] == -9, told.get("status", 0), told.get("location") or "", tuple(told.get("passed", ()))
        )


@pytest.fixture(scope="session")
def dying_process() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.integration.crashes.dying"]
    with subprocess.Popen(command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0


@pytest.fixture
def mortal(dying_process: "subprocess.Popen[str]", world: World) -> Mortal:
    return Mortal(dying_process, world)


def faults_in(world: World) -> list[str]:
    """What `sharp doctor` says; of the small world it always says who is missing at birch."""
    return list(examine(Opened(world.settings, world.keys, world.database, world.anchor)))
