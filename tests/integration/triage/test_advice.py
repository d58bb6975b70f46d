"""Asking an officer for advice: a brief and nothing of the case, in the same place as bringing them in."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.accounts.trail import verify_chain
from sharp.model.passing import Letter
from sharp.model.reports import Grant, Report
from sharp.model.words import Act, Role, Turn
from sharp.reports.draft import About, Named
from sharp.schools import nominations, settings
from sharp.vault.encoding import NO_ID
from sharp.vault.slots import Slot
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import STORY, Filed, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import examined, masked
from tests.integration.promises.test_handed_over import entries, leads_ring, opened
from tests.integration.triage.desk import (
    HOME,
    QUEUE,
    SIGN_IN,
    acts_on,
    case_path,
    entries_of,
    pupil_writes,
    report_row,
    token_of,
    told_after,
)
from tests.integration.triage.handing import LIST, followups_in, lead_path, listed, nominee_path, seen_by_pupil
from tests.integration.triage.test_acts import CLOSURE
from tests.integration.triage.test_sharing import SPOC_FIRST, sharing, slots_of

NAME, REACH = "Leila Haddad", "At the library on Tuesdays"
TITLE, BRIEF = "A general question", "If a phone is taken and given back the same day, must that be recorded?"


@pytest.fixture
def filed(world: World) -> Filed:
    """A report of a kind that school staff see first, with a name."""
    with world.database.writing() as db:
        school = world.cast.schools["alder"]
        settings.set_routing(db, school_id=school, spoc_first=[SPOC_FIRST], anchor=world.anchor)
    return file_report(world, kinds=(SPOC_FIRST,), name=NAME, reach=REACH)


def asking(world: World, **changes: str | None) -> dict[str, str | None]:
    officer = world.nomination("officer").hex()
    return {"lead": officer, "title": TITLE, "brief": BRIEF, "days": "1"} | changes


def ask(world: World, as_: SignIn, filed: Filed) -> str:
    """As the spoc; the hand-over's id in hex."""
    before = followups_in(world)
    done = as_("spoc").submit(case_path(filed, "followups/advice"), asking(world), action="/advice")
    assert done.status_code == 303
    [made] = followups_in(world) - before
    return made


def test_advice_is_chosen_where_the_other_two_choices_stand(as_: SignIn, world: World, filed: Filed) -> None:
    spoc = as_("spoc")
    page = spoc.get(case_path(filed))
    assert [str(one["value"]) for one in soup_of(page).select('input[name="scope"]')] == [
        "advice", "anonymised", "full",
    ]  # fmt: skip
    assert "Before an officer reads it" in text_of(page)
    chosen = spoc.press(page, sharing(world, "officer", "advice"), action="sharing")
    assert chosen.status_code == 303
    assert Act.SHARED not in acts_on(world, filed)
    shown = spoc.get(chosen.headers["Location"])
    assert [str(one["value"]) for one in soup_of(shown).select("input[checked]")] == [world.nomination("officer").hex()]
    done = spoc.press(shown, asking(world), action="/advice")
    assert "PC Okafor is asked for advice, and sees nothing but your brief." in told_after(spoc, done)


def test_the_officer_reads_the_brief_and_nothing_else(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    followup = ask(world, as_, filed)
    pupil_writes(app, world, filed, "It was worse today.")
    officer = as_("officer")
    assert listed(officer) == [followup]
    page = officer.get(lead_path(followup))
    assert BRIEF in text_of(page)
    assert "Your advice" in text_of(page)
    for path in (lead_path(followup), LIST, HOME, QUEUE):
        shown = officer.get(path).get_data(as_text=True)
        for hidden in (
            STORY,
            NAME,
            "Leila",
            REACH,
            filed.reference,
            filed.id.hex(),
            "It was worse",
            "Verbal",
            "verbal",
        ):
            assert hidden not in shown, (path, hidden)
    assert officer.get(case_path(filed)).get_data() == officer.get("/staff/cases/ZZZZ-ZZZZ").get_data()
    for act in ("copy", "links", "followups/new", "followups/advice", f"followups/{followup}"):
        assert officer.get(case_path(filed, act)).status_code == 404


def test_queue_and_search_of_the_officer_are_the_same_bytes(as_: SignIn, world: World, filed: Filed) -> None:
    officer = as_("officer")
    before = [masked(officer.get(path)) for path in (QUEUE, f"{QUEUE}?view=all", f"{QUEUE}?turn=helper")]
    followup = ask(world, as_, filed)
    officer.get(lead_path(followup))
    assert [masked(officer.get(path)) for path in (QUEUE, f"{QUEUE}?view=all", f"{QUEUE}?turn=helper")] == before
    officer.submit(QUEUE, {"words": "blazer"}, action="search")
    assert filed.reference not in officer.get(f"{QUEUE}/search").get_data(as_text=True)


@pytest.mark.parametrize("is_renewed", [False, True], ids=["first keys", "renewed keys"])
def test_their_keys_open_the_follow_up_and_no_entry_besides(
    as_: SignIn, app: Sharp, world: World, filed: Filed, is_renewed: bool
) -> None:
    as_("spoc").submit(case_path(filed), {"note": "Between us."}, action="notes")
    followup = ask(world, as_, filed)
    if is_renewed:
        with world.database.writing() as db:
            nominations.end(db, nomination_id=world.nomination("deputy"), anchor=world.anchor)
        pupil_writes(app, world, filed, "Who reads this?")
    officer = as_("officer")
    assert officer.submit(lead_path(followup), {"reply": "No, it need not be."}, action="replies").status_code == 303
    ring = leads_ring(world, filed, followup, "officer")
    assert [keys.slots for keys in ring.held] == [Slot.FOLLOW_UP] * (1 + is_renewed)
    seen = [(Slot(entry.slot), bool(list(opened(entry, ring)))) for entry in entries(world, filed)]
    assert all(does_open is (slot is Slot.FOLLOW_UP) for slot, does_open in seen)
    assert {slot for slot, _opens in seen} >= {Slot.THREAD, Slot.IDENTITY, Slot.CASE, Slot.FOLLOW_UP}
    assert slots_of(world, filed, "officer") == {8}
    assert examined(world) == []
    with world.database.reading() as db:
        assert verify_chain(db, world.cast.schools["alder"])


def test_they_advise_ask_and_give_it_back(as_: SignIn, world: World, filed: Filed) -> None:
    followup = ask(world, as_, filed)
    officer, spoc = as_("officer"), as_("spoc")
    assert report_row(world, filed).turn is Turn.HELPER
    assert "Waiting for the officer’s advice" in text_of(spoc.get(case_path(filed)))
    officer.submit(lead_path(followup), {"question": "On what day?"}, action="questions")
    assert "The officer asks" in text_of(spoc.get(case_path(filed)))
    told = spoc.submit(nominee_path(filed, followup), {"word": "A Tuesday.", "days": "2"}, action="/words")
    assert "They can read it now" in told_after(spoc, told)
    assert "A Tuesday." in text_of(officer.get(lead_path(followup)))
    officer.submit(lead_path(followup), {"reply": "It need not be."}, action="replies")
    officer.submit(lead_path(followup), {"reason": "Nothing more from me."}, action="return")
    assert listed(officer) == []
    shown = text_of(as_("deputy").get(case_path(filed)))
    for words in ("PC Okafor asked for advice", "Officer: a question", "Officer: advice", "Given back by the officer"):
        assert words in shown
    assert "It need not be." in shown
    assert report_row(world, filed).turn is Turn.NOMINEE
    officer_acts = acts_on(world, filed, "officer")
    assert Act.OPENED not in officer_acts
    assert [act for act in officer_acts if act is not Act.READ_BRIEF] == [Act.REPLIED, Act.REPLIED, Act.RETURNED]


def test_when_police_read_the_brief_is_kept_apart_from_the_case(as_: SignIn, world: World, filed: Filed) -> None:
    followup, spoc = ask(world, as_, filed), as_("spoc")
    assert "first read by police" not in text_of(spoc.get(case_path(filed))).casefold()
    as_("officer").get(lead_path(followup))
    shown = text_of(spoc.get(case_path(filed)))
    assert "A brief of it first read by police: PC Okafor, " in shown
    assert "First read by police" not in shown
    assert "Asked for advice; has read the brief, and cannot open the case" in shown
    spoc.submit(case_path(filed), sharing(world, "officer"), action="sharing")
    with clock.at(clock.now() + timedelta(hours=1)):
        as_("officer").get(case_path(filed))
        shown = text_of(as_("spoc").get(case_path(filed)))
    assert "A brief of it first read by police: PC Okafor, " in shown
    assert "First read by police: PC Okafor, " in shown


@pytest.mark.parametrize("scope", ["anonymised", "full"])
def test_whoever_is_brought_in_later_holds_the_case_and_no_brief(
    as_: SignIn, world: World, filed: Filed, scope: str
) -> None:
    followup, spoc, officer = ask(world, as_, filed), as_("spoc"), as_("officer")
    half_written = officer.get(lead_path(followup))
    done = spoc.submit(case_path(filed), sharing(world, "officer", scope), action="sharing")
    assert "PC Okafor can open this case now" in told_after(spoc, done)
    assert slots_of(world, filed, "officer") == {5 if scope == "anonymised" else 7}
    assert listed(officer) == []
    assert officer.press(half_written, {"reply": "Too late."}, action="replies").status_code == 404
    shown = text_of(officer.get(case_path(filed)))
    assert STORY in shown
    assert "They were brought into the case." in shown
    assert (NAME in shown) is (scope == "full")
    assert report_row(world, filed).turn is Turn.NOMINEE
    assert BRIEF in shown or BRIEF in text_of(officer.get(nominee_path(filed, followup)))
    assert examined(world) == []
    ring = [one for one in seen_by_pupil(world, filed).who if one.role is Role.SSO]
    assert [(one.can_open, one.only_part, one.sees_name) for one in ring] == [(True, False, scope == "full")]


@pytest.mark.parametrize("about", ["left out", "an officer"])
def test_whom_the_pupil_left_out_is_asked_nothing(as_: SignIn, world: World, about: str) -> None:
    if about == "left out":
        filed = file_report(world, left_out=(world.nomination("officer").hex(),))
    else:  # without a head it goes to the SPOCs
        with world.database.writing() as db:
            nominations.end(db, nomination_id=world.nomination("head"), even_last=False, anchor=world.anchor)
        filed = file_report(world, about=About.OFFICER, named=Named.NONE)
    nominee, officer = as_("spoc"), as_("officer")
    before = [masked(officer.get(path)) for path in (HOME, LIST, QUEUE)]
    shown = nominee.get(case_path(filed, "followups/advice"))
    assert "There is nobody to ask" in text_of(shown)
    refused = nominee.post(case_path(filed, "followups/advice"), data=asking(world) | token_of(nominee))
    assert "Nothing was handed over" in told_after(nominee, refused)
    refused = nominee.post(case_path(filed, "followups"), data=asking(world) | {"scope": "brief"} | token_of(nominee))
    assert "Nothing was handed over" in told_after(nominee, refused)
    assert Act.HANDED not in acts_on(world, filed)
    assert [masked(officer.get(path)) for path in (HOME, LIST, QUEUE)] == before


@pytest.mark.parametrize(
    "more", [{"scope": "whole"}, {"scope": "with-name"}, {"scope": "brief", "may_say": "y"}], ids=str
)
def test_by_no_form_does_an_officer_get_more_than_a_brief(
    as_: SignIn, world: World, filed: Filed, more: dict[str, str]
) -> None:
    spoc = as_("spoc")
    refused = spoc.post(case_path(filed, "followups"), data=asking(world) | more | token_of(spoc))
    assert "Nothing was handed over" in told_after(spoc, refused)
    with world.database.reading() as db:
        assert not db.scalars(sa.select(Grant).where(Grant.followup_id != NO_ID)).all()


@pytest.mark.parametrize("who", ["deputy", "head", "contact", "coordinator", "officer_elsewhere", "nobody"])
def test_only_officers_of_this_school_are_asked(as_: SignIn, world: World, filed: Filed, who: str) -> None:
    slug = "birch" if who == "officer_elsewhere" else "alder"
    lead = "zz" if who == "nobody" else world.nomination(who, slug).hex()
    spoc = as_("spoc")
    refused = spoc.post(case_path(filed, "followups/advice"), data=asking(world, lead=lead) | token_of(spoc))
    assert "Nothing was handed over" in told_after(spoc, refused)
    assert Act.HANDED not in acts_on(world, filed)


@pytest.mark.parametrize("scope", ["advice", "anonymised"])
def test_a_colleague_who_is_no_officer_is_not_brought_in_by_a_choice_for_officers(
    as_: SignIn, world: World, scope: str
) -> None:
    """Whoever meant to show less never shows all of it."""
    filed = file_report(world, left_out=())
    with world.database.writing() as db:
        report, deputy = db.get_one(Report, filed.id), world.person("deputy")
        theirs = db.scalars(sa.select(Grant).where(Grant.report_id == filed.id, Grant.reader_id == deputy.id)).all()
        report.unlist_grants([grant.id for grant in theirs])
        for grant in theirs:
            db.delete(grant)
    spoc = as_("spoc")
    again = spoc.post(case_path(filed, "sharing"), data=sharing(world, "deputy", scope) | token_of(spoc))
    assert again.status_code == 422
    assert "Only an officer sees less" in text_of(again)
    assert as_("deputy").get(case_path(filed)).status_code == 404


@pytest.mark.parametrize("left_out", ["lead", "title", "brief", "days"])
def test_what_is_missing_is_asked_for_and_the_rest_kept(as_: SignIn, world: World, filed: Filed, left_out: str) -> None:
    before = entries_of(world, filed)
    path = case_path(filed, "followups/advice")
    again = as_("spoc").submit(path, asking(world, **{left_out: None}), action="/advice")
    assert again.status_code == 422
    assert "There is a problem" in text_of(again)
    kept = again.get_data(as_text=True)
    assert TITLE in kept or left_out == "title"
    assert BRIEF in kept or left_out == "brief"
    assert entries_of(world, filed) == before


def test_pressed_twice_they_are_asked_once_and_told_once(as_: SignIn, world: World, filed: Filed) -> None:
    spoc = as_("spoc")
    page = spoc.get(case_path(filed, "followups/advice"))
    for _press in range(2):
        assert spoc.press(page, asking(world), action="/advice").status_code == 303
    assert acts_on(world, filed).count(Act.HANDED) == 1
    with world.database.reading() as db:
        told = db.scalars(sa.select(Letter.kind).where(Letter.staff_id == world.person("officer").id)).all()
    assert told == ["handed"]


def test_a_closed_case_asks_nobody(as_: SignIn, world: World, filed: Filed) -> None:
    spoc = as_("spoc")
    page = spoc.get(case_path(filed, "followups/advice"))
    as_("deputy").submit(case_path(filed), CLOSURE, action="closure")
    assert "Nothing was handed over" in told_after(spoc, spoc.press(page, asking(world), action="/advice"))
    assert "Open it again before you ask." in text_of(spoc.get(case_path(filed, "followups/advice")))


def test_the_officer_writes_nothing_to_the_pupil(as_: SignIn, world: World, filed: Filed) -> None:
    followup, officer = ask(world, as_, filed), as_("officer")
    assert "Write to the pupil" not in text_of(officer.get(lead_path(followup)))
    refused = officer.post(lead_path(followup, "messages"), data={"message": "Hello."} | token_of(officer))
    assert refused.status_code == 403


def test_an_officer_who_leaves_loses_it(as_: SignIn, world: World, filed: Filed) -> None:
    followup = ask(world, as_, filed)
    with world.database.writing() as db:
        nominations.end(db, nomination_id=world.nomination("officer"), anchor=world.anchor)
    row = report_row(world, filed)
    assert (row.turn, row.renew) == (Turn.NOMINEE, True)
    assert as_("officer").get(lead_path(followup)).status_code == 403
    assert "Over: the officer has left" in text_of(as_("spoc").get(case_path(filed)))
    assert slots_of(world, filed, "officer") == set()
    assert examined(world) == []


def test_the_pupil_is_told_in_plain_words(as_: SignIn, client: CheckedClient, world: World, filed: Filed) -> None:
    followup = ask(world, as_, filed)
    client.submit("/alder/back", {"words": filed.words.display})
    assert "Was asked for advice. Cannot read what you wrote." in text_of(client.get("/alder/back/report"))
    as_("officer").get(lead_path(followup))
    [one] = [each for each in seen_by_pupil(world, filed).who if each.role is Role.SSO]
    assert (one.can_open, one.only_part, one.has_opened, one.sees_name) == (True, True, False, False)
    as_("spoc").submit(nominee_path(filed, followup), {"reason": "Thank you."}, action="recall")
    assert "Was asked for advice. Could not read what you wrote." in text_of(client.get("/alder/back/report"))


def test_the_four_cases_of_asking(as_: SignIn, client: CheckedClient, filed: Filed) -> None:
    path = case_path(filed, "followups/advice")
    for who, status in (("spoc", 200), ("officer", 404), ("officer_elsewhere", 404), ("pastoral", 403), ("head", 404)):
        assert as_(who).get(path).status_code == status, who
    assert client.get(path).headers["Location"].startswith(SIGN_IN)
    spoc = as_("spoc")
    for odd in ("zz", "", "é" * 40, "0" * 32):
        assert spoc.get(path, query_string={"officer": odd}).status_code == 200


def test_an_officers_start_page_speaks_of_advice_only_while_it_is_asked(
    as_: SignIn, world: World, filed: Filed
) -> None:
    officer = as_("officer")
    assert "Your advice is asked" not in text_of(officer.get(HOME))
    assert "Nobody asks for your advice now." in text_of(officer.get(LIST))
    followup = ask(world, as_, filed)
    page = officer.get(HOME)
    assert "Your advice is asked" in text_of(page)
    assert lead_path(followup) in page.get_data(as_text=True)
