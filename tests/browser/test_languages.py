"""Every page of a pupil in English and both pseudo-languages, with scripts and without, at three widths.

Nothing is left in English where it should not be, nothing is cut or too wide, and axe finds no fault.
"""

import itertools
from collections.abc import Callable, Iterator

import pytest
from _pytest.mark import ParameterSet
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from sharp.app import create_app
from sharp.schools.settings import add_school
from sharp.settings import read_settings
from sharp.web.languages import ENGLISH
from tests.browser import pupils
from tests.browser.conftest import NOWHERE
from tests.browser.walking import TOLD, come_back
from tests.fixtures.application import _staff_cookie
from tests.fixtures.evidence import allow_files
from tests.fixtures.leaks import SAID, leaks
from tests.fixtures.pages import CheckedClient
from tests.fixtures.pseudo import LEFTWARD, TAGS, write_languages
from tests.fixtures.reports import file_report
from tests.fixtures.serving import Server, Settle, serving
from tests.fixtures.world import SCHOOLS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("backend", ["sqlite"], indirect=True),
]
TONGUES = (ENGLISH, *TAGS)
TURNS = 2
ALWAYS = "journey"
"""The way that most go takes no turns."""
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
    for (const part of one.childNodes) {
      if (part.matches && part.matches(".govuk-visually-hidden, svg")) continue;
      const range = document.createRange();
      range.selectNodeContents(part);
      const words = range.getBoundingClientRect();
      if (words.left < box.left - 1 || words.right > box.right + 1) found.push(`${name(one)} cuts its words`);
    }
  }
  for (const one of document.querySelectorAll(".govuk-radios__item, .govuk-checkboxes__item")) {
    const [box, words] = ["input", "label"].map(each => one.querySelector(each).getBoundingClientRect());
    const start = rightwards ? box.left - words.left : words.right - box.right;
    if (box.width && start > box.width) found.push(`${name(one)} is not at the start of its words`);
  }
  return [...new Set(found)];
}"""


def cells() -> Iterator[ParameterSet]:
    """Every way × language × with scripts and without; every other one waits for `make torture`.

    Of each way some cells are met in every run, in each language and with scripts and without.
    """
    for number, (way, tag, scripts) in enumerate(itertools.product(pupils.WAYS, TONGUES, (True, False))):
        turn = number // (2 * len(TONGUES)) + TONGUES.index(tag) + scripts
        marks = () if way == ALWAYS or turn % TURNS == 0 else (pytest.mark.torture,)
        yield pytest.param(way, tag, scripts, marks=marks, id=f"{way} {tag} {'' if scripts else 'no '}scripts")


@pytest.fixture(scope="session")
def abroad(settle: Settle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, whose operator put both languages into a folder."""
    folder = tmp_path_factory.mktemp("abroad")
    languages = write_languages(folder / "translations")
    world = settle(folder / "instance")
    allow_files(world, pupils.FILES_AT)
    with world.database.writing() as db:
        add_school(db, slug=pupils.CLOSED_AT, name=SCHOOLS["birch"], anchor=world.anchor)
    with serving(world, SHARP_TRANSLATIONS=str(languages)) as server:
        yield server


@pytest.fixture(scope="session")
def ground(abroad: Server) -> Iterator[pupils.Ground]:
    """Staff act in this process, over the same database."""
    given = {"instance": abroad.world.settings.instance, "database_url": abroad.world.settings.database_url}
    app = create_app(read_settings(**given))
    app.test_client_class = CheckedClient

    def sign_in(who: str) -> CheckedClient:
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        client.set_cookie(*_staff_cookie(app, abroad.world.person(who)))
        return client

    yield pupils.Ground(abroad.world, sign_in)
    app.extensions["sharp"].database.engine.dispose()


@pytest.fixture
def open_page(browser: Browser, abroad: Server) -> Iterator[Callable[[str, bool], Page]]:
    made: list[BrowserContext] = []

    def open_one(tag: str, scripts: bool) -> Page:
        context = browser.new_context(
            base_url=abroad.base_url, viewport=SIZES[0], java_script_enabled=scripts, locale=tag,
            timezone_id="Europe/London", proxy=NOWHERE,
        )  # fmt: skip
        made.append(context)
        return context.new_page()

    yield open_one
    for context in made:
        context.close()


def check(page: Page, names: Iterator[str], tag: str, twin: Page | None) -> None:
    """Each page at each width as it comes; axe looks at one of them by turns. All faults are told at the end."""
    faults: list[str] = []
    seen = 0
    for seen, name in enumerate(names, start=1):
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (tag, "rtl" if tag == LEFTWARD else "ltr")
        faults += [f"{name}: {text[:150]}" for text in untranslated(page, tag)]
        for size in (*SIZES[seen % 3 :], *SIZES[: seen % 3]):
            page.set_viewport_size(size)
            faults += [f"{name}, {size['width']}: {fault}" for fault in page.evaluate(CUT)]
        faults += [f"{name}, {size['width']}: axe: {fault}" for fault in faults_of_axe(page, twin)]
    assert seen
    assert not faults, "\n".join(faults)


def untranslated(page: Page, tag: str) -> list[str]:
    said = page.evaluate(TEXTS, list(SAID))
    if tag == ENGLISH:
        return [text for text in said if "⟦" in text]
    return leaks(said, tag, *TOLD.values())


def faults_of_axe(page: Page, twin: Page | None) -> list[str]:
    """Axe is a script: what a browser without them shows is laid out in a twin that runs none of the page's own."""
    if twin is not None:
        twin.set_viewport_size(page.viewport_size or SIZES[0])
        twin.set_content(page.content(), wait_until="load")
    return [each["id"] for each in Axe().run(twin or page).response["violations"]]


@pytest.mark.parametrize(("way", "tag", "scripts"), list(cells()))
def test_every_page_of_a_pupil(
    open_page: Callable[[str, bool], Page], ground: pupils.Ground, way: str, tag: str, scripts: bool
) -> None:
    page, twin = open_page(tag, scripts), None
    if not scripts:
        twin = open_page(tag, True)
        twin.route("**/scripts/*", lambda route: route.abort())
        twin.goto("/alder/")
    check(page, pupils.WAYS[way](page, ground), tag, twin)


@pytest.mark.parametrize("tag", TAGS)
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
