"""What every long-running process does first: leave no memory on a disk, and make no file others may read."""

import ctypes
import os
import resource

M_ARENA_MAX = -8
"""Of glibc's malloc.h."""


def harden() -> None:
    """No core dumps, where keys and words would lie in the clear; umask 077."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    one_heap()


def one_heap() -> None:
    """One malloc heap for all threads: only then can a derivation's 19 MiB be given back (web/derivation.py)."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(M_ARENA_MAX, 1)
