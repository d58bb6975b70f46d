"""Recording an action on a case: one sealed entry with author and hour, first or in continuation of another."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from sharp.model.words import Act, PreparedList, ReportState
from sharp.reports.journal import Item, read_journal
from sharp.schools.facts import date_of
from sharp.triage import casework
from sharp.triage.access import CaseRef
from sharp.triage.action_fields import LINE_LETTERS, Ask, Kind, Values, Why, faults
from sharp.triage.action_kinds import ALL
from sharp.triage.prepared import offered
from sharp.vault.slots import Slot

ENTRY_KINDS = frozenset({"action", "decision"})
NAME_OF = "{}-name"
"""Beside an agency's id stands its name as it was when the action was recorded."""


class UnknownAction(Exception):
    """There is no such kind of action."""


class NothingToContinue(Exception):
    """There is no such entry in this case, or not one that this kind of action follows or corrects."""


class NotBornOut(Exception):
    """What must be written down before this action is not there yet."""


class FieldsRefused(Exception):
    """What was written cannot be kept; `why` says of each field what is wrong with it."""

    def __init__(self, why: Mapping[str, Why]) -> None:
        super().__init__(", ".join(f"{name}: {reason}" for name, reason in why.items()))
        self.why = why


def kind_of(what: str) -> Kind:
    """Raises UnknownAction."""
    try:
        return ALL[what]
    except KeyError:
        raise UnknownAction from None


def record_action(
    db: Session, case: CaseRef, *, what: str, fields: Values, continues: bytes | None = None, reason: str = ""
) -> None:
    """Write an action, one that follows another, or, with the `reason`, a correction of one of the same kind.

    A closed case takes no new action until it is opened again; what follows an older one, such as an agency's answer,
    may still come. Raises UnknownAction, NothingToContinue, NotBornOut, FieldsRefused, casework.AlreadyClosed.
    """
    kind = kind_of(what)
    report = casework.locked(db, case)
    items = read_journal(db, report, case.ring)
    require_place(kind, items, continues)
    if continues is None and report.state is ReportState.CLOSED:
        raise casework.AlreadyClosed
    body = body_of(db, case, kind, items, fields, continues=continues, reason=reason)
    casework.write(db, report, case, Act.ACTED, (Slot.CASE, casework.content(case, kind.entry, body)))


def body_of(
    db: Session,
    case: CaseRef,
    kind: Kind,
    items: Sequence[Item],
    fields: Values,
    *,
    continues: bytes | None,
    reason: str,
) -> dict[str, Any]:
    """What the entry says. Raises FieldsRefused."""
    found = entry_with(items, continues) if continues is not None else None
    corrected = found if found is not None and found.body["what"] == kind.id else None
    names = agencies_for(db, case.school_id, corrected)
    given = {name: value for name, value in fields.items() if value}
    why = faults(kind, given, date_of(case.roster.today()), names, is_past_allowed=corrected is not None)
    if corrected is not None and not 0 < len(reason) <= LINE_LETTERS:
        why["reason"] = Why.TOO_LONG if reason else Why.MISSING
    if why:
        raise FieldsRefused(why)
    for one in kind.fields:
        if one.ask is Ask.AGENCY and one.name in given:
            given[NAME_OF.format(one.name)] = names[str(given[one.name])]
    body: dict[str, Any] = {"what": kind.id, "fields": given}
    if continues is not None:
        body["continues"] = continues.hex()
    if corrected is not None:
        body["reason"] = reason
    return body


def require_place(kind: Kind, items: Sequence[Item], continues: bytes | None) -> None:
    """That this kind of action may be written there. Raises NothingToContinue, NotBornOut."""
    if continues is None:
        if kind.continues:
            raise NothingToContinue
        if kind.after and not any(item.body["what"] == kind.after for item in actions_among(items)):
            raise NotBornOut
        return
    found = entry_with(items, continues)
    if found is None or found.body["what"] not in (kind.id, kind.continues):
        raise NothingToContinue


def entry_with(items: Sequence[Item], entry_id: bytes) -> Item | None:
    """An action as it was first written; a correction is not continued, but what it corrects."""
    for item in actions_among(items):
        if item.entry_id == entry_id and not is_correcting(item, items):
            return item
    return None


def actions_among(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(item for item in items if item.content.kind in ENTRY_KINDS and "what" in item.body)


def is_correcting(item: Item, items: Sequence[Item]) -> bool:
    continues = item.body.get("continues", "")
    return any(
        other.entry_id.hex() == continues and other.body["what"] == item.body["what"] for other in actions_among(items)
    )


def latest(item: Item, items: Sequence[Item]) -> Item:
    """The action as last corrected."""
    mine = [one for one in actions_among(items) if is_version_of(one, item)]
    return max(mine, key=lambda one: one.seq)


def is_version_of(one: Item, item: Item) -> bool:
    return one.body["what"] == item.body["what"] and item.entry_id.hex() in (
        one.entry_id.hex(), one.body.get("continues", ""),
    )  # fmt: skip


def agencies_for(db: Session, school_id: bytes, corrected: Item | None = None) -> dict[str, str]:
    """Those that may be chosen at the school, by id; and the one that was chosen, though it is offered no more."""
    found = {item.id: item.title for item in offered(db, school_id, PreparedList.AGENCIES)}
    kept = corrected.body["fields"] if corrected is not None else {}
    if "agency" in kept:
        found.setdefault(kept["agency"], kept[NAME_OF.format("agency")])
    return found


def was_written(added: Sequence[Item], case: CaseRef, body: Mapping[str, Any]) -> bool:
    """A button pressed twice: the same by the same person, added since the page was shown."""
    return any(item.content.author == case.staff.id.hex() and item.body == body for item in added)
