"""One case: who may open it, what the page says, and the trace that each opening leaves."""

import pytest

from sharp.model.words import Act, ReportState
from sharp.reports.draft import About, Named
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.reports import STORY, file_report
from tests.fixtures.world import World
from tests.integration.triage.desk import SIGN_IN, acts_on, case_path, file_in, report_row


@pytest.mark.parametrize("who", ["officer", "spoc", "deputy"])
def test_a_nominee_reads_the_account(as_: SignIn, world: World, who: str) -> None:
    filed = file_report(world, kinds=("bully_physical", "theft"), place="school: Corridor or stairs")
    page = as_(who).get(case_path(filed))
    assert page.status_code == 200
    shown = text_of(page)
    assert STORY in shown
    assert "Physical bullying; Theft" in shown
    assert "Corridor or stairs" in shown
    assert "Not given" in shown


def test_the_name_is_shown_to_those_who_hold_its_key(as_: SignIn, world: World) -> None:
    filed = file_report(world, name="Leila", reach="At the library on Tuesdays")
    shown = text_of(as_("officer").get(case_path(filed)))
    assert "Leila" in shown
    assert "At the library on Tuesdays" in shown


def test_the_page_says_who_can_open_it_and_what_the_pupil_was_shown(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    as_("spoc").get(case_path(filed))
    shown = text_of(as_("officer").get(case_path(filed)))
    assert "Ms Adeyemi , SPOC Has opened it" in shown
    assert "Mr Nowak , SPOC Has not opened it" in shown
    assert "PC Okafor, Safer Schools Officer" in shown
    assert "Opened Ms Adeyemi, today, after" in shown


def test_the_first_opening_marks_it_read(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    assert report_row(world, filed).state is ReportState.SENT
    as_("officer").get(case_path(filed))
    assert report_row(world, filed).state is ReportState.READ


def test_each_opening_is_one_line_of_the_trail(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    for _time in range(3):
        officer.get(case_path(filed))
    assert acts_on(world, filed) == [Act.OPENED] * 3


def test_a_page_that_comes_back_as_typed_was_opened_too(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    page = officer.get(case_path(filed))
    again = officer.press(page, {"note": ""}, action="notes")
    assert again.status_code == 422
    assert STORY in text_of(again)
    assert acts_on(world, filed) == [Act.OPENED] * 2


@pytest.mark.parametrize("who", ["officer_elsewhere", "spoc_elsewhere", "head", "contact", "head_elsewhere"])
def test_who_holds_no_grant_sees_what_an_unknown_reference_shows(as_: SignIn, world: World, who: str) -> None:
    filed = file_report(world)
    client = as_(who)
    held, unknown = client.get(case_path(filed)), client.get("/staff/cases/ZZZZ-ZZZZ")
    assert (held.status_code, unknown.status_code) == (404, 404)
    assert held.get_data() == unknown.get_data()
    assert acts_on(world, filed) == []


@pytest.mark.parametrize("who", ["pastoral", "coordinator", "operator"])
def test_who_reads_nowhere_is_forbidden(as_: SignIn, world: World, who: str) -> None:
    filed = file_report(world)
    assert as_(who).get(case_path(filed)).status_code == 403
    assert as_(who).post(case_path(filed, "notes"), data={"note": "Mine"}).status_code == 403
    assert acts_on(world, filed) == []


def test_a_stranger_is_asked_to_sign_in(client: CheckedClient, world: World) -> None:
    filed = file_report(world)
    assert client.get(case_path(filed)).headers["Location"].startswith(SIGN_IN)


def test_the_head_opens_what_is_sealed_to_the_head(as_: SignIn, world: World) -> None:
    filed = file_report(world, about=About.ADULT, named=Named.NONE)
    assert STORY in text_of(as_("head").get(case_path(filed)))
    assert as_("officer").get(case_path(filed)).status_code == 404


def test_another_language_asks_for_an_interpreter(as_: SignIn, world: World) -> None:
    filed = file_in(world, "pl")
    assert "trained interpreter" in text_of(as_("officer").get(case_path(filed)))


def test_what_a_pupil_writes_is_never_markup(as_: SignIn, world: World) -> None:
    filed = file_report(world, story="<script>alert(1)</script> & <b>bold</b>")
    page = as_("officer").get(case_path(filed))
    assert b"<script>alert" not in page.get_data()
    assert "<script>alert(1)</script> & <b>bold</b>" in text_of(page)
