"""What the file of danger rules holds, read and checked piece by piece: lists, contexts, rules, texts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from sharp.advice.danger_patterns import Pattern, Phrase, is_list, read_patterns, read_phrases

IN_A_RULE = frozenset({"id", "level", "reason", "when", "unless", "fires", "silent"})
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


def lists_of(given: Mapping[str, Any]) -> dict[str, tuple[Phrase, ...]]:
    """Each with its lists within lists undone."""
    found = given.get("lists", {})
    if not isinstance(found, dict) or not all(is_list(name) for name in found):
        raise DangerWrong("[lists] holds lists with names in capitals")
    written = {
        name: tuple(phrase for each in texts_of(found, name, f"the list {name}") for phrase in read_phrases(each))
        for name in found
    }
    return {name: tuple(dict.fromkeys(_undone(name, written, ()))) for name in written}


def _undone(name: str, written: Mapping[str, tuple[Phrase, ...]], above: tuple[str, ...]) -> Iterator[Phrase]:
    if name in above:
        raise DangerWrong(f"the list {name} holds itself")
    for phrase in written[name]:
        refuse_names([word for word in phrase if is_list(word)], written, f"the list {name}")
        choices = [[*_undone(word, written, (*above, name))] if is_list(word) else [(word,)] for word in phrase]
        if prod(map(len, choices)) > MOST_PHRASES:
            raise DangerWrong(f"the list {name}: {' '.join(phrase)!r} means more than {MOST_PHRASES} phrases")
        for chosen in product(*choices):
            yield tuple(word for each in chosen for word in each)


def contexts_of(given: Mapping[str, Any]) -> Mapping[str, tuple[Pattern, ...]]:
    found = given.get("contexts", {})
    if not isinstance(found, dict) or not all(is_list(name) for name in found):
        raise DangerWrong("[contexts] holds contexts with names in capitals")
    return {
        name: tuple(pattern for each in texts_of(found, name, f"the context {name}") for pattern in read_patterns(each))
        for name in found
    }


def refuse_unknown_lists(patterns: Iterable[Pattern], lists: Mapping[str, Any]) -> None:
    for pattern in patterns:
        for item in pattern.items():
            refuse_names(filter(is_list, item.names), lists, repr(pattern.written))


def refuse_names(names: Iterable[str], known: Mapping[str, Any], where: str) -> None:
    for name in names:
        if name not in known:
            raise DangerWrong(f"{where}: there is no {name}")


def tables_of(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = given.get("rule", [])
    if not isinstance(found, list) or not found or not all(isinstance(each, dict) for each in found):
        raise DangerWrong("it needs rules; write [[rule]] with two brackets, once for each")
    return found


def rule_of(given: Mapping[str, Any], number: int, contexts: Mapping[str, Any]) -> Rule:
    where = f"[[rule]] number {number}"
    if unknown := given.keys() - IN_A_RULE:
        raise DangerWrong(f"{where}: {min(unknown)!r} is not known there")
    if type(given.get("level")) is not int or given["level"] not in (1, 2, 3):
        raise DangerWrong(f"{where}: a level is 1, 2 or 3")
    when = tuple(pattern for each in texts_of(given, "when", where) for pattern in read_patterns(each))
    if not when:
        raise DangerWrong(f"{where}: it needs `when`, with at least one pattern")
    unless = texts_of(given, "unless", where)
    refuse_names(unless, contexts, where)
    return Rule(
        id=text_of(given, "id", where),
        level=given["level"],
        reason=text_of(given, "reason", where),
        when=when,
        unless=unless,
        fires=texts_of(given, "fires", where),
        silent=texts_of(given, "silent", where),
    )


def text_of(given: Mapping[str, Any], name: str, where: str) -> str:
    found = given.get(name)
    if not isinstance(found, str) or not found.strip() or len(found.splitlines()) > 1 or "\t" in found:
        raise DangerWrong(f"{where}: it needs `{name}`, one line of words")
    return found.strip()


def texts_of(given: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    found = given.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
        raise DangerWrong(f"{where}: `{name}` is a list of words in quotes")
    return tuple(found)


def words_of(given: Mapping[str, Any], name: str) -> Mapping[str, str]:
    """`[spelling]` or `[ground]`."""
    found = given.get(name, {})
    if not isinstance(found, dict) or not all(isinstance(each, str) and each.strip() for each in found.values()):
        raise DangerWrong(f'[{name}] holds lines such as tmrw = "tomorrow"')
    return found
