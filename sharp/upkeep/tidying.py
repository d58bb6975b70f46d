"""Stored files that nobody has any more: those of a deleted report at once, of an upload never sent after two days."""

from collections.abc import Iterable

import sqlalchemy as sa

from sharp import clock
from sharp.advice.clip_work import known_files
from sharp.files.refusals import StoreAway
from sharp.files.store import Store
from sharp.reports.evidence import known_ids
from sharp.upkeep.opening import Opened
from sharp.web.logs import log, log_failure

SPARED_DAYS = 2
"""A visit lasts six hours at most, and the day on which a file came is all that is known of it."""
HOURS_A_DAY = 24
BATCH = 500


def remove_files(store: Store, ids: Iterable[bytes]) -> None:
    """Their keys are gone already; a store that cannot be reached now is tidied later."""
    try:
        for each in ids:
            store.remove(each.hex())
    except StoreAway as failed:
        log_failure(failed)


class Tidier:
    """The worker's: once an hour what is left over goes, and no file tells by its dates when in the hour it came."""

    def __init__(self) -> None:
        self.hour = 0

    def look(self, deployment: Opened) -> None:
        if clock.hour() == self.hour:
            return
        self.hour = clock.hour()
        try:
            deployment.files.blur()
            count = remove_left_over(deployment)
        except (StoreAway, sa.exc.DBAPIError, OSError) as failed:
            log_failure(failed)
            return
        if count:
            log("left-over-files", count=count)


def remove_left_over(deployment: Opened) -> int:
    """Files that neither a report nor a clip has, some days old; how many went. Raises StoreAway."""
    last = clock.hour() // HOURS_A_DAY - SPARED_DAYS
    old = sorted(name for name, day in deployment.files.days() if day <= last and len(name) == 32)
    gone = 0
    for start in range(0, len(old), BATCH):
        names = old[start : start + BATCH]
        with deployment.database.reading() as db:
            known = {each.hex() for each in known_ids(db, map(bytes.fromhex, names))} | known_files(db)
        left_over = [name for name in names if name not in known]
        for name in left_over:
            deployment.files.remove(name)
        gone += len(left_over)
    return gone
