"""Works out anew what each sign of danger is worth, from the lines one may look at: `python -m bench.danger_points`.

A support vector machine, worked out by coordinate descent in a fixed order: the same lines give the same points.
Only signs that stand in two lines or more get points, two words only in three. A sign that few lines hold may weigh
more than one that many hold. What it writes are whole numbers in danger.toml, to be read and changed.
"""

import json
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sharp.advice.danger import OURS, danger_rules, signs_of

LINES = Path("tests/unit/advice/danger")
RULES = Path("sharp/advice/danger.toml")
ROUNDS, COST, SCALE = 15, 0.00075, 40
"""How often every stretch is gone through; how dear a wrong one is; how many points are as much as a margin."""
LEAN, STORY = 11, -34
"""In points: a miss of danger is worse than a false alarm; a story has more stretches that may seem danger."""
WHOLE = 30
"""Of a text in several stretches: hundredths of what the whole is worth that count with the heaviest stretch."""
CALM_STRETCH = 0.5
"""How much a stretch of a calm story counts, since it has several."""
EXAMPLES = 4
"""How often a rule's own examples are counted: they are to hold."""
START, LENGTH = " start", " length"
"""Names that no sign has."""


@dataclass(frozen=True)
class Stretch:
    story: int
    """The number of the text that it stands in."""
    is_danger: bool
    signs: tuple[str, ...]
    words: int
    cost: float


def main() -> None:
    worth = learn([*_labelled()])
    kept = OURS[: OURS.index("\n[points]\n")].rstrip()
    after = OURS[OURS.index("\nreason = ", OURS.index("\n[points]\n")) : OURS.index("\n[points.worth]\n")].strip()
    RULES.write_text(f"{kept}\n\n{written(worth, after)}", encoding="utf-8")


def is_pair(sign: str) -> bool:
    """Two words: chance brings them together more often, so they are asked for more."""
    return ("_" in sign or "~" in sign) and not sign.isupper()


def _labelled() -> Iterator[tuple[bool, str]]:
    for path in sorted(LINES.glob("seen*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield line.startswith("1\t"), line.split("\t")[-1]
    for rule in danger_rules().rules:
        for _again in range(EXAMPLES):
            yield from ((True, text) for text in rule.fires)
            yield from ((False, text) for text in rule.silent)


def learn(lines: Sequence[tuple[bool, str]]) -> dict[str, float]:
    """Twice: what is dangerous in a story is its heaviest stretch, which only the first time can tell."""
    stretches = [*_stretches(lines)]
    several = Counter(each.story for each in stretches)
    plain = [each for each in stretches if several[each.story] == 1 or not each.is_danger]
    first = fit(plain)
    heaviest: dict[int, Stretch] = {}
    for each in stretches:
        if several[each.story] > 1 and each.is_danger:
            best = heaviest.get(each.story)
            if best is None or worth_of(each, first) > worth_of(best, first):
                heaviest[each.story] = each
    return fit([*plain, *heaviest.values()])


def _stretches(lines: Sequence[tuple[bool, str]]) -> Iterator[Stretch]:
    for number, (is_danger, text) in enumerate(lines):
        found = signs_of(text)
        for signs, words in found:
            cost = COST if is_danger or len(found) == 1 else COST * CALM_STRETCH
            yield Stretch(number, is_danger, tuple(sorted(signs)), words, cost)


def worth_of(stretch: Stretch, worth: Mapping[str, float]) -> float:
    found = sum(worth.get(sign, 0.0) for sign in stretch.signs)
    return worth[START] + worth[LENGTH] * math.sqrt(stretch.words) + found


def fit(stretches: Sequence[Stretch]) -> dict[str, float]:
    often = Counter(sign for each in stretches for sign in each.signs)
    scale = {s: math.log(len(stretches) / (1 + n)) for s, n in often.items() if n > 1 + is_pair(s)}
    scale |= {START: 5.0, LENGTH: 1.0}
    rows = [_row(each, scale) for each in stretches]
    weights, alphas = dict.fromkeys(scale, 0.0), [0.0] * len(rows)
    squares = [sum(value * value for _sign, value in row) for row in rows]
    order, drawn = [*range(len(rows))], random.Random(0)
    for _round in range(ROUNDS):
        drawn.shuffle(order)
        for at in order:
            sign_of = 1.0 if stretches[at].is_danger else -1.0
            softness = 0.5 / stretches[at].cost
            wrong = 1.0 - sign_of * sum(weights[sign] * value for sign, value in rows[at]) - alphas[at] * softness
            alpha = max(0.0, alphas[at] + wrong / (squares[at] + softness))
            if (push := (alpha - alphas[at]) * sign_of) != 0.0:
                alphas[at] = alpha
                for sign, value in rows[at]:
                    weights[sign] += push * value
    return {sign: weights[sign] * scale[sign] for sign in scale}


def _row(stretch: Stretch, scale: Mapping[str, float]) -> list[tuple[str, float]]:
    found = [(sign, scale[sign]) for sign in stretch.signs if sign in scale]
    return [*found, (START, scale[START]), (LENGTH, math.sqrt(stretch.words))]


def written(worth: Mapping[str, float], kept: str) -> str:
    by_points: dict[int, list[str]] = {}
    for sign, weight in worth.items():
        if sign not in (START, LENGTH):
            by_points.setdefault(round(weight * SCALE), []).append(sign.replace("rule ", "rule:"))
    by_points.pop(0, None)
    rows = (
        f'"{points}" = {json.dumps(" ".join(sorted(by_points[points])), ensure_ascii=False)}'
        for points in sorted(by_points, reverse=True)
    )
    numbers = {
        "start": round(worth[START] * SCALE) + LEAN,
        "enough": 1,
        "for_length": round(worth[LENGTH] * SCALE),
        "whole": WHOLE,
        "story": STORY,
    }
    head = "[points]\n" + "".join(f"{name} = {number}\n" for name, number in numbers.items())
    return head + f"{kept}\n\n[points.worth]\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
