"""The danger rules as their file writes them: lists of words, idioms, and rules with a reason and examples."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sharp.advice.danger_patterns import Item, Pattern, PatternWrong, read_patterns
from sharp.advice.danger_words import Speller

HEADINGS = frozenset({
    "dated", "author", "reviewer", "source", "breaks", "carried", "forgiven", "spelling", "lists", "idioms", "rule",
})  # fmt: skip
IN_A_RULE = frozenset({"id", "level", "reason", "when", "unless", "fires", "silent"})
COMMON = frozenset(
    "i a to the he she they is am are was do not me my his her him it and of in on you we will with that said have has"
    " had for at so if be been them their this all out up by".split()
)


class DangerWrong(Exception):
    """The file of danger rules cannot be used; the message says what is wrong in it."""


@dataclass(frozen=True)
class Rule:
    id: str
    level: int
    reason: str
    when: tuple[Pattern, ...]
    unless: tuple[str, ...]
    """Lists: if one is found in the same sentence, the rule is silent."""
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
    """Lists that also hold for the sentence before and the sentence after."""
    lists: Mapping[str, tuple[Pattern, ...]]
    idioms: tuple[Pattern, ...]
    rules: tuple[Rule, ...]
    idioms_by_word: "Index"
    rules_by_word: "Index"

    def reasons(self) -> Iterator[str]:
        yield from dict.fromkeys(rule.reason for rule in self.rules)


@dataclass(frozen=True)
class Index:
    """Which patterns are worth trying, by a word that each of them needs."""

    by_word: Mapping[str, frozenset[int]]
    by_beginning: Mapping[str, frozenset[int]]

    def worth_trying(self, words: set[str]) -> set[int]:
        found: set[int] = set()
        for word in words:
            found |= self.by_word.get(word, frozenset())
            for length in range(2, len(word) + 1) if self.by_beginning else ():
                found |= self.by_beginning.get(word[:length], frozenset())
        return found


def parse_rules(text: str) -> Rules:
    """Raises DangerWrong."""
    try:
        given = tomllib.loads(text)
        return _rules(given)
    except (tomllib.TOMLDecodeError, PatternWrong, RecursionError) as wrong:
        raise DangerWrong(str(wrong)) from None


def _rules(given: Mapping[str, Any]) -> Rules:
    if unknown := given.keys() - HEADINGS:
        raise DangerWrong(f"{min(unknown)!r} is not known there")
    if not isinstance(given.get("dated"), date):
        raise DangerWrong("it needs a date, such as `dated = 2026-11-23`")
    lists = _lists(given)
    idioms = tuple(pattern for each in _texts(given, "idioms", "idioms") for pattern in read_patterns(each))
    rules = tuple(_rule(each, number, lists) for number, each in enumerate(_tables(given), start=1))
    _refuse_unknown([*idioms, *(pattern for rule in rules for pattern in rule.when)], lists)
    if len({rule.id for rule in rules}) != len(rules):
        raise DangerWrong("two rules have the same id")
    carried = _texts(given, "carried", "carried")
    _refuse_names(carried, lists, "carried")
    every = [*idioms, *(p for rule in rules for p in rule.when), *(p for each in lists.values() for p in each)]
    items = [item for pattern in every for part in pattern.parts for item in part]
    words = {word for item in items for words in (item.words, *item.phrases) for word in words}
    return Rules(
        dated=given["dated"],
        **{name: _text(given, name, "the top") for name in ("author", "reviewer", "source")},
        speller=Speller(_spelling(given), _texts(given, "forgiven", "forgiven"), words),
        breaks=frozenset(_texts(given, "breaks", "breaks")),
        carried=carried,
        lists=lists,
        idioms=idioms,
        rules=rules,
        idioms_by_word=_index([(number, each) for number, each in enumerate(idioms)], lists),
        rules_by_word=_index([(number, each) for number, rule in enumerate(rules) for each in rule.when], lists),
    )


def _lists(given: Mapping[str, Any]) -> Mapping[str, tuple[Pattern, ...]]:
    found = given.get("lists", {})
    if not isinstance(found, dict) or not all(name.isupper() for name in found):
        raise DangerWrong("[lists] holds lists with names in capitals")
    lists = {
        name: tuple(pattern for each in _texts(found, name, f"the list {name}") for pattern in read_patterns(each))
        for name in found
    }
    _refuse_unknown([pattern for each in lists.values() for pattern in each], lists)
    for name in lists:
        _refuse_rings(name, lists, ())
    return lists


def _refuse_rings(name: str, lists: Mapping[str, tuple[Pattern, ...]], above: tuple[str, ...]) -> None:
    if name in above:
        raise DangerWrong(f"the list {name} holds itself")
    for below in {each for pattern in lists[name] for part in pattern.parts for item in part for each in item.lists}:
        _refuse_rings(below, lists, (*above, name))


def _refuse_unknown(patterns: list[Pattern], lists: Mapping[str, Any]) -> None:
    for pattern in patterns:
        for part in pattern.parts:
            for item in part:
                _refuse_names(item.lists, lists, repr(pattern.written))


def _refuse_names(names: tuple[str, ...], lists: Mapping[str, Any], where: str) -> None:
    for name in names:
        if name not in lists:
            raise DangerWrong(f"{where}: there is no list {name}")


def _tables(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = given.get("rule", [])
    if not isinstance(found, list) or not found or not all(isinstance(each, dict) for each in found):
        raise DangerWrong("it needs rules; write [[rule]] with two brackets, once for each")
    return found


def _rule(given: Mapping[str, Any], number: int, lists: Mapping[str, Any]) -> Rule:
    where = f"[[rule]] number {number}"
    if unknown := given.keys() - IN_A_RULE:
        raise DangerWrong(f"{where}: {min(unknown)!r} is not known there")
    if type(given.get("level")) is not int or given["level"] not in (1, 2, 3):
        raise DangerWrong(f"{where}: a level is 1, 2 or 3")
    when = tuple(pattern for each in _texts(given, "when", where) for pattern in read_patterns(each))
    if not when:
        raise DangerWrong(f"{where}: it needs `when`, with at least one pattern")
    unless = _texts(given, "unless", where)
    _refuse_names(unless, lists, where)
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


def _index(patterns: list[tuple[int, Pattern]], lists: Mapping[str, tuple[Pattern, ...]]) -> Index:
    by_word: dict[str, set[int]] = {}
    by_beginning: dict[str, set[int]] = {}
    for number, pattern in patterns:
        words, beginnings = _rarest(pattern, lists)
        for word in words:
            by_word.setdefault(word, set()).add(number)
        for beginning in beginnings:
            by_beginning.setdefault(beginning[:8], set()).add(number)
    return Index({w: frozenset(n) for w, n in by_word.items()}, {b: frozenset(n) for b, n in by_beginning.items()})


def _rarest(pattern: Pattern, lists: Mapping[str, tuple[Pattern, ...]]) -> tuple[set[str], set[str]]:
    """Of one item: every word it can begin with, and every beginning; the item with the fewest common words."""
    choices = [_firsts(item, lists) for part in pattern.parts for item in part]
    return min(choices, key=lambda found: (len(found[0] & COMMON), len(found[0]) + len(found[1])))


def _firsts(item: Item, lists: Mapping[str, tuple[Pattern, ...]]) -> tuple[set[str], set[str]]:
    words, beginnings = set(item.words) | {phrase[0] for phrase in item.phrases}, set(item.beginnings)
    for name in item.lists:
        for pattern in lists[name]:
            more = _firsts(pattern.parts[0][0], lists)
            words |= more[0]
            beginnings |= more[1]
    return words, beginnings
