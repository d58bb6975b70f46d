"""Danger, noticed at once: what a pupil's words say of harm now or soon, by rules that are data, with the reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from sharp.advice.danger_matching import Sentence
from sharp.advice.danger_rules import DangerWrong, Rule, Rules, parse_rules
from sharp.advice.danger_words import sentences

SHORT = 18
FOR_EACH_WORD, WHERE_A_RULE_FITS = 4, 2
"""A longer text needs more: the points of many ordinary words add up. Less so where a rule fits."""
LONG = 70
STRETCH = 40
"""Words: a longer text is weighed in stretches of so many."""

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
    """Level 1 if any stretch of the text has points enough; the reason is that of the rule with the most points."""
    return max(
        (_weigh(stretch) for stretch in _stretches(_read_text(text, _used))), key=_by_points, default=_Weighed()
    ).danger


def weigh_all(*texts: str) -> Danger:
    """Of several fields the most urgent."""
    return min(map(weigh, texts), key=lambda found: found.level, default=NOTHING)


def fitting_ids(text: str) -> tuple[str, ...]:
    """Which rules fit, by their ids: for whoever writes rules."""
    return tuple(dict.fromkeys(rule.id for part in _read_text(text, _used) for rule in part.rules))


def signs_of(text: str) -> frozenset[str]:
    """Every name that points could be given for: for whoever works the points out anew."""
    return frozenset[str]().union(*(part.signs for part in _read_text(text, _used)))


@dataclass(frozen=True)
class _Part:
    """One sentence, and what was found in it."""

    length: int
    rules: tuple[Rule, ...]
    signs: frozenset[str]


@dataclass(frozen=True)
class _Weighed:
    points: int = 0
    danger: Danger = NOTHING


def _by_points(weighed: _Weighed) -> tuple[bool, int]:
    return weighed.danger.is_found, weighed.points


def _weigh(parts: Sequence[_Part]) -> _Weighed:
    points = _used.points.of(frozenset[str]().union(*(part.signs for part in parts)))
    words = sum(part.length for part in parts)
    rule = max((rule for part in parts for rule in part.rules), key=_used.points.of_rule, default=None)
    each = FOR_EACH_WORD if rule is None else WHERE_A_RULE_FITS
    if points < _used.points.enough + each * max(0, words - SHORT):
        return _Weighed(points)
    reason = _used.points.reason if rule is None else rule.reason
    return _Weighed(points, Danger(1 if rule is None else rule.level, reason))


def _stretches(parts: Sequence[_Part]) -> Iterator[Sequence[_Part]]:
    """Sentences that stand together, so that a long text does not add up to danger by its length alone."""
    if sum(part.length for part in parts) <= LONG:
        yield parts
        return
    for first in range(len(parts)):
        last, words = first, 0
        while last < len(parts) and words + parts[last].length <= STRETCH:
            words += parts[last].length
            last += 1
        yield parts[first : max(last, first + 1)]


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
    return _Part(len(sentence.words), found, rules.points.signs(plain, held, found))


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
