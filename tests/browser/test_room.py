"""The queue on a laptop: twenty open cases at one glance, and nothing to press that is too small to hit."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opened
from tests.browser.test_every_page import faults_of
from tests.fixtures.browser import PHONE
from tests.fixtures.reports import file_report
from tests.fixtures.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
LAPTOP = {"width": 1280, "height": 800}
WIDTHS = (360, 500, 800, 1000, 1280, 1600)
AT_A_GLANCE, SMALLEST = 20, 24
KINDS = ("bully_verbal", "bully_social", "theft", "prejudice_race", "fight_planned")
PLACES = ("In school: Canteen", "In school: Toilets by the gym", "On the way: Walking to or from school")


@pytest.fixture
def desk(served: Server, page_of: Opened) -> Page:
    for number in range(24):
        file_report(served.world, kinds=(KINDS[number % len(KINDS)],), place=PLACES[number % len(PLACES)])
    page: Page = page_of("officer")
    page.set_viewport_size(LAPTOP)
    page.goto("/staff/queue")
    return page


def test_twenty_open_cases_are_read_on_a_laptop_without_scrolling(desk: Page) -> None:
    bottoms = desk.eval_on_selector_all(
        ".queue--cases tbody tr", "rows => rows.map(row => row.getBoundingClientRect().bottom)"
    )
    assert sum(bottom <= LAPTOP["height"] for bottom in bottoms) >= AT_A_GLANCE
    assert faults_of(desk) == []


def test_what_can_be_pressed_is_large_enough_and_nothing_reaches_over_the_edge(desk: Page) -> None:
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": PHONE["height"]})
        heights = desk.eval_on_selector_all(
            ".head a, .head button, .nav a, main a, main button",
            "all => all.map(one => one.getBoundingClientRect()).map(box => Math.min(box.width, box.height))",
        )
        assert min(heights) >= SMALLEST, width
        assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_the_tab_key_goes_down_the_page_as_it_is_read(desk: Page) -> None:
    tops = desk.eval_on_selector_all(
        ".head a, .head button, .nav a, main a, main button",
        "all => all.map(one => Math.round(one.getBoundingClientRect().top / 20))",
    )
    assert tops == sorted(tops)
