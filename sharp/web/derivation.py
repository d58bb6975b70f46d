"""How many slow key derivations a process runs at once: sends have their own share beside everything else."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Timer

WAIT_SECONDS = 20


class Busy(Exception):
    """Every place for a derivation stayed taken; the page says to try again, and keeps what was typed."""


QUIET_SECONDS = 1.0
_give_back: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
"""glibc keeps a derivation's 19 MiB for the next; musl and macOS do not, and have no such function."""


class Derivations:
    def __init__(self, at_once: int) -> None:
        self._sends = BoundedSemaphore(at_once)
        self._others = BoundedSemaphore(at_once)
        self._quiet: Timer | None = None

    def _used(self) -> None:
        """Once no derivation has ended for a second, its memory goes back: giving it back at once costs half as
        much again, because every page of it would be faulted in anew."""
        if _give_back is not None:
            if self._quiet is not None:
                self._quiet.cancel()
            self._quiet = Timer(QUIET_SECONDS, _give_back, (0,))
            self._quiet.daemon = True
            self._quiet.start()

    @contextmanager
    def sending(self) -> Iterator[None]:
        try:
            with _held(self._sends):
                yield
        finally:
            self._used()

    @contextmanager
    def other(self) -> Iterator[None]:
        try:
            with _held(self._others):
                yield
        finally:
            self._used()


@contextmanager
def _held(places: BoundedSemaphore) -> Iterator[None]:
    if not places.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        places.release()
