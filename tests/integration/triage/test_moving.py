"""Handing a case to another school: offered without a word of it, accepted by a person there, made anew for them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.outcomes import OutcomeCount
from sharp.model.passing import Letter
from sharp.model.reports import Grant, Receipt, Report
from sharp.model.words import Act, OfferAnswer, OfferState, ReportState, Retention, Turn
from sharp.reports import pupil_case
from sharp.reports.draft import About, Named
from sharp.reports.forgetting import forget
from sharp.reports.reminding import judge
from sharp.schools.nominations import end
from sharp.schools.settings import set_routing
from sharp.triage import casework
from sharp.triage.casework import Closure, Outcome
from sharp.triage.sharing import share_case
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.reports import STORY, Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.crashes.test_races import all_at_once
from tests.integration.promises.ground import case_of, examined, insert_row, remove_row, rows_of
from tests.integration.schools.thief import tamper
from tests.integration.triage.desk import HOME, acts_on, case_path, pupil_writes, report_row, token_of, told_after
from tests.integration.triage.handing import handed_over, lead_path
from tests.integration.triage.moves import (
    BRIEF,
    OFFERS,
    REASON,
    WORD,
    accepted,
    answer,
    arrived,
    moved,
    of_kind,
    offer,
    offered,
    offers_in,
    read_by,
    send,
)


def test_the_whole_way(app: Sharp, world: World, as_: SignIn) -> None:
    filed = file_report(world, name="Sancho Panza", reach="At the library", kinds=("bully_verbal",))
    pupil_writes(app, world, filed, "Are you there?")
    as_("spoc").submit(case_path(filed), {"message": "I am here."}, action="messages")
    there = moved(world, as_, filed)

    here, row = report_row(world, filed), report_row(world, there)
    assert (here.state, here.turn, here.due) == (ReportState.CLOSED, Turn.NOBODY, None)
    assert (row.state, row.turn, row.retention) == (ReportState.SENT, Turn.NOMINEE, Retention.ORDINARY)
    assert row.due is not None
    assert row.reference != here.reference
    assert offers_in(world) == []

    page = text_of(as_("spoc_elsewhere").get(case_path(there)))
    for said in (STORY, "Sancho Panza", "At the library", "Are you there?", "I am here.", WORD, BRIEF, "Alder Park"):
        assert said in page, said
    assert REASON not in page
    ours = text_of(as_("spoc").get(case_path(filed)))
    assert "Handed to Birch Lane School" in ours
    assert REASON in ours
    assert BRIEF in ours
    assert "moved" in [item.body["outcome"] for item in of_kind(read_by(world, filed, "spoc"), "outcome")]


def test_an_offer_crosses_without_a_word_of_the_case(world: World, as_: SignIn) -> None:
    filed = file_report(world, name="Sancho Panza")
    before = text_of(as_("spoc_elsewhere").get(HOME))
    spoc = as_("spoc")
    said = told_after(spoc, offer(world, spoc, filed))
    assert "It is offered to Mrs Mensah. Nothing of the case is sent yet." in said
    assert "Offered to Mrs Mensah, SPOC, Birch Lane School" in said
    client = as_("spoc_elsewhere")
    assert "Another school offers you a case" in text_of(client.get(HOME))
    assert "Another school" not in before
    page = text_of(client.get(OFFERS))
    assert (
        "Alder Park School (Ms Adeyemi, SPOC) offers you a case of a pupil who now goes to, or will go to, "
        "Birch Lane School." in page
    )
    for secret in (STORY, "Sancho", REASON, filed.reference, "Level"):
        assert secret not in page
    assert client.get(case_path(filed)).status_code == 404
    [row] = offers_in(world)
    assert (row.state, row.answer) == (OfferState.OFFERED, OfferAnswer.NONE)
    assert report_row(world, filed).state is ReportState.READ, "for the pupil nothing has changed"


@pytest.mark.parametrize(
    ("said", "state", "words"),
    [
        ("yes", OfferState.ACCEPTED, "has said yes"),
        ("not-here", OfferState.DECLINED, "This pupil does not come here"),
        ("talk-first", OfferState.DECLINED, "Please talk to us first"),
        ("known", OfferState.DECLINED, "We know of it already"),
        ("colleague", OfferState.DECLINED, "Not for me: ask a colleague here"),
    ],
)
def test_each_answer_comes_back_to_the_school(
    world: World, as_: SignIn, said: str, state: OfferState, words: str
) -> None:
    filed = file_report(world)
    as_("spoc").submit(case_path(filed), {"message": "Hello."}, action="messages")
    offered(world, as_, filed)
    assert report_row(world, filed).turn is Turn.PUPIL
    client = as_("spoc_elsewhere")
    assert "Your answer is with them." in told_after(client, answer(client, said))
    [row] = offers_in(world)
    assert row.state is state
    assert row.answer == said
    report = report_row(world, filed)
    assert report.turn is Turn.NOMINEE
    assert report.due is not None
    page = text_of(as_("officer").get(case_path(filed)))
    assert words in page
    assert f"Whoever was asked said {'yes' if said == 'yes' else 'no'} another school, today" in page
    assert client.get(OFFERS).status_code == (200 if said == "yes" else 404)
    with world.database.reading() as db:
        waiting = set(db.scalars(sa.select(Letter.staff_id).where(Letter.kind == "offer-answered")))
    assert waiting == {world.person(who).id for who in ("spoc", "officer", "deputy")}


def test_only_the_addressee_finds_an_offer(world: World, as_: SignIn) -> None:
    offered(world, as_, file_report(world))
    [row] = offers_in(world)
    for who in ("officer_elsewhere", "head_elsewhere", "officer", "spoc", "coordinator", "operator", "pastoral"):
        client = as_(who)
        assert client.get(OFFERS).status_code == 404, who
        path = f"{OFFERS}/{row.id.hex()}/answer"
        assert client.post(path, data=token_of(client) | {"answer": "yes"}).status_code == 404, who
        assert OFFERS not in client.get(HOME).get_data(as_text=True)
    assert offers_in(world)[0].state is OfferState.OFFERED


def test_an_answer_comes_back_as_typed(world: World, as_: SignIn) -> None:
    offered(world, as_, file_report(world))
    client = as_("spoc_elsewhere")
    page = client.submit(OFFERS, {}, action="/answer")
    assert page.status_code == 422
    assert "Choose your answer." in text_of(page)
    assert client.submit(OFFERS, {"answer": "none"}, action="/answer").status_code == 422
    assert offers_in(world)[0].state is OfferState.OFFERED


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


def test_a_declined_case_is_offered_to_somebody_else_and_the_answer_is_kept(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    offered(world, as_, filed)
    answer(as_("spoc_elsewhere"), "colleague")
    offered(world, as_, filed, "officer_elsewhere")
    [row] = offers_in(world)
    assert row.to_staff_id == world.person("officer_elsewhere").id
    [ended] = of_kind(read_by(world, filed, "spoc"), "offer_end")
    assert ended.body["answer"] == "colleague"
    assert "Offer ended: Not for me: ask a colleague here" in text_of(as_("spoc").get(case_path(filed)))


@pytest.mark.parametrize("said", [None, "yes", "known"])
def test_an_offer_is_withdrawn_with_a_reason(world: World, as_: SignIn, said: str | None) -> None:
    filed = file_report(world)
    offered(world, as_, filed)
    if said:
        answer(as_("spoc_elsewhere"), said)
    client = as_("officer")
    empty = client.submit(case_path(filed, "move"), {"reason": ""}, action="/withdrawal")
    assert empty.status_code == 422
    page = client.get(case_path(filed, "move"))
    for _press in range(2):
        done = client.press(page, {"reason": "They stay with us."}, action="/withdrawal")
        assert done.status_code == 303
    assert offers_in(world) == []
    [ended] = of_kind(read_by(world, filed, "spoc"), "offer_end")
    assert ended.body["reason"] == "They stay with us."
    assert as_("spoc_elsewhere").get(OFFERS).status_code == 404
    assert "there is no offer any more" in text_of(client.get(case_path(filed)))


def test_an_answer_after_the_withdrawal_says_so(world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc_elsewhere")
    offered(world, as_, filed)
    page = client.get(OFFERS)
    as_("spoc").submit(case_path(filed, "move"), {"reason": "They stay with us."}, action="/withdrawal")
    assert client.press(page, {"answer": "yes"}, action="/answer").status_code == 404


def leave(world: World, who: str, slug: str = "birch") -> None:
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination(who, slug), anchor=world.anchor)


@pytest.mark.parametrize("is_accepted", [False, True])
def test_whoever_has_left_that_school_can_say_nothing_and_it_is_not_sent(
    world: World, as_: SignIn, is_accepted: bool
) -> None:
    filed = file_report(world)
    (accepted if is_accepted else offered)(world, as_, filed, "officer_elsewhere")
    client = as_("spoc")
    page = client.get(case_path(filed, "move"))
    leave(world, "officer_elsewhere")
    assert "They are no nominee there any more" in text_of(client.get(case_path(filed)))
    assert as_("officer_elsewhere").get(OFFERS).status_code == 404
    if is_accepted:
        refused = client.press(page, {"brief": BRIEF, "word": WORD}, action="/move")
        assert refused.status_code == 409
        assert "whoever said yes could not open it" in text_of(refused)
    assert rows_at_birch(world) == 0
    client.submit(case_path(filed, "move"), {"reason": "They left."}, action="/withdrawal")
    offered(world, as_, filed, "spoc_elsewhere")


def test_what_was_typed_is_kept_when_the_list_there_changes(world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    accepted(world, as_, filed)
    page = client.get(case_path(filed, "move"))
    assert "PC Reid" in text_of(page)
    leave(world, "officer_elsewhere")
    again = client.press(page, {"brief": BRIEF, "word": WORD}, action="/move")
    assert again.status_code == 409
    assert "the list at that school has changed" in text_of(again)
    assert "PC Reid" not in text_of(again)
    assert prefilled(form_on(again, "/move"))["brief"] == BRIEF
    assert rows_at_birch(world) == 0
    assert client.press(again, action="/move").status_code == 303
    arrived(world, filed)


def test_nobody_sends_words_they_have_not_read(app: Sharp, world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    accepted(world, as_, filed)
    page = client.get(case_path(filed, "move"))
    pupil_writes(app, world, filed, "Please wait.")
    again = client.press(page, {"brief": BRIEF, "word": WORD}, action="/move")
    assert again.status_code == 409
    assert "Read what is new first: Message from the pupil" in text_of(again)
    assert rows_at_birch(world) == 0
    assert client.press(again, action="/move").status_code == 303
    assert "Please wait." in text_of(as_("spoc_elsewhere").get(case_path(arrived(world, filed))))


def test_a_practice_report_is_not_offered(world: World, as_: SignIn) -> None:
    not_offered(world, as_, file_report(world, about=About.PRACTICE))


def test_a_closed_case_is_not_offered(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    close_it(world, filed)
    not_offered(world, as_, filed)


def test_what_the_pupil_asks_to_stop_is_answered_first(app: Sharp, world: World, as_: SignIn) -> None:
    filed = file_report(world)
    ring = ring_of(world, filed)
    with app.app_context(), world.database.writing() as db:
        pupil_case.ask_withdrawal(db, filed.id, ring, "No more.")
    not_offered(world, as_, filed)


def not_offered(world: World, as_: SignIn, filed: Filed) -> None:
    """No form, and none gets by with another case's."""
    client, other = as_("spoc"), file_report(world)
    page = client.get(case_path(filed, "move"))
    assert "Only an open case can go to another school" in text_of(page)
    fields = {"addressee": world.nomination("spoc_elsewhere", "birch").hex(), "knows": "agrees", "reason": REASON}
    typed = prefilled(form_on(client.get(case_path(other, "move")), "/move/offer")) | fields
    refused = client.post(case_path(filed, "move/offer"), data=typed)
    assert refused.status_code == 409
    assert offers_in(world) == []


def close_it(world: World, filed: Filed) -> None:
    with world.database.writing() as db:
        casework.close(db, case_of(world, filed, "spoc"), Closure(Outcome.HELPED, "Done.", "Done.", keep_long=False))


def test_closing_the_case_ends_the_offer(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    accepted(world, as_, filed)
    client = as_("spoc")
    shown = client.get(case_path(filed, "move"))
    close_it(world, filed)
    assert offers_in(world) == []
    assert as_("spoc_elsewhere").get(OFFERS).status_code == 404
    assert client.press(shown, {"brief": BRIEF, "word": WORD, "seen": ""}, action="/move").status_code == 303
    assert rows_at_birch(world) == 0
    assert "nobody there has said yes" in text_of(client.get(case_path(filed)))


def test_a_question_asked_meanwhile_to_take_it_back_stops_the_sending(app: Sharp, world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    accepted(world, as_, filed)
    page = client.get(case_path(filed, "move"))
    ring = ring_of(world, filed)
    with app.app_context(), world.database.writing() as db:
        pupil_case.ask_withdrawal(db, filed.id, ring, "No more.")
    refused = client.press(page, {"brief": BRIEF, "word": WORD, "seen": ""}, action="/move")
    assert refused.status_code == 409
    assert "the pupil must not be waiting to take it back" in text_of(refused)
    assert "Only an open case can go to another school" in text_of(client.get(case_path(filed, "move")))
    assert rows_at_birch(world) == 0


def test_nobody_here_and_no_other_school_is_no_address_of_an_offer(world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    page = client.get(case_path(filed, "move"))
    for who, slug in (("deputy", "alder"), ("head_elsewhere", "birch"), ("coordinator", "birch")):
        refused = offer(world, client, filed, addressee=world.nomination(who, slug).hex())
        assert refused.status_code == 409, who
        assert "this person cannot be asked any more" in text_of(refused)
        assert prefilled(form_on(refused, "/move/offer"))["reason"] == REASON
    for slug in ("alder", "nowhere", ""):
        typed = {"addressee": "x", "knows": "agrees", "reason": "x", "school": slug}
        assert client.press(page, typed, action="/move/offer").status_code == 404, slug
    for slug in ("nowhere", "alder", "%27%20OR%201=1", "%ED%A0%80"):
        assert client.get(case_path(filed, f"move?school={slug}")).status_code == 404, slug
    assert client.get(case_path(filed, "move?school=%00")).status_code == 200, "control characters are no name"
    assert offers_in(world) == []


def test_what_is_left_empty_comes_back(world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    page = offer(world, client, filed, reason="", knows="x")
    assert page.status_code == 422
    assert "Write why" in text_of(page)
    accepted(world, as_, filed)
    page = send(client, filed, word="")
    assert page.status_code == 422
    assert prefilled(form_on(page, "/move"))["brief"] == BRIEF
    assert rows_at_birch(world) == 0


def test_what_is_about_an_adult_goes_to_the_head_there_so_no_nominee_can_be_asked(world: World, as_: SignIn) -> None:
    """Once somebody brought a nominee in, at their own school."""
    filed = file_report(world, about=About.ADULT, named=Named.NONE)
    with world.database.writing() as db:
        member = world.roster().member(world.nomination("spoc"))
        assert member is not None
        share_case(db, case_of(world, filed, "head"), member)
    assert "There is nobody to ask at Birch Lane School" in text_of(as_("spoc").get(case_path(filed, "move")))


def test_the_other_school_routes_it_by_its_own_rules(world: World, as_: SignIn) -> None:
    """What goes to school staff first there is neither offered to its officer nor sealed to them."""
    birch = world.cast.schools["birch"]
    with world.database.writing() as db:
        set_routing(db, school_id=birch, spoc_first=["bully_verbal"], anchor=world.anchor)
    filed = file_report(world, kinds=("bully_verbal",))
    page = text_of(as_("spoc").get(case_path(filed, "move")))
    assert "Mrs Mensah" in page
    assert "PC Reid" not in page
    there = moved(world, as_, filed)
    assert holders_of(world, there) == {"spoc_elsewhere"}


def test_each_schools_readers_open_their_own_and_nothing_of_the_other(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    there = moved(world, as_, filed)
    assert holders_of(world, there) == {"spoc_elsewhere", "officer_elsewhere"}
    assert holders_of(world, filed) == {"spoc", "officer", "deputy"}
    for who in ("spoc", "officer", "deputy", "head", "contact"):
        assert as_(who).get(case_path(there)).status_code == 404
    for who in ("spoc_elsewhere", "officer_elsewhere", "head_elsewhere"):
        assert as_(who).get(case_path(filed)).status_code == 404
    for who in ("spoc_elsewhere", "officer_elsewhere"):
        assert of_kind(read_by(world, there, who), "account")[0].body["story"] == STORY


def test_the_name_goes_only_with_somebody_who_can_read_it(world: World, as_: SignIn) -> None:
    filed = file_report(world, kinds=("bully_verbal",), name="Sancho Panza", reach="Canary 7")
    with world.database.writing() as db:
        set_routing(db, school_id=world.cast.schools["alder"], spoc_first=["bully_verbal"], anchor=world.anchor)
    hidden = file_report(world, kinds=("bully_verbal",), name="Sancho Panza", reach="Canary 7")
    member = world.roster().member(world.nomination("officer"))
    assert member is not None
    with world.database.writing() as db:
        share_case(db, case_of(world, hidden, "spoc"), member, anonymised=True)
    there = moved(world, as_, hidden, by="officer")
    assert "The name does not" not in text_of(as_("spoc").get(case_path(filed)))
    [name] = of_kind(read_by(world, there, "spoc_elsewhere"), "name")
    assert name.body == {"name": "", "reach": ""}
    page = text_of(as_("spoc_elsewhere").get(case_path(there)))
    assert "Sancho" not in page
    assert "Canary 7" not in page


def test_what_stays_here_does_not_go(world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    client.submit(case_path(filed), {"note": "A note of ours."}, action="notes")
    handed_over(world, as_, filed, may_say="y")
    there = moved(world, as_, filed)
    kinds = [item.content.kind for item in read_by(world, there, "spoc_elsewhere")]
    assert kinds == ["account", "name", "level", "came_from", "arrived"]


def test_a_helpers_words_to_the_pupil_go_with_the_conversation(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    followup = handed_over(world, as_, filed, may_say="y")
    as_("pastoral").submit(lead_path(followup), {"message": "I am by the door."}, action="messages")
    there = moved(world, as_, filed)
    [said] = of_kind(read_by(world, there, "spoc_elsewhere"), "message")
    assert (said.body["text"], said.body["shown_name"]) == ("I am by the door.", "Miss Pugh")
    assert "Miss Pugh, Pastoral lead, Alder Park School" in text_of(as_("spoc_elsewhere").get(case_path(there)))


def test_its_level_goes_with_it_and_its_times_are_that_schools(app: Sharp, world: World, as_: SignIn) -> None:
    filed = file_report(world)
    as_("spoc").submit(case_path(filed), {"level": "2", "reason": "Twice now."}, action="level")
    there = moved(world, as_, filed)
    row = report_row(world, there)
    assert row.level == 2
    assert row.received == clock.hour()
    [level] = of_kind(read_by(world, there, "spoc_elsewhere"), "level")
    assert level.body["reason"] == "Twice now."
    assert "Ms Adeyemi (Alder Park School)" in text_of(as_("spoc_elsewhere").get(case_path(there)))
    with world.database.reading() as db:
        told = set(db.scalars(sa.select(Letter.staff_id).where(Letter.kind == "new", Letter.report_id == there.id)))
    assert told == {world.person(who).id for who in ("spoc_elsewhere", "officer_elsewhere")}


def test_what_was_said_before_it_came_is_not_late_there(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    later = clock.now() + timedelta(days=7)
    with clock.at(later):
        there = moved(world, as_, filed)
        page = text_of(as_("spoc_elsewhere").get(case_path(there)))
        row = report_row(world, there)
        assert "Overdue" not in page
        assert row.due is not None
        assert row.due * clock.SECONDS_A_QUARTER > clock.seconds()
    assert "Who could open it when it came here" in page


def test_a_moved_case_stays_closed_and_can_be_read_noted_copied_and_held(world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    before = client.get(case_path(filed))
    moved(world, as_, filed)
    refused = client.press(before, {"message": "One more word."}, action="messages")
    assert refused.status_code == 409
    assert "nothing more is written to the pupil from here" in text_of(refused)
    assert "One more word." in text_of(refused)
    assert "One more word." not in [item.body.get("text") for item in read_by(world, filed, "spoc")]
    with world.database.writing() as db, pytest.raises(casework.HandedAway):
        casework.reopen(db, case_of(world, filed, "spoc"), "Again.")
    assert client.submit(case_path(filed), {"note": "They rang."}, action="notes").status_code == 303
    held = client.submit(case_path(filed), {"reason": "Court."}, action="hold")
    assert held.status_code == 303
    assert "Handed to Birch Lane School" in text_of(client.get(case_path(filed, "copy")))
    copied = client.submit(case_path(filed, "copy"), {"purpose": "record", "format": "json"}, action="copy")
    for said in (BRIEF, WORD, "Brief for Birch Lane School", "Mrs Mensah"):
        assert said in copied.get_data(as_text=True)
    assert report_row(world, filed).state is ReportState.CLOSED


def test_reopening_through_an_old_page_is_refused_with_a_sentence(world: World, as_: SignIn) -> None:
    filed, other, client = file_report(world), file_report(world), as_("spoc")
    close_it(world, other)
    moved(world, as_, filed)
    typed = prefilled(form_on(client.get(case_path(other)), "reopening")) | {"reason": "Again."}
    said = told_after(client, client.post(case_path(filed, "reopening"), data=typed))
    assert "it was handed to another school, which leads it now" in said
    assert report_row(world, filed).state is ReportState.CLOSED


def test_it_is_kept_here_by_our_rules_and_counted_once(world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    accepted(world, as_, filed)
    send(client, filed, keep_long="y")
    row = report_row(world, filed)
    assert row.retention is Retention.LONG
    assert row.retention_month == clock.month() + 25 * 12
    assert report_row(world, arrived(world, filed)).retention is Retention.ORDINARY
    with world.database.reading() as db:
        counted = [(one.school_id, one.outcome, one.count) for one in db.scalars(sa.select(OutcomeCount))]
        until = db.get_one(Receipt, filed.id).until
    assert counted == [(world.cast.schools["alder"], "moved", 1)]
    assert until == clock.month() + 12, "the words lead on for a year"


def test_nobody_closes_a_case_as_moved_by_hand(world: World, as_: SignIn) -> None:
    filed, client = file_report(world), as_("spoc")
    typed = {"outcome": "moved", "reason": "x", "word": "x"}
    assert client.submit(case_path(filed), typed, action="closure").status_code == 422
    assert report_row(world, filed).state is not ReportState.CLOSED


def test_a_forged_offer_is_refused_loudly_and_hides_nothing_else(world: World, as_: SignIn) -> None:
    forged, sound = file_report(world), file_report(world)
    offered(world, as_, forged)
    offered(world, as_, sound)
    tamper(
        world.database, "UPDATE offers SET to_staff_id = :who WHERE report_id = :report",
        who=world.person("officer_elsewhere").id, report=forged.id,
    )  # fmt: skip
    assert as_("officer_elsewhere").get(OFFERS).status_code == 404
    assert as_("officer_elsewhere").get(HOME).status_code == 200
    assert len(soup_of(as_("spoc_elsewhere").get(OFFERS)).select(".card")) == 1
    client = as_("spoc")
    page = text_of(client.get(case_path(forged)))
    assert "was changed outside the service and is refused" in page
    assert STORY in page
    assert any("offers" in said for said in examined(world))
    done = client.submit(case_path(forged, "move"), {"reason": "It was changed."}, action="/withdrawal")
    assert done.status_code == 303
    assert [row.report_id for row in offers_in(world)] == [sound.id]
    assert examined(world) == []


def test_an_offer_forged_to_be_accepted_sends_nothing(world: World, as_: SignIn) -> None:
    filed, other, client = file_report(world), file_report(world), as_("spoc")
    accepted(world, as_, other)
    offered(world, as_, filed)
    shown = client.get(case_path(other, "move"))
    tamper(world.database, "UPDATE offers SET state = 'accepted' WHERE report_id = :report", report=filed.id)
    typed = prefilled(form_on(shown, "/move")) | {"brief": "Short.", "word": "Short.", "seen": ""}
    assert client.post(case_path(filed, "move"), data=typed).status_code == 503
    assert rows_at_birch(world) == 0


@pytest.mark.parametrize("then", ["declined", "withdrawn", "closed"])
def test_an_accepted_row_put_back_sends_nothing_and_shows_nothing(world: World, as_: SignIn, then: str) -> None:
    """It was right once, and its MAC is."""
    filed, client, there = file_report(world), as_("spoc"), as_("spoc_elsewhere")
    accepted(world, as_, filed)
    shown = client.get(case_path(filed, "move"))
    [row] = rows_of(world.database, "offers")
    if then == "declined":
        answer(there, "talk-first")
    elif then == "withdrawn":
        client.submit(case_path(filed, "move"), {"reason": "They stay with us."}, action="/withdrawal")
    else:
        close_it(world, filed)
    for standing in rows_of(world.database, "offers"):
        remove_row(world.database, "offers", standing)
    insert_row(world.database, "offers", row)
    assert any("it was put back after it had been answered or settled" in said for said in examined(world))
    assert there.get(OFFERS).status_code == 404
    assert "was changed outside the service and is refused" in text_of(client.get(case_path(filed)))
    typed = prefilled(form_on(shown, "/move")) | {"brief": "Short.", "word": "Short.", "seen": ""}
    assert client.post(case_path(filed, "move"), data=typed).status_code == 503
    assert rows_at_birch(world) == 0


def test_a_row_that_is_missing_is_found(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    offered(world, as_, filed)
    [row] = rows_of(world.database, "offers")
    remove_row(world.database, "offers", row)
    assert any("the row is missing; withdrawn it was not" in said for said in examined(world))
    offered(world, as_, filed)
    assert examined(world) == []


def test_heads_and_contacts_offer_nothing(world: World, as_: SignIn) -> None:
    filed = file_report(world, about=About.ADULT, named=Named.NONE)
    assert as_("head").get(case_path(filed, "move")).status_code == 403
    assert "Hand to another school" not in text_of(as_("head").get(case_path(filed)))
    passed_by = file_report(world, kinds=("bully_verbal",), left_out=(world.nomination("officer").hex(),))
    head = next(each for each in world.roster().members if each.staff_id == world.person("head").id)
    with world.database.writing() as db:
        share_case(db, case_of(world, passed_by, "spoc"), head)
    offered(world, as_, passed_by)
    page = text_of(as_("head").get(case_path(passed_by)))
    assert "Offered to Mrs Mensah" in page
    assert "Hand to another school" not in page


def test_what_went_to_that_school_can_go_on_and_come_back(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    there = moved(world, as_, filed)
    typed = {"addressee": world.nomination("deputy").hex(), "knows": "agrees", "reason": REASON}
    client = as_("spoc_elsewhere")
    assert client.submit(case_path(there, "move"), typed, action="/move/offer").status_code == 303
    assert answer(as_("deputy")).status_code == 303
    assert send(client, there, word="Back at Alder.").status_code == 303
    with world.database.reading() as db:
        here = db.scalars(sa.select(Report).where(Report.school_id == world.cast.schools["alder"])).all()
    assert len(here) == 2
    [back] = [Filed(row.id, row.reference, filed.words) for row in here if row.id != filed.id]
    page = text_of(as_("deputy").get(case_path(back)))
    assert STORY in page
    assert "Back at Alder." in page


def test_deleting_a_case_takes_its_offer_along(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    offered(world, as_, filed)
    with world.database.writing() as db:
        forget(db, db.get_one(Report, filed.id))
    assert offers_in(world) == []
    assert as_("spoc_elsewhere").get(OFFERS).status_code == 404


@pytest.mark.parametrize("said", [None, "yes", "withdrawn"])
def test_the_letter_of_an_offer_goes_only_while_it_waits_for_an_answer(
    world: World, as_: SignIn, said: str | None
) -> None:
    filed = file_report(world)
    offered(world, as_, filed)
    if said == "yes":
        answer(as_("spoc_elsewhere"))
    elif said:
        as_("spoc").submit(case_path(filed, "move"), {"reason": "No."}, action="/withdrawal")
    with world.database.reading() as db:
        [letter] = db.scalars(sa.select(Letter).where(Letter.kind == "offer"))
        assert letter.staff_id == world.person("spoc_elsewhere").id
        assert judge(db, letter).is_wanted is (said is None)


def rows_at_birch(world: World) -> int:
    with world.database.reading() as db:
        birch = world.cast.schools["birch"]
        return db.scalar(sa.select(sa.func.count()).select_from(Report).where(Report.school_id == birch)) or 0


def holders_of(world: World, filed: Filed) -> set[str]:
    with world.database.reading() as db:
        held = set(db.scalars(sa.select(Grant.reader_id).where(Grant.report_id == filed.id)))
    return {who for who, person in world.cast.people.items() if person.id in held}
