"""What lies in a finished clip, read without any program for videos."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

INNER = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
TIME = re.compile(r"(\d\d):(\d\d)\.(\d\d\d)")


@dataclass(frozen=True)
class Box:
    kind: bytes
    at: int
    inside: bytes


def boxes(data: bytes, offset: int = 0) -> Iterator[Box]:
    """Of an MP4, each before those within it."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        assert 8 <= size <= len(data) - at, (kind, size)
        inside = data[at + 8 : at + size]
        yield Box(kind, offset + at, inside)
        if kind in INNER:
            yield from boxes(inside, offset + at + 8)
        at += size
    assert at == len(data)


@dataclass(frozen=True)
class Cue:
    begins: float
    ends: float
    lines: tuple[str, ...]


def cues(text: str) -> list[Cue]:
    """Of a WebVTT file, notes left out."""
    head, *blocks = text.rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    found = []
    for block in blocks:
        if not block.startswith("NOTE"):
            times, *lines = block.split("\n")
            begins, ends = (_seconds(part) for part in times.split(" --> "))
            found.append(Cue(begins, ends, tuple(line for line in lines if line)))
    return found


def _seconds(text: str) -> float:
    found = TIME.fullmatch(text)
    assert found, text
    minutes, seconds, thousandths = map(int, found.groups())
    return minutes * 60 + seconds + thousandths / 1000
