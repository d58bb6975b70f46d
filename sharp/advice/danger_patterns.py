"""Patterns of words, as the danger rules write them, and where in a sentence they match."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

USUAL_GAP = 3
WIDEST_GAP = 12
TOGETHER = 14
"""Within how many words of each other the parts of `one & other` stand."""

Spans = dict[int, set[int]]
"""Where something matches: from a word's number to the numbers after its last word."""


class PatternWrong(Exception):
    """A pattern cannot be read; the message says why."""


@dataclass(frozen=True)
class Item:
    """One place of a pattern: any of these words, beginnings of words, words joined by `_`, or lists."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    lists: tuple[str, ...]
    gap: int
    """How many other words may stand before it."""


@dataclass(frozen=True)
class Pattern:
    written: str
    parts: tuple[tuple[Item, ...], ...]
    """In any order, near each other; the items of each in their own order."""


@dataclass
class Sentence:
    """Words with their places, and what of the lists was found in them so far."""

    words: list[str]
    lists: Mapping[str, tuple[Pattern, ...]]
    _places: dict[str, list[int]] = field(default_factory=dict)
    _found: dict[str, Spans] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, word in enumerate(self.words):
            self._places.setdefault(word, []).append(place)

    def without(self, spans: Iterable[tuple[int, int]]) -> "Sentence":
        """The same sentence where nothing matches in these spans any more."""
        words = list(self.words)
        for start, end in spans:
            words[start:end] = [word if word in ("^", "$") else "" for word in words[start:end]]
        return Sentence(words, self.lists)

    def has(self, name: str) -> bool:
        return bool(self._of_list(name))

    def matches(self, pattern: Pattern) -> list[tuple[int, int]]:
        """Where it matches, one span for each end."""
        first, *others = (self._of_part(part) for part in pattern.parts)
        if not others:
            return first
        return [span for span in first if all(any(_is_near(span, each) for each in other) for other in others)]

    def _of_part(self, items: Sequence[Item]) -> list[tuple[int, int]]:
        reached: dict[int, int] = {}
        for start, ends in self._of_item(items[0]).items():
            reached |= {end: max(start, reached.get(end, 0)) for end in ends}
        for item in items[1:]:
            if not reached:
                return []
            spans, further = self._of_item(item), dict[int, int]()
            for end, start in reached.items():
                for place in range(end, end + item.gap + 1):
                    for then in spans.get(place, ()):
                        further[then] = max(start, further.get(then, 0))
            reached = further
        return [(start, end) for end, start in reached.items()]

    def _of_item(self, item: Item) -> Spans:
        found: Spans = {}
        for word in item.words & self._places.keys() if item.words else ():
            for place in self._places[word]:
                found.setdefault(place, set()).add(place + 1)
        if item.beginnings:
            for word in self._places:
                if word.startswith(item.beginnings):
                    for place in self._places[word]:
                        found.setdefault(place, set()).add(place + 1)
        for phrase in item.phrases:
            for place in self._places.get(phrase[0], ()):
                if self._stands_at(place, phrase):
                    found.setdefault(place, set()).add(place + len(phrase))
        for name in item.lists:
            for start, ends in self._of_list(name).items():
                found.setdefault(start, set()).update(ends)
        return found

    def _stands_at(self, place: int, phrase: tuple[str, ...]) -> bool:
        return tuple(self.words[place : place + len(phrase)]) == phrase

    def _of_list(self, name: str) -> Spans:
        if name not in self._found:
            found: Spans = {}
            for pattern in self.lists[name]:
                for start, end in self.matches(pattern):
                    found.setdefault(start, set()).add(end)
            self._found[name] = found
        return self._found[name]


def _is_near(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] - one[1] <= TOGETHER and one[0] - other[1] <= TOGETHER


def read_patterns(written: str) -> tuple[Pattern, ...]:
    """One for each way of leaving out what is optional. Raises PatternWrong."""
    ways = [_ways(part.split(), written) for part in written.split("&")]
    return tuple(Pattern(written, chosen) for chosen in product(*ways))


def _ways(pieces: Sequence[str], written: str) -> tuple[tuple[Item, ...], ...]:
    optional = [place for place, piece in enumerate(pieces) if piece.endswith("?")]
    if len(optional) > 3:
        raise PatternWrong(f"{written!r} leaves too much open: at most three words with `?`")
    ways = []
    for kept in product((True, False), repeat=len(optional)):
        left_out = {place for place, is_kept in zip(optional, kept, strict=True) if not is_kept}
        ways.append(_items([piece for place, piece in enumerate(pieces) if place not in left_out], written))
    return tuple(ways)


def _items(pieces: Sequence[str], written: str) -> tuple[Item, ...]:
    items, gap = [], 0
    for piece in pieces:
        if piece.startswith("~"):
            gap = _gap(piece[1:], written)
            continue
        items.append(_item(piece.removesuffix("?"), gap, written))
        gap = 0
    if not items or gap:
        raise PatternWrong(f"{written!r} names no word, or ends with `~`")
    return tuple(items)


def _gap(given: str, written: str) -> int:
    if not given:
        return USUAL_GAP
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= WIDEST_GAP:
        raise PatternWrong(f"{written!r}: after `~` stands nothing, or how many words at most, up to {WIDEST_GAP}")
    return int(given)


def _item(piece: str, gap: int, written: str) -> Item:
    options = piece.split("|")
    if not all(options) or any("*" in option[:-1] or option == "*" or "?" in option for option in options):
        raise PatternWrong(
            f"{written!r}: {piece!r} cannot be read; write words, one|two, two_words, begin*, LIST or word?"
        )
    lists = tuple(option for option in options if option.isupper())
    beginnings = tuple(option[:-1] for option in options if option.endswith("*"))
    phrases = tuple(tuple(option.split("_")) for option in options if "_" in option and not option.isupper())
    words = frozenset(each for each in options if not (each.isupper() or each.endswith("*") or "_" in each))
    return Item(words, beginnings, phrases, lists, gap)
