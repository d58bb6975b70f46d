"""Danger, noticed at once: what a pupil's words say of harm now or soon, by rules that are data, with the reason."""

from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from sharp.advice.danger_matching import Sentence
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


def _fitting(text: str, rules: Rules) -> list[Rule]:
    said = [(begins, Sentence(words, rules.lexicon)) for begins, words in sentences(text, rules.speller, rules.breaks)]
    around = _carried_over(said, rules)
    fitting: set[int] = set()
    for (_begins, sentence), excused in zip(said, around, strict=True):
        plain, is_excused = _without_idioms(sentence, rules), _Excuses(sentence, excused, rules)
        for number, pattern in rules.rules_by_name.worth_trying(plain.found):
            if number not in fitting and plain.matches(pattern) and not any(map(is_excused, rules.rules[number].unless)):
                fitting.add(number)
    return [rules.rules[number] for number in sorted(fitting)]


class _Excuses:
    """Whether a context holds for one sentence; looked up once each."""

    def __init__(self, sentence: Sentence, carried: frozenset[str], rules: Rules) -> None:
        self._sentence, self._rules = sentence, rules
        self._known = dict.fromkeys(carried, True)

    def __call__(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = _holds(self._sentence, name, self._rules)
        return self._known[name]


def _holds(sentence: Sentence, name: str, rules: Rules) -> bool:
    return any(map(sentence.matches, rules.contexts[name]))


def _without_idioms(sentence: Sentence, rules: Rules) -> Sentence:
    worth = rules.idioms_by_name.worth_trying(sentence.found)
    found = [span for _number, pattern in worth for span in sentence.spans(pattern)]
    return sentence.without(found) if found else sentence


def _carried_over(said: list[tuple[bool, Sentence]], rules: Rules) -> list[frozenset[str]]:
    """For each sentence, which of the carried contexts hold in the one before or after it."""
    if len(said) == 1:
        return [frozenset()]
    own = [frozenset(each for each in rules.carried if _holds(sentence, each, rules)) for _begins, sentence in said]
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
