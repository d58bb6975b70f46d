"""Every page of both audiences: nothing that axe finds fault with, and no sideways scroll at 320 px or 400 % zoom."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from sharp.model.words import Role
from sharp.schools import settings
from sharp.schools.nominations import nominate
from tests.browser import pages
from tests.browser.conftest import Contexts, Opened
from tests.browser.walking import act, come_back, keep, unfold, walk
from tests.fixtures.browser import PHONE
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.serving import Server
from tests.fixtures.world import SINCE, World
from tests.integration.clips.bringing import lying_clip

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
NARROW = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 % zoom; also as narrow as 320 px."""
SPOC_FIRST = "bully_verbal"
LONGEST_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
UNBROKEN = LONGEST_WORD * 3
Pages = Callable[[Page], Iterator[str]]


@pytest.fixture(scope="session")
def waiting(served: Server) -> bytes:
    """A nomination that somebody has to confirm."""
    world = served.world
    with world.database.writing() as db:
        return nominate(
            db, school_id=world.cast.schools["alder"], staff_id=world.person("spoc_elsewhere").id, role=Role.SPOC,
            shown_name="Mrs Mensah", from_day=SINCE, anchor=world.anchor,
        )  # fmt: skip


@pytest.fixture
def filed(waiting: bytes, served: Server) -> Filed:
    return file_report(served.world)


def overflow_of(page: Page) -> str:
    """What reaches over the edge of a narrow window; empty when nothing does."""
    page.set_viewport_size(NARROW)
    wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll("*")]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => `${one.tagName}.${one.className}`).slice(-3)"""
    )
    page.set_viewport_size(PHONE)
    return ", ".join(wide)


def faults_of(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found]


def check(page: Page, names: Iterator[str]) -> None:
    """Look at each page as it comes; all faults are told at the end, each with its page."""
    faults: list[str] = []
    seen = 0
    for name in names:
        seen += 1
        faults += [f"{name}: axe: {fault}" for fault in faults_of(page)]
        wide = overflow_of(page)
        if wide:
            faults.append(f"{name}: scrolls sideways: {wide}")
    assert seen
    assert faults == []


@pytest.mark.parametrize("some", [pages.public_pages, pages.journey_pages, pages.adult_pages])
def test_pages_of_a_pupil_who_tells(contexts: Contexts, waiting: bytes, some: Pages) -> None:
    page = contexts.page()
    check(page, some(page))


@pytest.mark.parametrize("some", [pages.back_pages, pages.late_pages])
def test_pages_of_a_pupil_who_comes_back(
    contexts: Contexts, filed: Filed, some: Callable[[Page, Filed], Iterator[str]]
) -> None:
    page = contexts.page()
    check(page, some(page, filed))


def test_a_practice_report(contexts: Contexts, waiting: bytes, served: Server) -> None:
    page = contexts.page()
    check(page, pages.practice_pages(page, file_report(served.world, about="practice")))


def test_pages_of_arriving(contexts: Contexts, served: Server) -> None:
    page = contexts.page()
    check(page, pages.arriving_pages(page, served.world))


@pytest.mark.parametrize("who", pages.HOMES)
def test_pages_that_all_staff_have(page_of: Opened, filed: Filed, who: str) -> None:
    page = page_of(who)
    check(page, pages.staff_pages(page, who))


def test_pages_of_a_nominee_about_own_clips(page_of: Opened, served: Server) -> None:
    page = page_of("spoc")
    check(page, pages.clip_pages(page, lying_clip(served.world).id))


def test_pages_of_a_case(page_of: Opened, filed: Filed, waiting: bytes) -> None:
    page = page_of("spoc")
    check(page, pages.case_pages(page, filed, waiting))


def test_pages_of_a_follow_up(page_of: Opened, filed: Filed) -> None:
    page, lead = page_of("spoc"), page_of("pastoral")
    check(page, pages.handing_pages(page, filed))
    check(lead, pages.lead_pages(lead))
    page.goto(f"/staff/cases/{filed.reference}")
    check(page, iter(["case, given back"]))


def test_pages_between_two_schools(contexts: Contexts, page_of: Opened, filed: Filed) -> None:
    page, there, pupil, open_before = page_of("spoc"), page_of("spoc_elsewhere"), contexts.page(), contexts.page()
    for each in (pupil, open_before):
        come_back(each, filed.words.display)
    check(page, pages.offering_pages(page, filed))
    check(there, pages.offered_pages(there))
    check(page, pages.sending_pages(page, filed))
    check(pupil, pages.moved_pages(pupil, filed))
    act(open_before, "/report/message", message="Can you still read this?")
    check(open_before, iter(["conversation, moved, not sent"]))
    there.goto("/staff/queue")
    with there.expect_navigation():
        there.locator('main a[href*="/staff/cases/"]').first.click()
    check(there, iter(["case, come from another school"]))


def route(world: World, spoc_first: list[str]) -> None:
    """What goes to school staff first, at alder."""
    with world.database.writing() as db:
        school = world.cast.schools["alder"]
        settings.set_routing(db, school_id=school, spoc_first=spoc_first, anchor=world.anchor)


def test_pages_of_advice_and_of_a_name_given_later(page_of: Opened, filed: Filed, served: Server) -> None:
    world = served.world
    route(world, [SPOC_FIRST])
    shielded = file_report(world, kinds=(SPOC_FIRST,), name="Leila Haddad")
    route(world, [])
    page, officer = page_of("spoc"), page_of("officer")
    check(page, pages.advising_pages(page, shielded))
    check(officer, pages.adviser_pages(officer))
    check(page, pages.naming_pages(page, officer, shielded))
    check(officer, iter(["finished, with what was typed"]))
    assert "Too late." in officer.inner_text("main")


def test_pages_of_cases_worked_on_as_one(page_of: Opened, served: Server) -> None:
    page = page_of("spoc")
    check(page, pages.merging_pages(page, file_report(served.world), file_report(served.world)))


def test_the_longest_words_break_no_page(contexts: Contexts, page_of: Opened, waiting: bytes, served: Server) -> None:
    """Typed into every field by pupil and reader, and looked at by both."""
    page, typed = contexts.page(), dict.fromkeys(("story", "place_more", "name", "reach"), UNBROKEN)
    check_narrow(page, walk(page, typed))
    words = page.inner_text("#code-words")
    keep(page)
    come_back(page, words)
    act(page, "/report/message", message=UNBROKEN)
    check_narrow(page, iter(["conversation"]))
    reader = page_of("officer")
    check_narrow(reader, longest_case(reader, served.world))


def longest_case(page: Page, world: World) -> Iterator[str]:
    page.goto("/staff/queue")
    act(page, "/queue/search", words=UNBROKEN[:200])
    yield "search"
    with page.expect_navigation():
        page.locator('main a[href*="/staff/cases/"]').first.click()
    act(page, "/messages", message=UNBROKEN)
    act(page, "/notes", note=UNBROKEN)
    unfold(page)
    page.locator('form[action$="/level"] input[value="2"]').check()
    act(page, "/level", reason=UNBROKEN)
    case = page.url
    page.goto(f"{case}/followups/new")
    for field in ("lead", "scope", "days"):
        page.locator(f"input[name={field}]").first.check()
    act(page, "/followups", title=UNBROKEN[:80], brief=UNBROKEN)
    yield "case"
    page.locator('a[href*="/followups/"]:not([href$=new])').first.click()
    yield "a hand-over"
    page.goto(case)
    unfold(page)
    yield "case, unfolded"
    page.locator('form[action$="/closure"] select').select_option("helped")
    act(page, "/closure", reason=UNBROKEN, word=UNBROKEN)
    yield "case, closed"


def check_narrow(page: Page, names: Iterator[str]) -> None:
    assert [(name, wide) for name in names if (wide := overflow_of(page))] == []
