"""How soon a report wants reading: a proposal from its category and answers by rules that are data, with its reason."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sharp.advice.danger import weigh_all
from sharp.reports.draft import About, Draft, Still, Want, When
from sharp.schools.categories import CATEGORIES
from sharp.schools.deadlines import LEVELS, OURS, Deadlines, DeadlinesWrong, parse_deadlines, use_deadlines

ANSWERS: Mapping[str, Any] = {
    "about": frozenset(About),
    "kind": CATEGORIES.keys(),
    "still": frozenset(Still),
    "when": frozenset(When),
    "want": frozenset(Want),
}
"""What a rule may name, and what it may ask for."""


class LevelsWrong(Exception):
    """The file of rules cannot be used; the message says what is wrong in it and what to do."""


@dataclass(frozen=True)
class Level:
    """1: now; 2: the same school day; 3: within two school days; 4: when patterns are looked at."""

    level: int
    reason: str


@dataclass(frozen=True)
class Rule:
    asks: tuple[tuple[str, str], ...]
    level: int
    reason: str
    only_from: int | None = None
    """Of one that raises: the level it raises."""

    def fits(self, draft: Draft) -> bool:
        return all(wanted in _answers(draft, name) for name, wanted in self.asks)


@dataclass(frozen=True)
class Rules:
    dated: date
    rules: tuple[Rule, ...]
    raising: tuple[Rule, ...]
    unsorted: Level
    own_levels: Mapping[str, Level]
    """In place of a category's own."""
    deadlines: Deadlines

    def sentences(self) -> Iterator[str]:
        """Every reason as it is written in the file."""
        yield from (rule.reason for rule in (*self.rules, *self.raising))
        yield self.unsorted.reason


def propose_level(draft: Draft) -> Level:
    """The most urgent of what the categories, the answers and the words themselves propose."""
    proposed = _by_answers(draft)
    danger = weigh_all(draft.story, draft.place_more, draft.reach)
    if not danger.is_found or danger.level > proposed.level:
        return proposed
    if danger.level == proposed.level:
        return Level(proposed.level, f"{proposed.reason} {danger.reason}")
    return Level(danger.level, danger.reason)


def _by_answers(draft: Draft) -> Level:
    rules = rules_in_use()
    proposals = [Level(rule.level, rule.reason) for rule in rules.rules if rule.fits(draft)]
    if not draft.is_practice:
        proposals += [_of_kind(kind, draft, rules) for kind in draft.kinds if kind in CATEGORIES]
    most = min(proposals or [rules.unsorted], key=lambda proposal: proposal.level)
    for rule in rules.raising:
        if most.level == rule.only_from and rule.fits(draft):
            most = Level(rule.level, f"{most.reason} {rule.reason}")
    return most


def _of_kind(kind: str, draft: Draft, rules: Rules) -> Level:
    if kind in rules.own_levels:
        return rules.own_levels[kind]
    known, is_now = CATEGORIES[kind], draft.still is Still.YES or draft.when is When.TODAY
    return Level(known.level_now if is_now else known.level, f"Ticked: {kind}.")


def _answers(draft: Draft, name: str) -> tuple[Any, ...]:
    return {
        "about": (draft.about,),
        "kind": () if draft.is_practice else draft.kinds,
        "still": (draft.still,),
        "when": (draft.when,),
        "want": draft.wants,
    }[name]


def parse_levels(text: str) -> Rules:
    """Raises LevelsWrong."""
    try:
        given = tomllib.loads(text)
        unknown = given.keys() - {"dated", "rule", "raise", "unsorted", "times", "stand_in"}
        if unknown:
            raise LevelsWrong(f"{min(unknown)!r} is not known there")
        if not isinstance(given.get("dated"), date):
            raise LevelsWrong("it needs a date, such as `dated = 2026-11-23`")
        every = [_rule(each, f"[[rule]] number {number}") for number, each in _tables(given, "rule")]
        own = {rule.asks[0][1]: Level(rule.level, rule.reason) for rule in every if _is_of_a_kind(rule)}
        return Rules(
            dated=given["dated"],
            rules=tuple(rule for rule in every if not _is_of_a_kind(rule)),
            raising=tuple(_raising(each, f"[[raise]] number {number}") for number, each in _tables(given, "raise")),
            unsorted=_unsorted(given.get("unsorted")),
            own_levels=own,
            deadlines=parse_deadlines(given),
        )
    except (tomllib.TOMLDecodeError, DeadlinesWrong) as wrong:
        raise LevelsWrong(str(wrong)) from None


def _is_of_a_kind(rule: Rule) -> bool:
    return [name for name, _wanted in rule.asks] == ["kind"]


def _tables(given: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    found = given.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise LevelsWrong(f"write [[{name}]] with two brackets, once for each")
    yield from enumerate(found, start=1)


def _rule(given: Mapping[str, Any], where: str, *, also: tuple[str, ...] = ("level",)) -> Rule:
    asks = tuple((name, wanted) for name, wanted in given.items() if name in ANSWERS)
    unknown = given.keys() - ANSWERS.keys() - {"reason", *also}
    if unknown:
        raise LevelsWrong(f"{where}: {min(unknown)!r} is not known there")
    if not asks:
        raise LevelsWrong(f"{where}: it names nothing that it fits: one of {', '.join(ANSWERS)}")
    for name, wanted in asks:
        if wanted not in ANSWERS[name]:
            raise LevelsWrong(f"{where}: {wanted!r} is no answer to {name!r}")
    return Rule(asks, _level(given.get(also[-1]), where), _reason(given, where))


def _raising(given: Mapping[str, Any], where: str) -> Rule:
    rule, begin = _rule(given, where, also=("from", "to")), _level(given.get("from"), where)
    if rule.level >= begin:
        raise LevelsWrong(f"{where}: it raises nothing, because {rule.level} is no more urgent than {begin}")
    return Rule(rule.asks, rule.level, rule.reason, only_from=begin)


def _unsorted(given: Any) -> Level:
    if not isinstance(given, dict) or given.keys() != {"level", "reason"}:
        raise LevelsWrong("it needs [unsorted] with level and reason")
    return Level(_level(given["level"], "[unsorted]"), _reason(given, "[unsorted]"))


def _level(given: Any, where: str) -> int:
    if type(given) is not int or given not in LEVELS:
        raise LevelsWrong(f"{where}: a level is 1, 2, 3 or 4")
    return given


def _reason(given: Mapping[str, Any], where: str) -> str:
    reason = given.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise LevelsWrong(f"{where}: it needs a reason that staff can read")
    return reason.strip()


_used = _ours = parse_levels(OURS)


def rules_in_use() -> Rules:
    return _used


def use_levels(path: Path | None) -> None:
    """From now on these rules: an operator's own, or ours. Raises LevelsWrong."""
    global _used
    _used = _ours if path is None else _read(path)
    use_deadlines(_used.deadlines)


def _read(path: Path) -> Rules:
    try:
        return parse_levels(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise LevelsWrong(f"SHARP_LEVELS names {path}, which cannot be read. Check the path and its rights.") from None
    except LevelsWrong as wrong:
        raise LevelsWrong(f"SHARP_LEVELS names {path}, and something in it is wrong: {wrong}.") from None
