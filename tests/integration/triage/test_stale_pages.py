"""Two people at one case: what came since is said, nothing is lost, and nobody closes over unread words."""

from sharp.model.words import Act, ReportState
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.triage.desk import acts_on, case_path, pupil_writes, report_row, told_after
from tests.integration.triage.test_acts import CLOSURE


def test_an_act_on_an_old_page_is_done_and_says_what_is_new(as_: SignIn, app: Sharp, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    page = officer.get(case_path(filed))
    as_("spoc").submit(case_path(filed), {"note": "Rang home."}, action="notes")
    pupil_writes(app, world, filed, "It was worse today.")
    shown = told_after(officer, officer.press(page, {"note": "Saw the class."}, action="notes"))
    assert "Your note is kept." in shown
    assert "New since you opened the page: Note for staff (Ms Adeyemi); Message from the pupil (the pupil)." in shown


def test_what_is_said_to_be_new_quotes_nobody(as_: SignIn, app: Sharp, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    page = officer.get(case_path(filed))
    pupil_writes(app, world, filed, "It was worse today.")
    flashed = officer.press(page, {"note": "Saw the class."}, action="notes")
    assert b"worse" not in flashed.get_data()


def test_my_own_acts_are_no_news(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    page = officer.get(case_path(filed))
    officer.press(page, {"note": "First."}, action="notes")
    shown = told_after(officer, officer.press(page, {"note": "Second."}, action="notes"))
    assert "New since" not in shown


def test_a_button_pressed_twice_says_it_once(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    page = officer.get(case_path(filed))
    for _press in range(2):
        assert officer.press(page, {"message": "See you at two."}, action="messages").status_code == 303
    assert acts_on(world, filed).count(Act.ANSWERED) == 1


def test_nobody_closes_over_words_they_have_not_read(as_: SignIn, app: Sharp, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    page = officer.get(case_path(filed))
    pupil_writes(app, world, filed, "He has a knife.")
    again = officer.press(page, CLOSURE, action="closure")
    assert again.status_code == 409
    shown = again.get_data(as_text=True)
    assert "He has a knife." in shown
    assert "Message from the pupil (the pupil)" in shown
    for typed in (CLOSURE["reason"], CLOSURE["word"]):
        assert typed in shown
    assert report_row(world, filed).state is not ReportState.CLOSED
    assert acts_on(world, filed) == [Act.OPENED] * 2
    assert officer.press(again, action="closure").status_code == 303
    assert report_row(world, filed).state is ReportState.CLOSED


def test_a_form_made_by_hand_needs_no_length(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    page = officer.get(case_path(filed))
    for odd in ("", "-1", "9" * 40, "½", "seven"):
        done = officer.press(page, {"note": f"Note {odd}", "seen": odd}, action="notes")
        assert done.status_code == 303
