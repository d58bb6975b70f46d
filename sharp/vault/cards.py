"""One sealed card a report, of one size, that feeds the queue and the search."""

from dataclasses import dataclass
from typing import Any

from sharp.vault.aead import gcm_open, gcm_seal
from sharp.vault.encoding import canonical_json, ctx, parse_canonical_json, require_ids, u64
from sharp.vault.envelope import header, sealed_part
from sharp.vault.errors import BadContent
from sharp.vault.padding import CARD_STEPS, pad, unpad
from sharp.vault.slots import Slot


@dataclass(frozen=True)
class CardAddress:
    """`length` is the journal's length when the card was written."""

    school: bytes
    report: bytes
    length: int
    epoch: int

    def __post_init__(self) -> None:
        require_ids(self.school, self.report)
        u64(self.length)
        self.header()

    def header(self) -> bytes:
        return header(Slot.CASE, self.epoch)

    def aad(self) -> bytes:
        return ctx("sharp/1/card", self.school, self.report, u64(self.length), self.header())


def seal_card(key: bytes, address: CardAddress, card: dict[str, Any]) -> bytes:
    """`TooLong` above 1,020 bytes of JSON: the caller shortens what it put there."""
    return address.header() + gcm_seal(key, pad(canonical_json(card), CARD_STEPS), address.aad())


def open_card(key: bytes, address: CardAddress, envelope: bytes) -> dict[str, Any]:
    sealed = sealed_part(envelope, address.header())
    card = parse_canonical_json(unpad(gcm_open(key, sealed, address.aad()), CARD_STEPS))
    if not isinstance(card, dict):
        raise BadContent("no card")
    return card
