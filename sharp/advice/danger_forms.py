"""The ground form of a word: `hits` and `hitting` are `hit`, `she` is `he`: what one line teaches helps with others."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

REACH = 3
"""How many words further the second of two stands at most."""
SHORTEST = 4
"""Letters of a word whose ending is taken off."""
MOST_REMEMBERED = 50_000
NUMBER = "number"


class Forms:
    """What the file says of ground forms; other endings are taken off by rule."""

    def __init__(self, given: Mapping[str, str]) -> None:
        """`go = "went gone going"`"""
        self._ground = {word: ground for ground, words in given.items() for word in (ground, *words.split())}
        self._remembered = dict[str, str]()

    def of(self, word: str) -> str:
        if word not in self._remembered:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = self._of(word)
        return self._remembered[word]

    def _of(self, word: str) -> str:
        if word in self._ground:
            return self._ground[word]
        return NUMBER if word.isdigit() else _bare(word)

    def signs(self, words: Sequence[str]) -> Iterator[str]:
        """`hit+`: any form of hit; `hit_me`: one after the other; `hit~me`: with a word or two between."""
        grounds = [self.of(word) for word in words]
        yield from (f"{ground}+" for ground in grounds)
        yield from (f"{one}_{other}" for one, other in pairwise(grounds))
        for apart in range(2, REACH + 1):
            yield from (f"{one}~{other}" for one, other in zip(grounds, grounds[apart:], strict=False))


def _bare(word: str) -> str:
    """Without the endings of English verbs and of more than one; what is left need not be a word."""
    if len(word) > SHORTEST:
        if word.endswith(("ied", "ies")):
            return f"{word[:-3]}y"
        if word.endswith("ing"):
            word = word[:-3]
        elif word.endswith("in"):
            word = word[:-2]
    if len(word) >= SHORTEST and not word.endswith("ss"):
        for ending in ("ed", "es", "s"):
            if word.endswith(ending):
                word = word.removesuffix(ending)
                break
    if len(word) >= SHORTEST and word[-1] == word[-2] and word[-1] not in "els":
        word = word[:-1]
    return word.removesuffix("e") if len(word) >= SHORTEST else word
