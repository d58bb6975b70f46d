"""The danger rules as their file writes them: lists of words, idioms, and rules with a reason and examples."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sharp.advice.danger_file import (
    DangerWrong,
    Rule,
    contexts_of,
    lists_of,
    refuse_names,
    refuse_unknown_lists,
    rule_of,
    tables_of,
    text_of,
    texts_of,
    words_of,
)
from sharp.advice.danger_forms import Forms
from sharp.advice.danger_index import Index, index_of
from sharp.advice.danger_matching import Lexicon
from sharp.advice.danger_patterns import PatternWrong, read_patterns
from sharp.advice.danger_points import Points, PointsWrong, parse_points
from sharp.advice.danger_words import Speller

HEADINGS = frozenset({
    "dated", "author", "reviewer", "source", "breaks", "carried", "passed_over", "forgiven", "spelling", "lists",
    "ground", "contexts", "idioms", "rule", "points",
})  # fmt: skip


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
    contexts_by_name: Index
    idioms_by_name: Index
    rules_by_name: Index

    def reasons(self) -> Iterator[str]:
        """Every reason as it is written in the file."""
        yield from dict.fromkeys((*(rule.reason for rule in self.rules), self.points.reason))


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
    lists = lists_of(given)
    contexts = contexts_of(given)
    idioms = tuple(pattern for each in texts_of(given, "idioms", "idioms") for pattern in read_patterns(each))
    rules = tuple(rule_of(each, number, contexts) for number, each in enumerate(tables_of(given), start=1))
    if len({rule.id for rule in rules}) != len(rules):
        raise DangerWrong("two rules have the same id")
    carried = texts_of(given, "carried", "carried")
    refuse_names(carried, contexts, "carried")
    every = [*idioms, *(p for rule in rules for p in rule.when), *(p for each in contexts.values() for p in each)]
    refuse_unknown_lists(every, lists)
    lexicon = Lexicon(lists, every)
    passed_over = frozenset(texts_of(given, "passed_over", "passed_over"))
    return Rules(
        dated=given["dated"],
        **{name: text_of(given, name, "the top") for name in ("author", "reviewer", "source")},
        speller=Speller(
            words_of(given, "spelling"), texts_of(given, "forgiven", "forgiven"), lexicon.words(), passed_over
        ),
        breaks=frozenset(texts_of(given, "breaks", "breaks")),
        carried=carried,
        lexicon=lexicon,
        contexts=tuple(contexts),
        rules=rules,
        points=parse_points(
            given.get("points"), {*lists, *contexts}, [rule.id for rule in rules], Forms(words_of(given, "ground"))
        ),
        contexts_by_name=index_of([(n, each) for n, name in enumerate(contexts) for each in contexts[name]], lists),
        idioms_by_name=index_of([(number, each) for number, each in enumerate(idioms)], lists),
        rules_by_name=index_of([(number, each) for number, rule in enumerate(rules) for each in rule.when], lists),
    )
