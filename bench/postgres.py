"""A PostgreSQL of the bench's own, on this machine and durable: what it says is committed is on the disk."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.fixtures.parts import find_postgres
from tests.fixtures.postgres import PostgresServer, free_port

STARTING_SECONDS = 30


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """Unlike the tests' server it keeps fsync, full pages and synchronous commits, as one in service does."""
    binaries = find_postgres()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="sharp-bench-pg-"))
    as_postgres = _unprivileged(folder)
    server = PostgresServer(folder, free_port())
    made: list[str | Path] = [binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run(made, cwd=folder, check=True, stdout=subprocess.DEVNULL, **as_postgres)
    started: list[str | Path] = [
        binaries / "postgres",
        "-D",
        folder / "data",
        "-p",
        str(server.port),
        "-k",
        folder,
        "-h",
        "127.0.0.1",
    ]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(started, cwd=folder, stdout=log, stderr=log, **as_postgres)
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # at once; SIGTERM would wait for every connection to be closed
        process.wait(STARTING_SECONDS)
        shutil.rmtree(folder)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: hand it to its own user where we are."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait_for(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {(server.folder / 'log').read_text()}")
