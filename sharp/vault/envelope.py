"""The seven leading bytes of a sealed entry or card: magic, version, algorithm, slot, epoch."""

from sharp.vault.encoding import u8, u16
from sharp.vault.errors import NoSuchSlot, UnknownEnvelope
from sharp.vault.slots import SINGLE_SLOTS, Slot

_MAGIC = b"SH"
_VERSION = 1
_AES_256_GCM = 1
_START = _MAGIC + bytes((_VERSION, _AES_256_GCM))
HEADER_SIZE = 7


def header(slot: Slot, epoch: int) -> bytes:
    if slot not in SINGLE_SLOTS:
        raise NoSuchSlot("an envelope is sealed for exactly one slot")
    return _START + u8(slot) + u16(epoch)


def sealed_part(envelope: bytes, expected: bytes) -> memoryview:
    """What follows the header, once that is the one expected; nothing is ever taken for plain text."""
    if envelope[:HEADER_SIZE] != expected:
        raise UnknownEnvelope("another format, version, algorithm, slot or epoch")
    return memoryview(envelope)[HEADER_SIZE:]
