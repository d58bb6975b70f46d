"""A report's journal: sealed entries in one chained order, added to and never edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.reports import Entry, Report
from sharp.reports.grants import Keyring
from sharp.vault.encoding import NO_ID, new_id
from sharp.vault.entries import FIRST_HEAD, Content, EntryAddress, chain, open_entry, seal_entry
from sharp.vault.errors import SealBroken, VaultRefusal
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import HAND_OVER, Slot

HANDED = "handed"


class JournalBroken(VaultRefusal):
    """An entry is missing, doubled, moved or changed; the message names the report and nothing else."""


@dataclass(frozen=True, repr=False)
class Item:
    """One opened entry."""

    seq: int
    slot: Slot
    entry_id: bytes
    content: Content
    followup_id: bytes = NO_ID
    """Of what belongs to one hand-over: which."""

    @property
    def body(self) -> dict[str, Any]:
        return self.content.body


Writing = tuple[Slot, Content] | tuple[Slot, Content, bytes]
"""The third is the entry's id where something was bound to it beforehand."""


def seal_entries(report: Report, keys: ReportKeys, writings: Sequence[Writing]) -> list[Entry]:
    """New rows at the journal's end; moves the report's length and head on."""
    made = []
    for writing in writings:
        slot, content = writing[0], writing[1]
        seq = report.length + 1
        entry_id = writing[2] if len(writing) == 3 else new_id()
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
    return open_journal(db, report, ring)[1]


def open_journal(db: Session, report: Report, ring: Keyring) -> tuple[Keyring, tuple[Item, ...]]:
    """The entries, and the ring with the keys of hand-overs that whoever holds the case finds among them.

    Entries that hold such keys are no items: nothing in them is to be shown.
    """
    entries = db.scalars(sa.select(Entry).where(Entry.report_id == report.id).order_by(Entry.seq)).all()
    check_chain(report, entries)
    items = []
    for entry in entries:
        item = _opened(entry, ring)
        if item is not None and item.content.kind == HANDED:
            ring = ring.with_keys(keys_in(item.body, entry.epoch))
        elif item is not None:
            items.append(item)
    return ring, tuple(items)


def handed(keys: ReportKeys) -> Content:
    """The entry by which a hand-over's keys reach all who hold the case, now and later."""
    held = {str(int(slot)): keys.key(slot).hex() for slot in keys.slots}
    return Content(HANDED, "service", clock.hour(), {"followup": keys.followup_id.hex(), "keys": held})


def keys_in(body: Mapping[str, Any], epoch: int) -> ReportKeys:
    keys = {Slot(int(slot)): bytes.fromhex(key) for slot, key in body["keys"].items()}
    return ReportKeys(epoch, keys, bytes.fromhex(body["followup"]))


def _opened(entry: Entry, ring: Keyring) -> Item | None:
    """None without its key. A row does not say which hand-over it belongs to, so each key of its slot is tried."""
    slot = Slot(entry.slot)
    address = EntryAddress(entry.school_id, entry.report_id, entry.id, entry.seq, slot, entry.epoch)
    held = tuple(ring.all_of(slot, entry.epoch))
    for keys in held:
        try:
            content = open_entry(keys.key(slot), address, entry.envelope)
        except SealBroken:
            if slot not in HAND_OVER:
                raise
        else:
            return Item(entry.seq, slot, entry.id, content, keys.followup_id if slot in HAND_OVER else NO_ID)
    if held and not ring.is_helpers:
        raise SealBroken("an entry of a hand-over")
    return None


def check_chain(report: Report, entries: Sequence[Entry]) -> None:
    head = FIRST_HEAD
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected:
            raise JournalBroken(report.id.hex())
        head = chain(head, entry.id, entry.envelope)
    if len(entries) != report.length or head != report.head:
        raise JournalBroken(report.id.hex())
