"""The pages a pupil waits for: the questions, and the first page with all that it loads."""

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from bench.browser import Answer, Browser, Http, InProcess, expect, fetched, worked
from bench.deployment import Deployment
from bench.journeys import tell_everything, tell_the_story
from bench.page import Page
from bench.plan import Plan
from bench.samples import median, percentile
from bench.table import Row, at_most, kb, ms

MOST_FORM_MS = 6
MOST_FIRST_KB = 30
QUESTIONS = ("", "before", "about", "story", "kind", "place", "when", "wants", "name", "who", "check")


def forms(deployment: Deployment, plan: Plan) -> Iterator[Row]:
    slug = deployment.oak.slug
    browser = tell_everything(Browser(Http(deployment.port)), slug).browser
    took = {page: fetched(browser, f"/{slug}/report/{page}", plan.views) for page in QUESTIONS}
    yield _form_row("form page (the story), over HTTP", took["story"])
    slowest = max(QUESTIONS, key=lambda page: median(took[page]))
    yield _form_row(f"slowest question ({slowest or 'danger'}), over HTTP", took[slowest])
    within = Browser(InProcess(deployment.app, deployment.settings.base_url))
    tell_everything(within, slug)
    inside = worked(within, f"/{slug}/report/story", plan.views)
    yield Row("form page (the story), in process", f"p50 {ms(median(inside))} CPU", figures={"p50": median(inside)})


def _form_row(work: str, took: list[float]) -> Row:
    p50, p95 = median(took), percentile(took, 95)
    return at_most(work, f"p50 {ms(p50)}, p95 {ms(p95)}", p50 * 1000, MOST_FORM_MS, "ms", p50=p50, p95=p95)


def first_page(deployment: Deployment) -> Iterator[Row]:
    """The school's page with every style, script and picture that it names, then what the story's page adds."""
    slug, browser = deployment.oak.slug, Browser(Http(deployment.port))
    first = _everything(browser, f"/{slug}/")
    raw, packed = sum(len(body) for body in first.values()), sum(map(_packed, first.values()))
    measured = f"{kb(packed)} by our gzip of each, {kb(raw)} raw, {len(first)} requests"
    figures = {"gzip": packed, "raw": raw, "requests": len(first)}
    yield at_most("first page with everything", measured, packed / 1000, MOST_FIRST_KB, "kB gzip", **figures)
    tell_the_story(browser, slug)
    both = first | _everything(browser, f"/{slug}/report/story")
    raw, packed = sum(len(body) for body in both.values()), sum(map(_packed, both.values()))
    measured = f"{kb(packed)} by our gzip of each, {kb(raw)} raw, {len(both)} requests"
    yield Row("the same and the story's page", measured, figures={"gzip": packed, "raw": raw, "requests": len(both)})


def _everything(browser: Browser, path: str) -> dict[str, bytes]:
    page = expect(browser.get(path), path, 200)
    found, waiting = {path: _plain(page)}, [urljoin(path, asset) for asset in Page(path, _plain(page)).assets]
    while waiting:
        asset = waiting.pop()
        if asset not in found and not asset.startswith("data:"):
            found[asset] = _plain(expect(browser.get(asset), asset, 200))
            if asset.endswith(".css"):
                named = re.findall(rb"url\(['\"]?([^'\")]+)", found[asset])
                waiting += [urljoin(asset, each.decode()) for each in named if not each.startswith(b"data:")]
    return found


def _plain(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.header("Content-Encoding") == "gzip" else answer.body


def _packed(body: bytes) -> int:
    """The server does not compress, a proxy does: as nginx and others would, at level 6."""
    return len(gzip.compress(body, 6))
