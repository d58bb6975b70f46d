"""Practice reports answered together: which may be, what each gets, and what is left as it is."""

import pytest
from werkzeug.test import TestResponse

from sharp.model.words import Act, ReportState
from sharp.reports import pupil_case
from sharp.reports.draft import About
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.triage.desk import acts_of_service, acts_on, case_path, pupil_writes, report_row, token_of

PILE = "/staff/queue?view=practice"
TOGETHER = "/staff/queue/practice"
WORD = "Thank you for trying this out. It works."


def practice(world: World, count: int = 1) -> list[Filed]:
    return [file_report(world, about=About.PRACTICE) for _ in range(count)]


def offered(page: TestResponse) -> set[str]:
    return {str(box["value"]) for box in soup_of(page).find_all("input", {"name": "cases"})}


def press(client: CheckedClient, page: TestResponse, *filed: Filed, word: str = WORD) -> TestResponse:
    return client.press(page, {"cases": [each.reference for each in filed], "word": word}, action=TOGETHER)


def last_word(world: World, filed: Filed) -> str:
    ring = ring_of(world, filed)
    with world.database.reading() as db:
        return pupil_case.look(db, filed.id, ring).said[-1].text


def test_several_get_one_answer_and_are_closed_with_it(as_: SignIn, world: World) -> None:
    first, second, third = practice(world, 3)
    officer = as_("officer")
    for filed in (first, second, third):
        officer.get(case_path(filed))
    answer = press(officer, officer.get(PILE), first, second)
    assert answer.headers["Location"] == PILE
    assert "2 practice reports are answered and closed." in text_of(officer.get(PILE))
    for filed in (first, second):
        assert report_row(world, filed).state is ReportState.CLOSED
        assert last_word(world, filed) == WORD
        assert acts_on(world, filed) == [Act.OPENED, Act.CLOSED]
    assert report_row(world, third).state is ReportState.READ
    assert offered(officer.get(PILE)) == {third.reference}


def test_what_nobody_has_read_is_neither_offered_nor_closed(as_: SignIn, world: World) -> None:
    read, unread = practice(world, 2)
    as_("spoc").get(case_path(read))
    officer = as_("officer")
    page = officer.get(PILE)
    assert offered(page) == {read.reference}
    press(officer, page, read, unread)
    assert "Not closed: what nobody has read yet" in text_of(officer.get(PILE))
    assert (report_row(world, read).state, report_row(world, unread).state) == (ReportState.CLOSED, ReportState.SENT)


@pytest.mark.parametrize("what", ["message", "real", "not-safe", "name"])
def test_what_the_pupil_added_to_is_answered_by_itself(app: Sharp, as_: SignIn, world: World, what: str) -> None:
    [filed] = practice(world)
    officer = as_("officer")
    officer.get(case_path(filed))
    page, ring = officer.get(PILE), ring_of(world, filed)
    with app.app_context(), world.database.writing() as db:
        match what:
            case "message":
                pupil_case.add_message(db, filed.id, ring, "It is true.")
            case "real":
                pupil_case.say_real(db, filed.id, ring)
            case "not-safe":
                pupil_case.say_not_safe(db, filed.id, ring, "They are here.")
            case _:
                pupil_case.give_name(db, filed.id, ring, name="Sam", reach="")
    press(officer, page, filed)
    assert "Not closed:" in text_of(officer.get(PILE))
    assert report_row(world, filed).state is not ReportState.CLOSED


def test_one_that_a_colleague_closed_first_is_left(app: Sharp, as_: SignIn, world: World) -> None:
    first, second = practice(world, 2)
    officer, spoc = as_("officer"), as_("spoc")
    for filed in (first, second):
        officer.get(case_path(filed))
    pages = [client.get(PILE) for client in (officer, spoc)]
    press(officer, pages[0], first)
    press(spoc, pages[1], first, second, word="Another answer.")
    assert (last_word(world, first), last_word(world, second)) == (WORD, "Another answer.")
    assert acts_on(world, first).count(Act.CLOSED) == 1


def test_a_real_report_cannot_be_closed_so(as_: SignIn, world: World) -> None:
    [filed], real = practice(world), file_report(world)
    officer = as_("officer")
    for each in (filed, real):
        officer.get(case_path(each))
    press(officer, officer.get(PILE), filed, real)
    assert report_row(world, real).state is ReportState.READ


def test_another_schools_is_not_there(as_: SignIn, world: World) -> None:
    [filed], elsewhere = practice(world), file_report(world, "birch", about=About.PRACTICE)
    as_("officer_elsewhere").get(case_path(elsewhere))
    officer = as_("officer")
    officer.get(case_path(filed))
    press(officer, officer.get(PILE), filed, elsewhere)
    assert "1 practice report is answered and closed." in text_of(officer.get(PILE))
    assert report_row(world, elsewhere).state is ReportState.READ


@pytest.mark.parametrize(("ticks", "word"), [(0, WORD), (1, ""), (1, "word " * 1100)])
def test_what_is_missing_is_asked_for_and_the_rest_kept(as_: SignIn, world: World, ticks: int, word: str) -> None:
    [filed] = practice(world)
    officer = as_("officer")
    officer.get(case_path(filed))
    again = press(officer, officer.get(PILE), *[filed][:ticks], word=word)
    assert again.status_code == 422
    assert "There is a problem" in text_of(again)
    assert word.strip() in again.get_data(as_text=True)
    box = soup_of(again).find("input", {"name": "cases"})
    assert box is not None
    assert box.has_attr("checked") is bool(ticks)
    assert report_row(world, filed).state is ReportState.READ
    assert acts_of_service(world, "officer")[-1] is Act.LISTED


def test_a_hundred_made_up_references_close_nothing(as_: SignIn, world: World) -> None:
    officer = as_("officer")
    fields = {"cases": [f"ZZZZ-{n:04}" for n in range(100)], "word": WORD} | token_of(officer)
    assert officer.post(TOGETHER, data=fields).status_code == 422
    fields["cases"] = fields["cases"][:50]
    assert officer.post(TOGETHER, data=fields).status_code == 303


def test_other_views_have_no_such_form(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    officer.get(case_path(filed))
    for view in ("open", "closed"):
        assert "Answer several at once" not in text_of(officer.get(f"/staff/queue?view={view}"))
    assert "Open a practice report to read it" in text_of(officer.get(PILE))


def test_a_message_comes_between_page_and_press(app: Sharp, as_: SignIn, world: World) -> None:
    [filed] = practice(world)
    officer = as_("officer")
    officer.get(case_path(filed))
    page = officer.get(PILE)
    pupil_writes(app, world, filed, "It is not a try.")
    press(officer, page, filed)
    assert report_row(world, filed).state is not ReportState.CLOSED
