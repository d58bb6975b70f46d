"""Files in a real browser: with scripts, which say how far they have come, and without."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Contexts
from tests.fixtures.evidence import PDF, allow_files, telling_picture
from tests.fixtures.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
GO_ON = "main form.bring button >> text=Go on"


@pytest.fixture
def chosen(tmp_path: Path) -> list[Path]:
    """A picture, a PDF and a program."""
    found = [tmp_path / name for name in ("a.jpg", "b.pdf", "c.exe")]
    for path, data in zip(found, (telling_picture(size=(2000, 1500)), PDF, b"MZ" * 500), strict=True):
        path.write_bytes(data)
    return found


def asked(contexts: Contexts, served: Server, *, scripts: bool, width: int) -> Page:
    """The page that asks for files, at a school that takes them."""
    allow_files(served.world, "birch")
    page = contexts.page(scripts=scripts, width=width)
    page.goto("/birch/report/")
    while not page.url.endswith("/show"):
        if page.url.endswith("/story"):
            page.fill("#story", "They take my things.")
        page.click("main form button.govuk-button")
    return page


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_several_are_chosen_and_go_along(
    contexts: Contexts, served: Server, chosen: list[Path], scripts: bool, width: int
) -> None:
    page = asked(contexts, served, scripts=scripts, width=width)
    page.set_input_files("#files", chosen)
    page.click("main form.bring button >> text=Add these")
    page.wait_for_selector("ul.files li:nth-child(2)")
    assert "file 3 is not a kind we can take" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if scripts:
        assert Axe().run(page).response["violations"] == []
    page.set_input_files("#files", chosen[1:2])
    page.click(GO_ON)
    page.wait_for_url("**/report/wants")
    page.goto("/birch/report/show")
    assert page.locator("ul.files li").count() == 3


def test_a_script_says_how_far_they_have_come(contexts: Contexts, served: Server, chosen: list[Path]) -> None:
    page = asked(contexts, served, scripts=True, width=360)
    page.evaluate("""() => {
        const line = document.querySelector(".bring-progress");
        window.said = [];
        new MutationObserver(() => window.said.push(line.textContent)).observe(line, {childList: true});
    }""")
    page.set_input_files("#files", chosen[:1])
    page.click("main form.bring button >> text=Add these")
    page.wait_for_selector("ul.files")
    said = page.evaluate("window.said")
    assert said[-1] == "It is here. We make it safe now. Please wait."


def test_a_line_that_breaks_is_said_and_can_be_tried_again(
    contexts: Contexts, served: Server, chosen: list[Path]
) -> None:
    page = asked(contexts, served, scripts=True, width=360)
    page.route("**/report/show?add=1", lambda route: route.abort())
    page.set_input_files("#files", chosen[:1])
    page.click("main form.bring button >> text=Add these")
    page.wait_for_selector("text=It did not get here. Please try again.")
    page.unroute("**/report/show?add=1")
    page.click("main form.bring button >> text=Add these")
    page.wait_for_selector("ul.files")
