"""How many slow key derivations a process runs at once: sends have their own share beside everything else."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

WAIT_SECONDS = 20


class Busy(Exception):
    """Every place for a derivation stayed taken; the page says to try again, and keeps what was typed."""


class Derivations:
    def __init__(self, at_once: int) -> None:
        self._sends = BoundedSemaphore(at_once)
        self._others = BoundedSemaphore(at_once)

    @contextmanager
    def sending(self) -> Iterator[None]:
        with _held(self._sends):
            yield

    @contextmanager
    def other(self) -> Iterator[None]:
        with _held(self._others):
            yield


@contextmanager
def _held(places: BoundedSemaphore) -> Iterator[None]:
    if not places.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        places.release()
