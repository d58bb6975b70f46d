"""Cases worked on as one: which leads and which go with it, by both journals, as far as one person holds them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.reports import Card, Report
from sharp.reports import cards
from sharp.reports.grants import staff_keyring
from sharp.reports.journal import Item, read_journal
from sharp.triage import casework
from sharp.triage.access import CaseRef, visible_to
from sharp.vault.cards import CardAddress, open_card
from sharp.vault.errors import VaultRefusal
from sharp.vault.slots import Slot
from sharp.web.logs import log_failure


class Way(StrEnum):
    """Which way a journal's entry points."""

    LEADS = "leads"
    FOLLOWS = "follows"


@dataclass(frozen=True, repr=False)
class Held:
    """One case as this person holds it, with what its journal says."""

    ref: CaseRef
    report: Report
    items: tuple[Item, ...]


Group = Mapping[bytes, Held]
"""By report id: a case, and those its card names that this person holds too. Empty: it names none."""


def leader_in(items: Iterable[Item]) -> bytes | None:
    """The case that leads, as this journal has it; closing ends it."""
    found = None
    for item in items:
        if item.content.kind == "outcome" or (item.content.kind == "separated" and other_in(item) == found):
            found = None
        elif item.content.kind == "merged" and item.body["way"] == Way.FOLLOWS:
            found = other_in(item)
    return found


def led_in(items: Iterable[Item]) -> dict[bytes, Item]:
    """The cases that go with it, as this journal has it, and the entry that said so; closing ends it."""
    found: dict[bytes, Item] = {}
    for item in items:
        if item.content.kind == "outcome":
            found = {}
        elif item.content.kind == "separated":
            found.pop(other_in(item), None)
        elif item.content.kind == "merged" and item.body["way"] == Way.LEADS:
            found[other_in(item)] = item
    return found


def other_in(item: Item) -> bytes:
    return bytes.fromhex(item.body["other"])


def hold_all(db: Session, *cases: CaseRef) -> Group:
    """Lock these and all that their cards name, by id; what nobody but others can open is not among them.

    Raises Moved. A single case has its row locked, and nothing is read.
    """
    return _group(cases, {case.report_id: case for each in cases for case in (each, *_named(db, each))}, db, lock=True)


def look_at_all(db: Session, case: CaseRef) -> Group:
    """The same for a page that writes nothing."""
    return _group([case], {each.report_id: each for each in (case, *_named(db, case))}, db, lock=False)


def leader_of(group: Group, case: CaseRef) -> Held | None:
    """Both journals say so: the one alone may be from before the other was closed."""
    if case.report_id not in group:
        return None
    leader = group.get(leader_in(group[case.report_id].items) or b"")
    return leader if leader is not None and case.report_id in led_in(leader.items) else None


def led_by(group: Group, case: CaseRef) -> tuple[Held, ...]:
    """In the order in which they came."""
    if case.report_id not in group:
        return ()
    named = (group[each] for each in led_in(group[case.report_id].items) if each in group)
    return tuple(one for one in named if leader_in(one.items) == case.report_id)


def open_all(db: Session, case: CaseRef) -> tuple[Report, tuple[Item, ...], Group]:
    """Open the case and all that go with it: a line of the trail in each, for each is shown."""
    group = hold_all(db, case)
    report, items = casework.open_case(db, case)
    for one in led_by(group, case):
        casework.open_case(db, one.ref)
    return report, items, group


def reference_held(db: Session, case: CaseRef, reference: str) -> CaseRef | None:
    """Another case of the same school by its reference, if this person holds it."""
    mine = visible_to(case.staff.id, [case.school_id]).where(Report.reference == reference, Report.id != case.report_id)
    found = refs_held(db, case, list(db.scalars(mine.with_only_columns(Report.id))))
    return found[0] if found else None


def refs_held(db: Session, case: CaseRef, ids: Sequence[bytes]) -> tuple[CaseRef, ...]:
    """Of these reports, those that this person holds at the case's school; a forged one is not believed."""
    mine = visible_to(case.staff.id, [case.school_id]).where(Report.id.in_(ids)).with_only_columns(Report.id)
    found = []
    for each in sorted(db.scalars(mine)) if ids else ():
        try:
            report = db.get_one(Report, each)
            ring = staff_keyring(db, report, case.staff.id, case.staff.keys)
        except VaultRefusal as refused:
            log_failure(refused)
        else:
            found.append(replace(case, report_id=each, reference=report.reference, ring=ring))
    return tuple(found)


def _group(asked: Sequence[CaseRef], refs: Mapping[bytes, CaseRef], db: Session, *, lock: bool) -> Group:
    in_order = [refs[each] for each in sorted(refs)]
    reports = {ref.report_id: _report(db, ref, lock=lock) for ref in in_order}
    if len(asked) == len(in_order) == 1:
        return {}
    return {
        ref.report_id: Held(ref, report, read_journal(db, report, ref.ring))
        for ref in in_order
        if (report := reports[ref.report_id]) is not None
    }


def _report(db: Session, ref: CaseRef, *, lock: bool) -> Report | None:
    return casework.locked(db, ref) if lock else db.get(Report, ref.report_id)


def _named(db: Session, case: CaseRef) -> tuple[CaseRef, ...]:
    """By its card, straight from the columns: only where to look, for the journals have the last word."""
    columns = (Card.school_id, Card.length, Card.epoch, Card.sealed)
    row = db.execute(sa.select(*columns).where(Card.report_id == case.report_id)).first()
    key = None if row is None else case.ring.find(Slot.CASE, row.epoch)
    if row is None or key is None:
        return ()
    try:
        shown = open_card(key, CardAddress(row.school_id, case.report_id, row.length, row.epoch), row.sealed)
    except VaultRefusal:
        return ()
    return refs_held(db, case, cards.face(shown).together)
