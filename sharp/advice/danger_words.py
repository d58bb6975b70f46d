"""A pupil's text as plain words: text-speak, spelling, lost apostrophes and disguised letters undone, by data."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

MOST_LETTERS = 20_000
"""Of one text; what a pupil can send is shorter, and a hostile line of input takes no longer than this."""
MOST_IN_A_SENTENCE = 120
"""Words. A text without a full stop is read in pieces of this length, each beginning a little before the last ended."""
OVERLAP = 20
MOST_STARRED = 40
MOST_REMEMBERED = 50_000
EDGES = ("^", "$")
"""Stand before the first and after the last word of a sentence, so that a pattern can name them."""

_TOKEN = re.compile(r"\w+(?:[*@$!#'’‘`´]+\w+)*|[.!?;\n]+|[^\w\s.!?;,:()\"“”/\-–—&+=<>*#~_'’‘`´|\[\]{}\\%^@$]")
_END = re.compile(r"^[.!?;\n]")
_APOSTROPHES = re.compile(r"['’‘`´]")
_DISGUISE = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_RUNS = re.compile(r"(.)\1{2,}")
_STARS = re.compile(r"[*#]+")


class Speller:
    """What the file says of spelling, ready to look words up in."""

    def __init__(
        self,
        spelling: Mapping[str, str],
        forgiven: Iterable[str],
        known: Iterable[str],
        passed_over: Iterable[str] = (),
    ) -> None:
        self._passed_over, self._remembered = frozenset(passed_over), dict[str, tuple[str, ...]]()
        self._spelling = {word: tuple(meant.split()) for word, meant in spelling.items()}
        self._forgiven = tuple(forgiven)
        self._known = frozenset(known) | frozenset(self._forgiven)

    def words_of(self, token: str) -> tuple[str, ...]:
        """The plain words for a token as it was typed: mostly one."""
        if token not in self._remembered:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[token] = tuple(word for word in self._words_of(token) if word not in self._passed_over)
        return self._remembered[token]

    def _words_of(self, token: str) -> tuple[str, ...]:
        whole = _APOSTROPHES.sub("'", token)
        if whole in self._spelling:
            return self._spelling[whole]
        plain = whole.replace("'", "")
        if plain in self._spelling:
            return self._spelling[plain]
        if plain in self._known or not (plain[0].isalnum()):
            return (plain,)
        return self._spelling.get(found := self._nearest(plain), (found,))

    def _nearest(self, plain: str) -> str:
        """The word we know that this one probably is; itself if none."""
        if not plain.isalpha() and (found := plain.translate(_DISGUISE)) in self._known:
            return found
        short = _RUNS.sub(r"\1", plain)
        for guess in (_RUNS.sub(r"\1\1", plain), short) if short != plain else ():
            if guess in self._known or guess in self._spelling:
                return guess
        if len(short) < 5 or len(short) > 16:
            return short
        return next((self._near[gap] for gap in _gaps(short) if gap in self._near), short)

    def starred(self, token: str) -> str:
        """`k*ll`: the first word we know that fits, whatever letters the stars hide."""
        shape = re.compile(_STARS.sub(lambda stars: f".{{1,{len(stars[0]) + 1}}}", token))
        return next((word for word in self._by_first.get(token[0], ()) if shape.fullmatch(word)), token)

    @cached_property
    def _near(self) -> Mapping[str, str]:
        """Words that may have one letter wrong, by each way of leaving one letter out."""
        return {gap: word for word in reversed(self._forgiven) for gap in _gaps(word)}

    @cached_property
    def _by_first(self) -> Mapping[str, tuple[str, ...]]:
        sorted_words = sorted(word for word in self._known if len(word) > 2)
        return {first: tuple(w for w in sorted_words if w[0] == first) for first in {w[0] for w in sorted_words}}


def sentences(text: str, speller: Speller, breaks: frozenset[str]) -> Iterator[tuple[bool, list[str]]]:
    """Each sentence's words; and whether it begins anew rather than after a word such as `but`."""
    words: list[str] = []
    begins_anew, starred = True, 0
    for token in _TOKEN.findall(_plain(text)):
        if _END.match(token):
            if words:
                yield from _pieces(begins_anew, words)
            begins_anew, words = True, []
            continue
        if ("*" in token or "#" in token) and starred < MOST_STARRED:
            starred += 1
            token = speller.starred(token)
        for word in speller.words_of(token):
            if word in breaks and words:
                yield from _pieces(begins_anew, words)
                begins_anew, words = False, []
            words.append(word)
    if words:
        yield from _pieces(begins_anew, words)


def _plain(text: str) -> str:
    """Small letters without accents."""
    folded = unicodedata.normalize("NFKC", text[:MOST_LETTERS]).casefold()
    if folded.isascii():
        return folded
    apart = unicodedata.normalize("NFD", folded[:MOST_LETTERS])
    return "".join(letter for letter in apart if unicodedata.category(letter) not in ("Mn", "Cf"))


def _pieces(begins_anew: bool, words: list[str]) -> Iterator[tuple[bool, list[str]]]:
    for start in range(0, max(1, len(words) - OVERLAP), MOST_IN_A_SENTENCE - OVERLAP):
        piece = words[start : start + MOST_IN_A_SENTENCE]
        yield begins_anew, [EDGES[0] if start == 0 else "", *piece, EDGES[1]]


def _gaps(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters but the first."""
    yield word
    yield from (word[:at] + word[at + 1 :] for at in range(1, len(word)))
