"""Coming back with six words, what can be done then, and leaving."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sharp import clock
from sharp.model.reports import Report
from sharp.model.words import ReportState, Retention
from sharp.reports import coming_back
from sharp.reports.draft import About
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import STORY, Filed, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import rows_of
from tests.integration.reports.test_journey import at, check_words, fields, go, onward
from tests.integration.reports.test_journey_words import follow

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BACK = "/alder/back"
REPORT = "/alder/back/report"


@pytest.fixture
def filed(world: World) -> Filed:
    return file_report(world)


@pytest.fixture
def report(client: CheckedClient, filed: Filed) -> TestResponse:
    return come_back(client, filed)


def come_back(client: CheckedClient, filed: Filed) -> TestResponse:
    page = onward(client, client.get(BACK), {"words": filed.words.display})
    assert page.request.path == REPORT
    return page


def row(world: World) -> Report:
    with world.database.reading() as db:
        return db.scalars(sa.select(Report)).one()


def test_it_says_where_it_stands_who_can_open_it_and_what_was_said(report: TestResponse) -> None:
    check_words(report)
    text = text_of(report)
    assert STORY in text
    assert "Sent Read Being looked into Done" in text
    assert "PC Okafor Police officer for schools Can open it. Has not opened it yet." in text
    assert "two of three secret sheets" in text
    assert soup_of(report).select_one("form textarea[name=message]")


@pytest.mark.parametrize("spelled", [str.upper, lambda words: " , ".join(word[:3] for word in words.split())])
def test_the_words_may_be_written_in_many_ways(client: CheckedClient, filed: Filed, spelled: object) -> None:
    assert callable(spelled)
    page = onward(client, client.get(BACK), {"words": spelled(filed.words.display)})
    assert page.request.path == REPORT


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Please type your six words."),
        ("apple", "You need 6 words. You typed 1 word."),
        ("one two three four five six seven", "You need 6 words. You typed 7 words."),
        ("apple apple apple apple apple zzzz", "This is not one of our words: zzzz"),
        ("apple apple apple apple apple at", "This is too short to be one of your words: at"),
        ("🦄 🦄 🦄 🦄 🦄 🦄", "You need 6 words. You typed 0 words."),
    ],
)
def test_words_that_cannot_be_read_are_named_before_anything_slow(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch, typed: str, says: str
) -> None:
    def never(*_args: object) -> None:
        raise AssertionError("no derivation")

    monkeypatch.setattr(coming_back, "stretch", never)
    page = client.submit(BACK, {"words": typed})
    assert page.status_code == 422
    assert says in text_of(page)
    assert fields(page)["words"] == " ".join(typed.split())


def test_words_that_open_nothing_get_one_page_whatever_the_reason(client: CheckedClient, filed: Filed) -> None:
    reversed_words = " ".join(reversed(filed.words.words))
    elsewhere = client.submit("/birch/back", {"words": filed.words.display})
    wrong = client.submit(BACK, {"words": reversed_words})
    assert (wrong.status_code, elsewhere.status_code) == (422, 422)
    check_words(wrong)
    for advice in ("Is this your school?", "Are the words in the right order?", "say that you wrote before"):
        assert advice in text_of(wrong)
    same = text_of(elsewhere).replace("Birch Lane School", "Alder Park School")
    assert same == text_of(wrong)


def test_nothing_is_there_without_words(client: CheckedClient, filed: Filed) -> None:
    for path in (REPORT, f"{REPORT}/name", f"{REPORT}/now", f"{REPORT}/helped", f"{REPORT}/withdraw"):
        assert client.get(path).location == BACK
    assert client.get("/birch/back/report").location == "/birch/back"


def test_what_was_opened_at_one_school_is_not_at_another(client: CheckedClient, report: TestResponse) -> None:
    assert client.get("/birch/back/report").location == "/birch/back"


def test_the_secret_of_the_visit_changes_when_words_open_it(client: CheckedClient, filed: Filed) -> None:
    client.get(BACK)
    before = next(iter(client._cookies.values())).value
    come_back(client, filed)
    assert next(iter(client._cookies.values())).value != before


def test_a_message_is_added_once(client: CheckedClient, report: TestResponse) -> None:
    for _press in range(2):
        page = onward(client, report, {"message": "And today again."}, action="/message")
    assert text_of(page).count("And today again.") == 1
    second = onward(client, page, {"message": "One more thing."}, action="/message")
    assert "One more thing." in text_of(second)


@pytest.mark.parametrize("typed", ["", " \n", "x" * 10_001])
def test_a_message_that_cannot_go_comes_back(client: CheckedClient, report: TestResponse, typed: str) -> None:
    page = client.press(report, {"message": typed}, action="/message")
    assert page.status_code == 422
    assert fields(page)["message"] == typed.strip()


def test_a_message_that_comes_late_waits_while_the_words_are_typed_again(client: CheckedClient, filed: Filed) -> None:
    with clock.at(MONDAY):
        report = come_back(client, filed)
    with clock.at(MONDAY + timedelta(minutes=21)):
        late = client.press(report, {"message": "I was slow."}, action="/message")
        assert late.status_code == 422
        assert "You were quiet for 20 minutes" in text_of(late)
        assert "I was slow." in text_of(late)
        page = onward(client, late, {"words": filed.words.display})
        assert page.request.path == REPORT
        assert fields(page)["message"] == "I was slow."
        assert "I was slow." in text_of(onward(client, page, action="/message"))


def test_a_name_that_comes_late_waits_too(client: CheckedClient, filed: Filed) -> None:
    with clock.at(MONDAY):
        come_back(client, filed)
        form = client.get(f"{REPORT}/name")
    with clock.at(MONDAY + timedelta(minutes=21)):
        late = client.press(form, {"name": "Zoë", "reach": "at break"})
        page = onward(client, late, {"words": filed.words.display})
        assert page.request.path == f"{REPORT}/name"
        assert (fields(page)["name"], fields(page)["reach"]) == ("Zoë", "at break")


def test_a_name_can_be_given_later(client: CheckedClient, report: TestResponse) -> None:
    form = client.get(f"{REPORT}/name")
    check_words(form)
    assert "You cannot take it back." in text_of(form)
    assert client.press(form, {"name": " "}).status_code == 422
    page = onward(client, form, {"name": "Zoë", "reach": "at break"})
    assert "You told us your name: Zoë" in text_of(page)


def test_not_safe_now_says_999_first_and_makes_it_urgent(
    client: CheckedClient, world: World, report: TestResponse
) -> None:
    form = client.get(f"{REPORT}/now")
    check_words(form)
    text = text_of(form)
    assert text.index("999") < text.index("adult near you") < text.index("0800 1111") < text.index("Tell us too")
    assert row(world).level != 1
    page = onward(client, form, {"message": ""})
    assert "I am not safe now." in text_of(page)
    assert row(world).level == 1


def test_saying_whether_it_helped(client: CheckedClient, report: TestResponse) -> None:
    form = client.get(f"{REPORT}/helped")
    check_words(form)
    assert client.press(form).status_code == 422
    assert client.press(form, {"helped": "9"}).status_code == 422
    assert "Thank you for telling us." in text_of(onward(client, form, {"helped": "4"}))


def test_asking_to_stop(client: CheckedClient, report: TestResponse) -> None:
    form = client.get(f"{REPORT}/withdraw")
    check_words(form)
    page = onward(client, form, {"message": "It is sorted."})
    assert "You have asked us to stop." in text_of(page)
    assert "It is sorted." in text_of(page)


def test_a_try_can_turn_out_to_be_real(client: CheckedClient, world: World) -> None:
    filed = file_report(world, about=About.PRACTICE)
    page = come_back(client, filed)
    assert row(world).retention is Retention.PRACTICE
    page = onward(client, page, action="/real")
    assert "only a try" not in text_of(page)
    assert row(world).retention is Retention.ORDINARY


def test_what_is_deleted_is_said_to_be_gone(client: CheckedClient, world: World, report: TestResponse) -> None:
    with world.database.writing() as db:
        for table in ("entries", "cards", "grants", "receipts", "reports"):
            db.execute(sa.text(f"DELETE FROM {table}"))
    page = client.get(REPORT)
    assert page.status_code == 404
    assert "This is not here any more" in text_of(page)


def test_going_back_with_words_warns_of_what_is_not_sent(client: CheckedClient, filed: Filed) -> None:
    go(client, "kind")
    page = client.get(BACK)
    assert "It is not sent." in text_of(page)
    onward(client, page, {"words": filed.words.display})
    assert client.get(at("story")).location == at("")


def test_leaving_ends_the_visit_and_goes_somewhere_harmless(
    client: CheckedClient, world: World, report: TestResponse
) -> None:
    left = client.get("/alder/leave")
    assert left.status_code == 303
    assert left.location == world.roster().school.exit_url
    assert "Max-Age=0" in left.headers["Set-Cookie"]
    assert left.headers["Clear-Site-Data"] == '"cache"'
    assert client.get(REPORT).location == BACK
    with world.database.reading() as db:
        assert db.execute(sa.text("SELECT count(*) FROM sessions")).scalar() in (0, 1)


def test_a_visit_that_was_left_is_over_for_whoever_kept_its_cookie(client: CheckedClient, world: World) -> None:
    """Ended on the server, not only forgotten by the browser; the way out asks for no script."""
    client.post("/alder/easier", data={"looks": ["large"]})
    go(client, "kind")
    visit = client.get_cookie("sharp-v")
    assert visit is not None
    left = client.get("/alder/leave")
    gone = {line.partition("=")[0]: line for line in left.headers.getlist("Set-Cookie")}
    assert set(gone) == {"sharp-v", "look"}
    assert all("Max-Age=0" in line for line in gone.values())
    assert rows_of(world.database, "sessions") == []
    client.set_cookie("sharp-v", visit.value)
    assert STORY not in client.get(at("story"), follow_redirects=True).get_data(as_text=True)


def test_leaving_what_never_began_just_goes(client: CheckedClient, world: World) -> None:
    left = client.get("/alder/leave")
    assert left.location == world.roster().school.exit_url
    assert "Set-Cookie" not in left.headers
    assert client.get("/nowhere/leave").status_code == 404


def test_a_message_to_a_closed_case_opens_it_again(client: CheckedClient, world: World, report: TestResponse) -> None:
    with world.database.writing() as db:
        db.scalars(sa.select(Report)).one().state = ReportState.CLOSED
    page = follow(client, REPORT)
    assert "If you write again, we open it again." in text_of(page)
    onward(client, page, {"message": "It began again."}, action="/message")
    assert row(world).state is ReportState.ACTIVE
