"""A slow line: what each first view and each step asks for, counted as it comes, and the whole way at 50 kB a second.

Nothing here looks at a clock; `make bench` does.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Contexts
from tests.browser.walking import act, answer, come_back, go_on, keep
from tests.fixtures.line import Line
from tests.fixtures.serving import Server
from tests.integration.promises.ground import rows_of

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
MOST_BYTES = 30_000
MOST_ADVICE_BYTES = 45_000
"""Of bodies, compressed as they come from us."""
MOST_OF_A_HEAD = 1_050
MOST_REQUESTS = 2
"""A step: the post, and the page that it leads to."""
FIRST_VIEWS = ("", "help-now", "who-reads", "how-it-works", "covering-tracks", "easier", "report/", "back")
LOOKS = ("", ".lse")


def seen_first(contexts: Contexts, served: Server, look: str, path: str) -> Line:
    page = contexts.page()
    if look:
        page.context.add_cookies([{"name": "look", "value": look, "url": served.base_url}])
    line = Line(page)
    line.during(lambda: page.goto(path, wait_until="networkidle"))
    assert all(address.startswith(served.base_url) for address in line.addresses)
    assert 0 < line.heads <= MOST_OF_A_HEAD * len(line.addresses)
    return line


@pytest.mark.parametrize("look", LOOKS, ids=["usual", "easier"])
@pytest.mark.parametrize("path", FIRST_VIEWS)
def test_a_first_view_with_everything_is_light(contexts: Contexts, served: Server, look: str, path: str) -> None:
    assert 5_000 < seen_first(contexts, served, look, f"/alder/{path}").bodies <= MOST_BYTES


@pytest.mark.parametrize("look", LOOKS, ids=["usual", "easier"])
def test_all_advice_as_the_first_view(contexts: Contexts, served: Server, look: str) -> None:
    line = seen_first(contexts, served, look, "/alder/advice")
    assert 5_000 < line.bodies <= MOST_ADVICE_BYTES
    assert not [address for address in line.addresses if "/clips/" in address], "no clip and no poster comes unasked"


def steps(page: Page) -> Iterator[str]:
    """The whole way, kept and come back to; each step is about to be taken when its name is given."""
    page.goto("/alder/report/", wait_until="networkidle")
    while not page.url.endswith("/words"):
        answer(page, {"story": "They take my bag.", "place_more": "", "name": "Sam", "reach": ""})
        yield page.url.rpartition("/")[2] or "danger"
    yield "words"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_after_the_first_view_a_step_is_a_post_and_a_page(contexts: Contexts, scripts: bool) -> None:
    page = contexts.page(scripts=scripts)
    line = Line(page)
    many: dict[str, list[str]] = {}
    for name in steps(page):
        line.during(lambda: go_on(page))
        assert 0 < line.bodies <= MOST_BYTES, name
        if len(line.addresses) > MOST_REQUESTS:
            many[name] = line.addresses
    assert many == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_whole_way_over_a_slow_line(contexts: Contexts, served: Server, scripts: bool) -> None:
    """Somebody who waits presses Send again: it is sent once, and they get their words."""
    page = contexts.page(scripts=scripts)
    Line(page).slow_down()
    before = len(rows_of(served.world.database, "reports"))
    for name in steps(page):
        if name == "check":
            with page.expect_navigation(url="**/words"):
                page.locator("main form button").first.dblclick()
        elif name == "words":
            break
        else:
            go_on(page)
    words = page.inner_text("#code-words")
    assert len(words.split()) == 6
    assert len(rows_of(served.world.database, "reports")) == before + 1
    keep(page)
    come_back(page, words)
    act(page, "/report/message", message="It was slow.")
    assert "It was slow." in page.inner_text("main")
