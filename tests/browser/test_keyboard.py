"""With the keyboard alone: a pupil's whole way, a reader's answer, and leaving at once."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import HARMLESS, Contexts, Opened
from tests.browser.walking import TOLD, send
from tests.fixtures.reports import file_report
from tests.fixtures.serving import Server
from tests.fixtures.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
MOST_TABS = 80
BUTTON = "main form button:not([type=button])"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, and is to be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            assert page.evaluate(SHOWS_FOCUS), f"nobody sees that {selector} has the focus"
            return
    raise AssertionError(f"no Tab leads to {selector} on {page.url}")


SHOWS_FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const label = one.labels && one.labels[0] ? getComputedStyle(one.labels[0], "::before").boxShadow : "none";
    return style.outlineStyle !== "none" || style.boxShadow !== "none" || label !== "none";
}"""


def enter(page: Page, selector: str) -> None:
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_in(page: Page, name: str, text: str) -> None:
    tab_to(page, f"[name={name}]")
    page.keyboard.insert_text(text)


def choose(page: Page, selector: str) -> None:
    """Tab reaches a group of radio buttons; its arrows reach the one wanted."""
    tab_to(page, "input[type=radio]")
    for _ in range(20):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow leads to {selector}")


def test_a_pupil_tells_it_all(contexts: Contexts, served: Server) -> None:
    page = contexts.page()
    page.goto("/alder/")
    enter(page, 'main a[href$="/report/"]')
    while not page.url.endswith("/words"):
        match page.url.rpartition("/")[2]:
            case "about":
                choose(page, "[value=friend]")
            case "story":
                type_in(page, "story", TOLD["story"])
            case "kind":
                tab_to(page, "summary, input[type=checkbox]")
                if page.evaluate("document.activeElement.tagName") == "SUMMARY":
                    page.keyboard.press("Enter")
                    tab_to(page, "input[type=checkbox]")
                page.keyboard.press("Space")
            case "name":
                choose(page, "[value=yes]")
                type_in(page, "name", TOLD["name"])
        enter(page, BUTTON)
    words = page.inner_text("#code-words")
    enter(page, 'form[action$="/report/words"] button')
    assert page.url.endswith("/done")
    page.goto("/alder/back")
    type_in(page, "words", words)
    enter(page, BUTTON)
    type_in(page, "message", "Typed without a mouse.")
    enter(page, 'form[action$="/report/message"] button')
    told = page.inner_text("main")
    assert TOLD["story"].split(".")[0] in told
    assert "You told us your name: Sam" in told
    assert "Typed without a mouse." in told


def test_a_reader_signs_in_answers_and_signs_out(page_of: Opened, served: Server) -> None:
    filed = file_report(served.world)
    page = page_of("deputy")
    page.goto("/staff/")
    enter(page, 'a[href="/staff/queue"]')
    enter(page, f'a[href$="{filed.reference}"]')
    type_in(page, "message", "Answered without a mouse.")
    enter(page, 'form[action$="/messages"] button')
    assert "Answered without a mouse." in page.inner_text("main")
    type_in(page, "note", "Noted without a mouse.")
    enter(page, 'form[action$="/notes"] button')
    assert "Noted without a mouse." in page.inner_text("main")
    enter(page, 'form[action="/staff/sign-out"] button')
    assert "/staff/sign-in" in page.url


@pytest.mark.parametrize("way", ["link", "shift"])
def test_leaving_at_once_leaves_nothing_behind(contexts: Contexts, served: Server, way: str) -> None:
    page = contexts.page()
    send(page)
    copied = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    words = page.inner_text("#code-words")
    gone = page.expect_event("framenavigated", lambda frame: frame.url.startswith("chrome-error:"))
    with gone, page.expect_event("requestfailed", lambda request: request.url.startswith(HARMLESS)):
        if way == "link":
            tab_to(page, "#exit")
            page.keyboard.press("Enter")
        else:
            for _ in range(3):
                page.keyboard.press("Shift")
    assert page.context.cookies() == []
    with_a_copy = Visitor(served.base_url, cookies=copied).open("/alder/report/words")
    assert with_a_copy.words == ""
    page.go_back()
    assert words not in page.content()
    assert TOLD["story"] not in page.content()


def test_capital_letters_are_not_a_way_out(contexts: Contexts) -> None:
    page = contexts.page()
    page.goto("/alder/report/")
    for step in ("before", "about", "story"):
        enter(page, BUTTON)
        assert page.url.endswith(step)
    tab_to(page, "[name=story]")
    for letter in "STOP":
        page.keyboard.press(f"Shift+{letter}")
    assert page.url.endswith("/story")
    assert page.input_value("[name=story]") == "STOP"
    assert page.locator(".cover").count() == 0


def test_a_reader_goes_from_line_to_line_of_the_queue(page_of: Opened, served: Server) -> None:
    """J and K, or the arrows, once a line has the focus; Enter opens it, and Tab leads on as everywhere."""
    for kinds in (("weapon_carry",), ("assault",), ("theft",)):
        file_report(served.world, kinds=kinds)
    page = page_of("deputy")
    page.goto("/staff/queue")
    lines = [link.get_attribute("href") for link in page.query_selector_all(".queue--cases th a")]
    tab_to(page, ".queue--cases th a")

    def focused() -> str:
        return str(page.evaluate("() => document.activeElement.getAttribute('href')"))

    begun = lines.index(focused())
    for key, at in (("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0), ("ArrowUp", 0), ("Control+j", 0)):
        page.keyboard.press(key)
        assert lines.index(focused()) == begun + at, key
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(str(lines[begun]))
