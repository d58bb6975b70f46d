"""The danger rules as their file writes them: lists of words, idioms, and rules with a reason and examples."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from typing import Any

from sharp.advice.danger_matching import Lexicon
from sharp.advice.danger_patterns import Pattern, PatternWrong, Phrase, is_list, read_patterns, read_phrases
from sharp.advice.danger_points import Points, PointsWrong, parse_points
from sharp.advice.danger_words import Speller

HEADINGS = frozenset({
    "dated", "author", "reviewer", "source", "breaks", "carried", "passed_over", "forgiven", "spelling", "lists",
    "contexts", "idioms", "rule", "points",
})  # fmt: skip
IN_A_RULE = frozenset({"id", "level", "reason", "when", "unless", "fires", "silent"})
COMMON = frozenset(
    [
        "i",
        "a",
        "to",
        "the",
        "he",
        "she",
        "they",
        "is",
        "am",
        "are",
        "was",
        "do",
        "not",
        "me",
        "my",
        "his",
        "her",
        "him",
        "it",
        "and",
        "of",
        "in",
        "on",
        "you",
        "we",
        "will",
        "with",
        "that",
        "said",
        "have",
        "has",
        "had",
        "for",
        "at",
        "so",
        "if",
        "be",
        "been",
        "them",
        "their",
        "this",
        "all",
        "out",
        "up",
        "by",
    ]
)


MOST_PHRASES = 20_000


class DangerWrong(Exception):
    """The file of danger rules cannot be used; the message says what is wrong in it."""


@dataclass(frozen=True)
class Rule:
    id: str
    level: int
    reason: str
    when: tuple[Pattern, ...]
    unless: tuple[str, ...]
    """Contexts: if one is found in the same sentence, the rule is silent."""
    fires: tuple[str, ...]
    silent: tuple[str, ...]
    """Examples that a test runs."""


@dataclass(frozen=True, repr=False)
class Rules:
    dated: date
    author: str
    reviewer: str
    source: str
    speller: Speller
    breaks: frozenset[str]
    """Words that begin a new thought: what stands before them excuses nothing after them."""
    carried: tuple[str, ...]
    """Contexts that also hold for the sentence before and the sentence after."""
    lexicon: Lexicon
    contexts: tuple[str, ...]
    rules: tuple[Rule, ...]
    points: Points
    contexts_by_name: "Index"
    idioms_by_name: "Index"
    rules_by_name: "Index"

    def reasons(self) -> Iterator[str]:
        """Every reason as it is written in the file."""
        yield from dict.fromkeys((*(rule.reason for rule in self.rules), self.points.reason))


@dataclass(frozen=True)
class Index:
    """Which patterns are worth trying, by a name that each of them needs."""

    by_name: Mapping[str, tuple[tuple[int, Pattern], ...]]

    def worth_trying(self, found: Iterable[str]) -> Iterator[tuple[int, Pattern]]:
        for name in found:
            yield from self.by_name.get(name, ())


def parse_rules(text: str) -> Rules:
    """Raises DangerWrong."""
    try:
        given = tomllib.loads(text)
        return _rules(given)
    except (tomllib.TOMLDecodeError, PatternWrong, PointsWrong, RecursionError) as wrong:
        raise DangerWrong(str(wrong)) from None


def _rules(given: Mapping[str, Any]) -> Rules:
    if unknown := given.keys() - HEADINGS:
        raise DangerWrong(f"{min(unknown)!r} is not known there")
    if not isinstance(given.get("dated"), date):
        raise DangerWrong("it needs a date, such as `dated = 2026-11-23`")
    lists = _lists(given)
    contexts = _contexts(given)
    idioms = tuple(pattern for each in _texts(given, "idioms", "idioms") for pattern in read_patterns(each))
    rules = tuple(_rule(each, number, contexts) for number, each in enumerate(_tables(given), start=1))
    if len({rule.id for rule in rules}) != len(rules):
        raise DangerWrong("two rules have the same id")
    carried = _texts(given, "carried", "carried")
    _refuse_names(carried, contexts, "carried")
    every = [*idioms, *(p for rule in rules for p in rule.when), *(p for each in contexts.values() for p in each)]
    _refuse_unknown_lists(every, lists)
    lexicon = Lexicon(lists, every)
    passed_over = frozenset(_texts(given, "passed_over", "passed_over"))
    return Rules(
        dated=given["dated"],
        **{name: _text(given, name, "the top") for name in ("author", "reviewer", "source")},
        speller=Speller(_spelling(given), _texts(given, "forgiven", "forgiven"), lexicon.words(), passed_over),
        breaks=frozenset(_texts(given, "breaks", "breaks")),
        carried=carried,
        lexicon=lexicon,
        contexts=tuple(contexts),
        rules=rules,
        points=parse_points(given.get("points"), {*lists, *contexts}, [rule.id for rule in rules]),
        contexts_by_name=_index([(n, each) for n, name in enumerate(contexts) for each in contexts[name]], lists),
        idioms_by_name=_index([(number, each) for number, each in enumerate(idioms)], lists),
        rules_by_name=_index([(number, each) for number, rule in enumerate(rules) for each in rule.when], lists),
    )


def _lists(given: Mapping[str, Any]) -> dict[str, tuple[Phrase, ...]]:
    """Each with its lists within lists undone."""
    found = given.get("lists", {})
    if not isinstance(found, dict) or not all(is_list(name) for name in found):
        raise DangerWrong("[lists] holds lists with names in capitals")
    written = {
        name: tuple(phrase for each in _texts(found, name, f"the list {name}") for phrase in read_phrases(each))
        for name in found
    }
    return {name: tuple(dict.fromkeys(_undone(name, written, ()))) for name in written}


def _undone(name: str, written: Mapping[str, tuple[Phrase, ...]], above: tuple[str, ...]) -> Iterator[Phrase]:
    if name in above:
        raise DangerWrong(f"the list {name} holds itself")
    for phrase in written[name]:
        _refuse_names([word for word in phrase if is_list(word)], written, f"the list {name}")
        choices = [[*_undone(word, written, (*above, name))] if is_list(word) else [(word,)] for word in phrase]
        if prod(map(len, choices)) > MOST_PHRASES:
            raise DangerWrong(f"the list {name}: {' '.join(phrase)!r} means more than {MOST_PHRASES} phrases")
        for chosen in product(*choices):
            yield tuple(word for each in chosen for word in each)


def _contexts(given: Mapping[str, Any]) -> Mapping[str, tuple[Pattern, ...]]:
    found = given.get("contexts", {})
    if not isinstance(found, dict) or not all(is_list(name) for name in found):
        raise DangerWrong("[contexts] holds contexts with names in capitals")
    return {
        name: tuple(pattern for each in _texts(found, name, f"the context {name}") for pattern in read_patterns(each))
        for name in found
    }


def _refuse_unknown_lists(patterns: Iterable[Pattern], lists: Mapping[str, Any]) -> None:
    for pattern in patterns:
        for item in pattern.items():
            _refuse_names(filter(is_list, item.names), lists, repr(pattern.written))


def _refuse_names(names: Iterable[str], known: Mapping[str, Any], where: str) -> None:
    for name in names:
        if name not in known:
            raise DangerWrong(f"{where}: there is no {name}")


def _tables(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = given.get("rule", [])
    if not isinstance(found, list) or not found or not all(isinstance(each, dict) for each in found):
        raise DangerWrong("it needs rules; write [[rule]] with two brackets, once for each")
    return found


def _rule(given: Mapping[str, Any], number: int, contexts: Mapping[str, Any]) -> Rule:
    where = f"[[rule]] number {number}"
    if unknown := given.keys() - IN_A_RULE:
        raise DangerWrong(f"{where}: {min(unknown)!r} is not known there")
    if type(given.get("level")) is not int or given["level"] not in (1, 2, 3):
        raise DangerWrong(f"{where}: a level is 1, 2 or 3")
    when = tuple(pattern for each in _texts(given, "when", where) for pattern in read_patterns(each))
    if not when:
        raise DangerWrong(f"{where}: it needs `when`, with at least one pattern")
    unless = _texts(given, "unless", where)
    _refuse_names(unless, contexts, where)
    return Rule(
        id=_text(given, "id", where),
        level=given["level"],
        reason=_text(given, "reason", where),
        when=when,
        unless=unless,
        fires=_texts(given, "fires", where),
        silent=_texts(given, "silent", where),
    )


def _text(given: Mapping[str, Any], name: str, where: str) -> str:
    found = given.get(name)
    if not isinstance(found, str) or not found.strip() or len(found.splitlines()) > 1 or "\t" in found:
        raise DangerWrong(f"{where}: it needs `{name}`, one line of words")
    return found.strip()


def _texts(given: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    found = given.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
        raise DangerWrong(f"{where}: `{name}` is a list of words in quotes")
    return tuple(found)


def _spelling(given: Mapping[str, Any]) -> Mapping[str, str]:
    found = given.get("spelling", {})
    if not isinstance(found, dict) or not all(isinstance(each, str) and each.strip() for each in found.values()):
        raise DangerWrong('[spelling] holds lines such as tmrw = "tomorrow"')
    return found


def _index(patterns: Iterable[tuple[int, Pattern]], lists: Mapping[str, tuple[Phrase, ...]]) -> Index:
    by_name: dict[str, list[tuple[int, Pattern]]] = {}
    for number, pattern in patterns:
        for name in min((item.names for item in pattern.items()), key=lambda names: _commonness(names, lists)):
            by_name.setdefault(name, []).append((number, pattern))
    return Index({name: tuple(each) for name, each in by_name.items()})


def _commonness(names: Iterable[str], lists: Mapping[str, tuple[Phrase, ...]]) -> tuple[int, int]:
    phrases = [phrase for name in names for phrase in lists.get(name, (tuple(name.split()),))]
    return sum(len(phrase) == 1 and phrase[0] in COMMON for phrase in phrases), len(phrases)
