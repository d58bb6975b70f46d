"""Which kinds of report the member of staff reads first; the officer gets those when a nominee shares them."""

from collections.abc import Collection

from sharp.schools.categories import CATEGORIES
from sharp.schools.facts import SchoolFacts


class RoutingRefused(Exception):
    """The message names a category that is not known."""


def is_spoc_first(facts: SchoolFacts, kinds: Collection[str]) -> bool:
    """True only if every kind ticked goes to the SPOC first: one that goes to both takes the whole report there.

    A report with no kind ticked goes to both. Whether the pupil asked for the police is for the caller to weigh.
    """
    return bool(kinds) and all(kind in facts.routing for kind in kinds)


def check_routing(kinds: Collection[str]) -> str:
    """The lines that a school keeps. Raises RoutingRefused."""
    unknown = sorted(set(kinds) - CATEGORIES.keys())
    if unknown:
        raise RoutingRefused(f"{', '.join(unknown)}: no such category")
    return "\n".join(kind for kind in CATEGORIES if kind in kinds)
