"""Whether a worker runs: it leaves a mark each minute, which pages and the health check look at."""

from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.passing import Heartbeat

SECONDS_A_MINUTE = 60
LATE_MINUTES = 5


def beat(db: Session) -> None:
    """Several workers leave one mark: the row is held while it is written."""
    minute = clock.seconds() // SECONDS_A_MINUTE
    row = db.get(Heartbeat, _deployment(db), with_for_update=True)
    if row is None:
        db.add(Heartbeat(id=_deployment(db), minute=minute))
    else:
        row.minute = max(row.minute, minute)


def last_beat(db: Session) -> int | None:
    """Seconds since 1970, to the minute; None: no worker has ever run."""
    row = db.get(Heartbeat, _deployment(db))
    return None if row is None else row.minute * SECONDS_A_MINUTE


def is_late(db: Session) -> bool:
    last = last_beat(db)
    return last is None or (clock.seconds() - last) // SECONDS_A_MINUTE > LATE_MINUTES


def _deployment(db: Session) -> bytes:
    found = db.info["keys"].deployment
    assert isinstance(found, bytes)
    return found
