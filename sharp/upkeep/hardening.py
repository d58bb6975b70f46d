"""What every long-running process does first: leave no memory on a disk, and make no file others may read."""

import os
import resource


def harden() -> None:
    """No core dumps, where keys and words would lie in the clear; umask 077."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
