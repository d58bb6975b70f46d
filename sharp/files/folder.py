"""Sealed files in a folder: random names, for us alone, on the disk before anybody is told, dated to the day."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from sharp import clock
from sharp.files.refusals import NotThere, StoreAway

PIECE = 256 * 1024
DAY_SECONDS = 24 * 3600
RESERVE = 512 * 1024 * 1024
"""Bytes left free for the database, which may lie on the same disk: words come before pictures."""


class FolderStore:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        path = self._path(name)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if shutil.disk_usage(self.folder).free < RESERVE:
                raise StoreAway("the disk is nearly full")
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as failed:
            raise StoreAway(type(failed).__name__) from failed
        try:
            self._write(made, pieces)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def _write(self, made: int, pieces: Iterable[bytes]) -> None:
        with os.fdopen(made, "wb", buffering=0) as out:
            for piece in pieces:
                _write_all(out.fileno(), piece)
            try:
                os.utime(out.fileno(), (_today(), _today()))
                os.fsync(out.fileno())
                self._sync_folder()
            except OSError as failed:
                raise StoreAway(type(failed).__name__) from failed

    def read(self, name: str) -> Iterator[bytes]:
        pieces = self._read(name)
        next(pieces)  # it is there, or this raises
        return pieces

    def _read(self, name: str) -> Iterator[bytes]:
        try:
            with self._path(name).open("rb") as found:
                yield b""
                while piece := found.read(PIECE):
                    yield piece
        except FileNotFoundError:
            raise NotThere(name) from None
        except OSError as failed:
            raise StoreAway(type(failed).__name__) from failed

    def size(self, name: str) -> int | None:
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as failed:
            raise StoreAway(type(failed).__name__) from failed

    def remove(self, name: str) -> None:
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as failed:
            raise StoreAway(type(failed).__name__) from failed

    def days(self) -> Iterator[tuple[str, int]]:
        for name, status in self._all():
            yield name, int(status.st_mtime) // DAY_SECONDS

    def blur(self) -> None:
        """A file system notes by itself when a file was last touched: all of the last days are touched at once."""
        since = _today() - 2 * DAY_SECONDS
        for name, status in sorted(self._all(), key=lambda each: each[0]):
            if status.st_mtime >= since:
                try:
                    os.utime(self._path(name), (status.st_mtime, status.st_mtime))
                except OSError:
                    continue  # it went meanwhile

    def _all(self) -> list[tuple[str, os.stat_result]]:
        try:
            with os.scandir(self.folder) as found:
                return [(each.name, each.stat()) for each in found if each.is_file(follow_symlinks=False)]
        except FileNotFoundError:
            return []
        except OSError as failed:
            raise StoreAway(type(failed).__name__) from failed

    def _sync_folder(self) -> None:
        opened = os.open(self.folder, os.O_RDONLY)
        try:
            os.utime(opened, (_today(), _today()))
            os.fsync(opened)
        finally:
            os.close(opened)

    def _path(self, name: str) -> Path:
        if len(name) != 32 or not set(name) <= set("0123456789abcdef"):
            raise NotThere(name)
        return self.folder / name


def _today() -> int:
    """The day's first second."""
    return clock.seconds() // DAY_SECONDS * DAY_SECONDS


def _write_all(out: int, piece: bytes) -> None:
    left = memoryview(piece)
    try:
        while left:
            left = left[os.write(out, left) :]
    except OSError as failed:
        raise StoreAway(type(failed).__name__) from failed
