"""What each sign of danger is worth: plain numbers that anyone can read, change and add up by hand."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

from sharp.advice.danger_matching import Sentence
from sharp.advice.danger_patterns import is_list

STEM = 5
"""Letters: `touch*` stands for touch, touched, touching."""
OF_A_RULE = 30
"""What a rule is worth that the table does not name: enough to be found by itself in plain words."""
DEFAULT_REASON = "Several words that together may mean danger, though no one rule fits: please read it."


class PointsWrong(Exception):
    """The points cannot be used; the message says why."""


class HasId(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, repr=False)
class Points:
    """Of a word, two words that follow each other, a beginning, a list, a context or a rule."""

    worth: Mapping[str, int]
    start: int
    enough: int
    reason: str

    def of(self, signs: Iterable[str]) -> int:
        return self.start + sum(self.worth.get(sign, 0) for sign in signs)

    def of_rule(self, rule: HasId) -> int:
        return self.worth[f"rule {rule.id}"]

    def signs(self, sentence: Sentence, contexts: Iterable[str], rules: Iterable[HasId]) -> frozenset[str]:
        words = [word for word in sentence.words if word]
        found = {*contexts, *filter(is_list, sentence.found), *(f"rule {rule.id}" for rule in rules)}
        found.update(words, (f"{one}_{other}" for one, other in pairwise(words)))
        found.update(f"{word[:STEM]}*" for word in words if len(word) >= STEM)
        return frozenset(found)


def parse_points(given: Any, names: Collection[str], rules: Iterable[str]) -> Points:
    """Raises PointsWrong."""
    if given is None:
        given = {}
    if not isinstance(given, dict) or given.keys() - {"start", "enough", "reason", "worth"}:
        raise PointsWrong("[points] holds start, enough, reason and [points.worth]")
    start, enough, reason = given.get("start", 0), given.get("enough", 1), given.get("reason", DEFAULT_REASON)
    if type(start) is not int or type(enough) is not int:
        raise PointsWrong("[points]: start and enough are whole numbers")
    if not isinstance(reason, str) or not reason.strip() or len(reason.splitlines()) > 1 or "\t" in reason:
        raise PointsWrong("[points]: reason is one line of words")
    worth = {f"rule {rule}": OF_A_RULE for rule in rules}
    for sign, points in _worth(given.get("worth", {})):
        if is_list(sign) and sign not in names:
            raise PointsWrong(f"[points.worth]: there is no {sign}")
        worth[sign] = points
    return Points(worth, start, enough, reason.strip())


def _worth(given: Any) -> Iterator[tuple[str, int]]:
    """`"-7" = "one two_words begin* LIST rule:id"`"""
    if not isinstance(given, dict):
        raise PointsWrong('[points.worth] holds lines such as "7" = "man two_words begin* LIST rule:id"')
    for number, signs in given.items():
        try:
            points = int(number)
        except ValueError:
            raise PointsWrong(f"[points.worth]: {number!r} is no whole number") from None
        if not isinstance(signs, str):
            raise PointsWrong(f"[points.worth]: {number!r} needs words in quotes")
        yield from ((sign.replace(":", " "), points) for sign in signs.split())
