"""Asking ClamAV, where an operator has it: the file goes to it as a stream, and never to a disk."""

import socket
from collections.abc import Iterable

from sharp.files.refusals import Infected

SECONDS = 60


class ScannerAway(Exception):
    """The scanner is set and does not answer: what it should look at is not given out."""


def scan(where: str, pieces: Iterable[bytes]) -> None:
    """INSTREAM at a socket's path or host:port. Raises Infected, ScannerAway, and what `pieces` raises."""
    try:
        with _connected(where) as line:
            line.sendall(b"zINSTREAM\0")
            _send(line, pieces)
            answer = _answer(line)
    except OSError as failed:
        raise ScannerAway(type(failed).__name__) from failed
    if answer.endswith(b"FOUND"):
        raise Infected
    if answer != b"stream: OK":
        raise ScannerAway("an answer that says neither OK nor FOUND")


def _send(line: socket.socket, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        if piece:
            line.sendall(len(piece).to_bytes(4, "big") + piece)
    line.sendall(bytes(4))


def _answer(line: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and (more := line.recv(4096)):
        answer += more
    return answer.rstrip(b"\0\n")


def _connected(where: str) -> socket.socket:
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        line.connect(where)
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
