"""Buttons pressed twice and people who press at once: one offer, one answer, one case at the other school."""

from collections.abc import Callable

from sharp.model.words import Act, OfferState
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.crashes.test_races import all_at_once
from tests.integration.promises.ground import examined
from tests.integration.triage.desk import acts_on, case_path
from tests.integration.triage.moves import (
    BRIEF,
    OFFERS,
    REASON,
    WORD,
    accepted,
    answer,
    arrived,
    of_kind,
    offered,
    offers_in,
    read_by,
    rows_at_birch,
)


def test_an_answer_pressed_twice_is_given_once_and_may_turn_into_a_no(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    offered(world, as_, filed)
    client = as_("spoc_elsewhere")
    page = client.get(OFFERS)
    for _press in range(2):
        assert client.press(page, {"answer": "yes"}, action="/answer").status_code == 303
    assert acts_on(world, filed, "spoc_elsewhere") == [Act.OFFER_ACCEPTED]
    answer(client, "talk-first")
    assert offers_in(world)[0].state is OfferState.DECLINED
    assert client.press(page, {"answer": "yes"}, action="/answer").status_code == 404


def test_an_offer_pressed_twice_is_made_once(world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    page = client.get(case_path(filed, "move"))
    typed = {"addressee": world.nomination("spoc_elsewhere", "birch").hex(), "knows": "knows", "reason": REASON}
    for _press in range(2):
        assert client.press(page, typed, action="/move/offer").status_code == 303
    assert len(offers_in(world)) == 1
    assert "Nothing was offered again" in text_of(client.get(case_path(filed)))
    assert len(of_kind(read_by(world, filed, "spoc"), "offer")) == 1


def test_two_nominees_at_once_make_one_offer(world: World, as_: SignIn) -> None:
    filed, done = file_report(world), []
    clients = {who: as_(who) for who in ("spoc", "officer", "deputy")}
    pages = {who: client.get(case_path(filed, "move")) for who, client in clients.items()}
    typed = {"addressee": world.nomination("spoc_elsewhere", "birch").hex(), "knows": "knows", "reason": REASON}

    def press(who: str) -> Callable[[], None]:
        return lambda: done.append(clients[who].press(pages[who], typed, action="/move/offer").status_code)

    all_at_once([press(who) for who in clients])
    assert done == [303, 303, 303]
    assert len(offers_in(world)) == 1
    assert len(of_kind(read_by(world, filed, "spoc"), "offer")) == 1


def test_two_nominees_at_once_send_it_once(world: World, as_: SignIn) -> None:
    filed, done = file_report(world), []
    accepted(world, as_, filed)
    clients = {who: as_(who) for who in ("spoc", "officer")}
    pages = {who: client.get(case_path(filed, "move")) for who, client in clients.items()}

    def press(who: str) -> Callable[[], None]:
        typed = {"brief": BRIEF, "word": WORD}
        return lambda: done.append(clients[who].press(pages[who], typed, action="/move").status_code)

    all_at_once([press(who) for who in clients])
    assert done == [303, 303]
    arrived(world, filed)


def test_two_schools_that_send_to_each_other_at_once_wait_for_nobody(world: World, as_: SignIn) -> None:
    ours, theirs, done = file_report(world), file_report(world, "birch"), []
    accepted(world, as_, ours)
    typed = {"addressee": world.nomination("deputy").hex(), "knows": "agrees", "reason": REASON}
    assert as_("officer_elsewhere").submit(case_path(theirs, "move"), typed, action="/move/offer").status_code == 303
    assert answer(as_("deputy")).status_code == 303
    clients = {"spoc": (as_("spoc"), ours), "officer_elsewhere": (as_("officer_elsewhere"), theirs)}
    pages = {who: client.get(case_path(filed, "move")) for who, (client, filed) in clients.items()}

    def press(who: str) -> Callable[[], None]:
        typed = {"brief": BRIEF, "word": WORD}
        return lambda: done.append(clients[who][0].press(pages[who], typed, action="/move").status_code)

    all_at_once([press(who) for who in clients])
    assert done == [303, 303]
    assert rows_at_birch(world) == 2
    assert examined(world) == []


def test_a_pupil_who_writes_while_it_is_sent_is_carried_or_told(app: Sharp, world: World, as_: SignIn) -> None:
    filed, client, pupil, done = file_report(world), as_("spoc"), app.test_client(), {}
    assert isinstance(pupil, CheckedClient)
    accepted(world, as_, filed)
    pupil.submit("/alder/back", {"words": filed.words.display}, action="/back")
    asked, shown = pupil.get("/alder/back/report"), client.get(case_path(filed, "move"))

    def write() -> None:
        done["pupil"] = pupil.press(asked, {"message": "Wait for me."}, action="/message")

    def press() -> None:
        done["staff"] = client.press(shown, {"brief": BRIEF, "word": WORD}, action="/move")

    all_at_once([write, press])
    found = done["pupil"].status_code, done["staff"].status_code
    assert found in ((303, 409), (422, 303))
    assert found[0] == 303 or "Wait for me." in text_of(done["pupil"])


def test_sending_pressed_twice_sends_once(world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    accepted(world, as_, filed)
    page = client.get(case_path(filed, "move"))
    for _press in range(2):
        assert client.press(page, {"brief": BRIEF, "word": WORD}, action="/move").status_code == 303
    arrived(world, filed)
    assert "it is sent already" in text_of(client.get(case_path(filed)))
