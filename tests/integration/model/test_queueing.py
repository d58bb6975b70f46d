"""Writers of one process take turns in the order in which they came, and no turn is kept for ever."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.queueing import Line, in_line

MANY = 12


def until(holds: Callable[[], bool]) -> None:
    seen = threading.Event()
    while not holds():
        seen.wait(0.001)


def test_whoever_came_first_is_first() -> None:
    line, order = Line(), list[int]()
    assert line.take()

    def goes(number: int) -> None:
        assert line.take(60)
        order.append(number)
        line.give()

    with ThreadPoolExecutor(MANY) as pool:
        for number in range(MANY):
            pool.submit(goes, number)
            until(lambda: line.waiting == number + 1)  # noqa: B023 - asked before the next begins
        line.give()
    assert order == list(range(MANY))
    assert line.take(0)


def test_one_whose_patience_is_over_has_left_the_line() -> None:
    line = Line()
    assert line.take()
    assert not line.take(0)
    assert line.waiting == 0
    line.give()
    assert line.take(0)


@pytest.fixture
def session() -> Session:
    return Session(sa.create_engine("sqlite://"))


def is_free(line: Line) -> bool:
    if not line.take(0):
        return False
    line.give()
    return True


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_turn_is_as_long_as_its_transaction(session: Session, end: str) -> None:
    line = Line()
    with in_line(session, line):
        for _again in range(2):
            session.execute(sa.text("SELECT 1"))
            assert not is_free(line)
            getattr(session, end)()
            assert is_free(line)


def test_a_transaction_within_one_is_no_turn_of_its_own(session: Session) -> None:
    line = Line()
    with in_line(session, line):
        with session.begin_nested():
            session.execute(sa.text("SELECT 1"))
        assert not is_free(line)
    assert is_free(line)


def test_one_that_fails_gives_its_turn_away(session: Session) -> None:
    line = Line()
    with pytest.raises(sa.exc.OperationalError), in_line(session, line), session.begin():
        session.execute(sa.text("SELECT nothing FROM nowhere"))
    assert is_free(line)
