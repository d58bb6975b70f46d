"""Patterns of words, as the danger rules write them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

USUAL_GAP = 3
WIDEST_GAP = 12
MOST_OPTIONAL = 3

Phrase = tuple[str, ...]
VOWELS = "aeiou"


class PatternWrong(Exception):
    """A pattern cannot be read; the message says why."""


@dataclass(frozen=True)
class Item:
    """One place of a pattern: any of these words, phrases, beginnings of words (`begin*`), or lists."""

    names: frozenset[str]
    """As they are looked up in a sentence; the words of a phrase have a space between them."""
    gap: int
    """How many other words may stand before it."""


@dataclass(frozen=True)
class Pattern:
    written: str
    parts: tuple[tuple[Item, ...], ...]
    """In any order, near each other; the items of each in their own order."""

    def items(self) -> Iterator[Item]:
        for part in self.parts:
            yield from part


def read_patterns(written: str) -> tuple[Pattern, ...]:
    """One for each way of leaving out what is optional. Raises PatternWrong."""
    ways = [_ways(part.split(), written) for part in written.split("&")]
    return tuple(Pattern(written, chosen) for chosen in product(*ways))


def read_phrases(written: str) -> tuple[Phrase, ...]:
    """An entry of a list: words that follow each other, each perhaps with alternatives. Raises PatternWrong."""
    if any(sign in written for sign in "&~?"):
        raise PatternWrong(f"{written!r} stands in a list, where only words, one|two and endings+ are known")
    options = [sorted(_names(piece, written)) for piece in written.split()]
    return tuple(tuple(" ".join(chosen).split()) for chosen in product(*options))


def endings(word: str) -> tuple[str, ...]:
    """`stab+`: stab, stabs, stabbed, stabbing, stabbin, and forms that nobody writes and that harm nobody."""
    stem = word[:-1] if word.endswith("e") else word
    stems = {stem}
    if len(word) > 2 and word[-1] not in "aeiouwxy" and word[-2] in VOWELS and word[-3] not in VOWELS:
        stems.add(stem + word[-1])
    forms = [word, f"{word}s", f"{word}es"] + [s + e for s in sorted(stems) for e in ("ed", "ing", "in")]
    if word.endswith("y") and word[-2] not in VOWELS:
        forms += [f"{word[:-1]}ies", f"{word[:-1]}ied"]
    return tuple(dict.fromkeys(forms))


def _ways(pieces: Sequence[str], written: str) -> tuple[tuple[Item, ...], ...]:
    optional = [place for place, piece in enumerate(pieces) if piece.endswith("?")]
    if len(optional) > MOST_OPTIONAL:
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
            gap = max(gap, _gap(piece[1:], written))
            continue
        items.append(Item(_names(piece.removesuffix("?"), written), gap))
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


def _names(piece: str, written: str) -> frozenset[str]:
    found: set[str] = set()
    for option in piece.split("|"):
        bare = option.rstrip("*+")
        if not bare or any(sign in bare for sign in "*+?~") or len(option) - len(bare) > 1:
            raise PatternWrong(
                f"{written!r}: {piece!r} cannot be read; write one|two, two_words, begin*, endings+, LIST or word?"
            )
        if is_list(option):
            found.add(option)
        elif option.endswith("+"):
            first, *others = bare.split("_")
            found |= {" ".join((form, *others)) for form in endings(first)}
        else:
            found.add(" ".join(option.split("_")))
    return frozenset(found)


def is_list(name: str) -> bool:
    return name.isupper()
