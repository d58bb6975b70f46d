"""Our own drawings: one beside each choice for those who asked, sent once a page, and none that nobody drew or uses."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from sharp.reports.draft import About, Still, TypedBy, Want, When
from sharp.schools.categories import CATEGORIES, GROUPS
from sharp.schools.places import Zone
from sharp.web.application import Sharp
from sharp.web.symbols import drawings
from tests.fixtures.pages import CheckedClient, soup_of
from tests.integration.reports.test_journey import at, go

ROOT = Path(__file__).parents[3]
ASKED = ("about", "kind", "place", "when", "wants", "name", "people", "who")
CHOICES = {
    "about": About, "when": When, "still": Still, "wants": Want, "typed_by": TypedBy, "place": Zone,
    "kinds": CATEGORIES, "group": [group.categories[0].id for group in GROUPS],
}  # fmt: skip
BESIDE_HELPLINES = frozenset({"letter", "laptop", "call"})
MOST_SHEET_BYTES = 10_000


@pytest.fixture
def easy(client: CheckedClient) -> CheckedClient:
    client.set_cookie("look", ".e")
    return client


def mapping(app: Sharp) -> dict[str, dict[str, str]]:
    found = app.jinja_env.get_template("macros/symbols.html").module.__dict__["DRAWN"]
    return dict(found)


def test_each_choice_has_a_drawing_of_its_own_choosing(app: Sharp) -> None:
    drawn = mapping(app)
    for field, values in CHOICES.items():
        assert {str(value) for value in values} <= set(drawn[field]), field


def test_each_drawing_is_there_and_none_lies_about(app: Sharp) -> None:
    beside_choices = {name for names in mapping(app).values() for name in names.values()}
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    beside_others = set(re.findall(r'drawn="([a-z-]+)"|symbol\("([a-z-]+)"\)', text))
    named = beside_choices | {name for pair in beside_others for name in pair if name} | BESIDE_HELPLINES
    assert named == set(drawings())
    assert len(named) >= 25


def test_the_sheet_is_well_formed_small_and_of_lines_alone() -> None:
    sheet = ROOT / "templates" / "symbols.svg"
    root = ElementTree.parse(sheet).getroot()
    assert len(root) == len(drawings())
    assert sheet.stat().st_size <= MOST_SHEET_BYTES
    parts = {part.tag.partition("}")[2] for part in root.iter()}
    assert parts == {"svg", "symbol", "path", "circle", "rect"}
    named = {name for part in root.iter() for name in part.attrib}
    assert named <= {"id", "viewBox", "d", "cx", "cy", "r", "x", "y", "width", "height", "rx"}


def test_nobody_drew_what_frightens() -> None:
    never = ("knife", "gun", "weapon", "blood", "wound", "pill", "syringe", "fist")
    assert [name for name in drawings() if any(word in name for word in never)] == []


def test_without_asking_none_is_sent(client: CheckedClient) -> None:
    for path in ("/alder/", at("")):
        assert "<symbol" not in client.get(path).get_data(as_text=True)
    assert not soup_of(go(client, "kind")).select(".symbol")


def labels_without_drawing(page: BeautifulSoup) -> list[str]:
    labels = page.select(".govuk-radios__label, .govuk-checkboxes__label")
    assert labels
    return [label.get_text(strip=True) for label in labels if not label.select(".symbol use")]


@pytest.mark.parametrize("path", ASKED)
def test_each_choice_of_each_question_shows_it(easy: CheckedClient, path: str) -> None:
    page = soup_of(go(easy, path, about={"about": "adult"}))
    assert labels_without_drawing(page) == []
    sheet = {symbol["id"] for symbol in page.select("svg[hidden] symbol")}
    used = {str(use["xlink:href"])[1:] for use in page.select(".symbol use")}
    assert used == sheet
    assert len(page.select("svg[hidden] symbol")) == len(sheet), "each once"
    assert all(drawing["aria-hidden"] == "true" for drawing in page.select(".symbol"))


def test_the_words_still_stand_there_without_the_drawings(client: CheckedClient) -> None:
    usual = [label.get_text(strip=True) for label in soup_of(go(client, "about")).select("label")]
    client.set_cookie("look", ".e")
    assert [label.get_text(strip=True) for label in soup_of(client.get(at("about"))).select("label")] == usual


def test_a_choice_that_asks_for_more_still_does(easy: CheckedClient) -> None:
    page = soup_of(go(easy, "name"))
    assert page.select("input[name=reach]")
    assert page.select("[data-aria-controls]")
