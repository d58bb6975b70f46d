"""Showing something later: through the six words, with a message."""

import pytest
from flask.testing import FlaskClient

from sharp.model.words import ReportState
from tests.fixtures.application import SignIn
from tests.fixtures.evidence import PDF, allow_files, file_with, picture, store_of, telling_picture
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.evidence.bringing import LATER, MULTIPART, bring, form_of, lying
from tests.integration.reports.test_journey import check_words
from tests.integration.triage.desk import case_path, entries_of, report_row

REPORT = "/alder/back/report"


@pytest.fixture
def filed(world: World) -> Filed:
    allow_files(world)
    return file_report(world)


@pytest.fixture
def returner(client: CheckedClient, filed: Filed) -> CheckedClient:
    client.submit("/alder/back", {"words": filed.words.display})
    return client


def test_where_the_school_takes_none_nothing_is_offered(client: CheckedClient, world: World, filed: Filed) -> None:
    allow_files(world, allowed=False)
    client.submit("/alder/back", {"words": filed.words.display})
    assert "Show us a picture" not in text_of(client.get(REPORT))
    assert client.get(LATER).location == REPORT


def test_they_are_added_and_sent_with_a_word(returner: CheckedClient, world: World, filed: Filed, as_: SignIn) -> None:
    assert "Show us a picture" in text_of(returner.get(REPORT))
    check_words(returner.get(LATER))
    assert bring(returner, telling_picture(), PDF, b"MZ" * 99, to=LATER).location == LATER
    page = returner.get(LATER)
    check_words(page)
    assert "file 3 is not a kind we can take" in text_of(page)
    done = returner.submit(LATER, {"message": "This is what they sent me."}, action="/show")
    assert done.location == REPORT
    page = text_of(returner.get(REPORT))
    assert "Your files are sent." in page
    assert "You showed us 2 files." in page
    case = as_("officer").get(case_path(filed))
    assert "This is what they sent me." in text_of(case)
    links = [str(link["href"]) for link in soup_of(case).select("ul.files a")]
    assert len(links) == 2
    assert as_("officer").get(links[0]).mimetype == "image/jpeg"


def test_a_button_pressed_twice_sends_once(returner: CheckedClient, world: World, filed: Filed) -> None:
    bring(returner, PDF, to=LATER)
    page = returner.get(LATER)
    for _time in range(2):
        assert returner.press(page, {"message": "Look."}, action="/show").status_code == 303
    assert entries_of(world, filed) == 5


def test_words_typed_beside_a_message_and_beside_files_come_along(returner: CheckedClient, world: World) -> None:
    typed = "I was about to write this, and then I thought of the picture."
    fields = {**prefilled(form_on(returner.get(REPORT), "/message")), "message": typed}
    assert returner.post(f"{LATER}/words", data=fields).location == LATER
    assert typed in text_of(returner.get(LATER))
    assert bring(returner, PDF, to=LATER, message=typed + " Look.").location == LATER
    assert typed + " Look." in text_of(returner.get(LATER))
    returner.submit(LATER, action="/remove")
    assert typed + " Look." in text_of(returner.get(LATER))


def test_a_file_chosen_and_not_added_is_sent_too(returner: CheckedClient, world: World, filed: Filed) -> None:
    page = returner.get(LATER)
    fields = {**prefilled(form_on(page, LATER)), "message": "Look."}
    assert returner.post(LATER, data=form_of(fields, PDF), content_type=MULTIPART).location == REPORT
    assert "You showed us a file." in text_of(returner.get(REPORT))
    assert entries_of(world, filed) == 5


def test_what_is_added_next_is_sent_by_itself(returner: CheckedClient, world: World, as_: SignIn, filed: Filed) -> None:
    for data in (PDF, picture()):
        bring(returner, data, to=LATER)
        returner.submit(LATER, {"message": ""}, action="/show")
    links = [str(link["href"]) for link in soup_of(as_("spoc").get(case_path(filed))).select("ul.files a")]
    assert [as_("spoc").get(link).status_code for link in links] == [200, 200]


def test_what_was_added_can_be_taken_out(returner: CheckedClient, world: World) -> None:
    bring(returner, PDF, to=LATER)
    returner.submit(LATER, action="/remove")
    assert lying(world) == []
    assert "What you have added" not in text_of(returner.get(LATER))


def test_sending_nothing_sends_nothing(returner: CheckedClient, world: World, filed: Filed) -> None:
    bring(returner, PDF, to=LATER)
    page = returner.get(LATER)
    returner.submit(LATER, action="/remove")
    returner.press(page, action="/show")
    assert entries_of(world, filed) == 3


def test_a_file_that_vanished_is_said_and_no_word_goes_without_it(returner: CheckedClient, world: World) -> None:
    bring(returner, PDF, picture(), to=LATER)
    page = returner.get(LATER)
    store_of(world).remove(lying(world)[0])
    assert returner.press(page, {"message": "Look."}, action="/show").location == LATER
    assert "We have lost a file that you added" in text_of(returner.get(LATER))


def test_about_intimate_images_none_is_taken(client: CheckedClient, world: World) -> None:
    allow_files(world)
    filed = file_report(world, kinds=("nudes_self",))
    client.submit("/alder/back", {"words": filed.words.display})
    page = client.get(LATER)
    assert "Report Remove" in text_of(page)
    assert not soup_of(page).find("input", type="file")
    token = prefilled(form_on(client.get(REPORT)))["csrf_token"]
    answer = client.post(LATER, data=form_of({"csrf_token": token}, picture()), content_type=MULTIPART)
    assert (answer.status_code, lying(world)) == (422, [])
    assert client.post(LATER, data={"csrf_token": token, "message": "Look."}).status_code in (303, 422)
    assert entries_of(world, filed) == 3


def test_without_the_words_nothing_is_read(client: CheckedClient, world: World, filed: Filed) -> None:
    answer = FlaskClient.open(client, LATER, method="POST", data=form_of({}, PDF), content_type=MULTIPART)
    assert answer.status_code == 422
    assert lying(world) == []


def test_a_closed_case_is_opened_again(returner: CheckedClient, world: World, filed: Filed, as_: SignIn) -> None:
    officer = as_("officer")
    officer.submit(case_path(filed), {"outcome": "helped", "reason": "Spoke.", "word": "Done."}, action="/closure")
    bring(returner, PDF, to=LATER)
    returner.submit(LATER, action="/show")
    assert report_row(world, filed).state is ReportState.ACTIVE


def test_one_pupils_files_are_no_others(client: CheckedClient, world: World, filed: Filed) -> None:
    other = file_with(world, PDF)
    client.submit("/alder/back", {"words": filed.words.display})
    assert "You showed us" not in text_of(client.get(REPORT))
    client.submit("/alder/back", {"words": other.words.display})
    assert "You showed us a file." in text_of(client.get(REPORT))
