"""Flood counts in this process, for where no Redis is set: tidied once a minute, not by a new thread each request."""

import threading
import time
from typing import Any

from limits.storage import MemoryStorage

TIDIED_EVERY_SECONDS = 60


class _Rest:
    """The tidying of one turn, which counts as under way until the next one is due."""

    def __init__(self, turn: threading.Timer) -> None:
        self._turn = turn
        self._next = time.monotonic() + TIDIED_EVERY_SECONDS

    def start(self) -> None:
        self._turn.daemon = True
        self._turn.start()

    def is_alive(self) -> bool:
        return time.monotonic() < self._next


class FloodMemory(MemoryStorage):
    """Takes the place of the library's under `memory://`.

    That one begins a thread whenever the last is done; here the last is done when a minute has passed.
    """

    STORAGE_SCHEME = ["memory"]  # noqa: RUF012 - as the library declares it

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, _Rest(value) if name == "timer" else value)
