"""Deleting what is over, report by report: closed cases past their last month, and words that have ended."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.reports import Report
from sharp.reports import forgetting
from sharp.reports.evidence import file_ids
from sharp.schools.roster import RosterRefused, load_roster
from sharp.schools.rows import UNREADABLE
from sharp.upkeep.opening import Opened
from sharp.upkeep.tidying import remove_files
from sharp.upkeep.wiping import NotWiped, wipe
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log, log_failure

MOST = 200
"""Deleted in one go, so that alerts do not wait long behind it; the rest goes in the next."""
DAY_SECONDS = 24 * 3600
AGAIN_SECONDS = 3600
"""After a failure, or a database too busy to be wiped."""


class Fate(StrEnum):
    """What becomes of a report that looked due."""

    GONE = "gone"
    HELD = "held"
    REFUSED = "refused"
    """Its school's list of readers does not hold, so nobody could have seen the warning."""
    FORGED = "forged"
    BUSY = "busy"
    """Somebody works on it, or it went meanwhile."""
    NOT_DUE = "not-due"


Act = Callable[[Session, Report, int], bool]
"""Of a session, a report that is held and the current month: whether something was deleted."""


@dataclass(frozen=True)
class Swept:
    cases: Counter[Fate]
    words: Counter[Fate]
    is_wiped: bool
    """Nothing that was deleted waits to be wiped out of the database's files."""

    @property
    def gone(self) -> int:
        return self.cases[Fate.GONE] + self.words[Fate.GONE]

    @property
    def has_more(self) -> bool:
        return self.gone >= MOST

    def and_then(self, later: "Swept") -> "Swept":
        """With what the next sweep deleted; why the rest stays is what that one found."""
        cases, words = later.cases.copy(), later.words.copy()
        cases[Fate.GONE] += self.cases[Fate.GONE]
        words[Fate.GONE] += self.words[Fate.GONE]
        return Swept(cases, words, later.is_wiped)


def survey(deployment: Opened) -> Swept:
    """What a sweep would do now, were there no limit to it; changes nothing."""
    month = clock.month()
    with deployment.database.reading() as db:
        due, words_due = _due(db, month)
        cases = Counter(_looked(db, deployment, each, _would_go) for each in due)
        words = Counter(_looked(db, deployment, each, _would_end) for each in words_due)
        return Swept(cases, words, not forgetting.unwiped(db))


def sweep(deployment: Opened, *, owes_wiping: bool = False) -> Swept:
    """Delete what is due, at most so much of it, each in a unit of work of its own; then wipe, and certify.

    `owes_wiping`: an earlier sweep deleted what could not be wiped then.
    """
    month = clock.month()
    with deployment.database.reading() as db:
        due, words_due = _due(db, month)
    cases = _each(deployment, due, _forget, MOST)
    words = _each(deployment, words_due, forgetting.end_words, MOST - cases[Fate.GONE])
    return Swept(cases, words, _wiped(deployment, is_needed=owes_wiping or words[Fate.GONE] > 0))


class Sweeper:
    """The worker's: once a day, at once when there is more, and in an hour after a failure."""

    def __init__(self) -> None:
        self.next = time.monotonic()
        self.owes_wiping = False

    def look(self, deployment: Opened) -> None:
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + AGAIN_SECONDS
        try:
            swept = sweep(deployment, owes_wiping=self.owes_wiping)
        except (sa.exc.DBAPIError, OSError, VaultRefusal) as failure:
            log_failure(failure)
            return
        self.owes_wiping = not swept.is_wiped
        if swept.gone:
            log("swept", count=swept.gone)
        if swept.has_more:
            self.next = time.monotonic()
        elif swept.is_wiped:
            self.next = time.monotonic() + DAY_SECONDS


def _due(db: Session, month: int) -> tuple[list[bytes], list[bytes]]:
    """Cases that look due, and those of which only the words do."""
    cases = set(db.scalars(forgetting.due_ids(month)))
    return sorted(cases), sorted(set(db.scalars(forgetting.words_due_ids(month))) - cases)


def _each(deployment: Opened, ids: Iterable[bytes], act: Act, most: int) -> Counter[Fate]:
    fates: Counter[Fate] = Counter()
    for report_id in ids:
        if fates[Fate.GONE] >= most:
            break
        fates[_settled(deployment, report_id, act)] += 1
    return fates


def _settled(deployment: Opened, report_id: bytes, act: Act) -> Fate:
    """One unit of work: all of it goes, with its line in the trail, or nothing."""
    try:
        with deployment.database.writing() as db:
            files = file_ids(db, report_id) if act is _forget else ()
            fate = _fate(db, deployment, report_id, act, held=True)
    except UNREADABLE as failure:
        return _refused(failure)
    if fate is Fate.GONE:
        remove_files(deployment.files, files)
    return fate


def _looked(db: Session, deployment: Opened, report_id: bytes, act: Act) -> Fate:
    try:
        return _fate(db, deployment, report_id, act, held=False)
    except UNREADABLE as failure:
        return _refused(failure)


def _refused(failure: Exception) -> Fate:
    """What cannot be believed is not deleted either; a refused list has been logged where it was read."""
    if isinstance(failure, RosterRefused):
        return Fate.REFUSED
    log_failure(failure)
    return Fate.FORGED


def _fate(db: Session, deployment: Opened, report_id: bytes, act: Act, *, held: bool) -> Fate:
    """Locks in the order of all: the school's list, the report, the trail's head. Raises what the rows raise."""
    # The school of a report never changes: read loosely, only so that its list comes first.
    school_id = db.scalar(sa.select(Report.school_id).where(Report.id == report_id))
    if school_id is None:
        return Fate.BUSY
    load_roster(db, school_id, deployment.anchor)
    report = _report(db, report_id, held=held)
    if report is None:
        return Fate.BUSY
    if forgetting.is_held(db, report_id):
        return Fate.HELD
    return Fate.GONE if act(db, report, clock.month()) else Fate.NOT_DUE


def _report(db: Session, report_id: bytes, *, held: bool) -> Report | None:
    """Held: or nothing, when somebody else holds it; the next sweep finds it again."""
    wanted = sa.select(Report).where(Report.id == report_id).execution_options(populate_existing=True)
    return db.scalar(wanted.with_for_update(skip_locked=True) if held else wanted)


def _forget(db: Session, report: Report, month: int) -> bool:
    if not forgetting.is_due(report, month):
        return False
    forgetting.forget(db, report)
    return True


def _would_go(_db: Session, report: Report, month: int) -> bool:
    return forgetting.is_due(report, month)


def _would_end(_db: Session, _report: Report, _month: int) -> bool:
    return True


def _wiped(deployment: Opened, *, is_needed: bool) -> bool:
    """Whether nothing waits; what was wiped before a kill, and not yet certified, is wiped again."""
    database = deployment.database
    with database.reading() as db:
        waiting = forgetting.unwiped(db)
    try:
        wipe(database, whole=is_needed or bool(waiting))
    except NotWiped as busy:
        log("not-wiped", error=str(busy))
        return False
    with database.writing() as db:
        forgetting.certify(db, waiting)
    return True
