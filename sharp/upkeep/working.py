"""The worker: alerts go out, rows and reports that are over go, and the anchor file learns where trails end."""

import os
import signal
import threading
import time
from types import FrameType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts import trail
from sharp.advice.word_letters import judge_words, leads_to_call, queue_word_letters
from sharp.model.database import Database
from sharp.model.passing import Letter, SealedSessionRow, SignInCount
from sharp.notices.outbox import WORDS
from sharp.notices.sending import Judge, Judgement, send_due
from sharp.reports.reminding import judge, queue_reminders
from sharp.reports.standing_in import wake_for_unread, wake_stand_ins
from sharp.schools.anchor import Anchor
from sharp.schools.roster import all_rosters
from sharp.upkeep.clip_making import ClipMaker
from sharp.upkeep.hardening import harden
from sharp.upkeep.opening import Opened
from sharp.upkeep.retention import Sweeper
from sharp.upkeep.tidying import Tidier
from sharp.vault.errors import VaultRefusal
from sharp.web.heartbeat import beat
from sharp.web.logs import log, log_failure, set_up_logs

PAUSE_SECONDS = 5
TIDY_SECONDS = 60
STOP_SECONDS = 10
"""Until a clip that is being made is let go; its child dies with us in any case."""
OVER = (SealedSessionRow, SignInCount)
"""Tables whose rows are gone an hour after they are over."""


FAILURES = (sa.exc.DBAPIError, OSError, VaultRefusal)


def work(deployment: Opened, *, with_parent: int | None = None) -> None:
    """Until told to stop, or until the parent process, if one is named, is gone."""
    harden()
    set_up_logs()
    stop, tidied = _stop_on_signals(), 0.0
    sweeper, tidier, caller, maker = Sweeper(), Tidier(), Caller(), ClipMaker()
    log("worker-started")
    while not stop.is_set() and with_parent in (None, os.getppid()):
        is_time = time.monotonic() - tidied >= TIDY_SECONDS or not tidied
        tidied = time.monotonic() if is_time else tidied
        do_round(deployment, tidies=is_time)
        sweeper.look(deployment)
        tidier.look(deployment)
        caller.look(deployment)
        maker.look(deployment, stop.is_set)
        stop.wait(PAUSE_SECONDS)
    stop.set()
    maker.wait(STOP_SECONDS)
    log("worker-stopped")


class Caller:
    """The worker's: once an hour, and so after every new version, leads for whom words wait are called."""

    def __init__(self) -> None:
        self.hour = 0

    def look(self, deployment: Opened) -> None:
        if clock.hour() == self.hour or deployment.settings.mail_url is None:
            return
        self.hour = clock.hour()
        try:
            call_leads(deployment.database, deployment.anchor)
        except FAILURES as failure:
            log_failure(failure)


def call_leads(database: Database, anchor: Anchor) -> int:
    """Whoever words wait for has a letter; how many were begun. The slow look keeps nobody from writing."""
    with database.reading() as db:
        called = leads_to_call(db, anchor)
    if not called:
        return 0
    with database.writing() as db:
        return queue_word_letters(db, called)


def judged_with(anchor: Anchor) -> Judge:
    def ask(db: Session, letter: Letter) -> Judgement:
        return judge_words(db, letter, anchor) if letter.kind == WORDS else judge(db, letter)

    return ask


def do_round(deployment: Opened, *, tidies: bool) -> None:
    """One look at everything; a failure is logged, and the next round tries again."""
    try:
        send_due(deployment.database, deployment.settings, judged_with(deployment.anchor))
        if tidies:
            mark(deployment.database)
            remove_over(deployment.database)
            if deployment.settings.mail_url is not None:
                remind(deployment.database)
            wake(deployment.database, deployment.anchor)
    except FAILURES as failure:
        log_failure(failure)
    if tidies:
        try:
            raise_heads(deployment.database, deployment.anchor)
        except FAILURES as failure:
            log_failure(failure)


def remove_over(database: Database) -> int:
    """Visits, staff sessions and sign-in counts whose hour has passed; how many went."""
    with database.writing() as db:
        gone = [db.execute(sa.delete(table).where(table.purge_hour < clock.hour())) for table in OVER]
        return sum(int(getattr(result, "rowcount", 0)) for result in gone)


def wake(database: Database, anchor: Anchor) -> int:
    """Grants of those who stand in from today, or for a level 1 that lies unread, become live; how many did."""
    with database.writing() as db:
        return sum(wake_stand_ins(db, roster) + wake_for_unread(db, roster) for roster in all_rosters(db, anchor))


def mark(database: Database) -> None:
    """That letters were looked after this minute."""
    with database.writing() as db:
        beat(db)


def remind(database: Database) -> int:
    """Whoever holds what is overdue has a reminder; how many were begun."""
    with database.writing() as db:
        return queue_reminders(db)


def raise_heads(database: Database, anchor: Anchor) -> None:
    """At most a minute of a trail's tail can be cut off unseen. Raises AnchorRefused for one already cut."""
    with database.reading() as db:
        heads = trail.heads(db)
    anchor.raise_heads(heads)


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, ask_to_stop)
    return stop
