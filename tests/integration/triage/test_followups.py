"""Handing a follow-up to a pastoral lead: what each side sees and writes, and what it refuses."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.passing import Letter
from sharp.model.reports import Report
from sharp.model.words import Act, ReportState, Role, Turn
from sharp.reports import pupil_case
from sharp.reports.draft import About, Named
from sharp.reports.hand_over import leads_grants, leads_keyring
from sharp.reports.journal import read_journal
from sharp.schools.nominations import confirm, end, nominate
from sharp.triage.forms_keeping import STOP
from sharp.triage.practice import answer_together
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import STORY, Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of, examined, masked
from tests.integration.triage.desk import (
    HOME,
    QUEUE,
    SIGN_IN,
    acts_on,
    case_path,
    entries_of,
    pupil_is_not_safe,
    pupil_writes,
    report_row,
    token_of,
    told_after,
)
from tests.integration.triage.handing import (
    BRIEF,
    LIST,
    TITLE,
    hand_over,
    handed_over,
    handing,
    lead_path,
    listed,
    nominee_path,
    seen_by_pupil,
)
from tests.integration.triage.test_acts import CLOSURE

MONDAY_TEN = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)
CLOSES = int(datetime(2026, 11, 23, 16, 0, tzinfo=UTC).timestamp()) // clock.SECONDS_A_QUARTER
NAME, REACH = "Leila Haddad", "At the library on Tuesdays"


@pytest.fixture
def filed(world: World) -> Filed:
    return file_report(world, name=NAME, reach=REACH)


def letters_to(world: World, who: str, kind: str) -> int:
    with world.database.reading() as db:
        found = sa.select(Letter).where(Letter.staff_id == world.person(who).id, Letter.kind == kind)
        return len(db.scalars(found).all())


def test_a_lead_sees_the_brief_and_nothing_else(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed)
    page = as_("pastoral").get(lead_path(followup))
    shown = page.get_data(as_text=True)
    assert BRIEF in shown
    assert "Ms Adeyemi, SPOC" in text_of(page)
    for hidden in (STORY, NAME, "Leila", REACH, filed.reference, filed.id.hex(), 'name="message"'):
        assert hidden not in shown


def test_the_whole_report_comes_without_the_name(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, scope="whole")
    as_("spoc").submit(case_path(filed), {"note": "For us alone."}, action="notes")
    pupil_writes(app, world, filed, "It was worse today.")
    page = as_("pastoral").get(lead_path(followup))
    shown = page.get_data(as_text=True)
    assert STORY in shown
    assert "It was worse today." in shown
    assert "Not shown to you" in text_of(page)
    for hidden in (NAME, "Leila", REACH, filed.reference, "For us alone."):
        assert hidden not in shown


def test_the_whole_report_comes_with_the_name(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, scope="with-name")
    shown = text_of(as_("pastoral").get(lead_path(followup)))
    assert STORY in shown
    assert NAME in shown
    assert REACH in shown
    assert filed.reference not in shown


def test_it_is_their_turn_by_the_time_that_was_set(as_: SignIn, world: World) -> None:
    with clock.at(MONDAY_TEN):
        filed = file_report(world, kinds=("theft",))
        followup = handed_over(world, as_, filed)
        row = report_row(world, filed)
        assert (row.turn, row.due) == (Turn.HELPER, CLOSES)
        assert "Turn of whoever was asked" in text_of(as_("officer").get(QUEUE))
        assert "today, 16:00" in text_of(as_("pastoral").get(LIST))
    with clock.at(MONDAY_TEN + timedelta(hours=6)):
        assert "Overdue since today, 16:00" in text_of(as_("pastoral").get(lead_path(followup)))
        assert "Overdue" in text_of(as_("officer").get(QUEUE))


def test_answering_the_pupil_meanwhile_leaves_the_turn_with_the_lead(
    as_: SignIn, app: Sharp, world: World, filed: Filed
) -> None:
    handed_over(world, as_, filed, days="2")
    due = report_row(world, filed).due
    pupil_writes(app, world, filed, "And now?")
    assert report_row(world, filed).turn is Turn.NOMINEE
    as_("officer").submit(case_path(filed), {"message": "We are on it."}, action="messages")
    row = report_row(world, filed)
    assert (row.turn, row.due) == (Turn.HELPER, due)


def test_an_answer_gives_the_turn_back_and_everybody_who_holds_the_case_reads_it(
    as_: SignIn, world: World, filed: Filed
) -> None:
    followup = handed_over(world, as_, filed)
    lead = as_("pastoral")
    done = lead.submit(lead_path(followup), {"reply": "Stood there all week; it was calm."}, action="replies")
    assert "Your answer is with them." in told_after(lead, done)
    assert report_row(world, filed).turn is Turn.NOMINEE
    for who in ("officer", "spoc", "deputy"):
        assert letters_to(world, who, "reply") == 1
        assert "Stood there all week; it was calm." in text_of(as_(who).get(case_path(filed)))
    assert acts_on(world, filed, "pastoral") == [Act.READ_BRIEF, Act.REPLIED, Act.READ_BRIEF]
    assert "Answered" in text_of(lead.get(LIST))


def test_a_question_is_answered_and_it_is_their_turn_again(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed)
    lead, officer = as_("pastoral"), as_("officer")
    lead.submit(lead_path(followup), {"question": "Which break?"}, action="questions")
    assert "The lead asks" in text_of(officer.get(case_path(filed)))
    assert report_row(world, filed).turn is Turn.NOMINEE
    told = officer.submit(nominee_path(filed, followup), {"word": "The first.", "days": "2"}, action="words")
    assert "They can read it now" in told_after(officer, told)
    assert report_row(world, filed).turn is Turn.HELPER
    assert letters_to(world, "pastoral", "handed") == 2
    shown = text_of(lead.get(lead_path(followup)))
    assert "The first." in shown
    assert "PC Okafor, Safer Schools Officer" in shown


def test_what_is_given_back_is_gone_for_the_lead(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, scope="whole", may_say="y")
    lead = as_("pastoral")
    done = lead.submit(lead_path(followup), {"reason": "I teach his sister."}, action="return")
    assert "You can open nothing of it any more." in told_after(lead, done)
    assert listed(lead) == []
    assert lead.get(lead_path(followup)).status_code == 404
    shown = text_of(as_("spoc").get(case_path(filed)))
    assert "Given back" in shown
    assert "I teach his sister." in shown
    row = report_row(world, filed)
    assert (row.turn, row.renew) == (Turn.NOMINEE, True)
    as_("spoc").submit(case_path(filed), {"note": "New keys."}, action="notes")
    assert report_row(world, filed).epoch == 2
    assert examined(world) == []


def test_taken_back_it_is_gone_and_a_new_epoch_has_begun(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, scope="with-name")
    lead, spoc, officer = as_("pastoral"), as_("spoc"), as_("officer")
    page, other = lead.get(lead_path(followup)), officer.get(nominee_path(filed, followup))
    assert "What they have read, they have read." in text_of(other)
    done = spoc.submit(nominee_path(filed, followup), {"reason": "No longer needed."}, action="recall")
    assert "what they have read, they have read" in told_after(spoc, done)
    assert report_row(world, filed).epoch == 2
    assert lead.get(lead_path(followup)).status_code == 404
    assert lead.press(page, {"reply": "Too late."}, action="replies").status_code == 404
    assert listed(lead) == []
    again = officer.press(other, {"reason": "Me too."}, action="recall")
    assert "given or taken back before" in told_after(officer, again)
    shown = text_of(officer.get(case_path(filed)))
    assert "Taken back from Miss Pugh" in shown
    assert "No longer needed." in shown
    assert acts_on(world, filed).count(Act.TAKEN_BACK) == 1
    assert examined(world) == []


def test_a_lead_who_may_writes_to_the_pupil_by_name_and_role(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, may_say="y")
    lead = as_("pastoral")
    done = lead.submit(lead_path(followup), {"message": "I am in room 4 at lunch."}, action="messages")
    assert "Your message is there for the pupil" in told_after(lead, done)
    said = seen_by_pupil(world, filed).said[-1]
    assert (said.text, said.name, said.role) == ("I am in room 4 at lunch.", "Miss Pugh", "pastoral")
    assert "I am in room 4 at lunch." in text_of(as_("officer").get(case_path(filed)))
    assert report_row(world, filed).turn is Turn.HELPER
    spoc = as_("spoc")
    spoc.submit(nominee_path(filed, followup), {"reason": "Done."}, action="recall")
    assert seen_by_pupil(world, filed).said[-1].text == "I am in room 4 at lunch."


def test_a_lead_who_may_not_writes_nothing_to_the_pupil(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, scope="with-name")
    lead = as_("pastoral")
    refused = lead.post(lead_path(followup, "messages"), data={"message": "Hello."} | token_of(lead))
    assert refused.status_code == 403
    assert all(said.text != "Hello." for said in seen_by_pupil(world, filed).said)


def test_the_pupil_sees_whom_it_was_handed_to(as_: SignIn, client: CheckedClient, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, may_say="y")
    [lead] = [one for one in seen_by_pupil(world, filed).who if one.role is Role.PASTORAL]
    assert (lead.shown_name, lead.can_open, lead.only_part, lead.has_opened) == ("Miss Pugh", True, True, False)
    as_("pastoral").submit(lead_path(followup), {"message": "Come and see me."}, action="messages")
    client.submit("/alder/back", {"words": filed.words.display})
    shown = text_of(client.get("/alder/back/report"))
    assert "Miss Pugh" in shown
    assert "Come and see me." in shown
    assert "Was asked to help with this." in shown
    as_("spoc").submit(nominee_path(filed, followup), {"reason": "Done."}, action="recall")
    [lead] = [one for one in seen_by_pupil(world, filed).who if one.role is Role.PASTORAL]
    assert (lead.can_open, lead.only_part, lead.has_opened) == (False, False, False)
    assert "Was asked to help with this. Cannot open it any more." in text_of(client.get("/alder/back/report"))


def test_a_lead_with_the_whole_report_is_shown_to_the_pupil_as_a_reader(
    as_: SignIn, world: World, filed: Filed
) -> None:
    handed_over(world, as_, filed, scope="whole")
    [lead] = [one for one in seen_by_pupil(world, filed).who if one.role is Role.PASTORAL]
    assert (lead.can_open, lead.only_part) == (True, False)


def test_an_opening_by_the_lead_is_seen_by_the_readers(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed)
    assert "Follows something up; has not opened it" in text_of(as_("officer").get(case_path(filed)))
    as_("pastoral").get(lead_path(followup))
    shown = text_of(as_("officer").get(case_path(filed)))
    assert "Their brief opened Miss Pugh, today, after" in shown
    assert "Follows something up; has opened it" in shown
    assert acts_on(world, filed, "pastoral") == [Act.READ_BRIEF]


def test_pressed_twice_each_act_is_done_once(as_: SignIn, world: World, filed: Filed) -> None:
    spoc, lead = as_("spoc"), as_("pastoral")
    page = spoc.get(case_path(filed, "followups/new"))
    for _press in range(2):
        assert "handed" in told_after(spoc, spoc.press(page, handing(world, may_say="y"), action="/followups"))
    [followup] = listed(lead)
    page = lead.get(lead_path(followup))
    for act, typed in (("replies", {"reply": "Did it."}), ("messages", {"message": "Hello."})):
        for _press in range(2):
            assert lead.press(page, typed, action=act).status_code == 303
    for _press in range(2):
        last = lead.press(page, {"reason": "Enough."}, action="return")
    assert last.status_code == 404
    counted = [acts_on(world, filed).count(act) for act in (Act.HANDED, Act.REPLIED, Act.SAID, Act.RETURNED)]
    assert counted == [1, 1, 1, 1]


@pytest.mark.parametrize("left_out", ["lead", "title", "brief", "scope", "days"])
def test_what_is_left_out_is_asked_for_and_the_rest_kept(
    as_: SignIn, world: World, filed: Filed, left_out: str
) -> None:
    before = entries_of(world, filed)
    again = hand_over(world, as_("spoc"), filed, may_say="y", **{left_out: None})
    assert again.status_code == 422
    assert "There is a problem" in text_of(again)
    kept = again.get_data(as_text=True)
    assert TITLE in kept or left_out == "title"
    assert BRIEF in kept or left_out == "brief"
    ticked = {str(one["name"]) for one in soup_of(again).select("input[checked]")}
    assert ticked == {"lead", "scope", "days", "may_say"} - {left_out}
    assert entries_of(world, filed) == before


@pytest.mark.parametrize(
    ("act", "field"), [("replies", "reply"), ("questions", "question"), ("messages", "message"), ("return", "reason")]
)
def test_a_lead_who_writes_nothing_or_too_much_is_told(
    as_: SignIn, world: World, filed: Filed, act: str, field: str
) -> None:
    followup = handed_over(world, as_, filed, may_say="y")
    lead, before = as_("pastoral"), entries_of(world, filed)
    for typed in ("", "word " * 2_100):
        again = lead.submit(lead_path(followup), {field: typed}, action=act)
        assert again.status_code == 422
        assert typed.strip() in again.get_data(as_text=True)
        assert BRIEF in again.get_data(as_text=True)
    assert entries_of(world, filed) == before
    assert set(acts_on(world, filed, "pastoral")) == {Act.READ_BRIEF}


def test_a_closed_case_is_not_handed_over(as_: SignIn, world: World, filed: Filed) -> None:
    spoc = as_("spoc")
    page = spoc.get(case_path(filed, "followups/new"))
    as_("officer").submit(case_path(filed), CLOSURE, action="closure")
    assert "Nothing was handed over" in told_after(spoc, spoc.press(page, handing(world), action="/followups"))
    assert "followups/new" not in spoc.get(case_path(filed)).get_data(as_text=True)
    assert "This case is closed." in text_of(spoc.get(case_path(filed, "followups/new")))


@pytest.mark.parametrize("how", ["closed", "withdrawn"])
def test_what_was_handed_out_ends_with_the_case(as_: SignIn, app: Sharp, world: World, filed: Filed, how: str) -> None:
    followup = handed_over(world, as_, filed, scope="with-name", may_say="y")
    lead, officer = as_("pastoral"), as_("officer")
    lead.submit(lead_path(followup), {"reply": "It was calm."}, action="replies")
    half_written = lead.get(lead_path(followup))
    if how == "closed":
        assert officer.submit(case_path(filed), CLOSURE, action="closure").status_code == 303
    else:
        ring = ring_of(world, filed)
        with app.app_context(), world.database.writing() as db:
            pupil_case.ask_withdrawal(db, filed.id, ring, "Please stop.")
        answer = {"choice": STOP, "reason": "They asked.", "word": "We stop now."}
        assert officer.submit(case_path(filed), answer, action="withdrawal").status_code == 303
    row = report_row(world, filed)
    assert (row.state, row.turn, row.due) == (ReportState.CLOSED, Turn.NOBODY, None)
    with world.database.reading() as db:
        assert not db.scalars(leads_grants(filed.id)).all()
    assert listed(lead) == []
    gone = lead.get(lead_path(followup))
    assert gone.status_code == 404
    assert "It is finished: the case was closed" in text_of(gone)
    assert "What you have read, you have read" in text_of(gone)
    for act, field in (("replies", "reply"), ("questions", "question"), ("messages", "message"), ("return", "reason")):
        late = lead.press(half_written, {field: "He came back at lunch."}, action=act)
        assert late.status_code == 404
        assert "Nothing was written." in text_of(late)
        assert "He came back at lunch." in text_of(late)
    shown = text_of(as_("spoc").get(case_path(filed)))
    for words in ("It was calm.", "Over: the case was closed", "Over for Miss Pugh", "The case was closed."):
        assert words in shown
    assert "He came back at lunch." not in shown
    assert acts_on(world, filed).count(Act.TAKEN_BACK) == 0
    assert examined(world) == []


def test_opening_again_brings_no_hand_over_back(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, scope="whole")
    officer, lead = as_("officer"), as_("pastoral")
    officer.submit(case_path(filed), CLOSURE, action="closure")
    officer.submit(case_path(filed), {"reason": "It began again."}, action="reopening")
    assert report_row(world, filed).turn is Turn.NOMINEE
    pupil_writes(app, world, filed, "It began again.")
    officer.submit(case_path(filed), {"message": "We are here."}, action="messages")
    assert report_row(world, filed).turn is Turn.PUPIL
    assert listed(lead) == []
    assert lead.get(lead_path(followup)).status_code == 404
    again = handed_over(world, as_, filed)
    assert listed(lead) == [again]
    assert report_row(world, filed).turn is Turn.HELPER


def test_the_last_word_is_sealed_from_a_lead_who_held_the_whole(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, scope="with-name")
    person = world.person("pastoral")
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        kept = leads_keyring(db, report, person.id, bytes.fromhex(followup), person.keys)
    before = report_row(world, filed).length
    as_("officer").submit(case_path(filed), CLOSURE, action="closure")
    with world.database.reading() as db:
        seen = read_journal(db, db.get_one(Report, filed.id), kept)
    assert max(item.seq for item in seen) <= before


def test_several_practice_reports_at_once_end_what_was_handed_out(as_: SignIn, app: Sharp, world: World) -> None:
    filed = file_report(world, about=About.PRACTICE)
    handed_over(world, as_, filed)
    case = case_of(world, filed, "spoc")
    with app.app_context(), world.database.writing() as db:
        assert answer_together(db, [case], word="Well tried.", reason="Practice.").closed == 1
    assert listed(as_("pastoral")) == []
    assert report_row(world, filed).turn is Turn.NOBODY


def test_a_lead_who_leaves_loses_it_and_the_turn_comes_back(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed)
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination("pastoral"), anchor=world.anchor)
    row = report_row(world, filed)
    assert (row.turn, row.renew) == (Turn.NOMINEE, True)
    assert [letters_to(world, who, "reply") for who in ("officer", "spoc", "deputy", "pastoral")] == [1, 1, 1, 0]
    assert as_("pastoral").get(lead_path(followup)).status_code == 403
    spoc = as_("spoc")
    assert "Over: the lead has left" in text_of(spoc.get(case_path(filed)))
    gone = spoc.post(nominee_path(filed, followup, "words"), data={"word": "?", "days": "1"} | token_of(spoc))
    assert "does not lie with them any more" in told_after(spoc, gone)
    assert examined(world) == []


def test_a_nominee_who_becomes_a_lead_keeps_nothing_of_others_hand_overs(
    as_: SignIn, world: World, filed: Filed
) -> None:
    handed_over(world, as_, filed)
    deputy = world.person("deputy")
    with world.database.writing() as db:
        made = nominate(
            db, school_id=world.cast.schools["alder"], staff_id=deputy.id, role=Role.PASTORAL,
            shown_name="Mr Nowak", anchor=world.anchor,
        )  # fmt: skip
        confirm(
            db, nomination_id=made, by=world.person("spoc").id, fp=deputy.keys.fingerprint, anchor=world.anchor
        )  # fmt: skip
    assert "Mr Nowak" not in [
        label.get_text(strip=True)
        for label in soup_of(as_("spoc").get(case_path(filed, "followups/new"))).select("label")
    ]
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination("deputy"), anchor=world.anchor)
    assert listed(as_("deputy")) == []
    assert as_("deputy").get(case_path(filed)).status_code == 403


def test_whom_the_pupil_left_out_is_not_offered_and_not_handed_anything(as_: SignIn, world: World) -> None:
    filed = file_report(world, left_out=(world.nomination("pastoral").hex(),))
    spoc = as_("spoc")
    shown = spoc.get(case_path(filed, "followups/new"))
    assert "There is nobody to hand this to" in text_of(shown)
    refused = spoc.post(case_path(filed, "followups"), data=handing(world) | token_of(spoc))
    assert "Nothing was handed over" in told_after(spoc, refused)
    assert listed(as_("pastoral")) == []
    assert Act.HANDED not in acts_on(world, filed)


@pytest.mark.parametrize("who", ["head", "contact", "coordinator", "deputy", "nobody"])
def test_only_leads_of_this_school_are_handed_anything(as_: SignIn, world: World, filed: Filed, who: str) -> None:
    lead = "zz" if who == "nobody" else world.nomination(who).hex()
    spoc = as_("spoc")
    refused = spoc.post(case_path(filed, "followups"), data=handing(world, lead=lead) | token_of(spoc))
    assert "Nothing was handed over" in told_after(spoc, refused)
    assert Act.HANDED not in acts_on(world, filed)


def test_a_head_who_reads_it_hands_nothing_over(as_: SignIn, world: World) -> None:
    filed = file_report(world, about=About.ADULT, named=Named.NONE)
    head = as_("head")
    assert "followups/new" not in head.get(case_path(filed)).get_data(as_text=True)
    assert head.get(case_path(filed, "followups/new")).status_code == 403
    assert head.post(case_path(filed, "followups"), data=handing(world) | token_of(head)).status_code == 403


def test_news_is_told_on_both_sides(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    spoc, lead = as_("spoc"), as_("pastoral")
    page = spoc.get(case_path(filed, "followups/new"))
    pupil_writes(app, world, filed, "It was worse today.")
    shown = told_after(spoc, spoc.press(page, handing(world), action="/followups"))
    assert "New since you opened the page: Message from the pupil (the pupil)." in shown
    [followup] = listed(lead)
    page = lead.get(lead_path(followup))
    as_("officer").submit(nominee_path(filed, followup), {"word": "Also at lunch.", "days": "1"}, action="words")
    shown = told_after(lead, lead.press(page, {"reply": "Done."}, action="replies"))
    assert "Something new was written since you opened the page." in shown


def test_two_hand_overs_of_one_case_do_not_meet(as_: SignIn, world: World, filed: Filed) -> None:
    second = world.person("spoc_elsewhere")
    with world.database.writing() as db:
        made = nominate(
            db, school_id=world.cast.schools["alder"], staff_id=second.id, role=Role.PASTORAL,
            shown_name="Mrs Mensah", anchor=world.anchor,
        )  # fmt: skip
        confirm(
            db, nomination_id=made, by=world.person("spoc").id, fp=second.keys.fingerprint, anchor=world.anchor
        )  # fmt: skip
    first = handed_over(world, as_, filed, may_say="y")
    other = handed_over(
        world,
        as_,
        filed,
        lead=made.hex(),
        title="The sister",
        brief="Please see her sister.",
        scope="whole",
        may_say="y",
    )
    lead, colleague = as_("pastoral"), as_("spoc_elsewhere")
    lead.submit(lead_path(first), {"reply": "Quiet corridor."}, action="replies")
    colleague.submit(lead_path(other), {"message": "Hello from Mrs Mensah."}, action="messages")
    theirs = colleague.get(lead_path(other)).get_data(as_text=True)
    assert "Quiet corridor." not in theirs
    assert BRIEF not in theirs
    mine = lead.get(lead_path(first)).get_data(as_text=True)
    assert "Mensah" not in mine
    assert colleague.get(lead_path(first)).status_code == 404
    assert lead.get(lead_path(other)).status_code == 404
    assert report_row(world, filed).turn is Turn.NOMINEE
    shown = text_of(as_("officer").get(case_path(filed)))
    assert "Quiet corridor." in shown
    assert "Hello from Mrs Mensah." in shown
    as_("spoc").submit(nominee_path(filed, first), {"reason": "Done."}, action="recall")
    assert STORY in text_of(colleague.get(lead_path(other)))
    assert "Hello from Mrs Mensah." in text_of(colleague.get(lead_path(other)))


def test_the_start_page_lists_what_was_handed_over(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed)
    page = as_("pastoral").get(HOME)
    assert TITLE in text_of(page)
    assert lead_path(followup) in page.get_data(as_text=True)
    assert BRIEF not in page.get_data(as_text=True)


@pytest.mark.parametrize("act", ["replies", "questions", "messages", "return"])
def test_nobody_else_reaches_a_leads_page(
    as_: SignIn, client: CheckedClient, world: World, filed: Filed, act: str
) -> None:
    followup = handed_over(world, as_, filed, may_say="y")
    before = entries_of(world, filed)
    for who in ("spoc", "head", "coordinator", "operator"):
        other = as_(who)
        assert other.get(lead_path(followup)).status_code == 403
        assert other.post(lead_path(followup, act), data=token_of(other)).status_code == 403
    for who in ("officer", "officer_elsewhere"):  # asked for nothing: as if it did not exist
        other = as_(who)
        assert masked(other.get(lead_path(followup))) == masked(other.get(lead_path("0" * 32)))
        assert other.get(lead_path(followup)).status_code == 404
        assert other.post(lead_path(followup, act), data=token_of(other)).status_code == 404
    assert client.post(lead_path(followup, act)).headers["Location"].startswith(SIGN_IN)
    assert client.get(lead_path(followup)).headers["Location"].startswith(SIGN_IN)
    assert entries_of(world, filed) == before


def test_a_lead_reaches_no_case_page(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, scope="with-name")
    lead = as_("pastoral")
    paths = (
        QUEUE,
        f"{QUEUE}/search",
        case_path(filed),
        nominee_path(filed, followup),
        case_path(filed, "followups/new"),
    )
    assert [lead.get(path).status_code for path in paths] == [403] * len(paths)


def test_another_cases_hand_over_is_not_found_under_this_one(as_: SignIn, world: World, filed: Filed) -> None:
    followup, other = handed_over(world, as_, filed), file_report(world)
    spoc = as_("spoc")
    assert spoc.get(nominee_path(filed, followup)).status_code == 200
    assert spoc.get(nominee_path(other, followup)).status_code == 404
    assert spoc.get(nominee_path(filed, "z" * 32)).status_code == 404
    gone = spoc.post(nominee_path(other, followup, "recall"), data={"reason": "x"} | token_of(spoc))
    assert gone.status_code == 404
    assert listed(as_("pastoral")) == [followup]


def test_a_pupil_who_is_not_safe_comes_before_any_lead(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    """Whatever page was open: what the pupil said since stays our turn, and due now."""
    followup = handed_over(world, as_, filed)
    spoc = as_("spoc")
    page = spoc.get(nominee_path(filed, followup))
    pupil_is_not_safe(app, world, filed, "He is outside.")
    spoc.press(page, {"word": "Any news?", "days": "10"}, action="/words")
    row = report_row(world, filed)
    assert (row.level, row.turn) == (1, Turn.NOMINEE)
    assert row.due is not None
    assert row.due <= clock.seconds() // clock.SECONDS_A_QUARTER


def test_the_same_brief_to_somebody_else_is_no_button_pressed_twice(as_: SignIn, world: World, filed: Filed) -> None:
    """Back, another lead, the same words: it says that it was not handed over, or it was."""
    spoc = as_("spoc")
    page = spoc.get(case_path(filed, "followups/new"))
    spoc.press(page, handing(world), action="/followups")
    answer = spoc.press(page, handing(world, lead=world.nomination("coordinator").hex()), action="/followups")
    assert "Nothing was handed over" in told_after(spoc, answer)


def test_level_1_does_not_wait_for_a_lead(as_: SignIn, world: World, filed: Filed) -> None:
    """The lead keeps the turn, and the case shows when its next step is due, not in ten school days."""
    with clock.at(MONDAY_TEN):
        handed_over(world, as_, filed, days="10")
        late = report_row(world, filed).due
        spoc = as_("spoc")
        spoc.submit(case_path(filed), {"level": "3", "reason": "Calmer than it looked."}, action="level")
        assert report_row(world, filed).due == late
        spoc.submit(case_path(filed), {"level": "1", "reason": "There is a knife."}, action="level")
        row = report_row(world, filed)
    assert row.turn is Turn.HELPER
    assert late is not None
    assert row.due is not None
    assert row.due < late


@pytest.mark.parametrize("has_opened", [True, False], ids=["has opened", "has not"])
def test_a_spoc_who_became_a_lead_is_shown_for_what_they_held(
    as_: SignIn, client: CheckedClient, world: World, filed: Filed, has_opened: bool
) -> None:
    """Nobody asked them to help: they could open all of it, and cannot any more."""
    if has_opened:
        as_("deputy").get(case_path(filed))
    deputy = world.person("deputy")
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination("deputy"), anchor=world.anchor)
        made = nominate(
            db, school_id=world.cast.schools["alder"], staff_id=deputy.id, role=Role.PASTORAL, shown_name="Mr N.",
            anchor=world.anchor,
        )  # fmt: skip
        confirm(db, nomination_id=made, by=world.person("spoc").id, fp=deputy.keys.fingerprint, anchor=world.anchor)
    found = [one for one in seen_by_pupil(world, filed).who if one.shown_name in ("Mr Nowak", "Mr N.")]
    assert [(one.shown_name, one.role, one.can_open) for one in found] == (
        [("Mr Nowak", Role.SPOC, False)] if has_opened else []
    )
    client.submit("/alder/back", {"words": filed.words.display})
    shown = text_of(client.get("/alder/back/report"))
    assert "asked to help" not in shown
    assert ("Has opened it. Cannot open it any more." in shown) is has_opened
    handed_over(world, as_, filed, lead=made.hex())
    [one] = [one for one in seen_by_pupil(world, filed).who if one.shown_name == "Mr N."]
    assert (one.role, one.can_open, one.only_part) == (Role.PASTORAL, True, True)


@pytest.mark.parametrize(("role", "scope"), [("lead", "whole"), ("lead", "brief"), ("officer", "brief")])
def test_an_officer_as_well_keeps_only_what_an_officer_was_asked(
    as_: SignIn, world: World, filed: Filed, role: str, scope: str
) -> None:
    """Somebody who is lead and officer: what the lead held goes with the lead's role; an officer's brief stays."""
    both = world.person("spoc_elsewhere")
    with world.database.writing() as db:
        made = {}
        for what in (Role.SSO, Role.PASTORAL) if role == "lead" else (Role.SSO, Role.CONTACT):
            made[what] = nominate(
                db, school_id=world.cast.schools["alder"], staff_id=both.id, role=what, shown_name="Mrs Mensah",
                anchor=world.anchor,
            )  # fmt: skip
            by, fp = world.person("spoc").id, both.keys.fingerprint
            confirm(db, nomination_id=made[what], by=by, fp=fp, anchor=world.anchor)
    other = Role.PASTORAL if role == "lead" else Role.CONTACT
    followup = handed_over(world, as_, filed, lead=made[other if role == "lead" else Role.SSO].hex(), scope=scope)
    assert listed(as_("spoc_elsewhere")) == [followup]
    with world.database.writing() as db:
        end(db, nomination_id=made[other], anchor=world.anchor)
    assert listed(as_("spoc_elsewhere")) == ([] if role == "lead" else [followup])
    assert examined(world) == []
