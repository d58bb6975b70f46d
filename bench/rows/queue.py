"""The officer's queue as it fills, and the search."""

import gzip
import re
from collections.abc import Iterator

from bench.browser import Browser, Http, InProcess, expect, fetched, worked
from bench.deployment import Deployment
from bench.fill import fill
from bench.floor import bare_opens
from bench.journeys import sign_in
from bench.plan import Plan
from bench.samples import median, percentile
from bench.table import Row, at_most, kb, ms
from sharp.vault.grants import PLAIN_SIZE
from sharp.vault.padding import CARD_STEPS

MOST_QUEUE_MS = 50
MOST_QUEUE_KB = 60
MOST_SEARCH_MS = {1_000: 100}
"""For so many open cases; more are measured and not judged."""
PAGE = "/staff/queue"
LINES = 50
SEARCHED = "bridge"
"""In one filler report of eight or so sentences' worth: hundreds are found, and every card is opened."""


def queues(deployment: Deployment, plan: Plan) -> Iterator[Row]:
    """Every case was opened once, so its grant is rewrapped; each look at the page is a committed line in the trail."""
    officer = Browser(Http(deployment.port))
    sign_in(officer, deployment.elm.officer)
    within = Browser(InProcess(deployment.app, deployment.settings.base_url))
    within.cookies = officer.cookies
    there = 0
    for wanted in plan.queue:
        fill(deployment, wanted - there, seed=there)
        there = wanted
        yield from _queue_rows(officer, within, plan.views, there)
        if there in plan.searched:
            yield _search_row(officer, plan.views, there)
            yield _hints_row(officer, plan.views, there)


def _queue_rows(officer: Browser, within: Browser, views: int, cases: int) -> Iterator[Row]:
    took, body = fetched(officer, PAGE, views), officer.get(PAGE).body
    inside, last = median(worked(within, PAGE, views // 2)), median(fetched(officer, _last(cases), views // 2))
    p50, p95, packed = median(took), percentile(took, 95), len(gzip.compress(body, 6))
    figures = {"p50": p50, "p95": p95, "inside": inside, "last_page": last, "raw": len(body), "gzip": packed}
    measured = f"p50 {ms(p50)}, p95 {ms(p95)} ({ms(inside)} CPU in process; its last page {ms(last)})"
    work = f"queue of {cases:,}"
    yield at_most(f"{work}, over HTTP", measured, p50 * 1000, MOST_QUEUE_MS, "ms", **figures)
    yield at_most(
        f"{work}, bytes", f"{kb(len(body))} raw, {kb(packed)} gzip", len(body) / 1000, MOST_QUEUE_KB, "kB raw"
    )


def _last(cases: int) -> str:
    return f"{PAGE}?page={-(-cases // LINES)}"


def _search_row(officer: Browser, views: int, cases: int) -> Row:
    """From pressing the button to the list: the post that keeps the words, and the page that it leads to."""
    form, path = officer.open(PAGE).form(f"{PAGE}/search"), f"{PAGE}/search"
    took = []
    for _turn in range(views // 2):
        kept = expect(officer.post(path, form.filled(words=SEARCHED)), path, 303)
        took.append(kept.seconds + expect(officer.get(path), path, 200).seconds)
    p50, p95 = median(took), percentile(took, 95)
    least = bare_opens(PLAIN_SIZE, CARD_STEPS[0], times=cases)
    measured = f"p50 {ms(p50)}, p95 {ms(p95)}, 2 requests: {p50 / least:.1f} x opening grants and cards"
    work, figures = f"search of {cases:,}, over HTTP", {"p50": p50, "p95": p95, "floors": p50 / least}
    if cases not in MOST_SEARCH_MS:
        return Row(work, measured, figures=figures)
    return at_most(work, measured, p50 * 1000, MOST_SEARCH_MS[cases], "ms", **figures)


def _hints_row(officer: Browser, views: int, cases: int) -> Row:
    """What may belong with a case: every other card is opened and compared in the request."""
    found = re.search(rb'href="(/staff/cases/[^"/]+)"', officer.get(PAGE).body)
    assert found is not None
    took = fetched(officer, f"{found[1].decode()}/links", views // 2)
    p50, least = median(took), bare_opens(PLAIN_SIZE, CARD_STEPS[0], times=cases)
    measured = f"p50 {ms(p50)}, p95 {ms(percentile(took, 95))}: {p50 / least:.1f} x opening grants and cards"
    figures = {"p50": p50, "floors": p50 / least}
    return Row(f"what may belong with a case, of {cases:,}, over HTTP", measured, figures=figures)
