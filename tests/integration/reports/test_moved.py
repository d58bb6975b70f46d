"""A report that went to another school, as its pupil finds it: the same words lead there, and nothing typed is lost."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sharp import clock
from sharp.model.reports import Receipt, Report
from sharp.model.words import Act, ReportState
from sharp.reports import coming_back, pupil_case
from sharp.reports.forgetting import end_words, forget
from sharp.reports.moved import HasMoved
from sharp.triage import casework
from sharp.triage.casework import Closure, Outcome
from sharp.vault.words import parse_words
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, text_of
from tests.fixtures.reports import STORY, Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.crashes.test_races import all_at_once
from tests.integration.promises.ground import case_of, dump, examined
from tests.integration.reports.test_journey import go, onward
from tests.integration.reports.test_journey_words import words_on
from tests.integration.schools.thief import tamper
from tests.integration.triage.desk import acts_on, case_path, report_row
from tests.integration.triage.moves import REASON, WORD, answer, moved, of_kind, offered, read_by, send

ALDER, BIRCH = "/alder/back", "/birch/back"
PASSED_ON = "Alder Park School has passed this on to Birch Lane School."


def come_back(client: CheckedClient, filed: Filed, at: str = ALDER) -> TestResponse:
    return onward(client, client.get(at), {"words": filed.words.display})


@pytest.fixture
def filed(world: World) -> Filed:
    return file_report(world)


@pytest.fixture
def there(world: World, as_: SignIn, filed: Filed) -> Filed:
    return moved(world, as_, filed)


def test_while_it_is_offered_nothing_changes(world: World, as_: SignIn, client: CheckedClient, filed: Filed) -> None:
    as_("spoc").get(case_path(filed))
    before = text_of(come_back(client, filed))
    offered(world, as_, filed)
    assert text_of(client.get("/alder/back/report")) == before
    answer(as_("spoc_elsewhere"))
    assert text_of(client.get("/alder/back/report")) == before


def test_words_typed_here_lead_there_and_then_open_it_directly(
    app: Sharp, world: World, client: CheckedClient, filed: Filed, there: Filed
) -> None:
    assert come_back(client, filed, BIRCH).status_code == 422, "the school there has never seen the words"
    page = come_back(client, filed)
    assert page.request.path == "/birch/back/report"
    said = text_of(page)
    assert f"{PASSED_ON} Below you see who can open it now. Your words now work on both pages." in said
    for shown in (STORY, WORD, "Mrs Mensah School staff Can open it. Has not opened it yet.", "PC Reid"):
        assert shown in said
    assert "Alder Park School still has what you told them there." in said
    for other in ("PC Okafor", "Mr Nowak"):
        assert other not in said
    assert client.get("/alder/back/report").location == ALDER, "one visit, one school"
    another = app.test_client()
    assert isinstance(another, CheckedClient)
    direct = come_back(another, filed, BIRCH)
    assert direct.request.path == "/birch/back/report"
    assert PASSED_ON not in text_of(direct)
    assert come_back(another, filed).request.path == "/birch/back/report", "and here they lead there as before"
    assert examined(world) == []


def test_the_conversation_goes_on_there(
    world: World, as_: SignIn, client: CheckedClient, filed: Filed, there: Filed
) -> None:
    page = come_back(client, filed)
    page = onward(client, page, {"message": "It is me again."}, action="/message")
    assert "Your message is sent." in text_of(page)
    staff = as_("spoc_elsewhere")
    assert "It is me again." in text_of(staff.get(case_path(there)))
    staff.submit(case_path(there), {"message": "I am Mrs Mensah."}, action="messages")
    assert "I am Mrs Mensah." in text_of(client.get("/birch/back/report"))
    assert "It is me again." not in text_of(as_("spoc").get(case_path(filed)))


def test_two_devices_at_once_both_get_there(app: Sharp, world: World, as_: SignIn, filed: Filed, there: Filed) -> None:
    found = []

    def press() -> None:
        device = app.test_client()
        assert isinstance(device, CheckedClient)
        found.append(come_back(device, filed).request.path)

    all_at_once([press, press])
    assert found == ["/birch/back/report"] * 2
    assert examined(world) == []


def test_wrong_words_get_the_one_page_as_before(
    world: World, as_: SignIn, client: CheckedClient, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = " ".join(reversed(filed.words.words))
    before = client.submit(ALDER, {"words": wrong})
    moved(world, as_, filed)
    counted: list[object] = []
    real = coming_back.stretch
    monkeypatch.setattr(coming_back, "stretch", lambda *args: counted.append(args) or real(*args))
    after = client.submit(ALDER, {"words": wrong})
    assert (before.status_code, text_of(before)) == (after.status_code, text_of(after))
    assert len(counted) == 1
    counted.clear()
    come_back(client, filed)
    assert len(counted) == 2, "one derivation a school"


ACTS: dict[str, dict[str, str]] = {
    "message": {"message": "Can you still read this?"},
    "now": {"message": "He waits outside."},
    "name": {"name": "Dulcinea", "reach": "At home"},
    "helped": {"helped": "2"},
    "withdraw": {"message": "Please stop it."},
}


@pytest.mark.parametrize("act", ACTS)
def test_an_old_page_says_that_it_went_on_and_loses_nothing(
    world: World, as_: SignIn, client: CheckedClient, filed: Filed, act: str
) -> None:
    report = come_back(client, filed)
    page = report if act == "message" else client.get(f"/alder/back/report/{act}")
    there = moved(world, as_, filed)
    length = report_row(world, filed).length
    late = client.press(page, ACTS[act], action=f"/{act}")
    assert late.status_code == 422
    assert "has passed what you told us on to another school" in text_of(late)
    for typed in ACTS[act].values():
        assert typed in text_of(late)
    assert report_row(world, filed).length == length
    next_page = onward(client, late, {"words": filed.words.display})
    assert next_page.request.path == f"/birch/back/report{'' if act == 'message' else f'/{act}'}"
    held = prefilled(form_on(next_page, f"/{act}"))
    if act in ("message", "name"):
        assert ACTS[act].items() <= held.items()
    assert onward(client, next_page, {**held, **ACTS[act]}, action=f"/{act}").status_code == 200
    assert report_row(world, there).length > 5


def test_a_visit_that_has_just_sent_adds_nothing_either(world: World, as_: SignIn, client: CheckedClient) -> None:
    check = go(client, "check")
    tab = client.get("/alder/report/story")
    words = words_on(onward(client, check))
    page = onward(client, tab, {"story": "And this too."})
    with world.database.reading() as db:
        row = db.scalars(sa.select(Report)).one()
        sent = Filed(row.id, row.reference, parse_words(words))
    there = moved(world, as_, sent)
    late = client.press(page, action="/words/more")
    assert late.status_code == 422
    for said in ("And this too.", "Come back with your six words.", "0800 1111"):
        assert said in text_of(late)
    assert words_on(client.get("/alder/report/words")) == words, "the words can still be seen"
    onward(client, client.get("/alder/report/words"), {"drop": "1"}, action="/words/more")
    onward(client, client.get("/alder/report/words"), action="/report/words")
    assert come_back(client, sent).request.path == "/birch/back/report"
    assert report_row(world, there).length == 5


def test_an_old_page_fetched_again_tells_where_to_go(
    world: World, as_: SignIn, client: CheckedClient, filed: Filed
) -> None:
    come_back(client, filed)
    moved(world, as_, filed)
    page = client.get("/alder/back/report")
    for said in (PASSED_ON, "type your six words again", STORY, WORD, "If you need help now"):
        assert said in text_of(page)
    assert client.get("/alder/back/report/name").location == "/alder/back/report"


@pytest.mark.parametrize("verb", ["add_message", "say_not_safe", "ask_withdrawal"])
def test_no_act_adds_to_it_here(app: Sharp, world: World, filed: Filed, there: Filed, verb: str) -> None:
    act: Callable[..., None] = getattr(pupil_case, verb)
    ring, before = ring_of(world, filed), dump(world.database)
    with app.app_context(), pytest.raises(HasMoved), world.database.writing() as db:
        act(db, filed.id, ring, "More.")
    with app.app_context(), pytest.raises(HasMoved), world.database.writing() as db:
        pupil_case.did_it_help(db, filed.id, ring, helped=1, safe=1)
    assert dump(world.database) == before
    assert report_row(world, filed).state is ReportState.CLOSED


def delete_there(world: World, there: Filed) -> None:
    with world.database.writing() as db:
        forget(db, db.get_one(Report, there.id))


def refuse_there(world: World, _there: Filed) -> None:
    tamper(world.database, "UPDATE rosters SET n = n + 1 WHERE school_id = :birch", birch=world.cast.schools["birch"])


def forge_there(world: World, there: Filed) -> None:
    tamper(world.database, "UPDATE reports SET level = 1, turn = 'pupil' WHERE id = :id", id=there.id)


def take_grant_away(world: World, there: Filed) -> None:
    tamper(world.database, "DELETE FROM grants WHERE report_id = :id AND kind = 'pupil'", id=there.id)


def words_end_there(world: World, there: Filed) -> None:
    with world.database.writing() as db:
        casework.close(
            db, case_of(world, there, "spoc_elsewhere", "birch"),
            Closure(Outcome.HELPED, "Done.", "Done.", keep_long=False),
        )  # fmt: skip
    with world.database.writing() as db:
        assert end_words(db, db.get_one(Report, there.id), clock.month() + 5)


@pytest.mark.parametrize("gone", [delete_there, refuse_there, forge_there, take_grant_away, words_end_there])
def test_what_cannot_be_reached_there_leaves_the_page_here(
    world: World, client: CheckedClient, filed: Filed, there: Filed, gone: Callable[[World, Filed], None]
) -> None:
    gone(world, there)
    page = come_back(client, filed)
    assert page.request.path == "/alder/back/report"
    for said in (PASSED_ON, "We cannot show you the page there.", STORY, WORD, "0800 1111"):
        assert said in text_of(page)


def test_what_was_typed_too_late_stays_to_be_read_when_the_page_there_is_gone(
    world: World, as_: SignIn, client: CheckedClient, filed: Filed
) -> None:
    report = come_back(client, filed)
    there = moved(world, as_, filed)
    late = client.press(report, {"message": "Are you there?"}, action="/message")
    delete_there(world, there)
    page = onward(client, late, {"words": filed.words.display})
    assert "You typed this. It is not sent: Are you there?" in text_of(page)


def test_words_that_have_ended_there_are_not_begun_again(
    world: World, client: CheckedClient, filed: Filed, there: Filed
) -> None:
    words_end_there(world, there)
    come_back(client, filed)
    with world.database.reading() as db:
        assert db.get(Receipt, there.id) is None
    assert Act.WORDS_ENDED in acts_on(world, there)


def test_a_case_closed_there_before_the_pupil_came_keeps_the_end_of_its_words(
    world: World, client: CheckedClient, filed: Filed, there: Filed
) -> None:
    with world.database.writing() as db:
        casework.close(
            db, case_of(world, there, "spoc_elsewhere", "birch"),
            Closure(Outcome.HELPED, "Done.", "All is well.", keep_long=False),
        )  # fmt: skip
    page = come_back(client, filed)
    assert page.request.path == "/birch/back/report"
    assert "All is well." in text_of(page)
    with world.database.reading() as db:
        assert db.get_one(Receipt, there.id).until == clock.month() + 4


def test_nothing_stored_tells_whether_the_pupil_has_come_since(
    world: World, client: CheckedClient, filed: Filed, there: Filed
) -> None:
    def receipt() -> tuple[int, int, int, int | None]:
        with world.database.reading() as db:
            row = db.get_one(Receipt, there.id)
            return len(row.lookup), len(row.stored), row.v, row.until

    before = receipt()
    come_back(client, filed)
    assert receipt() == before


def test_new_keys_there_reach_the_pupil_too(
    world: World, as_: SignIn, client: CheckedClient, filed: Filed, there: Filed
) -> None:
    with world.database.writing() as db:
        db.get_one(Report, there.id).renew = True
    as_("spoc_elsewhere").submit(case_path(there), {"message": "With new keys."}, action="messages")
    assert "With new keys." in text_of(come_back(client, filed))


def test_a_name_given_there_is_read_there_alone(
    world: World, as_: SignIn, client: CheckedClient, filed: Filed, there: Filed
) -> None:
    come_back(client, filed)
    page = client.get("/birch/back/report/name")
    onward(client, page, {"name": "Dulcinea", "reach": ""}, action="/name")
    assert "Dulcinea" in text_of(as_("spoc_elsewhere").get(case_path(there)))
    assert not [item for item in of_kind(read_by(world, filed, "spoc"), "name") if item.body["name"]]


def test_words_lead_on_from_school_to_school_and_back(
    world: World, as_: SignIn, client: CheckedClient, filed: Filed, there: Filed
) -> None:
    typed = {"addressee": world.nomination("deputy").hex(), "knows": "agrees", "reason": REASON}
    staff = as_("spoc_elsewhere")
    staff.submit(case_path(there, "move"), typed, action="/move/offer")
    answer(as_("deputy"))
    assert send(staff, there, word="Back at Alder.").status_code == 303
    page = come_back(client, filed)
    assert page.request.path == "/alder/back/report"
    for said in ("Back at Alder.", WORD, STORY):
        assert said in text_of(page)
    page = onward(client, page, {"message": "Home again."}, action="/message")
    with world.database.reading() as db:
        rows = db.scalars(sa.select(Report).where(Report.school_id == world.cast.schools["alder"])).all()
    [back] = [Filed(row.id, row.reference, filed.words) for row in rows if row.id != filed.id]
    assert "Home again." in text_of(as_("deputy").get(case_path(back)))
    assert come_back(client, filed, BIRCH).request.path == "/alder/back/report"
    assert examined(world) == []
