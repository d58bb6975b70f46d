"""Danger, noticed at once: what a pupil's words say of harm now or soon, by rules that are data, with the reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from sharp.advice.danger_file import DangerWrong, Rule
from sharp.advice.danger_matching import Sentence
from sharp.advice.danger_rules import Rules, parse_rules
from sharp.advice.danger_words import EDGES, sentences

LONG = 30
STRETCH = 18
"""Words: a longer text is weighed in stretches of so many, so that one quiet sentence is heard among the others."""

OURS = (files("sharp.advice") / "danger.toml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Danger:
    """1: now; 4: nothing was found."""

    level: int
    reason: str
    """For staff; never shown to a pupil."""

    @property
    def is_found(self) -> bool:
        return self.level == 1


NOTHING = Danger(4, "-")


def weigh(text: str) -> Danger:
    """Level 1 if the heaviest stretch of the text has points enough, with what the whole of it adds."""
    parts = _read_text(text, _used)
    stretches = list(_stretches(parts))
    if not stretches:
        return NOTHING
    heaviest = max(stretches, key=_worth)
    points = _worth(heaviest)
    if len(stretches) > 1:
        points = _used.points.of_story(points, _worth(parts))
    if points < _used.points.enough:
        return NOTHING
    rule = max((rule for part in heaviest for rule in part.rules), key=_used.points.of_rule, default=None)
    return Danger(1 if rule is None else rule.level, _reason(heaviest, rule))


def weigh_all(*texts: str) -> Danger:
    """Of several fields the most urgent."""
    return min(map(weigh, texts), key=lambda found: found.level, default=NOTHING)


def fitting_ids(text: str) -> tuple[str, ...]:
    """Which rules fit, by their ids: for whoever writes rules."""
    return tuple(dict.fromkeys(rule.id for part in _read_text(text, _used) for rule in part.rules))


def signs_of(text: str) -> list[tuple[frozenset[str], int]]:
    """For each stretch of a text every name that points could be given for, and how many words it has.

    For whoever works the points out anew.
    """
    return [(_signs(stretch), _length(stretch)) for stretch in _stretches(_read_text(text, _used))]


@dataclass(frozen=True)
class _Part:
    """One sentence, and what was found in it."""

    length: int
    rules: tuple[Rule, ...]
    signs: frozenset[str]


def _worth(parts: Sequence[_Part]) -> int:
    return _used.points.of(_signs(parts), _length(parts))


def _signs(parts: Sequence[_Part]) -> frozenset[str]:
    return frozenset[str]().union(*(part.signs for part in parts))


def _length(parts: Sequence[_Part]) -> int:
    return sum(part.length for part in parts)


def _reason(parts: Sequence[_Part], rule: Rule | None) -> str:
    """A rule's own; where none fits that of the rule whose kind of danger the heaviest signs speak of."""
    if rule is not None:
        return rule.reason
    kind = _used.points.kind(_signs(parts))
    return next((each.reason for each in _used.rules if each.id == kind), _used.points.reason)


def _stretches(parts: Sequence[_Part]) -> Iterator[Sequence[_Part]]:
    """Sentences that stand together; of those that begin later only what reaches further."""
    if _length(parts) <= LONG:
        if parts:
            yield parts
        return
    reached = 0
    for first in range(len(parts)):
        last, words = first, 0
        while last < len(parts) and (last == first or words + parts[last].length <= STRETCH):
            words += parts[last].length
            last += 1
        if last > reached:
            reached = last
            yield parts[first:last]


def _read_text(text: str, rules: Rules) -> list[_Part]:
    said = [(begins, Sentence(words, rules.lexicon)) for begins, words in sentences(text, rules.speller, rules.breaks)]
    held = [_contexts_of(sentence, rules) for _begins, sentence in said]
    excused = _carried_over([begins for begins, _sentence in said], held, rules)
    each = zip(said, held, excused, strict=True)
    return [_part(sentence, its_own, around, rules) for (_begins, sentence), its_own, around in each]


def _part(sentence: Sentence, held: frozenset[str], excused: frozenset[str], rules: Rules) -> _Part:
    plain, fitting = _without_idioms(sentence, rules), set[int]()
    for number, pattern in rules.rules_by_name.worth_trying(plain.found):
        if number not in fitting and not excused.intersection(rules.rules[number].unless) and plain.matches(pattern):
            fitting.add(number)
    found = tuple(rules.rules[number] for number in sorted(fitting))
    return _Part(len(sentence.words) - len(EDGES), found, rules.points.signs(plain, held, found))


def _contexts_of(sentence: Sentence, rules: Rules) -> frozenset[str]:
    found: set[str] = set()
    for number, pattern in rules.contexts_by_name.worth_trying(sentence.found):
        if (name := rules.contexts[number]) not in found and sentence.matches(pattern):
            found.add(name)
    return frozenset(found)


def _without_idioms(sentence: Sentence, rules: Rules) -> Sentence:
    worth = rules.idioms_by_name.worth_trying(sentence.found)
    found = [span for _number, pattern in worth for span in sentence.spans(pattern)]
    return sentence.without(found) if found else sentence


def _carried_over(begin: list[bool], held: list[frozenset[str]], rules: Rules) -> list[frozenset[str]]:
    """For each sentence, what holds for it: its own contexts, and what is carried from the one before or after."""
    over = [set(each) for each in held]
    for before, after in pairwise(range(len(held))):
        if begin[after]:
            over[after] |= held[before].intersection(rules.carried)
            over[before] |= held[after].intersection(rules.carried)
    return [frozenset(each) for each in over]


OUR_RULES = parse_rules(OURS)
_used = OUR_RULES


def danger_rules() -> Rules:
    """Those in use."""
    return _used


def use_danger_rules(path: Path | None) -> None:
    """From now on these rules: an operator's own, or ours. Raises DangerWrong."""
    global _used
    _used = OUR_RULES if path is None else _read(path)


def _read(path: Path) -> Rules:
    try:
        return parse_rules(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise DangerWrong(f"SHARP_DANGER names {path}, which cannot be read. Check the path and its rights.") from None
    except DangerWrong as wrong:
        raise DangerWrong(f"SHARP_DANGER names {path}, and something in it is wrong: {wrong}.") from None
