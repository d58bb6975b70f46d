"""Pages made easier, in a browser: each way of looking on each page, reading aloud, and leaving."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.conftest import HARMLESS, Contexts
from tests.browser.test_every_page import faults_of, overflow_of
from tests.browser.walking import come_back, keep, walk
from tests.fixtures.serving import Server
from tests.integration.promises.ground import rows_of

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
WAYS = ((".lse", 360), (".l", 1280), (".s", 1280))
"""Each way alone or with the others, at a phone's width and at a desk's; all are narrowed to 320 px as well."""
READS = '[data-reads="page"]'
VOICES = """
(() => {
  const spoken = [];
  window.spoken = spoken;
  window.cancelled = 0;
  class Piece { constructor(text) { this.text = text; } }
  Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Piece });
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => VOICES,
    cancel: () => { window.cancelled += 1; },
    speak: piece => { spoken.push(piece.text); if (!window.isHeld) setTimeout(() => piece.onend(), 0); },
    addEventListener: () => {},
  } });
})();
"""
OWN = '[{ name: "Far", lang: "en-GB", localService: false }, { name: "Own", lang: "en-GB", localService: true }]'
FAR = '[{ name: "Far", lang: "en-GB", localService: false }]'
FOREIGN = '[{ name: "Own", lang: "pl-PL", localService: true }]'


def look_like(page: Page, served: Server, look: str) -> Page:
    page.context.add_cookies([{"name": "look", "value": look, "url": served.base_url}])
    return page


def both(page: Page) -> Iterator[str]:
    yield from pages.public_pages(page)
    for path in walk(page):
        yield f"step {path or 'danger'}"
    words = page.inner_text("#code-words")
    keep(page)
    come_back(page, words)
    yield "conversation"
    page.goto("/alder/back/report/helped")
    yield "did it help"


@pytest.mark.parametrize(("look", "width"), WAYS)
def test_each_way_of_looking(contexts: Contexts, served: Server, look: str, width: int) -> None:
    page = look_like(contexts.page(width=width), served, look)
    faults: list[str] = []
    for name in both(page):
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        faults += [f"{name}: axe: {fault}" for fault in faults_of(page)]
        wide = overflow_of(page)
        if wide:
            faults.append(f"{name}: scrolls sideways: {wide}")
        page.set_viewport_size({"width": width, "height": 740})
    assert faults == []


def test_large_words_are_half_as_large_again(contexts: Contexts, served: Server) -> None:
    sizes = []
    for look in (".s", ".ls"):
        page = look_like(contexts.page(), served, look)
        page.goto("/alder/report/")
        sizes.append(page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"))
    assert sizes[1] >= sizes[0] * 1.5


def test_whose_device_asks_for_more_contrast_gets_it_unasked(contexts: Contexts) -> None:
    page = contexts.page()
    page.goto("/alder/")
    usual = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(contrast="more")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)" != usual


def test_chosen_by_hand_without_scripts_and_kept_until_the_exit(contexts: Contexts) -> None:
    page = contexts.page(scripts=False)
    page.goto("/alder/help-now")
    page.click(".foot a[href*=easier]")
    page.check("#looks-large")
    page.click("main button")
    assert page.url.endswith("/alder/help-now")
    assert page.locator("html.is-large").count() == 1
    page.goto("/alder/report/")
    assert page.locator("html.is-large").count() == 1


def speaking(contexts: Contexts, voices: str) -> Page:
    page = contexts.page()
    page.add_init_script(VOICES.replace("VOICES", voices))
    return page


@pytest.mark.parametrize("voices", [FAR, FOREIGN, "[]"], ids=["remote", "foreign", "none"])
def test_without_a_voice_of_the_devices_own_nothing_is_offered(contexts: Contexts, voices: str) -> None:
    """A remote voice would send the page, and what a pupil wrote on it, to somebody else."""
    page = speaking(contexts, voices)
    page.goto("/alder/")
    assert not page.is_visible(READS)


def test_without_scripts_nothing_is_offered(contexts: Contexts) -> None:
    page = contexts.page(scripts=False)
    page.goto("/alder/")
    assert not page.is_visible(READS)


def read_out(page: Page, button: str) -> str:
    page.evaluate("window.spoken.length = 0")
    page.click(button)
    expect(page.locator(button)).to_have_text(re.compile("^Read"))
    return " | ".join(page.evaluate("window.spoken"))


def test_it_reads_the_page_and_each_choice_once(contexts: Contexts) -> None:
    page = speaking(contexts, OWN)
    for path in walk(page):
        if path == "about":
            said = read_out(page, READS)
            assert said.startswith("Who or what is it about? | Me | A friend | ")
            assert said.count("A police officer") == 1
            assert said.endswith("Go on")
            break


def test_what_was_written_is_read_only_by_its_own_button(contexts: Contexts) -> None:
    page = speaking(contexts, OWN)
    for path in walk(page):
        if path == "check":
            assert "bus stop" not in read_out(page, READS)
            assert "bus stop" in read_out(page, '[data-reads="written"]')
    words = page.inner_text("#code-words").split()
    assert not any(word in read_out(page, READS).split() for word in words), "nobody hears the six words"


def test_it_stops_when_pressed_again_and_when_one_leaves(contexts: Contexts) -> None:
    page = speaking(contexts, OWN)
    page.goto("/alder/")
    page.evaluate("window.isHeld = true")
    page.click(READS)
    assert page.inner_text(READS) == "Stop reading"
    before = page.evaluate("window.cancelled")
    page.click(READS)
    assert page.inner_text(READS) == "Read this page to me"
    assert page.evaluate("window.cancelled") > before
    page.click(READS)
    before = page.evaluate("window.cancelled")
    page.evaluate("document.getElementById('exit').href = '#'")  # so that the page is there to be asked
    page.click("#exit")
    assert page.evaluate("window.cancelled") > before


def test_a_visit_leaves_in_the_browser_what_the_docs_admit_and_nothing_else(contexts: Contexts, served: Server) -> None:
    page = look_like(contexts.page(), served, ".le")
    for _ in walk(page):
        pass
    keep(page)
    kept = {cookie["name"] for cookie in page.context.cookies()}
    assert kept == {"sharp-v", "look"}
    admitted = (Path(__file__).parents[2] / "docs" / "threat-model.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in admitted for name in kept)
    assert all(cookie["expires"] == -1 for cookie in page.context.cookies()), "gone when the browser closes"
    found = page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
            (await navigator.serviceWorker.getRegistrations()).length]"""
    )
    assert found == [0, 0, 0, 0]


@pytest.mark.parametrize("road", ["link without scripts", "link", "shift"])
def test_leaving_by_any_road_ends_the_visit_and_takes_both_cookies(
    contexts: Contexts, served: Server, road: str
) -> None:
    page = look_like(contexts.page(scripts="without" not in road), served, ".l")
    before = {row["id"] for row in rows_of(served.world.database, "sessions")}
    page.goto("/alder/report/")
    page.locator("main form button").first.click()
    begun = {row["id"] for row in rows_of(served.world.database, "sessions")} - before
    assert len(begun) == 1
    assert len(page.context.cookies()) == 2
    gone = page.expect_event("framenavigated", lambda frame: frame.url.startswith("chrome-error:"))
    with gone, page.expect_event("requestfailed", lambda request: request.url.startswith(HARMLESS)):
        if road == "shift":
            for _ in range(3):
                page.keyboard.press("Shift")
        else:
            page.click("#exit")
    assert page.context.cookies() == []
    assert begun.isdisjoint({row["id"] for row in rows_of(served.world.database, "sessions")})
