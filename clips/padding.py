"""All finished files of a kind are made the same size, so that an encrypted download's size does not name the clip.

Each format has a place for bytes that mean nothing: a `free` box in MP4, a Void element in WebM, a NOTE in WebVTT and
a private chunk in PNG.
"""

import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

STEP = 1024
ROOM = 64
"""The least that is added, so that each padding fits its own head."""
PNG_END = 12


class UnknownKind(Exception):
    """There is no padding for this kind of file."""


def pad_alike(paths: Iterable[Path]) -> int:
    """All these files of one kind to one size, which it answers."""
    files = {path: path.read_bytes() for path in paths}
    size = -(-(max(map(len, files.values())) + ROOM) // STEP) * STEP
    for path, data in files.items():
        padded = _PADDINGS[path.suffix](data, size - len(data))
        assert len(padded) == size
        path.write_bytes(padded)
    return size


def _mp4(data: bytes, more: int) -> bytes:
    return data + struct.pack(">I4s", more, b"free") + bytes(more - 8)


def _webm(data: bytes, more: int) -> bytes:
    """Void: its id, its length in eight bytes, zeros."""
    return data + b"\xec" + struct.pack(">Q", (1 << 56) | (more - 9)) + bytes(more - 9)


def _vtt(data: bytes, more: int) -> bytes:
    return data + b"\nNOTE " + b"." * (more - 7) + b"\n"


def _png(data: bytes, more: int) -> bytes:
    chunk = b"paDd" + bytes(more - 12)
    return (
        data[:-PNG_END] + struct.pack(">I", more - 12) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[-PNG_END:]
    )


_PADDINGS: dict[str, Callable[[bytes, int], bytes]] = {".mp4": _mp4, ".webm": _webm, ".vtt": _vtt, ".png": _png}
