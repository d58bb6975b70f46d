"""How much is measured: the whole of it, or a quick look."""

from dataclasses import dataclass
from typing import Any

WORKERS = 2
LIMITS = {
    "SHARP_FLOOD_PAGES": "1000000 per minute",
    "SHARP_FLOOD_SENDS": "100000 per hour",
    "SHARP_FLOOD_FILES": "100000 per hour",
    "SHARP_FLOOD_WORDS": "100000 per hour",
    "SHARP_FLOOD_SIGN_IN": "100000 per hour",
    "SHARP_FLOOD_TOTAL": "1000000 per minute",
}
"""Everything here comes from one address; the limits are still counted, only never reached."""


@dataclass(frozen=True)
class Plan:
    sends: int
    loads: tuple[tuple[int, int], ...]
    """Clients at once, and how many reports they send together."""
    views: int
    """How often each page is fetched."""
    thread: tuple[int, ...]
    """Lengths of the conversation."""
    queue: tuple[int, ...]
    """Open cases in the queue, each more than the one before."""
    searched: tuple[int, ...]
    """At which of these the search and the hints are measured as well."""
    sign_ins: int
    """Tries of each kind."""
    journeys: int
    """Walked in a browser over a slow line."""
    starts: int

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))


WHOLE = Plan(
    sends=40,
    loads=((1, 24), (4, 64), (16, 112)),
    views=50,
    thread=(1, 10, 50, 200),
    queue=(100, 1_000, 10_000),
    searched=(1_000, 10_000),
    sign_ins=60,
    journeys=3,
    starts=3,
)
QUICK = Plan(
    sends=12,
    loads=((1, 8), (4, 20), (16, 48)),
    views=15,
    thread=(1, 50, 200),
    queue=(100, 1_000),
    searched=(1_000,),
    sign_ins=40,
    journeys=1,
    starts=1,
)
