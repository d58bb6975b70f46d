"""Where sealed files lie: a folder or an S3-compatible store, under random names, told nothing of what is in them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from sharp.files.folder import FolderStore
from sharp.files.object_store import ObjectStore, read_place
from sharp.files.refusals import StoreAway
from sharp.settings import Settings
from sharp.vault.encoding import new_id
from sharp.vault.keyfile import ServerKeys


class Store(Protocol):
    """Names are 32 hex digits. Each call raises StoreAway when the store cannot be reached or is full."""

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """All of it, or nothing: whatever `pieces` raises goes on after what was written is gone."""

    def read(self, name: str) -> Iterator[bytes]:
        """Raises NotThere before the first piece."""

    def size(self, name: str) -> int | None:
        """In bytes; None: it is not there."""

    def remove(self, name: str) -> None:
        """Whether or not it is there."""

    def days(self) -> Iterator[tuple[str, int]]:
        """Every stored file's name, and the day since 1970 on which it was put there."""

    def blur(self) -> None:
        """Let the store itself forget at what moment of a day something was put there, as far as it can."""


def open_store(settings: Settings, keys: ServerKeys) -> Store:
    """Under the deployment's own id, so that two that share a place never tidy up each other's."""
    url, own = settings.files_url.get_secret_value(), keys.deployment.hex()
    if url.startswith("file:"):
        return FolderStore(Path(url.removeprefix("file://")) / own)
    return ObjectStore(read_place(url), own)


def try_out(store: Store) -> None:
    """Write, read and remove a few bytes. Raises StoreAway."""
    name, probe = new_id().hex(), b"sharp"
    store.put(name, [probe])
    try:
        if b"".join(store.read(name)) != probe:
            raise StoreAway("gives back something else than was put there")
    finally:
        store.remove(name)
