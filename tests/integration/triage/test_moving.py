"""Sending a case to another school: what goes and what stays, who can open it there, and what it is here afterwards."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.outcomes import OutcomeCount
from sharp.model.passing import Letter
from sharp.model.reports import Receipt, Report
from sharp.model.words import ReportState, Retention, Turn
from sharp.reports import pupil_case
from sharp.schools.settings import set_routing
from sharp.triage import casework
from sharp.triage.sharing import share_case
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import form_on, prefilled, text_of
from tests.fixtures.reports import STORY, Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of
from tests.integration.triage.desk import case_path, pupil_writes, report_row, told_after
from tests.integration.triage.handing import handed_over, lead_path
from tests.integration.triage.moves import (
    BRIEF,
    REASON,
    WORD,
    accepted,
    answer,
    arrived,
    close_it,
    holders_of,
    leave,
    moved,
    of_kind,
    offer,
    offers_in,
    read_by,
    rows_at_birch,
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
