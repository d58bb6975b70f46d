"""`sharp serve` as it really runs: it refuses what it must, logs nothing of anybody, and ends whole."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.postgres import free_port
from tests.integration.upkeep.commands import Command, command_in

STARTING_SECONDS = 60


class Running:
    """A server process, and everything it says."""

    def __init__(self, folder: Path, said: Path, *program: str) -> None:
        """`program`: what Python runs, where that is not the `sharp` command itself."""
        self.port, self.said = free_port(), said
        environment = {**os.environ, "SHARP_INSTANCE": str(folder)}
        command = [
            sys.executable,
            *(program or ("-m", "sharp.upkeep")),
            "serve",
            "--with-worker",
            "--port",
            str(self.port),
        ]
        with said.open("wb") as output:
            self.process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def wait(self) -> None:
        give_up = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < give_up and self.process.poll() is None:
            try:
                if self.get("/health/ready")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.said.read_text())

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def command(folder: Path) -> Command:
    made = command_in(folder)
    made("init")
    return made


@pytest.fixture
def server(command: Command, folder: Path, tmp_path: Path) -> Iterator[Running]:
    running = Running(folder, tmp_path / "said")
    running.wait()
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def test_it_says_nothing_of_requests_and_never_an_address(server: Running) -> None:
    server.get("/nobody?q=secret-question", **{"User-Agent": "secret-browser", "Referer": "http://secret.example/"})
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(b"GARBAGE secret-line\r\n\r\n")
        assert raw.recv(4096).startswith(b"HTTP/1.1 400")
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(b"GET /" + b"s" * 9000 + b" HTTP/1.1\r\nHost: secret-host\r\n\r\n")
        raw.recv(4096)
    assert server.stop() == 0
    said = server.said.read_text()
    assert f"http://localhost:{server.port}" in said
    for told in ("secret", "127.0.0.1", "GARBAGE", "nobody", "sss"):
        assert told not in said


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_its_worker_ends_with_it(server: Running, how: signal.Signals) -> None:
    children = _children_of(server.process.pid)
    assert any("worker" in line for line in children.values())
    server.process.send_signal(how)
    server.process.wait(30)
    give_up = time.monotonic() + 20
    while any(_runs(pid) for pid in children) and time.monotonic() < give_up:
        time.sleep(0.1)
    assert not any(_runs(pid) for pid in children)


def test_nothing_it_wrote_may_be_read_by_others_and_no_core_is_dumped(
    command: Command, folder: Path, tmp_path: Path
) -> None:
    """Each process of the server says its own limit as it ends: no system need show that of another process."""
    limits = tmp_path / "limits"
    limits.mkdir()
    asked = (
        "import atexit, os, pathlib, resource, runpy\n"
        "def tell():\n"
        "    limit = resource.getrlimit(resource.RLIMIT_CORE)\n"
        f"    (pathlib.Path({str(limits)!r}) / str(os.getpid())).write_text(repr(limit))\n"
        "atexit.register(tell)\n"
        "runpy.run_module('sharp.upkeep', run_name='__main__')\n"
    )
    server = Running(folder, tmp_path / "said", "-c", asked)
    try:
        server.wait()
        assert [path.name for path in folder.iterdir() if path.stat().st_mode & 0o077] == []
        assert server.stop() == 0
    finally:
        server.process.kill()
        server.process.wait()
    said = {path.name: path.read_text() for path in limits.iterdir()}
    assert str(server.process.pid) in said
    assert set(said.values()) == {"(0, 0)"}


def test_a_taken_port_is_a_sentence(server: Running, command: Command) -> None:
    assert "choose another" in command.refused("serve", "--port", str(server.port))


def test_older_tables_are_refused_until_they_are_migrated(command: Command, folder: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / "sharp.db")) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.commit()
    assert "sharp init" in command.refused("serve")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _children_of(pid: int) -> dict[int, str]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], check=True, capture_output=True, text=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    return {int(row[0]): row[2] for row in rows if int(row[1]) == pid}
