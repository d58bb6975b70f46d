"""What kinds of file are taken: known by their first bytes, and followed piece by piece to their last."""

from dataclasses import dataclass
from enum import StrEnum

from sharp.files.refusals import Empty, Locked, WrongKind
from sharp.files.walkers import Mp3Walker, Mp4Walker, OggWalker, Walker, WavWalker, WebmWalker

HEAD = 64
"""Bytes that tell a kind."""
ZIP_END = b"PK\x05\x06"
ZIP_TAIL = 66_000
"""The index of a ZIP stands at its end, before a comment of at most 65,535 bytes."""
LOCK = b"/Encrypt"


class Kind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    M4A = "m4a"
    MP3 = "mp3"
    OGG = "ogg"
    WAV = "wav"
    WEBM = "webm"

    @property
    def is_picture(self) -> bool:
        return self in PICTURES


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIC})
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"heim", b"heis"})
SOUND_BRANDS = frozenset({b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"3gp4", b"3gp5", b"3gp6"})


def kind_of(head: bytes) -> Kind:
    """By the first bytes. Raises WrongKind, Empty."""
    if not head:
        raise Empty
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith(b"%PDF-"):
        return Kind.PDF
    if head.startswith(b"OggS"):
        return Kind.OGG
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return Kind.WEBM
    if head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"WAVE"):
        return Kind.WEBP if head[8:12] == b"WEBP" else Kind.WAV
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12])
    if head.startswith(b"ID3") or (head[0] == 0xFF and len(head) > 1 and head[1] & 0xE6 == 0xE2):
        return Kind.MP3
    raise WrongKind


def _of_brand(brand: bytes) -> Kind:
    if brand in HEIC_BRANDS:
        return Kind.HEIC
    if brand in SOUND_BRANDS:
        return Kind.M4A
    raise WrongKind


class PdfWalker(Walker):
    """Begins and ends as a PDF; one that asks for a password is of no use to whoever reads it."""

    def __init__(self) -> None:
        self.tail = b""

    def feed(self, data: bytes) -> None:
        seen = self.tail + data
        if LOCK in seen:
            raise Locked
        self.tail = seen[-1024:]

    def end(self) -> None:
        if not self.tail.rstrip(b"\r\n \t\x00").endswith(b"%%EOF") or b"startxref" not in self.tail:
            raise WrongKind


class Anything(Walker):
    """A picture: whether it is one is found out by making it anew."""


WALKERS: dict[Kind, type[Walker]] = {
    Kind.PDF: PdfWalker,
    Kind.M4A: Mp4Walker,
    Kind.MP3: Mp3Walker,
    Kind.OGG: OggWalker,
    Kind.WAV: WavWalker,
    Kind.WEBM: WebmWalker,
}


@dataclass
class Look:
    """Follows one file as it comes; `kind` stands once enough has come to tell."""

    kind: Kind | None = None
    _held: bytes = b""
    _walker: Walker | None = None
    _tail: bytes = b""

    def feed(self, data: bytes) -> None:
        """Raises FileRefused as soon as it is clear."""
        if self.kind is None:
            self._held += data
            if len(self._held) < HEAD:
                return
            data, self._held = self._begun(self._held), b""
        self._follow(data)

    def end(self) -> Kind:
        """All of it has come."""
        if self.kind is None:
            self._follow(self._begun(self._held))
        assert self.kind is not None
        assert self._walker is not None
        self._walker.end()
        if not self.kind.is_picture and ZIP_END in self._tail:
            raise WrongKind  # two kinds in one
        return self.kind

    def _begun(self, head: bytes) -> bytes:
        self.kind = kind_of(head[:HEAD])
        self._walker = WALKERS.get(self.kind, Anything)()
        return head

    def _follow(self, data: bytes) -> None:
        assert self._walker is not None
        self._walker.feed(data)
        if self.kind is not None and not self.kind.is_picture:
            self._tail = (self._tail + data)[-ZIP_TAIL:]
