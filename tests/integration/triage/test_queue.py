"""The queue: who sees it, what a line says and never says, its order, its filters, and its one line in the trail."""

import pytest

from sharp import clock
from sharp.model.reports import Report
from sharp.model.words import Act, ReportState, Role, Turn
from sharp.reports.draft import About
from sharp.schools.nominations import confirm, nominate
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import STORY, Filed, file_report
from tests.fixtures.world import World
from tests.integration.schools.thief import tamper
from tests.integration.triage.desk import QUEUE, SIGN_IN, acts_of_service, case_path, pupil_writes
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


def moved_on(world: World, filed: Filed, **columns: object) -> None:
    with world.database.writing() as db:
        report = db.get_one(Report, filed.id)
        for name, value in columns.items():
            setattr(report, name, value)


def shown_choices(client: CheckedClient, address: str = QUEUE) -> dict[str, str]:
    """Every choice of the queue that says how many it holds, and where it leads."""
    links = soup_of(client.get(address)).select("main nav a")
    found = {" ".join(link.get_text(" ").split()): str(link["href"]) for link in links}
    return {words: href for words, href in found.items() if "(" in words}


def test_each_choice_leads_to_as_many_cases_as_it_says(as_: SignIn, world: World) -> None:
    turns = (Turn.NOMINEE, Turn.HELPER, Turn.PUPIL, Turn.NOBODY, Turn.PUPIL)
    past = clock.hour() * 4 - 400
    for number, turn in enumerate(turns):
        filed = file_report(world, kinds=("theft",))
        moved_on(world, filed, turn=turn, level=number % 4 + 1, due=past if number % 2 else None)
    file_report(world, about=About.PRACTICE)
    officer = as_("officer")
    for address in (QUEUE, f"{QUEUE}?whose=pupil", f"{QUEUE}?level=2&overdue=1", f"{QUEUE}?view=practice"):
        for words, href in shown_choices(officer, address).items():
            count = int(words.partition("(")[2].partition(")")[0])
            assert len(references(officer, href)) == count, (address, words)
    assert {words.partition(" (")[0]: words.partition("(")[2][:1] for words in shown_choices(officer)} == {
        "Open": "5", "Practice": "1", "Closed": "0", "All": "5", "Our turn": "1", "Handed out": "1",
        "Waiting for the pupil": "2", "Waiting for others": "1", "Overdue": "2",
        "1 Now": "2", "2 Same day": "1", "3 Two days": "1", "4 Pattern": "1",
    }  # fmt: skip


def test_mine_are_the_cases_where_i_acted_last(as_: SignIn, world: World, app: Sharp) -> None:
    answered, overtaken, looked_at, acknowledged = (file_report(world) for _each in range(4))
    officer, spoc = as_("officer"), as_("spoc")
    officer.submit(case_path(answered), {"message": "Thank you."}, action="messages")
    officer.submit(case_path(acknowledged), action="acknowledgement")
    officer.submit(case_path(overtaken), {"note": "Rang home."}, action="notes")
    spoc.submit(case_path(overtaken), {"note": "Rang again."}, action="notes")
    officer.get(case_path(looked_at))
    pupil_writes(app, world, answered, "Thank you too.")
    mine = f"{QUEUE}?whose=mine"
    assert set(references(officer, mine)) == {answered.reference, acknowledged.reference}
    assert references(spoc, mine) == [overtaken.reference]
    assert references(as_("deputy"), mine) == []
    assert references(officer, f"{mine}&page=7") == references(officer, mine)


def test_what_is_overdue_stands_first_for_everyone_it_concerns(as_: SignIn, world: World) -> None:
    ours, theirs, urgent = file_report(world), file_report(world), file_report(world, kinds=("weapon_carry",))
    past = clock.hour() * 4 - 400
    moved_on(world, theirs, turn=Turn.PUPIL, state=ReportState.ACTIVE, due=past)
    for who in ("officer", "spoc", "deputy"):
        assert references(as_(who)) == [urgent.reference, theirs.reference, ours.reference]
        assert references(as_(who), f"{QUEUE}?overdue=1")[-1] == theirs.reference
        assert "Overdue: next step" in text_of(as_(who).get(QUEUE))


@pytest.mark.parametrize(
    "odd", ["whose=nobody", "whose=mine&level=5", "level=0", "level=1.0", "level=²", "overdue=yes", "overdue=%00"]
)
def test_an_unknown_choice_is_no_page(as_: SignIn, odd: str) -> None:
    assert as_("officer").get(f"{QUEUE}?{odd}").status_code == 404


def test_a_choice_that_nothing_fits_says_so_and_keeps_the_others(as_: SignIn, world: World) -> None:
    file_report(world)
    officer = as_("officer")
    assert "No case fits this choice" in text_of(officer.get(f"{QUEUE}?whose=handed"))
    narrowed, all_of_it = shown_choices(officer, f"{QUEUE}?whose=handed"), shown_choices(officer)
    assert [words.split(" (")[0] for words in narrowed] == [words.split(" (")[0] for words in all_of_it]


def test_pages_of_a_choice_lead_on_within_it(as_: SignIn, world: World) -> None:
    for _each in range(51):
        file_report(world, kinds=("theft",))
    officer = as_("officer")
    page = soup_of(officer.get(f"{QUEUE}?whose=ours&level=3"))
    [following] = [str(link["href"]) for link in page.select("a[rel=next]")]
    assert len(references(officer, following)) == 1


def test_schools_stand_side_by_side_for_somebody_who_serves_at_both(as_: SignIn, world: World) -> None:
    here, there = file_report(world), file_report(world, "birch")
    officer, lead = world.person("officer"), world.person("spoc_elsewhere")
    with world.database.writing() as db:
        made = nominate(
            db, school_id=world.cast.schools["birch"], staff_id=officer.id, role=Role.SSO, shown_name="PC Okafor",
            anchor=world.anchor,
        )  # fmt: skip
        confirm(db, nomination_id=made, by=lead.id, fp=officer.keys.fingerprint, anchor=world.anchor)
    later = file_report(world, "birch")
    client = as_("officer")
    assert set(references(client)) == {here.reference, later.reference}
    assert references(client, f"{QUEUE}?school=birch") == [later.reference]
    shown = text_of(client.get(f"{QUEUE}?school=birch"))
    for said in ("All schools (2)", "Alder Park School (1)", "Birch Lane School (1)"):
        assert said in shown
    assert there.reference not in shown
