"""Writers of one process go one after the other, in the order in which they came.

SQLite lets one write at a time and keeps no order among those who wait: it has them try again after ever longer pauses,
and whoever comes later may be quicker. Of many, one would wait until its patience is over.
"""

from collections import deque
from threading import Event, Lock

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

PATIENCE_SECONDS = 10.0
"""Then one tries without its turn: the order is a kindness, and nothing may wait for ever because of it."""


class Line:
    """Whose turn it is, and who comes next."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_taken = False
        self._waiting: deque[Event] = deque()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def take(self, seconds: float = PATIENCE_SECONDS) -> bool:
        """Whether it is ours now; else we waited so long for nothing."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._lock:
            if mine.is_set():  # given to us as we turned away
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """To whoever came first."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


def in_line(session: Session, line: Line) -> Session:
    """The same session; each of its transactions, from before it begins until after it ended, is one turn."""
    is_ours = False

    def begins(_session: Session, transaction: SessionTransaction) -> None:
        nonlocal is_ours
        if transaction.parent is None:
            is_ours = line.take()

    def ended(_session: Session, transaction: SessionTransaction) -> None:
        nonlocal is_ours
        if transaction.parent is None and is_ours:
            is_ours = False
            line.give()

    event.listen(session, "after_transaction_create", begins)
    event.listen(session, "after_transaction_end", ended)
    return session
