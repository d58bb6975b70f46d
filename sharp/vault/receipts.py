"""What the code words open: the pupil's ring of keys, sealed under the words and again under the server."""

from dataclasses import dataclass
from typing import Self

from sharp.vault.aead import gcm_open, gcm_seal
from sharp.vault.encoding import ctx, sized, u8, u16
from sharp.vault.errors import UnknownEnvelope
from sharp.vault.kdf import KEY_SIZE
from sharp.vault.person import SEED_SIZE, ReceivingKeys
from sharp.vault.report_keys import ReportKeys
from sharp.vault.silent import Silent
from sharp.vault.slots import Slot

_VERSION = 1
_KEYS_START = 3
RING_SIZE = _KEYS_START + 2 * KEY_SIZE + SEED_SIZE


class PupilKeys(ReceivingKeys):
    """The pupil's own pair, by which renewed keys reach them while they are away."""


@dataclass(frozen=True, repr=False, eq=False)
class Ring(Silent):
    epoch: int
    thread: bytes
    identity: bytes
    pupil_seed: bytes

    def __post_init__(self) -> None:
        u16(self.epoch)
        for value in (self.thread, self.identity, self.pupil_seed):
            sized(value, KEY_SIZE)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        if len(data) != RING_SIZE or data[0] != _VERSION:
            raise UnknownEnvelope("no ring of a known version")
        keys = [data[at : at + KEY_SIZE] for at in range(_KEYS_START, RING_SIZE, KEY_SIZE)]
        return cls(int.from_bytes(data[1:_KEYS_START], "big"), *keys)

    def packed(self) -> bytes:
        return u8(_VERSION) + u16(self.epoch) + self.thread + self.identity + self.pupil_seed

    @property
    def pupil(self) -> PupilKeys:
        return PupilKeys(self.pupil_seed)

    @property
    def keys(self) -> ReportKeys:
        return ReportKeys(self.epoch, {Slot.THREAD: self.thread, Slot.IDENTITY: self.identity})

    def _secret(self) -> bytes:
        return self.packed()


def seal_receipt(words_key: bytes, ring: Ring, server_key: bytes, v: int, school: bytes, report: bytes) -> bytes:
    inner = gcm_seal(words_key, ring.packed(), _inner(school, report))
    return gcm_seal(server_key, inner, _outer(school, report, v))


def open_receipt(words_key: bytes, stored: bytes, server_key: bytes, v: int, school: bytes, report: bytes) -> Ring:
    inner = gcm_open(server_key, stored, _outer(school, report, v))
    return Ring.unpack(gcm_open(words_key, inner, _inner(school, report)))


def reseal_receipt(
    stored: bytes, old_key: bytes, old_v: int, server_key: bytes, v: int, school: bytes, report: bytes
) -> bytes:
    """The outer seal renewed under another server key; the inner one stays shut."""
    inner = gcm_open(old_key, stored, _outer(school, report, old_v))
    return gcm_seal(server_key, inner, _outer(school, report, v))


def _inner(school: bytes, report: bytes) -> bytes:
    return ctx("sharp/1/receipt", school, report)


def _outer(school: bytes, report: bytes, v: int) -> bytes:
    return ctx("sharp/1/receipt-outer", school, report, u16(v))
