"""The anchor file: the highest roster numbers and trail heads this machine has seen; what is lower is refused."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sharp.accounts.trail import Head
from sharp.vault.errors import VaultRefusal
from sharp.web.services import settings

FORMAT = 1


class AnchorRefused(VaultRefusal):
    """The database is older than what this machine has seen, or the anchor file cannot be read."""


@dataclass(frozen=True)
class SeenRoster:
    n: int
    slug: str


@dataclass(frozen=True)
class Seen:
    """All that the file holds; keys are school ids, and for trails also the service's sixteen zeros."""

    rosters: Mapping[bytes, SeenRoster] = field(default_factory=dict)
    trails: Mapping[bytes, Head] = field(default_factory=dict)

    def school_with(self, slug: str) -> bytes | None:
        """The id of a school known by this slug, even if the database no longer holds it."""
        return next((school for school, seen in self.rosters.items() if seen.slug == slug), None)


class Anchor:
    """One anchor file. Reading takes no lock, since the file is only ever replaced whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: tuple[tuple[int, int, int] | None, Seen] | None = None

    def seen(self) -> Seen:
        mark = self._mark()
        if self._kept is None or self._kept[0] != mark:
            self._kept = (mark, Seen() if mark is None else _parse(_read(self.path)))
        return self._kept[1]

    def check_roster(self, school: bytes, n: int) -> None:
        known = self.seen().rosters.get(school)
        if known is not None and n < known.n:
            raise AnchorRefused(f"roster {n} of school {school.hex()} is older than {known.n}, already seen")

    def raise_roster(self, school: bytes, n: int, slug: str) -> None:
        """Remember a roster number; one that is not higher changes nothing."""
        known = self.seen().rosters.get(school)
        if known is not None and n <= known.n:
            return
        with self._locked() as seen:
            known = seen.rosters.get(school)
            if known is None or n > known.n:
                self._write(replace(seen, rosters={**seen.rosters, school: SeenRoster(n, slug)}))

    def head(self, chain: bytes) -> Head | None:
        """Where a trail was last seen to end."""
        return self.seen().trails.get(chain)

    def check_head(self, head: Head) -> None:
        """A chain as it ends now: shorter, or with another line in the same place, is refused."""
        known = self.head(head.chain)
        if known is not None and (head.i < known.i or (head.i == known.i and head.tag != known.tag)):
            says = f"the trail {head.chain.hex()} ends at {head.i} otherwise than seen at {known.i}"
            raise AnchorRefused(says)

    def raise_heads(self, heads: Iterable[Head]) -> None:
        """Remember where trails end. Raises AnchorRefused for one that is shorter than it was."""
        ends = tuple(heads)
        for end in ends:
            self.check_head(end)
        with self._locked() as seen:
            higher = {end.chain: end for end in ends if _is_beyond(end, seen.trails.get(end.chain))}
            if higher:
                self._write(replace(seen, trails={**seen.trails, **higher}))

    def accept(self, now: Seen) -> None:
        """After a restore, and only then: take the database as it is, lower numbers and all."""
        with self._locked():
            self._write(now)

    def _mark(self) -> tuple[int, int, int] | None:
        try:
            state = self.path.stat()
        except FileNotFoundError:
            return None
        return state.st_ino, state.st_mtime_ns, state.st_size

    @contextmanager
    def _locked(self) -> Iterator[Seen]:
        """What the file holds, while no other process may replace it."""
        lock = os.open(self.path.with_name(self.path.name + ".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.seen()
        finally:
            os.close(lock)

    def _write(self, seen: Seen) -> None:
        fresh = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(_spell(seen))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        _sync_folder(self.path.parent)


def _is_beyond(end: Head, known: Head | None) -> bool:
    return known is None or end.i > known.i


def request_anchor() -> Anchor:
    """The anchor of the running application."""
    return anchor_at(settings().anchor)


@lru_cache
def anchor_at(path: Path) -> Anchor:
    """One object a path, so that the file is parsed only when it has been replaced."""
    return Anchor(path)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise AnchorRefused("the anchor file cannot be read") from None


def _spell(seen: Seen) -> bytes:
    plain = {
        "format": FORMAT,
        "rosters": {school.hex(): {"n": each.n, "slug": each.slug} for school, each in seen.rosters.items()},
        "trails": {chain.hex(): {"i": head.i, "tag": head.tag.hex()} for chain, head in seen.trails.items()},
    }
    return json.dumps(plain, indent=1, sort_keys=True).encode() + b"\n"


def _parse(data: bytes) -> Seen:
    try:
        plain: dict[str, Any] = json.loads(data)
        if plain["format"] != FORMAT:
            raise AnchorRefused("the anchor file is of an unknown format")
        return Seen(
            {bytes.fromhex(s): SeenRoster(int(e["n"]), str(e["slug"])) for s, e in plain["rosters"].items()},
            {
                (c := bytes.fromhex(k)): Head(c, int(e["i"]), bytes.fromhex(e["tag"]))
                for k, e in plain["trails"].items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise AnchorRefused("the anchor file does not hold what it should") from None
