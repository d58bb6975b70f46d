"""Blacking out: whole passages, chosen words everywhere, and the reporter, before anything leaves the case page."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sharp.triage.chronology import Chronology, Line, Passage

BLACK = "█████"
"""One length for everything, so that the length of a name tells nothing."""
SHORTEST_NAME = 2
FEWEST_DIGITS = 5
"""So many make a number that may be spaced in many ways."""
FIRST_UNSPACED = "\u0e00"
"""Thai, and most scripts after it, put no spaces between words."""


class Purpose(StrEnum):
    """Whom the copy is for."""

    RECORD = "record"
    """The school's own child-protection file, or an agency that acts for the child."""
    ACCESS = "access"
    """Somebody asks what is held about them: nothing that the reporter wrote or was told goes out."""


@dataclass(frozen=True, repr=False)
class Redaction:
    purpose: Purpose
    passages: frozenset[int] = frozenset()
    """By their place in the journal."""
    words: tuple[str, ...] = ()
    with_name: bool = False
    """The reporter gave a name, and this copy shows it; never for subject access."""


def redacted(whole: Chronology, redaction: Redaction) -> Chronology:
    """What the copy says. Where the reporter is shielded, the name they gave is blacked out wherever it stands."""
    shows_name = redaction.with_name and redaction.purpose is Purpose.RECORD
    words = [*redaction.words, *(() if shows_name else _name_words(whole.passages))]
    pattern = _pattern(words)
    shown = (
        passage if shows_name else _shielded(passage) for passage in whole.passages if shows_name or not passage.is_name
    )
    # What kind of thing it is was the reporter's to tick.
    kinds = BLACK if redaction.purpose is Purpose.ACCESS else whole.kinds
    return replace(whole, kinds=kinds, passages=tuple(_blacked(passage, redaction, pattern) for passage in shown))


def _shielded(passage: Passage) -> Passage:
    return replace(passage, lines=tuple(line for line in passage.lines if not line.tells_who))


def _blacked(passage: Passage, redaction: Redaction, pattern: re.Pattern[str] | None) -> Passage:
    is_reporters = redaction.purpose is Purpose.ACCESS and passage.is_reporters
    if is_reporters or passage.seq in redaction.passages:
        return replace(passage, lines=(Line("", BLACK),) if passage.lines else ())
    if pattern is None:
        return passage
    lines = (replace(line, text=pattern.sub(BLACK, line.text)) for line in passage.lines)
    return replace(passage, who=pattern.sub(BLACK, passage.who), lines=tuple(lines))


def _name_words(passages: Iterable[Passage]) -> Iterable[str]:
    """Every name given, whole and in its parts, and each way to reach them."""
    for passage in passages:
        for line in passage.lines if passage.is_name else ():
            yield line.text
            if not line.is_reach:
                yield from (part for part in re.findall(r"\w+", line.text) if len(part) >= SHORTEST_NAME)


def _pattern(words: Collection[str]) -> re.Pattern[str] | None:
    """The longest first, or a part would hide the whole."""
    sought = sorted({" ".join(word.split()) for word in words if word.strip()}, key=len, reverse=True)
    return re.compile("|".join(map(_one, sought)), re.IGNORECASE) if sought else None


def _one(word: str) -> str:
    """Whole words only: Tom is blacked out, tomorrow is not. Numbers however they are spaced.

    Scripts that put no spaces between words have no such ends.
    """
    if sum(mark.isdigit() for mark in word) >= FEWEST_DIGITS and not any(mark.isalpha() for mark in word):
        return r"[\s()./-]*".join(mark for mark in word if mark.isdigit() or mark == "+").replace("+", r"\+")
    spaced = re.escape(word).replace(r"\ ", r"\s+")
    is_spaced_script = all(mark < FIRST_UNSPACED for mark in word)
    return rf"(?<!\w){spaced}(?!\w)" if is_spaced_script else spaced
