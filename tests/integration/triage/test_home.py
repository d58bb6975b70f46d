"""The start page: to each role what that role truly has, and no more."""

import pytest

from sharp.reports.draft import About, Named
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.triage.desk import HOME, QUEUE, SIGN_IN, case_path

EVERYONE = ("officer", "spoc", "deputy", "head", "contact", "pastoral", "coordinator", "operator", "officer_elsewhere")


@pytest.mark.parametrize("who", EVERYONE)
def test_everybody_who_is_signed_in_has_a_start_page(as_: SignIn, who: str) -> None:
    assert as_(who).get(HOME).status_code == 200


def test_a_stranger_is_asked_to_sign_in(client: CheckedClient) -> None:
    assert client.get(HOME).headers["Location"].startswith(SIGN_IN)


def figures(page: CheckedClient, school: str) -> list[str]:
    row = next(row for row in soup_of(page.get(HOME)).find_all("tr") if school in row.get_text())
    return [cell.get_text(strip=True) for cell in row.find_all("td")]


def test_a_reader_sees_how_much_waits_at_each_school(as_: SignIn, world: World) -> None:
    file_report(world, kinds=("weapon_carry",))
    file_report(world, kinds=("theft",))
    file_report(world, about=About.PRACTICE)
    answered = file_report(world, kinds=("vape",))
    officer = as_("officer")
    officer.submit(case_path(answered), {"message": "Thank you."}, action="messages")
    assert figures(officer, "Alder Park School") == ["2", "1", "1", "3", "1"]
    assert f'href="{QUEUE}"' in officer.get(HOME).get_data(as_text=True)


def test_a_head_counts_only_what_is_sealed_to_the_head(as_: SignIn, world: World) -> None:
    file_report(world)
    file_report(world, about=About.ADULT, named=Named.NONE)
    assert figures(as_("head"), "Alder Park School")[3] == "1"


def test_a_coordinator_reads_no_small_number(as_: SignIn, world: World) -> None:
    for _report in range(6):
        file_report(world)
    file_report(world, "birch")
    coordinator = as_("coordinator")
    assert figures(coordinator, "Alder Park School") == ["6", *["fewer than 5"] * 3]
    assert figures(coordinator, "Birch Lane School") == ["fewer than 5"] * 4
    assert QUEUE not in coordinator.get(HOME).get_data(as_text=True)


def test_an_operator_reads_no_figure_about_reports(as_: SignIn, world: World) -> None:
    before = text_of(as_("operator").get(HOME))
    file_report(world)
    assert text_of(as_("operator").get(HOME)) == before
    assert "Sound" in before
    assert "No outside contact for reports about the head" in before


def test_an_operator_is_told_of_a_list_that_was_changed(as_: SignIn, world: World) -> None:
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE schools SET name = 'Elsewhere' WHERE slug = 'birch'")
    shown = text_of(as_("operator").get(HOME))
    assert "birch Refused" in shown
    assert "Elsewhere" not in shown


def test_a_reader_is_told_that_a_list_is_refused(as_: SignIn, world: World) -> None:
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE schools SET name = 'Elsewhere' WHERE slug = 'alder'")
    spoc = as_("spoc")
    assert "alder: the list of readers was changed" in text_of(spoc.get(HOME))
    assert spoc.get(QUEUE).status_code == 403


def test_a_pastoral_lead_is_told_that_nothing_was_handed_over(as_: SignIn) -> None:
    assert "Nothing has been handed to you." in text_of(as_("pastoral").get(HOME))
