"""`sharp serve` as a child process: started, asked, weighed, and ended by its own id."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.browser import Http
from bench.deployment import Deployment, environment

STARTING_SECONDS = 30
ENDING_SECONDS = 20
PAUSE_SECONDS = 0.002


@dataclass(frozen=True)
class Memory:
    """Megabytes of one worker: resident now, at its most, and now its fair share of what workers have in common."""

    resident: float
    peak: float
    share: float


@dataclass(frozen=True)
class Server:
    pid: int
    port: int
    first_page: float
    """Seconds from the start of the process to the last byte of the school's page."""

    def workers(self) -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def memory(self) -> list[Memory]:
        return [
            Memory(
                resident=_megabytes(pid, "status", "VmRSS:"),
                peak=_megabytes(pid, "status", "VmHWM:"),
                share=_megabytes(pid, "smaps_rollup", "Pss:"),
            )
            for pid in self.workers()
        ]


@contextmanager
def serving(deployment: Deployment) -> Iterator[Server]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("SHARP_")}
    command = [sys.executable, "-m", "sharp.upkeep", "serve", "--port", str(deployment.port)]
    with open(deployment.folder / "server.log", "ab") as log:
        begun = time.perf_counter()
        process = subprocess.Popen(command, env={**ours, **environment(deployment.settings)}, stdout=log, stderr=log)
    try:
        _wait_for(process, deployment)
        yield Server(process.pid, deployment.port, time.perf_counter() - begun)
    finally:
        process.terminate()
        try:
            process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], deployment: Deployment) -> None:
    """Ask for the school's page until it comes."""
    give_up = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            answer = Http(deployment.port).send("GET", f"/{deployment.oak.slug}/", {}, None)
        except (OSError, http.client.HTTPException):
            time.sleep(PAUSE_SECONDS)
            continue
        if answer.status == 200:
            return
        raise RuntimeError(f"the first page answered {answer.status}")
    raise RuntimeError(f"sharp serve did not start: see {deployment.folder / 'server.log'}")


def _megabytes(pid: int, file: str, name: str) -> float:
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024 / 1e6
