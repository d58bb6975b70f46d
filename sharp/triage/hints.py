"""What may belong together: reports of one school compared by what their cards say, inside one reader's request."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from sharp.reports.cards import CardFace

MOST_HINTS = 10
LEAST_WEIGHT = 3
COMMON_WORDS = 6_000
"""A word among so many most used ones is no name, even where somebody is called so."""
RARE_SHARE = 0.03
"""A word in more of the cards than this tells nothing."""
FEWEST_RARE = 3
LETTERS = 4
SEVERAL = 3
"""So many reports about one name, this one included, may be bullying by report."""


class Reason(StrEnum):
    NAME = "name"
    PLACE = "place"
    KIND = "kind"
    WORDS = "words"


WEIGHTS = {Reason.NAME: 3, Reason.PLACE: 1, Reason.KIND: 1, Reason.WORDS: 2}


@dataclass(frozen=True, repr=False)
class Hint:
    """Another report and why it may belong with this one; the words come from both cards."""

    report: bytes
    reasons: Mapping[Reason, tuple[str, ...]]

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[reason] for reason in self.reasons)


def hints_for(face: CardFace, others: Mapping[bytes, CardFace]) -> tuple[Hint, ...]:
    """The likeliest first; a place or a kind alone is no reason."""
    rare = _rare_words(face, others.values())
    found = (Hint(report, _reasons(face, other, rare)) for report, other in others.items())
    likely = [hint for hint in found if hint.weight >= LEAST_WEIGHT]
    return tuple(sorted(likely, key=lambda hint: (-hint.weight, hint.report)))[:MOST_HINTS]


def named_in_several(face: CardFace, others: Mapping[bytes, CardFace]) -> tuple[str, ...]:
    """Names in this report that at least two others hold as well."""
    counted = Counter(name for other in others.values() for name in names_in(other) & names_in(face))
    return tuple(sorted(name for name, count in counted.items() if count >= SEVERAL - 1))


def names_in(face: CardFace) -> frozenset[str]:
    return frozenset(face.words) & _names()


def _reasons(face: CardFace, other: CardFace, rare: frozenset[str]) -> dict[Reason, tuple[str, ...]]:
    names = names_in(face) & names_in(other)
    shared = {
        Reason.NAME: names,
        Reason.PLACE: {face.place} & {other.place} - {""},
        Reason.KIND: set(face.kinds) & set(other.kinds),
        Reason.WORDS: (rare & frozenset(other.words)) - names,
    }
    return {reason: tuple(sorted(words)) for reason, words in shared.items() if words}


def _rare_words(face: CardFace, others: Iterable[CardFace]) -> frozenset[str]:
    """Words of this card that few others hold."""
    mine = {word for word in face.words if len(word) >= LETTERS}
    counted: Counter[str] = Counter()
    total = 0
    for other in others:
        counted.update(mine.intersection(other.words))
        total += 1
    most = max(FEWEST_RARE, total * RARE_SHARE)
    return frozenset(word for word in mine if counted[word] <= most and word not in _common())


@lru_cache
def _common() -> frozenset[str]:
    lists = (FREQUENCY_LISTS["english_wikipedia"], FREQUENCY_LISTS["us_tv_and_film"])
    return frozenset(word for words in lists for word in list(words)[:COMMON_WORDS])


@lru_cache
def _names() -> frozenset[str]:
    """First names and surnames that are no everyday words; some are both, so a hint always says its words."""
    lists = (FREQUENCY_LISTS[name] for name in ("female_names", "male_names", "surnames"))
    return frozenset(word for words in lists for word in words) - _common()
