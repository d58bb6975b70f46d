"""What is said of many timings: the median, a high percentile, and whether two sets of them can be told apart."""

import math
from collections.abc import Sequence
from itertools import groupby


def median(values: Sequence[float]) -> float:
    return percentile(values, 50)


def percentile(values: Sequence[float], percent: float) -> float:
    """By linear interpolation between the two nearest."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def rank_test(first: Sequence[float], second: Sequence[float]) -> float:
    """Mann-Whitney's U, two-sided, by its normal approximation with ties: how likely two samples of one kind differ so.

    Good from about 20 values each.
    """
    ranked = _ranks([*first, *second])
    n, m = len(first), len(second)
    u = sum(ranked[:n]) - n * (n + 1) / 2
    ties = sum(count**3 - count for count in _tied([*first, *second]))
    variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)))
    distance = max(0.0, abs(u - n * m / 2) - 0.5)
    return math.erfc(distance / math.sqrt(2 * variance)) if variance else 1.0


def _ranks(values: Sequence[float]) -> list[float]:
    """From one upward; equal values share the mean of their places."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 1
    for _value, group in groupby(order, key=values.__getitem__):
        indexes = list(group)
        for index in indexes:
            ranks[index] = start + (len(indexes) - 1) / 2
        start += len(indexes)
    return ranks


def _tied(values: Sequence[float]) -> list[int]:
    return [len(list(group)) for _value, group in groupby(sorted(values))]
