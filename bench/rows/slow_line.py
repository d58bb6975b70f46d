"""A slow line: how long somebody with 50 kB a second waits for the first page, a step and the send, in a browser."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.deployment import Deployment
from bench.plan import Plan
from bench.samples import median
from bench.table import Row, at_most, kb
from tests.browser.walking import walk
from tests.fixtures.browser import PHONE, QUIET
from tests.fixtures.line import SLOW_BYTES, SLOW_MS, Line
from tests.fixtures.parts import find_chromium

MOST_FIRST, MOST_STEP, MOST_SEND = 2.0, 1.5, 2.0
"""Seconds."""
LINE = f"{SLOW_BYTES // 1000} kB/s, {SLOW_MS} ms"


@dataclass(frozen=True)
class Wait:
    seconds: float
    bytes: int
    requests: int

    @property
    def floor(self) -> float:
        """The bytes alone, over the same line."""
        return self.bytes / SLOW_BYTES


def slow_line(deployment: Deployment, plan: Plan) -> Iterator[Row]:
    """Nothing where no Chromium is."""
    chromium = find_chromium()
    if chromium is None:
        yield Row(f"over a slow line ({LINE})", "left out: Chromium is not there. sudo apt-get install chromium")
        return
    firsts, steps, sends = [], [], []
    for _turn in range(plan.journeys):
        with _browser(chromium, deployment.settings.base_url) as (page, line):
            slug = deployment.oak.slug
            firsts.append(_timed(line, partial(page.goto, f"/{slug}/", wait_until="load")))
            waits = _journey(page, line, slug)
            sends.append(waits.pop())
            steps += waits
    yield _row("the school's page, all of it, with nothing kept", firsts, MOST_FIRST)
    yield _row("a step of the journey", steps, MOST_STEP)
    yield _row("the send, to the six words", sends, MOST_SEND)


@contextmanager
def _browser(chromium: Path, base_url: str) -> Iterator[tuple[Page, Line]]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        page = launched.new_context(base_url=base_url, viewport={**PHONE}).new_page()
        line = Line(page)
        line.slow_down()
        yield page, line
        launched.close()


def _journey(page: Page, line: Line, slug: str) -> list[Wait]:
    """Of each step from one question to the next; the last is the send."""
    way = walk(page, slug=slug)
    next(way)
    waits: list[Wait] = []
    while not page.url.endswith("/words"):
        waits.append(_timed(line, lambda: next(way)))
    return waits


def _timed(line: Line, does: Callable[[], object]) -> Wait:
    """Until the page and all that it names are there."""
    took: list[float] = []

    def measured() -> None:
        begun = time.perf_counter()
        does()
        took.append(time.perf_counter() - begun)

    line.during(measured)
    return Wait(took[0], line.bytes, len(line.addresses))


def _row(what: str, waits: list[Wait], most: float) -> Row:
    p50, floor = median([wait.seconds for wait in waits]), median([wait.floor for wait in waits])
    size, slowest = median([wait.bytes for wait in waits]), max(wait.seconds for wait in waits)
    asked = max(wait.requests for wait in waits)
    measured = f"p50 {p50:.2f} s, at most {slowest:.2f} s; {kb(size)} alone take {floor:.2f} s; {asked} requests"
    figures = {"p50": p50, "slowest": slowest, "floor": floor, "bytes": size, "requests": asked}
    return at_most(f"{what} ({LINE})", measured, p50, most, "s", **figures)
