"""Pictures made safe: each drawn anew by a child process of its own, one at a time, through pipes."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO

from sharp.files.kinds import Kind
from sharp.files.refusals import TooManyPixels, WrongKind

CHILD = (sys.executable, "-I", str(Path(__file__).with_name("redraw.py")))
PIECE = 64 * 1024
LONGEST_SECONDS = 60
WAIT_SECONDS = 60
HEAD = 8
OK, TOO_LARGE = 0, 4
"""As redraw.py ends; it is never imported here, for it brings the reader of pictures with it."""
KINDS = {b"JPEG": Kind.JPEG, b"PNG": Kind.PNG, b"WEBP": Kind.WEBP}
_one = BoundedSemaphore(1)


class TooBusy(Exception):
    """Others' pictures took too long; nothing is wrong with this one."""


@dataclass(frozen=True, repr=False)
class Redrawn:
    kind: Kind
    pieces: Iterator[bytes]


@contextmanager
def redrawn(picture: Iterable[bytes]) -> Iterator[Redrawn]:
    """The new picture while the block runs. Raises WrongKind, TooManyPixels, TooBusy, and what `picture` raises."""
    if not _one.acquire(timeout=WAIT_SECONDS):
        raise TooBusy
    try:
        with _child() as child:
            _give(child, picture)
            assert child.stdout is not None
            head = child.stdout.read(HEAD)
            if len(head) < HEAD:
                raise TooManyPixels if child.wait() == TOO_LARGE else WrongKind
            yield Redrawn(KINDS[head.rstrip()], _pieces(child, child.stdout))
    finally:
        _one.release()


@contextmanager
def _child() -> Iterator[subprocess.Popen[bytes]]:
    """Told nothing of where it runs, and gone at the end whatever happens."""
    child = subprocess.Popen(  # noqa: S603 - ourselves, no shell
        CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    )
    end = Timer(LONGEST_SECONDS, child.kill)
    end.daemon = True
    end.start()
    try:
        yield child
    finally:
        end.cancel()
        child.kill()
        for pipe in (child.stdin, child.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()
        child.wait()


def _give(child: subprocess.Popen[bytes], picture: Iterable[bytes]) -> None:
    """All of it: the child answers only then. One that gives up early is asked why afterwards."""
    assert child.stdin is not None
    with suppress(BrokenPipeError):
        for piece in picture:
            child.stdin.write(piece)
        child.stdin.close()


def _pieces(child: subprocess.Popen[bytes], out: IO[bytes]) -> Iterator[bytes]:
    while piece := out.read(PIECE):
        yield piece
    if child.wait() != OK:
        raise WrongKind
