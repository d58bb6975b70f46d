"""Where each hand-over stands, from the journal alone: whose word is the last, and by when an answer is due."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from sharp.model.reports import Report
from sharp.model.words import Role, Turn
from sharp.reports import hand_over
from sharp.reports.grants import Keyring
from sharp.reports.journal import Item, read_journal
from sharp.vault.slots import HAND_OVER, Slot

FIRST_ENTRIES = 3
"""Account, name and level: what the send itself writes."""
NOMINEES_WORDS = frozenset({"followup", "followup_word"})


class Scope(StrEnum):
    """What a lead sees besides what was written for them."""

    BRIEF = "brief"
    WHOLE = "whole"
    WITH_NAME = "with-name"

    @property
    def slots(self) -> Slot:
        """Of the report itself."""
        shown = {Scope.WHOLE: hand_over.WHOLE, Scope.WITH_NAME: hand_over.WHOLE_WITH_NAME}
        return shown.get(self, Slot(0))


class Reply(StrEnum):
    """What a lead writes back."""

    DONE = "done"
    ASKED = "asked"
    RETURNED = "returned"


class Progress(StrEnum):
    WAITING = "waiting"
    ASKED = "asked"
    ANSWERED = "answered"
    RETURNED = "returned"
    TAKEN_BACK = "taken-back"
    CLOSED = "closed"
    BROUGHT_IN = "brought-in"
    LEFT = "left"


_AFTER = {Reply.DONE: Progress.ANSWERED, Reply.ASKED: Progress.ASKED, Reply.RETURNED: Progress.RETURNED}


@dataclass(frozen=True, repr=False)
class FollowUp:
    """One hand-over: how it was given, and all that was written in it since."""

    id: bytes
    given: Item
    log: tuple[Item, ...]
    end: Item | None
    is_standing: bool

    @property
    def brief(self) -> dict[str, Any]:
        return self.given.body

    @property
    def is_advice(self) -> bool:
        """An officer is asked, who holds nothing of the case."""
        return self.brief.get("lead_role") == Role.SSO

    @property
    def progress(self) -> Progress:
        if self.end is not None:
            return Progress(self.end.body.get("cause", Progress.TAKEN_BACK))
        talk = [item for item in self.log if item.content.kind != "helper_message"]
        last = talk[-1] if talk else self.given
        found = _AFTER[Reply(last.body["act"])] if last.content.kind == "followup_reply" else Progress.WAITING
        return found if self.is_standing or found is Progress.RETURNED else Progress.LEFT

    @property
    def due(self) -> int | None:
        """Quarter-hours since 1970; none unless the lead is to act."""
        if self.progress is not Progress.WAITING:
            return None
        asked = [item for item in (self.given, *self.log) if item.content.kind in NOMINEES_WORDS]
        return int(asked[-1].body["due"])


def follow_ups(items: Iterable[Item], standing: Collection[bytes]) -> Iterator[FollowUp]:
    """In the order they were given. `standing`: those that nobody has ended."""
    items = tuple(items)
    ends = {bytes.fromhex(item.body["followup"]): item for item in items if item.content.kind == "followup_end"}
    for given in items:
        if given.content.kind == "followup":
            of_it = given.followup_id
            log = tuple(
                each for each in items if each.slot in HAND_OVER and each.followup_id == of_it and each != given
            )
            yield FollowUp(of_it, given, log, ends.get(of_it), of_it in standing)


def pupil_waits(items: Iterable[Item]) -> bool:
    """The pupil has said something since a reader last wrote to them: that comes before any lead's time."""
    said = [item for item in items if item.slot in (Slot.THREAD, Slot.IDENTITY)]
    answered = max((item.seq for item in said if item.content.author != "pupil"), default=FIRST_ENTRIES)
    return any(item.content.author == "pupil" and item.seq > max(answered, FIRST_ENTRIES) for item in said)


def waits_for_lead(db: Session, report: Report, ring: Keyring) -> tuple[Turn, int | None] | None:
    """Whose turn it is and by when, while something lies with a lead who is to act; none while nothing does."""
    standing = hand_over.standing(db, report).keys()
    if not standing:
        return None
    dues = [one.due for one in follow_ups(read_journal(db, report, ring), standing) if one.due is not None]
    return (Turn.HELPER, min(dues)) if dues else None


def is_said_already(
    added: Iterable[Item], staff_id: bytes, kind: str, text: str, *, to: Callable[[Item], bool] = lambda _item: True
) -> bool:
    """A button pressed twice: the same words by the same person to the same, added since the page was shown."""
    return any(
        item.content.author == staff_id.hex() and item.content.kind == kind and item.body["text"] == text and to(item)
        for item in added
    )
