"""How cases ended, term by term, for a coordinator: in bands of five, so that no small number can be worked out."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.model.outcomes import OutcomeCount
from sharp.model.words import Role
from sharp.reports.outcomes import NOT_SAID, SAID, SAID_LATER
from sharp.schools.categories import GROUPS
from sharp.triage.access import places, reading_at
from sharp.triage.casework import Outcome
from sharp.triage.tallies import FEWEST_SHOWN
from sharp.triage.times import month_words
from sharp.triage.wording import OUTCOMES

MOST_TERMS = 4
HELPED = ("5", "4", "3", "2", "1")


@dataclass(frozen=True)
class Line:
    words: Any
    count: str


@dataclass(frozen=True)
class Table:
    """One way to sort the cases of a term; no lines: they could give a small number away."""

    title: Any
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TermEndings:
    term: str
    count: str
    tables: tuple[Table, ...]


def coordinated_at() -> frozenset[bytes]:
    """Schools where the signed-in person coordinates and does not read.

    Of what they read themselves they get no sum: a report that leaves them out would show in it.
    """
    reading = {place.school.id for place in reading_at()}
    return frozenset(place.school.id for place in places() if place.role is Role.COORDINATOR) - reading


def endings(db: Session, schools: Collection[bytes]) -> tuple[TermEndings, ...]:
    """All these schools together, the newest term first. Raises RowForged."""
    rows = db.scalars(sa.select(OutcomeCount).where(OutcomeCount.school_id.in_(schools))).all()
    newest = sorted({row.term for row in rows}, reverse=True)[:MOST_TERMS]
    return tuple(_endings(newest, rows))


def _endings(terms: Iterable[str], rows: Collection[OutcomeCount]) -> Iterator[TermEndings]:
    for term in terms:
        of_term = [row for row in rows if row.term == term]
        closed = [row for row in of_term if row.outcome not in (SAID, SAID_LATER)]
        total = sum(row.count for row in closed)
        if total >= FEWEST_SHOWN:
            asked = [row for row in of_term if row.outcome != SAID_LATER and row.helped != NOT_SAID]
            kinds, outcomes, helped = (
                _sums(closed, "kind"), _sums(closed, "outcome"), _sums(asked, "helped")
            )  # fmt: skip
            yield TermEndings(
                _term_words(term), _band_words(banded(total)),
                (
                    _table(_("By kind"), _kinds(), kinds),
                    _table(_("By outcome"), _outcomes(), outcomes),
                    _table(_("Did it help? The pupils’ answers, 5 is the best"), {n: n for n in HELPED}, helped),
                ),
            )  # fmt: skip


def banded(count: int) -> int:
    """The lowest number of its band: 0 for fewer than five, then 5, 10, 15."""
    return count - count % FEWEST_SHOWN


def shown_bands(counts: Mapping[str, int]) -> Mapping[str, int] | None:
    """Each count's band; none at all where somebody who knows the exact sum could work out a small one.

    Whoever knows the sum knows how much all bands together leave open. Each small count may then still be anything
    from nothing to four if that is at least four, and no more than the other lines can take up.
    """
    bands = {name: banded(count) for name, count in counts.items()}
    if all(bands.values()):
        return bands
    width = FEWEST_SHOWN - 1
    left_open = sum(counts.values()) - sum(bands.values())
    return bands if width <= left_open <= width * (len(counts) - 1) else None


def _sums(rows: Iterable[OutcomeCount], column: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found[getattr(row, column)] += row.count
    return found


def _table(title: Any, words: Mapping[str, Any], counts: Mapping[str, int]) -> Table:
    """Every line that there may be: that one is missing would tell that it is nothing."""
    known = {name: counts.get(name, 0) for name in [*words, *(name for name in counts if name not in words)]}
    bands = shown_bands(known)
    if bands is None:
        return Table(title, ())
    shown = ((name, band) for name, band in bands.items() if name in words or band)
    return Table(title, tuple(Line(words.get(name, name), _band_words(band)) for name, band in shown))


def _kinds() -> Mapping[str, Any]:
    return {**{group.id: group.pupil_words for group in GROUPS}, NOT_SAID: _("Not said")}


def _outcomes() -> Mapping[str, Any]:
    """A try is never counted."""
    return {outcome.value: words for outcome, words in OUTCOMES.items() if outcome is not Outcome.TRIED}


def _term_words(term: str) -> str:
    """The month in which it began."""
    year, month = map(int, term.split("-"))
    return month_words((year - 1970) * 12 + month - 1)


def _band_words(band: int) -> str:
    if not band:
        return str(_("fewer than %(num)d", num=FEWEST_SHOWN))
    return str(_("%(low)d to %(high)d", low=band, high=band + FEWEST_SHOWN - 1))
