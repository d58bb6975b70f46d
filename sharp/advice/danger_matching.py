"""Where the patterns of the danger rules match in a sentence: places are bits, so a sentence is one number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sharp.advice.danger_patterns import Item, Pattern, Phrase

TOGETHER = 14
"""Within how many words of each other the parts of `one & other` end."""
MOST_REMEMBERED = 50_000

Places = Mapping[int, int]
"""By how many words a match has: a number whose bit n says that one begins at the word n."""


class Lexicon:
    """Which names (words, phrases, beginnings, lists) begin with a word."""

    def __init__(self, lists: Mapping[str, Iterable[Phrase]], patterns: Iterable[Pattern]) -> None:
        self._singles: dict[str, set[str]] = {}
        self._beginnings: dict[str, set[str]] = {}
        self._phrases: dict[str, dict[Phrase, set[str]]] = {}
        self._remembered: dict[str, tuple[str, ...]] = {}
        for name, phrases in lists.items():
            for phrase in phrases:
                self._add(phrase, name)
        for pattern in patterns:
            for item in pattern.items():
                for name in item.names - lists.keys():
                    self._add(tuple(name.split()), name)

    def _add(self, phrase: Phrase, name: str) -> None:
        [first, *others] = phrase
        if others:
            self._phrases.setdefault(first, {}).setdefault(phrase, set()).add(name)
        elif first.endswith("*"):
            self._beginnings.setdefault(first[:-1], set()).add(name)
        else:
            self._singles.setdefault(first, set()).add(name)

    def words(self) -> frozenset[str]:
        """Every word that is named in full."""
        return frozenset(self._singles) | {
            word for each in self._phrases.values() for phrase in each for word in phrase
        }

    def names_of(self, word: str) -> tuple[str, ...]:
        """Of what is one word long."""
        if word not in self._remembered:
            found = set(self._singles.get(word, ()))
            for length in range(1, len(word) + 1):
                found |= self._beginnings.get(word[:length], set())
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = tuple(sorted(found))
        return self._remembered[word]

    def phrases_of(self, first: str) -> Mapping[Phrase, set[str]]:
        return self._phrases.get(first, {})


@dataclass
class Sentence:
    """Words, and what of the lexicon stands where."""

    words: list[str]
    lexicon: Lexicon
    found: dict[str, dict[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, word in enumerate(self.words):
            for name in self.lexicon.names_of(word):
                self._add(name, 1, place)
            for phrase, names in self.lexicon.phrases_of(word).items():
                if tuple(self.words[place : place + len(phrase)]) == phrase:
                    for name in names:
                        self._add(name, len(phrase), place)

    def _add(self, name: str, length: int, place: int) -> None:
        places = self.found.setdefault(name, {})
        places[length] = places.get(length, 0) | 1 << place

    def without(self, spans: Iterable[tuple[int, int]]) -> "Sentence":
        """The same sentence where nothing matches in these spans any more."""
        words = list(self.words)
        for start, end in spans:
            words[start:end] = [word if word in ("^", "$") else "" for word in words[start:end]]
        return Sentence(words, self.lexicon)

    def matches(self, pattern: Pattern) -> bool:
        first, *others = pattern.parts
        reached = self._ends(first, -1)
        for part in others:
            if not reached:
                return False
            reached &= _around(self._ends(part, -1))
        return bool(reached)

    def spans(self, pattern: Pattern) -> list[tuple[int, int]]:
        """Where the first part of a pattern that matches stands: for each beginning, to the nearest end."""
        if not self.matches(pattern):
            return []
        starts = (place for place in range(len(self.words)))
        ends = ((start, self._ends(pattern.parts[0], 1 << start)) for start in starts)
        return [(start, (end & -end).bit_length() - 1) for start, end in ends if end]

    def _ends(self, items: Sequence[Item], allowed: int) -> int:
        """After which words a match of all the items ends that begins at an allowed place."""
        for number, item in enumerate(items):
            if number:
                for _word in range(item.gap):
                    allowed |= allowed << 1
            reached = 0
            for name in item.names & self.found.keys():
                for length, places in self.found[name].items():
                    reached |= (places & allowed) << length
            if not reached:
                return 0
            allowed = reached
        return allowed


def _around(places: int) -> int:
    for step in (1, 2, 4, TOGETHER - 7):
        places |= places << step | places >> step
    return places
