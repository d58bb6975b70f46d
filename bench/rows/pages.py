"""The pages a pupil waits for: the questions, and the first page with all that it loads."""

import gzip
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bench.browser import Answer, Browser, Http, InProcess, expect, fetched, worked
from bench.deployment import Deployment
from bench.journeys import tell_everything, tell_the_story
from bench.page import Page
from bench.plan import Plan
from bench.samples import median, percentile
from bench.table import Row, at_most, kb, ms

MOST_FORM_MS = 6
MOST_FIRST_KB = 30
MOST_ADVICE_KB = 45
MOST_STEP_REQUESTS = 2
"""The post and the page that it leads to."""
OTHERS = ("help-now", "who-reads", "how-it-works", "covering-tracks", "easier", "plain", "advice")
EASIER = "look=.lse"
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


@dataclass(frozen=True)
class Weight:
    """Bytes of one address."""

    raw: int
    packed: int
    by_server: bool
    """The server compressed it itself."""


def first_page(deployment: Deployment) -> Iterator[Row]:
    """The school's page with every style, script and picture that it names, then what the story's page adds."""
    slug, browser = deployment.oak.slug, Browser(Http(deployment.port))
    first = _everything(browser, f"/{slug}/")
    measured, figures = _weighed(first.values())
    yield at_most(
        "first page with everything", measured, figures["gzip"] / 1000, MOST_FIRST_KB, "kB compressed", **figures
    )
    tell_the_story(browser, slug)
    story = _everything(browser, f"/{slug}/report/story")
    measured, figures = _weighed({**story, **first}.values())
    yield Row("the same and the story's page", measured, figures=figures)
    steps = 1 + len(story.keys() - first.keys())
    yield at_most("requests of a step after that", f"{steps}", steps, MOST_STEP_REQUESTS, "requests", requests=steps)
    yield from other_first_views(Browser(Http(deployment.port)), slug)


def other_first_views(browser: Browser, slug: str) -> Iterator[Row]:
    """Every other public page as the first one seen, with all that it loads, as usual and made easier."""
    for said, cookie in (("", ""), (", made easier", EASIER)):
        given = {"Cookie": cookie} if cookie else {}
        weights = {page: _weighed(_everything(browser, f"/{slug}/{page}", **given).values()) for page in OTHERS}
        advice, advice_figures = weights.pop("advice")
        heaviest = max(weights, key=lambda page: weights[page][1]["gzip"])
        measured, figures = weights[heaviest]
        yield at_most(
            f"heaviest other first view ({heaviest}{said})", measured,
            figures["gzip"] / 1000, MOST_FIRST_KB, "kB compressed", **figures,
        )  # fmt: skip
        yield at_most(
            f"all advice as the first view{said}", advice,
            advice_figures["gzip"] / 1000, MOST_ADVICE_KB, "kB compressed", **advice_figures,
        )  # fmt: skip


def _weighed(found: Collection[Weight]) -> tuple[str, dict[str, int]]:
    figures = {
        "gzip": sum(each.packed for each in found),
        "raw": sum(each.raw for each in found),
        "requests": len(found),
        "by_server": sum(each.by_server for each in found),
    }
    said = f"{kb(figures['gzip'])} gzip, {kb(figures['raw'])} raw, {len(found)} requests"
    return f"{said} ({figures['by_server']} compressed by the server, the others here)", figures


def _everything(browser: Browser, path: str, **headers: str) -> dict[str, Weight]:
    found: dict[str, Weight] = {}
    waiting = [path]
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith("data:"):
            continue
        answer = browser.get(address, **{"Accept-Encoding": "gzip", **headers})
        body, found[address] = _weigh(expect(answer, address, 200))
        if address == path:
            waiting += [urljoin(path, asset) for asset in Page(path, body).assets]
        elif urlsplit(address).path.endswith(".css"):
            waiting += [urljoin(address, named.decode()) for named in re.findall(rb"url\(['\"]?([^'\")]+)", body)]
    return found


def _weigh(answer: Answer) -> tuple[bytes, Weight]:
    """What the server leaves uncompressed, a proxy would compress: as most do, by gzip at level 6."""
    if answer.header("Content-Encoding") == "gzip":
        body = gzip.decompress(answer.body)
        return body, Weight(len(body), len(answer.body), by_server=True)
    return answer.body, Weight(len(answer.body), len(gzip.compress(answer.body, 6)), by_server=False)
