"""One person's right to some slots of one report: those keys, sealed to that person."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from sharp.vault.aead import gcm_open, gcm_seal
from sharp.vault.encoding import NO_ID, ctx, lp, require_ids, sized, u8, u16
from sharp.vault.errors import CommitmentMismatch, GrantMismatch, UnknownEnvelope
from sharp.vault.kdf import KEY_SIZE
from sharp.vault.person import Opener, PersonKeys, seal_to
from sharp.vault.report_keys import ReportKeys, commitment, require_hand_over
from sharp.vault.slots import SINGLE_SLOTS, Slot

GrantKind = Literal["staff", "recovery", "outside", "pupil"]

_LABELS: Mapping[GrantKind, str] = {
    "staff": "sharp/1/grant",
    "recovery": "sharp/1/grant-recovery",
    "outside": "sharp/1/grant-outside",
    "pupil": "sharp/1/grant-pupil",
}
_VERSION = 1
_CELLS_START = 20
PLAIN_SIZE = _CELLS_START + len(SINGLE_SLOTS) * KEY_SIZE


class GrantForm(IntEnum):
    """How a grant row's blob is sealed."""

    HPKE = 1
    REWRAPPED = 2


@dataclass(frozen=True)
class GrantAddress:
    """Everything a grant is bound to.

    `reader` is a staff id; for a recovery or outside key it is the school's id, for the pupil `NO_ID`.
    `reader_fp` is the person's fingerprint; for the keys that never sign, the SHA-256 of the public key.
    """

    kind: GrantKind
    school: bytes
    report: bytes
    reader: bytes
    reader_fp: bytes
    slots: Slot
    epoch: int
    followup_id: bytes = NO_ID

    def __post_init__(self) -> None:
        require_ids(self.school, self.report, self.reader)
        sized(self.reader_fp, 32)
        u16(self.epoch)
        require_hand_over(self.slots, self.followup_id)
        if not self.slots:
            raise GrantMismatch("a grant of nothing")
        if self.kind == "pupil" and self.reader != NO_ID:
            raise GrantMismatch("a pupil has no identifier")
        if self.kind in ("recovery", "outside") and self.reader != self.school:
            raise GrantMismatch("a school's outside keys are named by the school")

    def info(self) -> bytes:
        return ctx(
            _LABELS[self.kind],
            self.school,
            self.report,
            self.reader,
            self.reader_fp,
            u8(self.slots),
            u16(self.epoch),
            self.followup_id,
        )


def seal_grant(address: GrantAddress, keys: ReportKeys, public: bytes) -> bytes:
    """1,316 bytes for every scope."""
    if address.kind != "staff" and hashlib.sha256(public).digest() != address.reader_fp:
        raise GrantMismatch("another key than the address names")
    return seal_to(public, _plain(address, keys), address.info())


def open_grant(address: GrantAddress, blob: bytes, opener: Opener, committed: Mapping[Slot, bytes]) -> ReportKeys:
    """The row's MAC must have been verified before; `committed` comes from the report (and grant) row."""
    return _checked(address, opener.open(blob, address.info()), committed)


def rewrap_grant(address: GrantAddress, keys: ReportKeys, person: PersonKeys, staff_id: bytes) -> bytes:
    """The same grant under a key only this person can derive: thousands of these open quickly."""
    return gcm_seal(_rewrap_key(address, person, staff_id), _plain(address, keys), _rewrap_aad(address))


def open_rewrapped(
    address: GrantAddress, blob: bytes, person: PersonKeys, staff_id: bytes, committed: Mapping[Slot, bytes]
) -> ReportKeys:
    plain = gcm_open(_rewrap_key(address, person, staff_id), blob, _rewrap_aad(address))
    return _checked(address, plain, committed)


def open_own(address: GrantAddress, blob: bytes, person: PersonKeys, staff_id: bytes) -> ReportKeys:
    """What this person rewrapped, its commitments checked then: nobody else can have made it."""
    return _keys_in(address, gcm_open(_rewrap_key(address, person, staff_id), blob, _rewrap_aad(address)))


def _rewrap_key(address: GrantAddress, person: PersonKeys, staff_id: bytes) -> bytes:
    if address.kind != "staff" or address.reader_fp != person.fingerprint:
        raise GrantMismatch("not this person's grant")
    return person.rewrap_key(staff_id)


def _rewrap_aad(address: GrantAddress) -> bytes:
    return lp(b"sharp/1/rewrapped") + address.info()


def _plain(address: GrantAddress, keys: ReportKeys) -> bytes:
    if (keys.slots, keys.epoch, keys.followup_id) != (address.slots, address.epoch, address.followup_id):
        raise GrantMismatch("other keys than the address names")
    cells = [keys.keys[slot] if slot in keys.keys else secrets.token_bytes(KEY_SIZE) for slot in SINGLE_SLOTS]
    return b"".join((u8(_VERSION), u8(keys.slots), u16(keys.epoch), keys.followup_id, *cells))


def _checked(address: GrantAddress, plain: bytes, committed: Mapping[Slot, bytes]) -> ReportKeys:
    found = _keys_in(address, plain)
    for slot, key in found.keys.items():
        made = commitment(key, address.report, slot, address.epoch)
        if not hmac.compare_digest(made, committed.get(slot, b"")):
            raise CommitmentMismatch(f"slot {int(slot)}")
    return found


def _keys_in(address: GrantAddress, plain: bytes) -> ReportKeys:
    if len(plain) != PLAIN_SIZE or plain[0] != _VERSION:
        raise UnknownEnvelope("no grant of a known version")
    if plain[1:_CELLS_START] != u8(address.slots) + u16(address.epoch) + address.followup_id:
        raise GrantMismatch("other slots, epoch or hand-over than its row says")
    starts = ((slot, _CELLS_START + index * KEY_SIZE) for index, slot in enumerate(SINGLE_SLOTS))
    keys = {slot: plain[start : start + KEY_SIZE] for slot, start in starts if slot in address.slots}
    return ReportKeys(address.epoch, keys, address.followup_id)
