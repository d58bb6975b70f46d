"""Every page of a pupil in both pseudo-languages: nothing in English, nothing cut or too wide, at three widths."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import pages
from tests.browser.conftest import NOWHERE
from tests.browser.walking import TOLD, come_back
from tests.fixtures.leaks import SAID, leaks
from tests.fixtures.pseudo import LEFTWARD, TAGS, write_languages
from tests.fixtures.reports import file_report
from tests.fixtures.serving import Server, Settle, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("backend", ["sqlite"], indirect=True),
    pytest.mark.parametrize("tag", TAGS),
]
SIZES = ({"width": 320, "height": 640}, {"width": 360, "height": 740}, {"width": 1280, "height": 800})
TEXTS = """said => {
  const kept = one => !one || one.closest("[translate=no], script, style, noscript");
  const nodes = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT), found = [];
  while (nodes.nextNode()) if (!kept(nodes.currentNode.parentElement)) found.push(nodes.currentNode.data);
  for (const one of document.querySelectorAll("*"))
    if (!kept(one)) for (const name of one.getAttributeNames())
      if (said.includes(name) || name.startsWith("data-i18n")) found.push(one.getAttribute(name));
  return found;
}"""
CUT = """() => {
  const rightwards = document.documentElement.dir !== "rtl", found = [];
  const name = one => `${one.tagName}.${one.className}`;
  if (document.documentElement.scrollWidth > innerWidth) found.push("scrolls sideways");
  for (const one of document.body.querySelectorAll("*")) {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || one.closest(".govuk-visually-hidden, .govuk-skip-link, [hidden], svg")) continue;
    if (box.right > innerWidth + 1 || box.left < -1) found.push(`${name(one)} stands over the edge`);
    if (!one.matches("button, .govuk-button, .exit-link, summary, label, .way")) continue;
    const range = document.createRange();
    range.selectNodeContents(one);
    const words = range.getBoundingClientRect();
    if (words.left < box.left - 1 || words.right > box.right + 1) found.push(`${name(one)} cuts its words`);
  }
  for (const one of document.querySelectorAll(".govuk-radios__item, .govuk-checkboxes__item")) {
    const [box, words] = ["input", "label"].map(each => one.querySelector(each).getBoundingClientRect());
    const start = rightwards ? box.left - words.left : words.right - box.right;
    if (box.width && start > box.width) found.push(`${name(one)} is not at the start of its words`);
  }
  return [...new Set(found)];
}"""


@pytest.fixture(scope="session")
def abroad(settle: Settle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, whose operator put both languages into a folder."""
    folder = tmp_path_factory.mktemp("abroad")
    languages = write_languages(folder / "translations")
    with serving(settle(folder / "instance"), SHARP_TRANSLATIONS=str(languages)) as server:
        yield server


@pytest.fixture
def open_page(browser: Browser, abroad: Server, tag: str) -> Iterator[Callable[[bool], Page]]:
    made: list[BrowserContext] = []

    def open_one(scripts: bool) -> Page:
        context = browser.new_context(
            base_url=abroad.base_url, viewport=SIZES[0], java_script_enabled=scripts, locale=tag,
            timezone_id="Europe/London", proxy=NOWHERE,
        )  # fmt: skip
        made.append(context)
        return context.new_page()

    yield open_one
    for context in made:
        context.close()


def check(page: Page, names: Iterator[str], tag: str, *, with_axe: bool = True) -> None:
    """Each page at each width as it comes; axe looks at the narrowest, the faults are told at the end."""
    faults: list[str] = []
    seen = 0
    for name in names:
        seen += 1
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (tag, "rtl" if tag == LEFTWARD else "ltr")
        faults += [f"{name}: {text[:150]}" for text in leaks(page.evaluate(TEXTS, list(SAID)), tag, *TOLD.values())]
        for size in reversed(SIZES):
            page.set_viewport_size(size)
            faults += [f"{name}, {size['width']}: {fault}" for fault in page.evaluate(CUT)]
        if with_axe:
            faults += [f"{name}: axe: {each['id']}" for each in Axe().run(page).response["violations"]]
    assert seen
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_whole_journey(open_page: Callable[[bool], Page], tag: str, scripts: bool) -> None:
    page = open_page(scripts)
    check(page, pages.journey_pages(page), tag, with_axe=scripts)


def test_public_pages(open_page: Callable[[bool], Page], tag: str) -> None:
    page = open_page(True)
    check(page, pages.public_pages(page), tag)


def test_coming_back(open_page: Callable[[bool], Page], abroad: Server, tag: str) -> None:
    page = open_page(True)
    check(page, pages.back_pages(page, file_report(abroad.world)), tag)


def test_a_language_is_pressed_and_what_was_typed_stays(browser: Browser, abroad: Server, tag: str) -> None:
    context = browser.new_context(base_url=abroad.base_url, locale="en-GB", java_script_enabled=False, proxy=NOWHERE)
    page = context.new_page()
    page.goto("/alder/")
    page.locator(f"nav.tongues button[value={tag}]").click()
    assert page.url.endswith("/alder/")
    assert page.locator("html").get_attribute("lang") == tag
    come_back(page, file_report(abroad.world).words.display)
    page.fill("[name=message]", TOLD["story"])
    page.locator("nav.tongues button[value=en-GB]").click()
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert page.input_value("[name=message]") == TOLD["story"]
    context.close()
