"""What time it is: one source that the demo and the tests can set."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

SECONDS_AN_HOUR = 3600
SECONDS_A_QUARTER = 900
QUARTERS_AN_HOUR = 4

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """The moment, timezone-aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def seconds() -> int:
    """Whole seconds since 1970."""
    return int(now().timestamp())


def hour() -> int:
    """Whole hours since 1970: the finest time that a pupil's act is ever kept with."""
    return seconds() // SECONDS_AN_HOUR


def month() -> int:
    """Whole months since January 1970: the finest time that anything is kept until."""
    return month_of(now())


def month_of(moment: datetime) -> int:
    return (moment.year - 1970) * 12 + moment.month - 1


def of_hour(hours: int) -> datetime:
    """The start of an hour counted since 1970."""
    return datetime.fromtimestamp(hours * SECONDS_AN_HOUR, UTC)


def of_seconds(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment, for the demo's past and for tests."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
