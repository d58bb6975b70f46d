"""The danger rules: how many lines a second are weighed, and what is found and missed on the labelled lines."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench.table import Row
from sharp.advice.danger import weigh

LINES = Path(__file__).parents[2] / "tests" / "unit" / "advice" / "danger"
SETS = ("seen.tsv", "seen-g.tsv", "unseen.tsv", "unseen-b.tsv", "unseen-c.tsv")
LEAST_A_SECOND, LEAST_RECALL, LEAST_PRECISION = 1_000, 0.97, 0.9


def weighing() -> Iterator[Row]:
    """Prints every miss, of the unseen lines too: whoever writes rules does not read those."""
    lines = {name: _labelled(LINES / name) for name in SETS}
    texts = [text for each in lines.values() for _is_danger, text in each]
    began = time.perf_counter()
    for text in texts:
        weigh(text)
    a_second = len(texts) / (time.perf_counter() - began)
    yield _row("sharp weigh, lines a second", a_second, LEAST_A_SECOND, f"{a_second:.0f}")
    for name, labelled in lines.items():
        yield from _figures(name, labelled)


def _figures(name: str, labelled: list[tuple[bool, str]]) -> Iterator[Row]:
    found = [(is_danger, weigh(text).is_found, text) for is_danger, text in labelled]
    hits = sum(is_danger and is_found for is_danger, is_found, _text in found)
    for is_danger, is_found, text in found:
        if is_danger is not is_found:
            print(f"  {name}: {'missed' if is_danger else 'false alarm'}: {text}")
    recall = hits / sum(is_danger for is_danger, _is_found, _text in found)
    precision = hits / max(1, sum(is_found for _is_danger, is_found, _text in found))
    yield _row(f"danger found in {name}: recall", recall, LEAST_RECALL, f"{recall:.3f}")
    yield _row(f"danger found in {name}: precision", precision, LEAST_PRECISION, f"{precision:.3f}")


def _row(work: str, value: float, least: float, measured: str) -> Row:
    return Row(work, measured, f">= {least:g}", value >= least, {"value": value, "limit": least})


def _labelled(path: Path) -> list[tuple[bool, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(line.startswith("1\t"), line.split("\t")[-1]) for line in lines]
