"""The server as a process: how soon it shows its first page, and what its workers hold after all the rest."""

from collections.abc import Iterator, Sequence

from bench.samples import median
from bench.server import Server
from bench.table import Row, at_most

MOST_START_SECONDS = 1
MOST_MEMORY_MB = 110


def cold_start(seconds: Sequence[float]) -> Row:
    p50 = median(seconds)
    measured = f"{p50:.2f} s, the middle of {len(seconds)}" if len(seconds) > 1 else f"{p50:.2f} s"
    return at_most("cold start to first page", measured, p50, MOST_START_SECONDS, "s", all=list(seconds))


def memory(server: Server) -> Iterator[Row]:
    """The larger worker counts."""
    held = server.memory()
    measured = ", ".join(f"{each.resident:.0f} MB (peak {each.peak:.0f}, fair share {each.share:.0f})" for each in held)
    most = max(each.resident for each in held)
    workers = [vars(each) for each in held]
    yield at_most("memory of a worker after load", measured, most, MOST_MEMORY_MB, "MB", workers=workers)
