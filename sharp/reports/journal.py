"""A report's journal: sealed entries in one chained order, added to and never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.reports import Entry, Report
from sharp.reports.grants import Keyring
from sharp.vault.encoding import new_id
from sharp.vault.entries import FIRST_HEAD, Content, EntryAddress, chain, open_entry, seal_entry
from sharp.vault.errors import VaultRefusal
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import Slot


class JournalBroken(VaultRefusal):
    """An entry is missing, doubled, moved or changed; the message names the report and nothing else."""


@dataclass(frozen=True, repr=False)
class Item:
    """One opened entry."""

    seq: int
    slot: Slot
    entry_id: bytes
    content: Content

    @property
    def body(self) -> dict[str, Any]:
        return self.content.body


Writing = tuple[Slot, Content]


def seal_entries(report: Report, keys: ReportKeys, writings: Sequence[Writing]) -> list[Entry]:
    """New rows at the journal's end; moves the report's length and head on."""
    made = []
    for slot, content in writings:
        seq = report.length + 1
        entry_id = new_id()
        address = EntryAddress(report.school_id, report.id, entry_id, seq, slot, keys.epoch)
        envelope = seal_entry(keys.key(slot), address, content)
        report.length, report.head = seq, chain(report.head, entry_id, envelope)
        made.append(
            Entry(
                id=entry_id,
                school_id=report.school_id,
                report_id=report.id,
                seq=seq,
                slot=int(slot),
                epoch=keys.epoch,
                envelope=envelope,
            )
        )
    return made


def append(db: Session, report: Report, keys: ReportKeys, *writings: Writing) -> None:
    """Add entries to a report whose row the caller holds locked."""
    db.add_all(seal_entries(report, keys, writings))


def read_journal(db: Session, report: Report, ring: Keyring) -> tuple[Item, ...]:
    """Every entry that this ring opens, in order. Raises JournalBroken, SealBroken."""
    entries = db.scalars(sa.select(Entry).where(Entry.report_id == report.id).order_by(Entry.seq)).all()
    check_chain(report, entries)
    items = []
    for entry in entries:
        slot = Slot(entry.slot)
        key = ring.find(slot, entry.epoch)
        if key is not None:
            address = EntryAddress(entry.school_id, entry.report_id, entry.id, entry.seq, slot, entry.epoch)
            items.append(Item(entry.seq, slot, entry.id, open_entry(key, address, entry.envelope)))
    return tuple(items)


def check_chain(report: Report, entries: Sequence[Entry]) -> None:
    head = FIRST_HEAD
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected:
            raise JournalBroken(report.id.hex())
        head = chain(head, entry.id, entry.envelope)
    if len(entries) != report.length or head != report.head:
        raise JournalBroken(report.id.hex())
