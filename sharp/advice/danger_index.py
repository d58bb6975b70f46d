"""Which patterns are worth trying on a sentence, by a name that each of them needs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sharp.advice.danger_patterns import Pattern, Phrase

COMMON = frozenset(
    (
        "i", "a", "to", "the", "he", "she", "they", "is", "am", "are", "was", "do", "not", "me",
        "my", "his", "her", "him", "it", "and", "of", "in", "on", "you", "we", "will", "with", "that",
        "said", "have", "has", "had", "for", "at", "so", "if", "be", "been", "them", "their", "this", "all",
        "out", "up", "by",
    )
)  # fmt: skip
"""Words that most sentences hold: a pattern is looked up by a rarer one of its words."""


@dataclass(frozen=True)
class Index:
    by_name: Mapping[str, tuple[tuple[int, Pattern], ...]]

    def worth_trying(self, found: Iterable[str]) -> Iterator[tuple[int, Pattern]]:
        for name in found:
            yield from self.by_name.get(name, ())


def index_of(patterns: Iterable[tuple[int, Pattern]], lists: Mapping[str, tuple[Phrase, ...]]) -> Index:
    by_name: dict[str, list[tuple[int, Pattern]]] = {}
    for number, pattern in patterns:
        for name in min((item.names for item in pattern.items()), key=lambda names: _commonness(names, lists)):
            by_name.setdefault(name, []).append((number, pattern))
    return Index({name: tuple(each) for name, each in by_name.items()})


def _commonness(names: Iterable[str], lists: Mapping[str, tuple[Phrase, ...]]) -> tuple[int, int]:
    phrases = [phrase for name in names for phrase in lists.get(name, (tuple(name.split()),))]
    return sum(len(phrase) == 1 and phrase[0] in COMMON for phrase in phrases), len(phrases)
