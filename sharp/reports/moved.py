"""A report that went to another school: where it is now, and how the pupil's own keys and words lead there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sharp.model.reports import Receipt, Report
from sharp.model.words import ReaderKind, ReportState
from sharp.reports.coming_back import OpenedReceipt, Stretched, found_by, pupil_keyring
from sharp.reports.grants import grants_of, open_grant
from sharp.reports.journal import Item, read_journal
from sharp.schools.facts import SchoolFacts
from sharp.schools.roster import load_roster
from sharp.schools.rows import hold_lists
from sharp.vault import words as code_words
from sharp.vault.encoding import NO_ID
from sharp.vault.errors import VaultRefusal
from sharp.vault.keyfile import ServerKeys
from sharp.vault.receipts import Ring, seal_receipt
from sharp.vault.slots import Slot
from sharp.web.logs import log_failure

MOVED = "moved"


class HasMoved(Exception):
    """The report went to another school: nothing is added to it here any more."""


@dataclass(frozen=True)
class NewHome:
    """Which school has it now, and which report it is there: sealed in the journal that it left."""

    school_id: bytes
    slug: str
    school: str
    report_id: bytes


@dataclass(frozen=True, repr=False)
class Onward:
    """The report at the school that has it now, as its pupil opens it."""

    school: SchoolFacts
    opened: OpenedReceipt


def moved_in(items: Iterable[Item]) -> NewHome | None:
    """A case that moved stays closed, so there is one such entry at most."""
    for item in items:
        if item.content.kind == MOVED:
            body = item.body
            return NewHome(bytes.fromhex(body["to_id"]), body["slug"], body["to"], bytes.fromhex(body["report"]))
    return None


def moved_of(db: Session, report: Report, ring: Ring) -> NewHome | None:
    """As its pupil finds it; only a closed case can have moved."""
    if report.state is not ReportState.CLOSED:
        return None
    return moved_in(read_journal(db, report, pupil_keyring(db, report, ring)))


def onward(db: Session, opened: OpenedReceipt) -> Onward | None:
    """Where it is now; None: it is here, or what it became has gone or cannot be trusted, which is logged."""
    report = db.get(Report, opened.report_id)
    moved = moved_of(db, report, opened.ring) if report is not None else None
    if moved is None:
        return None
    try:
        school, there = load_roster(db, moved.school_id).school, db.get(Report, moved.report_id)
        ring = None if there is None else _ring_there(db, there, opened.ring)
    except VaultRefusal as refused:
        log_failure(refused)
        return None
    return None if ring is None else Onward(school, OpenedReceipt(moved.report_id, ring))


def _ring_there(db: Session, report: Report, ring: Ring) -> Ring | None:
    """The keys of its first epoch, sealed there to the pupil's own pair; none once the words have ended there."""
    if db.get(Receipt, report.id) is None:
        return None
    for grant in db.scalars(grants_of(report.id, ReaderKind.PUPIL, NO_ID)):
        if grant.epoch == 1:
            keys = open_grant(report, grant, ring.pupil)
            return Ring(1, keys.key(Slot.THREAD), keys.key(Slot.IDENTITY), ring.pupil_seed)
    return None


def take_words(db: Session, keys: ServerKeys, steps: Sequence[tuple[Onward, Stretched]]) -> None:
    """From now on the same words open it at each of these schools.

    Words that lead elsewhere at a school stay as they are: a report that came back is reached by way of the first.
    """
    hold_lists(db, *(there.school.id for there, _stretched in steps))
    for there, stretched in sorted(steps, key=lambda step: step[0].opened.report_id):
        if db.get(Report, there.opened.report_id, with_for_update=True) is not None:
            _take_words_at(db, keys, there, stretched)


def _take_words_at(db: Session, keys: ServerKeys, there: Onward, stretched: Stretched) -> None:
    school, report_id, v = there.school, there.opened.report_id, keys.active
    receipt = db.get(Receipt, report_id, with_for_update=True, populate_existing=True)
    if receipt is None or db.scalar(found_by(keys, school, stretched)) is not None:
        return
    receipt.lookup, receipt.v = code_words.lookup(keys.key("words"), stretched.seed, school.id), v
    receipt.stored = seal_receipt(stretched.key, there.opened.ring, keys.key("receipt"), v, school.id, report_id)
    db.flush()
