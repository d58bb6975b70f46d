"""Offering a case to a nominee of another school: without a word of it, to them alone, answered in fixed words."""

import pytest
import sqlalchemy as sa

from sharp.model.passing import Letter
from sharp.model.reports import Report
from sharp.model.words import OfferAnswer, OfferState, ReportState, Turn
from sharp.reports import pupil_case
from sharp.reports.draft import About, Named
from sharp.reports.forgetting import forget
from sharp.reports.reminding import judge
from sharp.triage.sharing import share_case
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import form_on, prefilled, text_of
from tests.fixtures.reports import STORY, Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of
from tests.integration.triage.desk import HOME, case_path, report_row, token_of, told_after
from tests.integration.triage.moves import (
    BRIEF,
    OFFERS,
    REASON,
    WORD,
    accepted,
    answer,
    close_it,
    leave,
    of_kind,
    offer,
    offered,
    offers_in,
    read_by,
    rows_at_birch,
)


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


def test_what_is_about_an_adult_goes_to_the_head_there_so_no_nominee_can_be_asked(world: World, as_: SignIn) -> None:
    """Once somebody brought a nominee in, at their own school."""
    filed = file_report(world, about=About.ADULT, named=Named.NONE)
    with world.database.writing() as db:
        member = world.roster().member(world.nomination("spoc"))
        assert member is not None
        share_case(db, case_of(world, filed, "head"), member)
    assert "There is nobody to ask at Birch Lane School" in text_of(as_("spoc").get(case_path(filed, "move")))


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
