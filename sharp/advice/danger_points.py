"""What each sign of danger is worth: plain numbers that anyone can read, change and add up by hand."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sharp.advice.danger_forms import Forms
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
    """Of a word, its ground form, two of them near each other, a beginning, a list, a context or a rule."""

    worth: Mapping[str, int]
    start: int
    enough: int
    reason: str
    for_length: int = 0
    """Times the square root of how many words there are: the points of many ordinary words add up."""
    whole: int = 0
    """Of a text that is weighed in stretches: so many hundredths of what all of it is worth count with the heaviest."""
    story: int = 0
    """What such a text has to begin with."""
    forms: Forms = field(default_factory=lambda: Forms({}))
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By a rule's id: the signs that speak of its kind of danger where no rule fits."""

    def of(self, signs: Iterable[str], words: int) -> int:
        found = sum(self.worth.get(sign, 0) for sign in signs)
        return self.start + found + round(self.for_length * math.sqrt(max(0, words)))

    def of_story(self, heaviest: int, whole: int) -> int:
        return self.story + heaviest + self.whole * whole // 100

    def kind(self, signs: Collection[str]) -> str | None:
        """The id of the rule that these signs come nearest to."""
        weights = {
            kind: sum(max(0, self.worth.get(sign, 0)) for sign in named.intersection(signs))
            for kind, named in self.kinds.items()
        }
        heaviest = max(weights, key=weights.__getitem__, default=None)
        return heaviest if heaviest is not None and weights[heaviest] else None

    def of_rule(self, rule: HasId) -> int:
        return self.worth[f"rule {rule.id}"]

    def signs(self, sentence: Sentence, contexts: Iterable[str], rules: Iterable[HasId]) -> frozenset[str]:
        words = [word for word in sentence.words if word]
        found = {*contexts, *filter(is_list, sentence.found), *(f"rule {rule.id}" for rule in rules)}
        found.update(words, self.forms.signs(words))
        found.update(f"{word[:STEM]}*" for word in words if len(word) >= STEM)
        return frozenset(found)


NUMBERS = {"start": 0, "enough": 1, "for_length": 0, "whole": 0, "story": 0}


def parse_points(given: Any, names: Collection[str], rules: Collection[str], forms: Forms) -> Points:
    """Raises PointsWrong."""
    if given is None:
        given = {}
    if not isinstance(given, dict) or given.keys() - {*NUMBERS, "reason", "kinds", "worth"}:
        raise PointsWrong(f"[points] holds {', '.join(NUMBERS)}, reason, [points.kinds] and [points.worth]")
    numbers = {name: given.get(name, usual) for name, usual in NUMBERS.items()}
    if any(type(number) is not int for number in numbers.values()):
        raise PointsWrong(f"[points]: {', '.join(NUMBERS)} are whole numbers")
    reason = given.get("reason", DEFAULT_REASON)
    if not isinstance(reason, str) or not reason.strip() or len(reason.splitlines()) > 1 or "\t" in reason:
        raise PointsWrong("[points]: reason is one line of words")
    worth = {f"rule {rule}": OF_A_RULE for rule in rules}
    for sign, points in _worth(given.get("worth", {})):
        _refuse_unknown(sign, names, "worth")
        worth[sign] = points
    kinds = _kinds(given.get("kinds", {}), names, rules)
    return Points(worth=worth, reason=reason.strip(), forms=forms, kinds=kinds, **numbers)


def _refuse_unknown(sign: str, names: Collection[str], where: str) -> None:
    if is_list(sign) and sign not in names:
        raise PointsWrong(f"[points.{where}]: there is no {sign}")


def _kinds(given: Any, names: Collection[str], rules: Collection[str]) -> dict[str, frozenset[str]]:
    """`die = "DESPAIR goodbye"`"""
    if not isinstance(given, dict) or not all(isinstance(signs, str) for signs in given.values()):
        raise PointsWrong('[points.kinds] holds lines such as die = "DESPAIR goodbye", each with the id of a rule')
    for kind, signs in given.items():
        if kind not in rules:
            raise PointsWrong(f"[points.kinds]: there is no rule {kind}")
        for sign in signs.split():
            _refuse_unknown(sign, names, "kinds")
    return {kind: frozenset(signs.split()) for kind, signs in given.items()}


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
