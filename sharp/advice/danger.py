"""Danger, noticed at once: what a pupil's words say of harm now or soon, by rules that are data, with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from sharp.advice.danger_patterns import Sentence
from sharp.advice.danger_rules import DangerWrong, Rule, Rules, parse_rules
from sharp.advice.danger_words import sentences

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
    """The most urgent of what the rules find in one text; the first of these in the order of the file."""
    rule = min(_fitting(text, _used), key=lambda found: found.level, default=None)
    return NOTHING if rule is None else Danger(rule.level, rule.reason)


def weigh_all(*texts: str) -> Danger:
    """Of several fields the most urgent."""
    return min(map(weigh, texts), key=lambda found: found.level, default=NOTHING)


def fitting_ids(text: str) -> tuple[str, ...]:
    """Which rules fit, by their ids: for whoever writes rules."""
    return tuple(dict.fromkeys(rule.id for rule in _fitting(text, _used)))


def _fitting(text: str, rules: Rules) -> Iterator[Rule]:
    said = [(begins, Sentence(words, rules.lists)) for begins, words in sentences(text, rules.speller, rules.breaks)]
    around = _carried_over(said, rules)
    fitting: set[int] = set()
    for (_begins, sentence), excused in zip(said, around, strict=True):
        worth = rules.rules_by_word.worth_trying(set(sentence.words)) - fitting
        if worth:
            plain = _without_idioms(sentence, rules)
            fitting |= {number for number in worth if _fits(rules.rules[number], plain, sentence, excused)}
    return (rules.rules[number] for number in sorted(fitting))


def _fits(rule: Rule, plain: Sentence, whole: Sentence, excused: frozenset[str]) -> bool:
    if excused.intersection(rule.unless):
        return False
    return any(map(plain.matches, rule.when)) and not any(map(whole.has, rule.unless))


def _without_idioms(sentence: Sentence, rules: Rules) -> Sentence:
    worth = rules.idioms_by_word.worth_trying(set(sentence.words))
    found = [span for number in sorted(worth) for span in sentence.matches(rules.idioms[number])]
    return sentence.without(found) if found else sentence


def _carried_over(said: list[tuple[bool, Sentence]], rules: Rules) -> list[frozenset[str]]:
    """For each sentence, which of the carried lists stand in the one before or after it."""
    own = [frozenset(name for name in rules.carried if sentence.has(name)) for _begins, sentence in said]
    over: list[set[str]] = [set() for _each in said]
    for before, after in pairwise(range(len(said))):
        if said[after][0]:
            over[after] |= own[before]
            over[before] |= own[after]
    return [frozenset(each) for each in over]


_used = _ours = parse_rules(OURS)


def danger_rules() -> Rules:
    """Those in use."""
    return _used


def use_danger_rules(path: Path | None) -> None:
    """From now on these rules: an operator's own, or ours. Raises DangerWrong."""
    global _used
    _used = _ours if path is None else _read(path)


def _read(path: Path) -> Rules:
    try:
        return parse_rules(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise DangerWrong(f"SHARP_DANGER names {path}, which cannot be read. Check the path and its rights.") from None
    except DangerWrong as wrong:
        raise DangerWrong(f"SHARP_DANGER names {path}, and something in it is wrong: {wrong}.") from None
