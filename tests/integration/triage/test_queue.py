"""The queue: who sees it, what a line says and never says, its order, its filters, and its one line in the trail."""

import pytest

from sharp.model.words import Act
from sharp.reports.draft import About
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import STORY, Filed, file_report
from tests.fixtures.world import World
from tests.integration.schools.thief import tamper
from tests.integration.triage.desk import QUEUE, SIGN_IN, acts_of_service, case_path
from tests.integration.triage.test_acts import CLOSURE

SEARCH = f"{QUEUE}/search"
LARGEST_PAGE = 60_000


def references(client: CheckedClient, address: str = QUEUE) -> list[str]:
    """The cases on a page, in its order."""
    links = [str(link["href"]) for link in soup_of(client.get(address)).select("table a")]
    return [link.removeprefix("/staff/cases/") for link in links]


@pytest.mark.parametrize("who", ["officer", "spoc", "deputy", "head", "contact"])
def test_readers_have_a_queue(as_: SignIn, who: str) -> None:
    assert as_(who).get(QUEUE).status_code == 200


@pytest.mark.parametrize("who", ["pastoral", "coordinator", "operator"])
def test_others_are_forbidden(as_: SignIn, who: str) -> None:
    assert as_(who).get(QUEUE).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: CheckedClient) -> None:
    assert client.get(QUEUE).headers["Location"].startswith(SIGN_IN)


def test_another_schools_cases_are_not_there(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    assert references(as_("officer")) == [filed.reference]
    assert references(as_("officer_elsewhere")) == []


def test_a_line_says_kind_place_age_level_and_turn_and_quotes_nobody(as_: SignIn, world: World) -> None:
    filed = file_report(
        world,
        kinds=("bully_physical",),
        place="school: Corridor or stairs",
        place_more="By Mr Tan's room",
        name="Leila",
    )
    shown = text_of(as_("officer").get(QUEUE))
    for said in ("Physical bullying", "Corridor or stairs", "today", "2 Same day", "Our turn", filed.reference):
        assert said in shown
    for unsaid in (*STORY.split()[2:5], "Tan", "Leila"):
        assert unsaid not in shown


def test_the_most_pressing_stands_on_top(as_: SignIn, world: World) -> None:
    theft = file_report(world, kinds=("theft",))
    knife = file_report(world, kinds=("weapon_carry",))
    good = file_report(world, about=About.GOOD)
    answered = file_report(world, kinds=("assault",))
    officer = as_("officer")
    officer.submit(case_path(answered), {"message": "Thank you."}, action="messages")
    assert references(officer) == [filed.reference for filed in (knife, theft, good, answered)]
    assert "Overdue" in text_of(officer.get(QUEUE))


def test_practice_and_closed_cases_lie_on_their_own_piles(as_: SignIn, world: World) -> None:
    real, practice, closed = file_report(world), file_report(world, about=About.PRACTICE), file_report(world)
    officer = as_("officer")
    officer.submit(case_path(closed), CLOSURE, action="closure")
    piles = {view: references(officer, f"{QUEUE}?view={view}") for view in ("open", "practice", "closed")}
    assert piles == {"open": [real.reference], "practice": [practice.reference], "closed": [closed.reference]}
    shown = text_of(officer.get(QUEUE))
    assert "Open (1)" in shown
    assert "Practice (1)" in shown
    assert "Closed (1)" in shown


@pytest.mark.parametrize("odd", ["view=all", "school=birch", "school=nowhere", "view=open&school=%00"])
def test_an_unknown_view_or_school_is_no_page(as_: SignIn, odd: str) -> None:
    assert as_("officer").get(f"{QUEUE}?{odd}").status_code == 404


@pytest.mark.parametrize("page", ["0", "-3", "99", "x", "9" * 30, "²"])
def test_an_odd_page_number_shows_a_page_that_there_is(as_: SignIn, world: World, page: str) -> None:
    filed = file_report(world)
    assert references(as_("officer"), f"{QUEUE}?page={page}") == [filed.reference]


def test_a_queue_page_is_one_line_of_the_trail(as_: SignIn, world: World) -> None:
    file_report(world)
    officer = as_("officer")
    before = acts_of_service(world, "officer")
    officer.get(QUEUE)
    officer.get(f"{QUEUE}?view=closed")
    assert acts_of_service(world, "officer") == [*before, Act.LISTED, Act.LISTED]


def test_a_full_page_is_small_and_leads_on(as_: SignIn, world: World) -> None:
    kinds = ("prejudice_religion", "bully_verbal", "forced_marriage")
    sent: list[Filed] = [file_report(world, kinds=kinds, place="school: Corridor or stairs") for _each in range(51)]
    officer = as_("officer")
    first, second = references(officer), references(officer, f"{QUEUE}?page=2")
    assert (len(first), len(second)) == (50, 1)
    assert {*first, *second} == {filed.reference for filed in sent}
    assert len(officer.get(QUEUE).get_data()) <= LARGEST_PAGE


@pytest.mark.parametrize("table", ["reports", "grants", "cards"])
@pytest.mark.parametrize("address", [QUEUE, SEARCH])
def test_one_forged_row_hides_its_own_line_and_no_other(as_: SignIn, world: World, table: str, address: str) -> None:
    forged, sound = file_report(world), file_report(world)
    column = {"reports": "level", "grants": "epoch", "cards": "length"}[table]
    key = "id" if table == "reports" else "report_id"
    tamper(world.database, f"UPDATE {table} SET {column} = {column} + 1 WHERE {key} = :id", id=forged.id)
    client = as_("officer")
    if address == SEARCH:
        client.submit(QUEUE, {"words": max(STORY.split(), key=len)}, action="search")
    shown = text_of(client.get(address))
    assert sound.reference in shown
    assert forged.reference not in shown
    assert ("1 report here cannot be shown" in shown) is (address == QUEUE)
