"""Works out anew what each sign of danger is worth, from the lines one may look at: `python -m bench.danger_points`.

Logistic regression by plain gradient steps, in a fixed order, so that the same lines give the same points. Only signs
that stand in two lines or more get points, two words only in four. What it writes are whole numbers in danger.toml, to
be read and changed.
"""

import json
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from sharp.advice.danger import OURS, danger_rules, signs_of

LINES = Path("tests/unit/advice/danger")
RULES = Path("sharp/advice/danger.toml")
ROUNDS, STEP, DECAY, SCALE = 80, 0.05, 0.01, 20
LEAN = 17
"""In points: a miss of danger is worse than a false alarm."""
EXAMPLES = 4
"""How often a rule's own examples are counted: they are to hold."""
REASON = "Several words that together may mean danger, though no one rule fits: please read it."

Line = tuple[bool, list[str]]


def main() -> None:
    lines = [(is_danger, signs_of(text)) for is_danger, text in _labelled()]
    often = Counter(sign for _is_danger, signs in lines for sign in signs)
    weights, start = fit(
        [(is_danger, sorted(s for s in signs if often[s] > 1 + 2 * is_pair(s))) for is_danger, signs in lines]
    )
    before = OURS.split("\n[points]\n")[0].rstrip()
    RULES.write_text(f"{before}\n\n{written(weights, start)}", encoding="utf-8")


def is_pair(sign: str) -> bool:
    """Two words: chance brings them together more often, so they are asked for more."""
    return "_" in sign and not sign.isupper()


def _labelled() -> Iterator[tuple[bool, str]]:
    for path in sorted(LINES.glob("seen*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield line.startswith("1\t"), line.split("\t")[-1]
    for rule in danger_rules().rules:
        for _again in range(EXAMPLES):
            yield from ((True, text) for text in rule.fires)
            yield from ((False, text) for text in rule.silent)


def fit(lines: Sequence[Line]) -> tuple[dict[str, float], float]:
    weights: dict[str, float] = {}
    start, order, drawn = 0.0, list(lines), random.Random(0)
    for done in range(ROUNDS):
        drawn.shuffle(order)
        step = STEP / (1 + done / 10)
        for is_danger, signs in order:
            weight = start + sum(weights.get(sign, 0.0) for sign in signs)
            push = (is_danger - 1 / (1 + math.exp(-max(-30.0, min(30.0, weight))))) * step
            start += push
            for sign in signs:
                weights[sign] = weights.get(sign, 0.0) * (1 - step * DECAY) + push
    return weights, start


def written(weights: dict[str, float], start: float) -> str:
    by_points: dict[int, list[str]] = {}
    for sign, weight in weights.items():
        by_points.setdefault(round(weight * SCALE), []).append(sign.replace("rule ", "rule:"))
    by_points.pop(0, None)
    rows = (
        f'"{points}" = {json.dumps(" ".join(sorted(by_points[points])), ensure_ascii=False)}' for points in by_points
    )
    ranked = sorted(rows, key=lambda row: -int(row.split('"')[1]))
    head = f'[points]\nstart = {round(start * SCALE) + LEAN}\nenough = 1\nreason = "{REASON}"\n'
    return head + "\n[points.worth]\n" + "\n".join(ranked) + "\n"


if __name__ == "__main__":
    main()
