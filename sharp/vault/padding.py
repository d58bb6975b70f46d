"""Sizes are padded to a few steps, so that a length tells little about what was written."""

from collections.abc import Sequence

from sharp.vault.encoding import u32
from sharp.vault.errors import BadPadding, TooLong

KIB = 1024
COUNT_SIZE = 4
ENTRY_STEPS = tuple(n * KIB for n in (1, 2, 4, 8, 16, 32, 64))
SESSION_STEPS = tuple(n * KIB for n in (4, 16, 64, 256))
CARD_STEPS = (KIB,)
FILE_STEP = 64 * KIB
FILE_STEPS_END = 1024 * KIB


def pad(data: bytes, steps: Sequence[int]) -> bytes:
    """`u32 n ‖ data ‖ zeros` up to the smallest step that holds it."""
    needed = COUNT_SIZE + len(data)
    for step in steps:
        if needed <= step:
            return b"".join((u32(len(data)), data, bytes(step - needed)))
    raise TooLong(f"{len(data)} bytes, at most {steps[-1] - COUNT_SIZE}")


def unpad(padded: bytes, steps: Sequence[int]) -> bytes:
    if len(padded) not in steps:
        raise BadPadding("no known step")
    end = COUNT_SIZE + int.from_bytes(padded[:COUNT_SIZE], "big")
    if end > len(padded):
        raise BadPadding("a length beyond the end")
    require_zeros(padded, end)
    return padded[COUNT_SIZE:end]


def require_zeros(padded: bytes | bytearray, start: int) -> None:
    if padded.count(0, start) != max(0, len(padded) - start):
        raise BadPadding("not zeros")


def padme(n: int) -> int:
    """The Padmé length for n bytes: at most 12 % more (Nikitin and others, PETS 2019)."""
    if n < 2:
        return n
    exponent = n.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1
    return (n + mask) & ~mask


def padded_file_size(n: int) -> int:
    """Whole 64 KiB steps, at least one, up to 1 MiB; then Padmé."""
    if n <= FILE_STEPS_END:
        return max(1, -(-n // FILE_STEP)) * FILE_STEP
    return padme(n)
