"""Sending what waits in the outbox: at least once, and only to whoever still may read the report."""

import smtplib
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from sharp.model.database import Database
from sharp.model.passing import Letter
from sharp.model.staff import Staff
from sharp.model.words import StaffState
from sharp.notices import outbox
from sharp.notices.letter import letter_to
from sharp.notices.post import PasswordInTheClear, post
from sharp.settings import Settings
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log, log_failure

FAILURES = (OSError, smtplib.SMTPException, PasswordInTheClear, VaultRefusal)


StillReads = Callable[[Session, bytes, bytes], bool]
"""Of a report id and a staff id: whether that person may still read it."""


def send_due(database: Database, settings: Settings, still_reads: StillReads) -> int:
    """Send everything that is due; how many mails went. Without a mail server letters only grow old."""
    with database.writing() as db:
        dropped = outbox.drop_old(db)
    if dropped:
        log("letters-dropped", count=dropped)
    sent = 0
    while settings.mail_url is not None and (went := _send_next(database, settings, still_reads)) is not None:
        sent += went
    return sent


def _send_next(database: Database, settings: Settings, still_reads: StillReads) -> int | None:
    """The next person's letters in one mail: 1 if it went, 0 if not, None when nothing is due."""
    with database.writing() as db:
        letters = outbox.claim_letters(db)
    if not letters:
        return None
    try:
        went = _send(database, settings, still_reads, letters)
    except FAILURES as failure:
        log("letter-failed", error=type(failure).__name__, attempts=letters[0].attempts)
        if isinstance(failure, VaultRefusal):
            log_failure(failure)
        with database.writing() as db:
            outbox.put_off(db, letters)
        return 0
    with database.writing() as db:
        outbox.remove(db, letters)
    return went


def _send(database: Database, settings: Settings, still_reads: StillReads, letters: Sequence[Letter]) -> int:
    with database.reading() as db:
        staff = db.get(Staff, letters[0].staff_id)
        is_wanted = any(still_reads(db, letter.report_id, letter.staff_id) for letter in letters)
    if staff is None or staff.state is not StaffState.ACTIVE or not is_wanted or settings.mail_url is None:
        return 0
    message = letter_to(staff.email, sender=settings.mail_from, base_url=settings.base_url)
    post(settings.mail_url.get_secret_value(), message)
    return 1
