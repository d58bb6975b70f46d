"""How cases ended: a coordinator reads sums in bands, and nobody works out a small number from them."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp import clock
from sharp.model.words import Role
from sharp.reports.draft import About
from sharp.reports.journal import Item
from sharp.reports.outcomes import count_answer, count_closing
from sharp.schools.nominations import confirm, nominate
from sharp.triage.endings import shown_bands
from sharp.vault.encoding import new_id
from sharp.vault.entries import Content
from sharp.vault.slots import Slot
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.promises.ground import rows_of, set_cell
from tests.integration.triage.desk import HOME, SIGN_IN

ENDINGS = "/staff/endings"
COUNTS = st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(0, 40), min_size=1)


def ended(world: World, slug: str, kind: str, outcome: str, times: int, helped: int | None = None) -> None:
    """Cases of one kind that ended in one way."""
    school = world.roster(slug).school
    account = {"kinds": [kind], "place": "", "place_more": "", "about": About.ME}
    items = [Item(1, Slot.THREAD, new_id(), Content("account", "pupil", clock.hour(), account))]
    closing = Item(2, Slot.THREAD, new_id(), Content("closing_word", "x", clock.hour(), {"text": "Done."}))
    with world.database.writing() as db:
        for _time in range(times):
            count_closing(db, school, items, outcome)
            count_answer(db, school, (*items, closing), helped)


def tables(client: CheckedClient) -> list[dict[str, str]]:
    found = soup_of(client.get(ENDINGS)).select("table.queue--sums")
    rows = [[[c.get_text(strip=True) for c in r.find_all(["th", "td"])] for r in t.select("tbody tr")] for t in found]
    return [dict(each) for each in rows]


@pytest.fixture
def partnership(world: World) -> World:
    """A term at two schools: 29 cases, of which a few kinds and outcomes are rare."""
    ended(world, "alder", "bully_verbal", "helped", 9, helped=4)
    ended(world, "birch", "bully_verbal", "restored", 8, helped=5)
    ended(world, "alder", "theft", "community", 7, helped=2)
    ended(world, "birch", "theft", "helped", 3)
    ended(world, "alder", "selfharm", "referred", 2)
    return world


def test_a_coordinator_reads_their_schools_together_in_bands(as_: SignIn, partnership: World) -> None:
    coordinator = as_("coordinator")
    kinds, outcomes, helped = tables(coordinator)
    assert kinds["People being unkind"] == "15 to 19"
    assert kinds["Things taken or broken"] == "10 to 14"
    assert kinds["How someone is feeling"] == "fewer than 5"
    assert kinds["Online"] == "fewer than 5"
    assert outcomes["Supported in school, with a plan"] == "10 to 14"
    assert outcomes["Referred to another agency"] == "fewer than 5"
    assert helped == {"5": "5 to 9", "4": "5 to 9", "3": "fewer than 5", "2": "5 to 9", "1": "fewer than 5"}
    assert "Cases closed: 25 to 29" in text_of(coordinator.get(ENDINGS))


def test_no_number_under_five_and_no_exact_one_stands_on_the_page(as_: SignIn, partnership: World) -> None:
    shown = {count for table in tables(as_("coordinator")) for count in table.values()}
    assert shown == {"15 to 19", "10 to 14", "5 to 9", "fewer than 5"}


def test_what_never_happened_and_what_happened_once_look_the_same(as_: SignIn, partnership: World) -> None:
    before = tables(as_("coordinator"))
    ended(partnership, "alder", "assault", "not-enough", 1)
    assert tables(as_("coordinator")) == before


def test_a_term_of_few_cases_is_not_shown(as_: SignIn, world: World) -> None:
    ended(world, "alder", "theft", "helped", 4)
    page = text_of(as_("coordinator").get(ENDINGS))
    assert "There is nothing to show yet" in page
    ended(world, "birch", "theft", "helped", 1)
    assert "Cases closed: 5 to 9" in text_of(as_("coordinator").get(ENDINGS))


def test_a_table_that_gives_one_away_is_withheld(as_: SignIn, world: World) -> None:
    """Ten and one: whoever knows that eleven were closed knows of the one."""
    ended(world, "alder", "theft", "helped", 10)
    ended(world, "alder", "selfharm", "helped", 1)
    page = text_of(as_("coordinator").get(ENDINGS))
    assert tables(as_("coordinator")) == []
    assert page.count("Too few to show without giving one away.") == 3


@pytest.mark.parametrize("who", ["officer", "spoc", "deputy", "head", "contact", "pastoral", "operator"])
def test_nobody_else_has_the_page(as_: SignIn, partnership: World, who: str) -> None:
    assert as_(who).get(ENDINGS).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: CheckedClient) -> None:
    assert client.get(ENDINGS).headers["Location"].startswith(SIGN_IN)


def test_another_partnerships_schools_are_not_in_it(as_: SignIn, partnership: World) -> None:
    """A coordinator who reads at a school gets no sum of it: what leaves them out would show."""
    before = text_of(as_("coordinator").get(ENDINGS))
    person = partnership.person("coordinator")
    with partnership.database.writing() as db:
        made = nominate(
            db, school_id=partnership.cast.schools["birch"], staff_id=person.id, role=Role.SPOC,
            shown_name="Sgt Whitlock", anchor=partnership.anchor,
        )  # fmt: skip
        by = partnership.person("spoc_elsewhere").id
        confirm(db, nomination_id=made, by=by, fp=person.keys.fingerprint, anchor=partnership.anchor)
    coordinator = as_("coordinator")
    after = text_of(coordinator.get(ENDINGS))
    assert ("25 to 29" in before, "Cases closed: 15 to 19" in after) == (True, True)
    ended(partnership, "birch", "theft", "helped", 30)
    assert text_of(coordinator.get(ENDINGS)) == after


def test_the_way_there_stands_under_the_totals(as_: SignIn, partnership: World) -> None:
    assert f'href="{ENDINGS}"' in as_("coordinator").get(HOME).get_data(as_text=True)
    assert f'href="{ENDINGS}"' not in as_("spoc").get(HOME).get_data(as_text=True)


def test_a_count_that_was_changed_by_hand_is_refused(as_: SignIn, partnership: World) -> None:
    row = rows_of(partnership.database, "outcomes")[0]
    set_cell(partnership.database, "outcomes", row, "count", 77)
    answer = as_("coordinator").get(ENDINGS)
    assert answer.status_code >= 400
    assert "77" not in text_of(answer)


def possible(bands: Mapping[str, int], total: int, name: str) -> set[int]:
    """Everything that one count may be for somebody who reads all bands and knows the exact sum."""
    others = {0}
    for each, band in bands.items():
        if each != name:
            others = {already + band + more for already in others for more in range(5)}
    return {bands[name] + more for more in range(5) if total - bands[name] - more in others}


@given(COUNTS)
def test_whoever_knows_the_sum_works_out_no_small_number(counts: dict[str, int]) -> None:
    bands = shown_bands(counts)
    for name, count in counts.items():
        if bands is not None and count < 5:
            assert possible(bands, sum(counts.values()), name) == {0, 1, 2, 3, 4}


@given(COUNTS, COUNTS)
def test_nor_whoever_sets_one_table_against_another(one: dict[str, int], other: dict[str, int]) -> None:
    """Two tables sort the same cases: from each the sum lies between two numbers, and all between is possible."""
    missing = sum(one.values()) - sum(other.values())
    poorer = other if missing > 0 else one
    poorer["z"] = poorer.get("z", 0) + abs(missing)
    shown = [(table, shown_bands(table)) for table in (one, other)]
    ranges = [
        range(sum(bands.values()), sum(bands.values()) + 4 * len(bands) + 1) for _t, bands in shown if bands is not None
    ]
    sums = set.intersection(*map(set, ranges)) if ranges else set()
    for counts, bands in shown:
        for name in [name for name, count in counts.items() if bands is not None and count < 5]:
            assert bands is not None
            assert set().union(*(possible(bands, total, name) for total in sums)) == {0, 1, 2, 3, 4}


@given(COUNTS)
def test_a_band_holds_its_count(counts: dict[str, int]) -> None:
    for name, band in (shown_bands(counts) or {}).items():
        assert band <= counts[name] < band + 5
        assert band == 0 or band >= 5
