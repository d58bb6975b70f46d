"""Looking for words in the clear: in any file, in every spelling in which a program might have kept them."""

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

STREAMS = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
"""Where a gzip or zlib stream may begin."""
MOST_UNPACKED = 1 << 20
AROUND = 48


def spellings(text: str) -> frozenset[bytes]:
    """UTF-8 and UTF-16, and UTF-8 as base64 at each alignment, as hexadecimal and percent-encoded."""
    plain = text.encode()
    return frozenset(
        {
            plain, text.casefold().encode(), text.upper().encode(),
            text.encode("utf-16-le"), text.encode("utf-16-be"),
            *(_aligned(plain, ahead) for ahead in range(3)),
            plain.hex().encode(), plain.hex().upper().encode(),
            *("".join(f"%{octet:{digits}}" for octet in plain).encode() for digits in ("02x", "02X")),
        }
    )  # fmt: skip


def _aligned(plain: bytes, ahead: int) -> bytes:
    """The characters that stay the same whatever stands before and behind."""
    whole = base64.b64encode(bytes(ahead) + plain)
    before, behind = (0, 2, 3)[ahead], (0, 3, 2)[(len(plain) + ahead) % 3]
    return whole.rstrip(b"=")[before : len(whole.rstrip(b"=")) - (1 if behind else 0)]


def found_in(data: bytes, needles: Iterable[bytes]) -> Iterator[bytes]:
    """Each place with what stands around it; streams are unpacked and looked into as well."""
    wanted = tuple(needles)
    for part in (data, *_unpacked(data)):
        for needle in wanted:
            at = part.find(needle)
            if at >= 0:
                yield part[max(0, at - AROUND) : at + len(needle) + AROUND]


def _unpacked(data: bytes) -> Iterator[bytes]:
    for stream in STREAMS.finditer(data):
        begins = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            unpacked = begins.decompress(data[stream.start() :], MOST_UNPACKED)
        except zlib.error:
            continue
        if unpacked:
            yield unpacked


def files_in(*folders: Path) -> Iterator[Path]:
    """Every file below, but for those that a running server takes away meanwhile."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def traces_in(sources: Iterable[tuple[str, bytes]], words: Iterable[str]) -> list[str]:
    """Where any of the words lies in the clear, and what stands around it."""
    needles = frozenset().union(*map(spellings, words))
    return [f"{name}: {found!r}" for name, data in sources for found in found_in(data, needles)]
