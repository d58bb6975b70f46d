"""Reading the server key file: only if it is ours, whole, and nobody else may read it."""

import os
import stat
from pathlib import Path

from sharp.vault.errors import KeyFileRefused
from sharp.vault.keyfile import ServerKeys

LARGEST = 64 * 1024


def read_server_keys(path: Path) -> ServerKeys:
    """The keys in this file. Raises KeyFileRefused with a sentence that says what to do."""
    data = read_key_file(path)
    try:
        return ServerKeys.parse(data)
    except KeyFileRefused as refused:
        raise KeyFileRefused(f"The key file {path} cannot be used: {refused}. Put back an unchanged copy.") from None


def read_key_file(path: Path) -> bytes:
    """The file's bytes, after asking whose it is and who may read it."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise KeyFileRefused(
            f"There is no key file at {path}. Run `sharp init` for a new service, or put the file back; "
            "without it nothing that was kept can be read."
        ) from None
    except OSError as failed:
        raise KeyFileRefused(f"The key file {path} cannot be opened: {failed.strerror}.") from None
    try:
        _check_rights(path, os.fstat(opened))
        return os.read(opened, LARGEST)
    finally:
        os.close(opened)


def _check_rights(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise KeyFileRefused(f"The key file {path} is not a regular file.")
    if found.st_uid != os.geteuid():
        raise KeyFileRefused(f"The key file {path} belongs to another user. Run `chown` so that it is this service's.")
    if stat.S_IMODE(found.st_mode) != 0o600:
        raise KeyFileRefused(
            f"The key file {path} can be read or changed by others. Run `chmod 600 {path}`, "
            "and ask who may have read it."
        )
