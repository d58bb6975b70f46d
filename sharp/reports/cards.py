"""The card of a report: what queue and search show of it, sealed under its case key, one size for all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sharp.model.reports import Card, Report
from sharp.reports.draft import Draft
from sharp.reports.grants import Keyring
from sharp.reports.levels import Level
from sharp.vault.cards import CardAddress, open_card, seal_card
from sharp.vault.encoding import canonical_json
from sharp.vault.padding import CARD_STEPS
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import Slot

ROOM = CARD_STEPS[0] - 4
SHORTEST_WORD = 3
LONGEST_REASON = 60
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, repr=False)
class CardFace:
    """What a card says; never a sentence of the pupil's."""

    about: str
    kinds: tuple[str, ...]
    place: str
    when: str
    level_reason: str
    words: tuple[str, ...]
    """Distinct words of the story, small letters, for the search; as many as fit."""
    last: str
    """Hex id of the member of staff who acted last; empty: nobody has."""
    goes_with: str = ""
    """Hex id of the report that leads this one; empty: none ever did, or they were separated."""
    leads: tuple[str, ...] = ()
    """Hex ids of the reports that go with this one."""

    @property
    def together(self) -> tuple[bytes, ...]:
        """Every report that was to be worked on with this one."""
        return tuple(bytes.fromhex(each) for each in (self.goes_with, *self.leads) if each)


def fold(text: str) -> Iterator[str]:
    """The words that a search compares."""
    for word in _WORD.findall(text.casefold()):
        if len(word) >= SHORTEST_WORD:
            yield word


def card_of(draft: Draft, level: Level) -> dict[str, Any]:
    """Whole: it is cut to its size as it is sealed."""
    return {
        "about": draft.about or "",
        "kinds": list(draft.kinds),
        "place": draft.place,
        "when": draft.when or "",
        "level_reason": level.reason,
        "last": "",
        "words": list(dict.fromkeys(fold(f"{draft.story} {draft.place_more}"))),
    }


def _fitted(card: dict[str, Any]) -> dict[str, Any]:
    """As many of the story's words as there is room for; and where even none leaves too little, fewer kinds.

    The level's reason stands whole in the journal, where the case page reads it.
    """
    fitted = card | {"level_reason": card["level_reason"][:LONGEST_REASON], "kinds": [], "words": []}
    room = ROOM - len(canonical_json(fitted))
    for name in ("kinds", "words"):
        for word in card[name]:
            size = len(canonical_json(word)) + 1
            if size <= room:
                fitted[name].append(word)
                room -= size
    return fitted


def seal(report: Report, keys: ReportKeys, card: dict[str, Any]) -> Card:
    address = CardAddress(report.school_id, report.id, report.length, keys.epoch)
    return Card(
        report_id=report.id,
        school_id=report.school_id,
        epoch=keys.epoch,
        length=report.length,
        sealed=seal_card(keys.key(Slot.CASE), address, _fitted(card)),
    )


def reseal(report: Report, keys: ReportKeys, row: Card, card: dict[str, Any]) -> None:
    """Each act of a reader writes the card anew, at the journal's new length."""
    fresh = seal(report, keys, card)
    row.epoch, row.length, row.sealed = fresh.epoch, fresh.length, fresh.sealed


def open_row(row: Card, ring: Keyring) -> dict[str, Any] | None:
    """What the card says, or None without its case key."""
    key = ring.find(Slot.CASE, row.epoch)
    if key is None:
        return None
    return open_card(key, CardAddress(row.school_id, row.report_id, row.length, row.epoch), row.sealed)


def face(card: dict[str, Any]) -> CardFace:
    return CardFace(
        about=card["about"],
        kinds=tuple(card["kinds"]),
        place=card["place"],
        when=card["when"],
        level_reason=card["level_reason"],
        words=tuple(card["words"]),
        last=card["last"],
        goes_with=card.get("goes_with", ""),  # older cards say nothing of it
        leads=tuple(card.get("leads", ())),
    )
