"""A request's transactions: short reads, and at most one unit of work that writes, committed before the answer."""

from collections.abc import Callable

from flask import g
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from sharp.web.services import services

DEADLOCK_OR_LOST_SNAPSHOT = frozenset({"40P01", "40001"})
"""What PostgreSQL calls them."""


class StaleForm(Exception):
    """A form from an ended visit or an old page: nothing may be written because of it."""


class Moved(Exception):
    """What this request read has changed since; it is rolled back and run again."""


def is_lost_race(failure: OperationalError) -> bool:
    """The database gave this request up so that another could go on: it is run again like one that moved."""
    return getattr(failure.orig, "sqlstate", None) in DEADLOCK_OR_LOST_SNAPSHOT


def db() -> Session:
    """The request's session: the writing one once it has begun, else one that only reads."""
    if "unit" in g:
        return _unit()
    if "reader" not in g:
        g.reader = services().database.read()
    found = g.reader
    assert isinstance(found, Session)
    return found


def writing() -> Session:
    """Begin the request's one unit of work, or go on with it.

    What was decided before is checked first (`on_begin`), under the lock. Raises StaleForm, Moved.
    """
    if "unit" not in g:
        if is_stale():
            raise StaleForm
        let_go_of_reading()
        g.unit = services().database.write()
        for check in g.get("checks", ()):
            check(g.unit)
    return _unit()


def is_stale() -> bool:
    """The form's token was missing or old: this request writes nothing but its own visit."""
    return bool(g.get("stale", False))


def on_begin(check: Callable[[Session], None]) -> None:
    """Have something verified again when, and if, the unit of work begins."""
    g.setdefault("checks", []).append(check)


def surviving(act: Callable[[Session], None]) -> None:
    """Name what is kept even when the request is refused: a count, a fresh visit."""
    g.setdefault("survivors", []).append(act)


def let_go_of_reading() -> None:
    """End the read transaction, so that slow work and writers do not hold it open."""
    reader = g.pop("reader", None)
    if reader is not None:
        reader.close()


def commit() -> None:
    if "unit" in g:
        _unit().commit()
        g.pop("unit").close()
    let_go_of_reading()
    g.pop("survivors", None)


def roll_back() -> None:
    unit = g.pop("unit", None)
    if unit is not None:
        unit.rollback()
        unit.close()
    let_go_of_reading()


def keep_survivors() -> None:
    """After a refusal: what was named as surviving, in a transaction of its own."""
    acts = g.pop("survivors", ())
    if acts:
        with services().database.writing() as session:
            for act in acts:
                act(session)


def _unit() -> Session:
    unit = g.unit
    assert isinstance(unit, Session)
    return unit
