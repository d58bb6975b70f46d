"""The lists that code words come from: child-safe words told apart by their first three letters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

LEAST_WORDS = 1150
"""Six of these make 61 bits."""
HEAD_SIZE = 3
_WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True)
class WordList:
    """A list is checked when it is made, and once published never edited: a new one takes a new id."""

    id: str
    words: tuple[str, ...]
    by_head: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.words) < LEAST_WORDS:
            raise ValueError(f"word list {self.id}: {len(self.words)} words, at least {LEAST_WORDS} needed")
        by_head: dict[str, str] = {}
        for word in self.words:
            if not _WORD.fullmatch(word):
                raise ValueError(f"word list {self.id}: {word!r} is not three or more small letters")
            head = word[:HEAD_SIZE]
            if head in by_head:
                raise ValueError(f"word list {self.id}: {by_head[head]} and {word} begin alike")
            by_head[head] = word
        object.__setattr__(self, "by_head", by_head)


def load(list_id: str) -> WordList:
    text = (resources.files("sharp.vault") / "words" / f"{list_id}.txt").read_text("utf-8")
    return WordList(list_id, tuple(text.split()))


EN1 = load("en1")
