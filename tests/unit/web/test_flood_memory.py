"""Flood counts kept in the process: the library's own counting, without a thread for each request."""

import threading

import pytest
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from sharp.web import flood_memory
from sharp.web.flood_memory import FloodMemory


def test_it_is_what_memory_means_and_counts() -> None:
    counts = storage_from_string("memory://")
    assert isinstance(counts, FloodMemory)
    limiter, limit = MovingWindowRateLimiter(counts), parse("3 per hour")
    assert [limiter.hit(limit, "somebody") for _ in range(5)] == [True, True, True, False, False]
    assert limiter.hit(limit, "somebody else")


def test_many_requests_begin_no_thread_each(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    start = threading.Thread.start
    monkeypatch.setattr(threading.Thread, "start", lambda thread: (begun.append(thread), start(thread)))
    limiter = MovingWindowRateLimiter(FloodMemory())
    for number in range(50):
        limiter.hit(parse("1000 per minute"), str(number))
    assert len(begun) == 1


def test_what_is_over_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood_memory, "TIDIED_EVERY_SECONDS", -1)
    counts = FloodMemory()
    counts.incr("somebody", expiry=-1)
    counts.timer._turn.join()
    counts.incr("somebody else", expiry=60)
    counts.timer._turn.join()
    assert list(counts.storage) == ["somebody else"]
