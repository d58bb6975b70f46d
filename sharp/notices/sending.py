"""Sending what waits in the outbox: at least once, and only to whoever still may read the report."""

import smtplib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sharp.model.database import Database
from sharp.model.passing import Letter
from sharp.model.schools import School
from sharp.model.staff import Staff
from sharp.model.words import StaffState
from sharp.notices import outbox
from sharp.notices.letter import letter_to
from sharp.notices.post import PasswordInTheClear, post
from sharp.notices.quiet import quiet_until
from sharp.settings import Settings
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log, log_failure

FAILURES = (OSError, smtplib.SMTPException, PasswordInTheClear, VaultRefusal)


@dataclass(frozen=True)
class Judgement:
    """What is to become of a letter whose time has come."""

    is_wanted: bool
    """It is still about something that this person may read and should look at."""
    is_urgent: bool = False
    """Level 1: it passes through quiet hours."""
    again_at: int | None = None
    """When it goes again, in seconds since 1970; None: once is enough."""


Judge = Callable[[Session, Letter], Judgement]
"""Asked of each letter as it goes. May raise the vault's refusals: that letter then waits, and no other."""
Judged = tuple[Letter, Judgement]


@dataclass(frozen=True)
class Sorted:
    """One person's letters."""

    wanted: tuple[Judged, ...]
    unwanted: tuple[Letter, ...]
    refused: tuple[Letter, ...]
    address: str
    quiet_until: int | None


def send_due(database: Database, settings: Settings, judge: Judge) -> int:
    """Send everything that is due; how many mails went. Without a mail server letters only grow old."""
    with database.writing() as db:
        given_up = outbox.tidy(db, can_send=settings.mail_url is not None)
    if given_up:
        log("letters-given-up", count=given_up)
    sent = 0
    while settings.mail_url is not None and (went := _send_next(database, settings, judge)) is not None:
        sent += went
    return sent


def _send_next(database: Database, settings: Settings, judge: Judge) -> int | None:
    """The next person's letters in one mail: 1 if it went, 0 if not, None when nothing is due."""
    with database.writing() as db:
        letters = outbox.claim_letters(db)
    if not letters:
        return None
    try:
        with database.reading() as db:
            found = _sort(db, letters, judge)
        went = _send(settings, found)
    except FAILURES as failure:
        log("letter-failed", error=type(failure).__name__, attempts=letters[0].attempts)
        if isinstance(failure, VaultRefusal):
            log_failure(failure)
        with database.writing() as db:
            outbox.put_off(db, letters)
        return 0
    with database.writing() as db:
        _settle(db, found, has_gone=went)
    return int(went)


def _sort(db: Session, letters: Sequence[Letter], judge: Judge) -> Sorted:
    """Raises the vault's refusals where the account's own row was changed."""
    staff = db.get(Staff, letters[0].staff_id)
    if staff is None or staff.state is not StaffState.ACTIVE:
        return Sorted((), tuple(letters), (), "", None)
    judged = dict(_judged(db, letters, judge))
    wanted = tuple((letter, judged[letter]) for letter in letters if letter in judged and judged[letter].is_wanted)
    return Sorted(
        wanted=wanted,
        unwanted=tuple(letter for letter in letters if letter in judged and not judged[letter].is_wanted),
        refused=tuple(letter for letter in letters if letter not in judged),
        address=staff.email,
        quiet_until=_quiet_until(db, staff, wanted),
    )


def _judged(db: Session, letters: Sequence[Letter], judge: Judge) -> Iterator[Judged]:
    """One forged row keeps its own letter back, and no other."""
    for letter in letters:
        try:
            yield letter, judge(db, letter)
        except VaultRefusal as refused:
            log_failure(refused)


def _quiet_until(db: Session, staff: Staff, wanted: Sequence[Judged]) -> int | None:
    if not wanted or any(judgement.is_urgent for _letter, judgement in wanted):
        return None
    school = db.get(School, wanted[0][0].school_id)
    return None if school is None else quiet_until(staff, ZoneInfo(school.timezone))


def _send(settings: Settings, found: Sorted) -> bool:
    if not found.wanted or found.quiet_until is not None or settings.mail_url is None:
        return False
    message = letter_to(found.address, sender=settings.mail_from, base_url=settings.base_url)
    post(settings.mail_url.get_secret_value(), message)
    return True


def _settle(db: Session, found: Sorted, *, has_gone: bool) -> None:
    """What went is removed or goes again; what came in quiet hours waits for their end."""
    outbox.put_off(db, found.refused)
    if not has_gone:
        outbox.remove(db, found.unwanted)
        if found.quiet_until is not None:
            outbox.go_again(db, {letter.id: found.quiet_until for letter, _judgement in found.wanted})
        return
    again = {letter.id: judged.again_at for letter, judged in found.wanted if judged.again_at is not None}
    outbox.go_again(db, again)
    outbox.remove(db, [*found.unwanted, *(letter for letter, _judged in found.wanted if letter.id not in again)])
