"""One random key for each slot of a report, and the commitments that fix which keys these are."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from sharp.vault.encoding import NO_ID, ctx, require_ids, sized, u8, u16
from sharp.vault.errors import GrantMismatch, NoSuchSlot
from sharp.vault.kdf import KEY_SIZE
from sharp.vault.silent import Silent
from sharp.vault.slots import FULL, HAND_OVER, SINGLE_SLOTS, Slot


def require_hand_over(slots: Slot, followup_id: bytes) -> None:
    """A follow-up or say key belongs to one hand-over; no other key does."""
    require_ids(followup_id)
    if bool(slots & HAND_OVER) != (followup_id != NO_ID):
        raise GrantMismatch("a hand-over's identifier goes with its slots, and only with them")


@dataclass(frozen=True, repr=False, eq=False)
class ReportKeys(Silent):
    """The keys someone holds to one report in one epoch."""

    epoch: int
    keys: Mapping[Slot, bytes]
    followup_id: bytes = NO_ID

    def __post_init__(self) -> None:
        u16(self.epoch)
        for slot, key in self.keys.items():
            if slot not in SINGLE_SLOTS:
                raise NoSuchSlot(f"{slot!r} is not one slot")
            sized(key, KEY_SIZE)
        object.__setattr__(self, "keys", MappingProxyType(dict(self.keys)))
        require_hand_over(self.slots, self.followup_id)

    @classmethod
    def draw(cls, epoch: int, slots: Slot = FULL, followup_id: bytes = NO_ID) -> Self:
        return cls(epoch, {slot: secrets.token_bytes(KEY_SIZE) for slot in slots}, followup_id)

    @property
    def slots(self) -> Slot:
        held = Slot(0)
        for slot in self.keys:
            held |= slot
        return held

    def key(self, slot: Slot) -> bytes:
        try:
            return self.keys[slot]
        except KeyError:
            raise NoSuchSlot(f"no key for slot {int(slot)}") from None

    def only(self, slots: Slot) -> Self:
        """The same keys, fewer of them; asking for one that is not held is refused."""
        kept = {slot: self.key(slot) for slot in slots}
        return type(self)(self.epoch, kept, self.followup_id if slots & HAND_OVER else NO_ID)

    def joined(self, other: "ReportKeys") -> Self:
        """These and the other's, for a grant that reaches over both; they must be of one epoch."""
        if other.epoch != self.epoch or self.slots & other.slots:
            raise GrantMismatch("keys of two epochs, or two keys for one slot")
        followup_id = self.followup_id if self.followup_id != NO_ID else other.followup_id
        return type(self)(self.epoch, {**self.keys, **other.keys}, followup_id)

    def _secret(self) -> bytes:
        held = b"".join(u8(slot) + self.keys[slot] for slot in self.slots)
        return u16(self.epoch) + self.followup_id + held


def commitment(key: bytes, report: bytes, slot: Slot, epoch: int) -> bytes:
    return hmac.digest(key, ctx("sharp/1/commit", report, u8(slot), u16(epoch)), "sha256")


def commitments(report: bytes, keys: ReportKeys) -> dict[Slot, bytes]:
    return {slot: commitment(key, report, slot, keys.epoch) for slot, key in keys.keys.items()}
