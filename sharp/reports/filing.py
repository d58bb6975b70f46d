"""Sending a report: everything is sealed before it touches a disk, then stored in one unit of work."""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.base import Base
from sharp.model.reports import Grant, Receipt, Report
from sharp.model.words import GrantState, ReaderKind, ReportState, Retention, Role, Turn
from sharp.notices.outbox import queue_letter
from sharp.reports import cards
from sharp.reports.draft import Draft
from sharp.reports.grants import Reader, make_grant, pack_commitments
from sharp.reports.journal import Writing, seal_entries
from sharp.reports.levels import Level, propose_level
from sharp.reports.readers import LastResort, ReaderList
from sharp.schools.anchor import Anchor
from sharp.schools.facts import Roster, SchoolFacts
from sharp.schools.reading import due_after
from sharp.schools.roster import load_roster
from sharp.vault import words as code_words
from sharp.vault.entries import FIRST_HEAD, Content
from sharp.vault.keyfile import ServerKeys
from sharp.vault.receipts import PupilKeys, Ring, seal_receipt
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import Slot
from sharp.vault.words import CodeWords
from sharp.web.unit_of_work import Moved

REFERENCE_LETTERS = "BCDFGHJKMNPQRSTVWXZ23456789"
"""No vowels, so that no word comes about; nothing that is misheard as another."""


@dataclass(frozen=True, repr=False)
class Prepared:
    """A report sealed and ready to store: rows, not a word in the clear."""

    words: CodeWords
    report: Report
    rows: tuple[Base, ...]
    readers: ReaderList

    @property
    def report_id(self) -> bytes:
        return self.report.id


@dataclass(frozen=True, repr=False)
class TakenDown:
    """By whom a report was written down that a pupil did not write, and what it comes from."""

    source: str
    staff_id: bytes
    shown_name: str
    role: Role


def prepare(
    keys: ServerKeys,
    roster: Roster,
    readers: ReaderList,
    draft: Draft,
    language: str,
    taken_down: TakenDown | None = None,
) -> Prepared:
    """Draw keys and words and seal everything: one Argon2id and one HPKE seal a reader; no database."""
    words, pupil = code_words.draw_words(), PupilKeys.generate()
    slot_keys, level = ReportKeys.draw(1), propose_level(draft)
    report = new_report(roster, draft, level, slot_keys, pupil.public)
    grants = tuple(first_grants(roster, readers, report, slot_keys))
    report.list_grants(grant.id for grant in grants)
    entries = seal_entries(report, slot_keys, tuple(_first_entries(readers, draft, level, language, taken_down)))
    ring = Ring(1, slot_keys.key(Slot.THREAD), slot_keys.key(Slot.IDENTITY), pupil.seed)
    rows = (
        *entries,
        *grants,
        _receipt(keys, roster, report, words, ring),
        cards.seal(report, slot_keys, cards.card_of(draft, level)),
    )
    return Prepared(words, report, rows, readers)


def store(db: Session, prepared: Prepared, anchor: Anchor) -> None:
    """Store it and its alerts, if the readers are still those who were shown. Raises Moved, RosterRefused.

    The report's own id is its primary key: a second send collides and is run again.
    """
    report = prepared.report
    if load_roster(db, report.school_id, anchor).n != prepared.readers.n:
        raise Moved
    db.add(report)
    db.flush()
    db.add_all(prepared.rows)
    tell_readers(db, report, prepared.readers)


def tell_readers(db: Session, report: Report, readers: ReaderList) -> None:
    """Of a new report: whoever can open it now."""
    for reader in readers.listed:
        if reader.state is GrantState.LIVE:
            queue_letter(
                db, "new", school=report.school_id, report=report.id, staff=reader.staff_id, level=report.level
            )


def new_report(roster: Roster, draft: Draft, level: Level, keys: ReportKeys, pupil_public: bytes) -> Report:
    """Its row, received in this hour, with no entry and no grant yet."""
    report_id, received = bytes.fromhex(draft.report_id), clock.hour()
    return Report(
        id=report_id,
        school_id=roster.school.id,
        reference=_reference(),
        received=received,
        state=ReportState.SENT,
        turn=Turn.NOMINEE,
        level=level.level,
        due=due_after(roster, clock.of_hour(received), level.level),
        retention=Retention.PRACTICE if draft.is_practice else Retention.ORDINARY,
        retention_month=None,
        epoch=keys.epoch,
        renew=False,
        pupil_public=pupil_public,
        commits=pack_commitments(report_id, keys),
        granted=b"",
        length=0,
        head=FIRST_HEAD,
    )


def _reference() -> str:
    drawn = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def _first_entries(
    readers: ReaderList, draft: Draft, level: Level, language: str, taken_down: TakenDown | None
) -> Iterator[Writing]:
    """Account, name and level. The name's entry is always there: its absence would tell who gave none."""
    hour, author = clock.hour(), "pupil" if taken_down is None else taken_down.staff_id.hex()
    body = account_body(readers, draft, language) | _source(taken_down)
    yield Slot.THREAD, Content("account", author, hour, body)
    yield Slot.IDENTITY, Content("name", author, hour, {"name": draft.name, "reach": draft.reach})
    yield Slot.CASE, Content("level", "service", hour, {"level": level.level, "reason": level.reason})


def account_body(readers: ReaderList, draft: Draft, language: str) -> dict[str, Any]:
    return {
        "about": draft.about or "",
        "story": draft.story,
        "kinds": list(draft.kinds),
        "place": draft.place,
        "place_more": draft.place_more,
        "when": draft.when or "",
        "still": draft.still or "",
        "wants": list(draft.wants),
        "past_them": draft.past_them,
        "left_out": sorted(each.hex() for each in readers.left_out),
        "language": language,
        "readers": [{"name": r.shown_name, "role": r.role, "state": r.state} for r in readers.listed],
        "last_resort": readers.last_resort,
    }


def _source(taken_down: TakenDown | None) -> dict[str, Any]:
    if taken_down is None:
        return {"source": ""}
    return {"source": taken_down.source, "shown_name": taken_down.shown_name, "role": taken_down.role}


def first_grants(roster: Roster, readers: ReaderList, report: Report, keys: ReportKeys) -> Iterator[Grant]:
    """To the listed, and to the key for when they are all gone."""
    school = roster.school
    for listed in readers.listed:
        reader = Reader(ReaderKind.STAFF, listed.staff_id, listed.fp, listed.public, listed.state)
        yield make_grant(school.id, report.id, reader, keys)
    if readers.last_resort is not LastResort.NONE:
        yield make_grant(school.id, report.id, _last_reader(school, readers.last_resort), keys)


def _last_reader(school: SchoolFacts, last_resort: LastResort) -> Reader:
    """The key that may open it when every reader is gone."""
    is_sheets = last_resort is LastResort.SHEETS
    public = school.recovery_public if is_sheets else school.outside_public
    assert public is not None
    kind = ReaderKind.RECOVERY if is_sheets else ReaderKind.OUTSIDE
    return Reader(kind, school.id, hashlib.sha256(public).digest(), public)


def _receipt(keys: ServerKeys, roster: Roster, report: Report, words: CodeWords, ring: Ring) -> Receipt:
    school, v = roster.school.id, keys.active
    stretched = code_words.stretch(words, roster.school.words_salt)
    seed, words_key = code_words.lookup_seed(stretched, school), code_words.words_key(stretched, school)
    return Receipt(
        report_id=report.id,
        school_id=school,
        lookup=code_words.lookup(keys.key("words"), seed, school),
        v=v,
        until=None,
        stored=seal_receipt(words_key, ring, keys.key("receipt"), v, school, report.id),
    )
