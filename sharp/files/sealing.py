"""A file as it is kept: sealed as it comes, made safe if it is a picture, and opened again only whole."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

from sharp.files.kinds import Kind, Look
from sharp.files.pictures import redrawn
from sharp.files.refusals import FileRefused, TooBig
from sharp.files.scanning import ScannerAway, scan
from sharp.files.store import Store
from sharp.vault.encoding import new_id
from sharp.vault.files import FileAddress, new_file_key, open_file, seal_file, sealed_file_size

MOST_PICTURE = 25 * 1024 * 1024
"""Bytes of a picture as it comes; the child that draws it anew holds all of them."""


@dataclass(frozen=True, repr=False)
class Piece:
    """One piece of evidence: what its entry says of it. It has no name: a name may tell who made it."""

    file: str
    """Hex: the id it is stored under."""
    key: str
    """Hex."""
    length: int
    kind: Kind
    safe: bool
    """Drawn anew: it may be looked at. Everything else can only be downloaded, as it was sent."""
    sha256: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(**{**kept, "kind": Kind(kept["kind"])})


@dataclass(frozen=True)
class Spot:
    """What a file is bound to before it has an id: school, report, and the entry that will name it."""

    school: bytes
    report: bytes
    entry: bytes

    def address(self, file: bytes) -> FileAddress:
        return FileAddress(self.school, self.report, self.entry, file)


@dataclass(repr=False)
class Sealing:
    """Counts, hashes and looks at what passes on its way into a seal."""

    most: int
    look: Look | None = None

    def __post_init__(self) -> None:
        self.length = 0
        self.digest = hashlib.sha256()

    def passing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Raises FileRefused as soon as it is clear."""
        for piece in pieces:
            self.length += len(piece)
            if self.length > self._limit():
                raise TooBig
            self.digest.update(piece)
            if self.look is not None:
                self.look.feed(piece)
            yield piece
        if self.look is not None:
            self.look.end()

    def _limit(self) -> int:
        is_picture = self.look is not None and self.look.kind is not None and self.look.kind.is_picture
        return min(self.most, MOST_PICTURE) if is_picture else self.most


def take(store: Store, spot: Spot, pieces: Iterable[bytes], most: int, scanner: str | None) -> Piece:
    """Seal one file as it comes, then make it safe. Raises FileRefused, StoreAway; nothing of it is then kept."""
    raw = _sealed(store, spot, pieces, Sealing(most, Look()), is_safe=False)
    try:
        if not raw.kind.is_picture:
            _scan(store, spot, raw, scanner)
            return raw
    except BaseException:
        store.remove(raw.file)
        raise
    try:
        return _safe(store, spot, raw)
    finally:
        store.remove(raw.file)


def _safe(store: Store, spot: Spot, raw: Piece) -> Piece:
    with redrawn(opened(store, spot, raw)) as drawn:
        return _sealed(store, spot, drawn.pieces, Sealing(MOST_PICTURE * 4), is_safe=True, kind=drawn.kind)


def _scan(store: Store, spot: Spot, raw: Piece, scanner: str | None) -> None:
    """A scanner that does not answer now is asked again before anybody may download the file."""
    if scanner is not None:
        try:
            scan(scanner, opened(store, spot, raw))
        except ScannerAway:
            return


def _sealed(
    store: Store, spot: Spot, pieces: Iterable[bytes], sealing: Sealing, *, is_safe: bool, kind: Kind | None = None
) -> Piece:
    file, key = new_id(), new_file_key()
    store.put(file.hex(), seal_file(key, spot.address(file), sealing.passing(pieces)))
    found = kind or (sealing.look.kind if sealing.look is not None else None)
    if found is None:
        raise FileRefused
    return Piece(file.hex(), key.hex(), sealing.length, found, is_safe, sealing.digest.hexdigest())


def opened(store: Store, spot: Spot, piece: Piece) -> Iterator[bytes]:
    """What was sealed. Raises NotThere, StoreAway before anything, the vault's refusals on the way."""
    key, file = bytes.fromhex(piece.key), bytes.fromhex(piece.file)
    return open_file(key, spot.address(file), piece.length, store.read(piece.file))


def sealed_anew(store: Store, spot: Spot, piece: Piece, there: Spot) -> Piece:
    """The same file bound to another report, under a key of its own; the first stays as it is.

    Raises NotThere, StoreAway, the vault's refusals; nothing new is then kept.
    """
    passing = Sealing(piece.length)
    return _sealed(store, there, opened(store, spot, piece), passing, is_safe=piece.safe, kind=piece.kind)


def check(store: Store, spot: Spot, piece: Piece, scanner: str | None) -> None:
    """All of it opens, and no scanner names it: only then may a byte be given out.

    Raises NotThere, StoreAway, ScannerAway, Infected, the vault's refusals.
    """
    if scanner is not None and not piece.safe:
        scan(scanner, opened(store, spot, piece))
        return
    for _piece in opened(store, spot, piece):
        pass


def is_there(store: Store, piece: Piece) -> bool:
    """Whether its store still holds it, at the length it was sealed with. Raises StoreAway."""
    return store.size(piece.file) == sealed_file_size(piece.length)
