"""How long a closed case is kept, by its coarse class, in whole months; and how long its pupil's words work."""

from sharp.model.words import Retention

MONTHS = {Retention.PRACTICE: 1, Retention.ORDINARY: 12, Retention.LONG: 25 * 12}
WORDS_MONTHS = 4
"""So long after the closing the words still open a case: room for "did it help?" after four weeks, and then some."""
WARNED = frozenset({Retention.ORDINARY, Retention.LONG})
"""Practice goes without a warning."""


def month_due(retention: Retention, month: int, *, is_copied: bool = False) -> int:
    """The last month in which a case closed in `month` is kept; both count from January 1970.

    Once it is copied there, the child protection file is the long record, and ours is kept like any other.
    """
    kept = Retention.ORDINARY if is_copied and retention is Retention.LONG else retention
    return month + MONTHS[kept]


def words_until(month: int, kept_until: int) -> int:
    """The last month in which the words of a case closed in `month` open it."""
    return min(month + WORDS_MONTHS, kept_until)


def words_lead_until(month: int, kept_until: int) -> int:
    """Of a case handed to another school in `month` the words lead there for a year: not everybody comes back soon."""
    return min(month + MONTHS[Retention.ORDINARY], kept_until)


def is_soon(retention: Retention, kept_until: int | None, month: int) -> bool:
    """In its last month or the one before: its readers are warned."""
    return retention in WARNED and kept_until is not None and kept_until <= month + 1
