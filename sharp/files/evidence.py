"""The files of one report, or of one coming back, before they are sent: taken one after the other, within limits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

from sharp.files.refusals import FileRefused, TooBig, TooMany, TooMuch
from sharp.files.sealing import Piece, Spot, is_there, take
from sharp.files.store import Store
from sharp.vault.encoding import new_id


@dataclass(frozen=True, repr=False)
class Evidence:
    entry: str = ""
    """Hex: the entry that will name them, drawn with the first; each file's seal is bound to it."""
    pieces: tuple[Piece, ...] = ()

    def begun(self) -> Self:
        return self if self.entry else replace(self, entry=new_id().hex())

    def with_piece(self, piece: Piece) -> Self:
        return replace(self, pieces=(*self.pieces, piece))

    def without(self, gone: Iterable[Piece]) -> Self:
        files = {piece.file for piece in gone}
        return replace(self, pieces=tuple(piece for piece in self.pieces if piece.file not in files))

    @property
    def length(self) -> int:
        return sum(piece.length for piece in self.pieces)

    def spot(self, school: bytes, report: bytes) -> Spot:
        return Spot(school, report, bytes.fromhex(self.entry))

    def as_json(self) -> dict[str, Any]:
        return {"entry": self.entry, "pieces": [piece.as_json() for piece in self.pieces]}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(kept.get("entry", ""), tuple(map(Piece.from_json, kept.get("pieces", ()))))


NOTHING = Evidence()


@dataclass(frozen=True)
class Limits:
    most_files: int
    file_bytes: int
    together_bytes: int


@dataclass(frozen=True, repr=False)
class Refused:
    """Which file of those just brought, counted from 1, and what was wrong with it."""

    position: int
    why: FileRefused


@dataclass(frozen=True, repr=False)
class Taken:
    evidence: Evidence
    refused: tuple[Refused, ...]

    @property
    def is_nothing(self) -> bool:
        """No file was brought at all."""
        return not self.refused and not self.evidence.pieces


def take_each(
    files: Iterator[Iterator[bytes]], store: Store, have: Evidence, spot: Spot, limits: Limits, scanner: str | None
) -> Taken:
    """Those that are taken, beside what was there, and why the others are not. Raises StoreAway, FormBroken, TooBusy.

    What was taken before one of these is then gone again.
    """
    found, refused = have, []
    try:
        for position, pieces in enumerate(files, start=1):
            try:
                found = found.with_piece(_take_one(pieces, store, found, spot, limits, scanner))
            except FileRefused as why:
                refused.append(Refused(position, why))
    except BaseException:
        discard(store, found.without(have.pieces).pieces)
        raise
    return Taken(found, tuple(refused))


def _take_one(
    pieces: Iterator[bytes], store: Store, found: Evidence, spot: Spot, limits: Limits, scanner: str | None
) -> Piece:
    if len(found.pieces) >= limits.most_files:
        raise TooMany
    left = limits.together_bytes - found.length
    try:
        return take(store, spot, pieces, min(limits.file_bytes, left), scanner)
    except TooBig:
        if left < limits.file_bytes:
            raise TooMuch from None
        raise


def discard(store: Store, pieces: Iterable[Piece]) -> None:
    """Nobody wants these any more. Raises StoreAway."""
    for piece in pieces:
        store.remove(piece.file)


def lost(store: Store, evidence: Evidence) -> tuple[Piece, ...]:
    """Those that their store does not hold any more. Raises StoreAway."""
    return tuple(piece for piece in evidence.pieces if not is_there(store, piece))
