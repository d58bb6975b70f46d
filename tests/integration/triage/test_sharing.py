"""Bringing in a colleague: the officer gets what went to school staff first, and nobody whom the pupil left out."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.accounts.trail import verify_chain
from sharp.model.passing import Letter
from sharp.model.reports import Grant, Report
from sharp.model.staff import TrailLine
from sharp.model.words import Act, GrantState, ReaderKind, Role
from sharp.reports import pupil_case
from sharp.reports.draft import About, Named
from sharp.reports.grants import Reader, give, make_grant
from sharp.schools import nominations, settings
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, soup_of, text_of
from tests.fixtures.reports import STORY, Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.triage.deeds import case_of
from tests.integration.triage.desk import SIGN_IN, acts_on, case_path, token_of, told_after

SPOC_FIRST = "bully_verbal"


@pytest.fixture
def first_to_spocs(world: World) -> Filed:
    """A report of a kind that this school's own staff see first."""
    with world.database.writing() as db:
        school = world.cast.schools["alder"]
        settings.set_routing(db, school_id=school, spoc_first=[SPOC_FIRST], anchor=world.anchor)
    return file_report(world, kinds=(SPOC_FIRST,))


def sharing(world: World, who: str, scope: str = "full") -> dict[str, str]:
    return {"reader": world.nomination(who).hex(), "scope": scope}


def slots_of(world: World, filed: Filed, who: str) -> set[int]:
    with world.database.reading() as db:
        grants = db.scalars(
            sa.select(Grant).where(Grant.report_id == filed.id, Grant.reader_id == world.person(who).id)
        )
        return {grant.slots for grant in grants}


def offered(client: CheckedClient, filed: Filed) -> list[str]:
    """Who stands on the case page to be brought in."""
    page = soup_of(client.get(case_path(filed)))
    return [str(one["value"]) for one in page.select('input[name="reader"]')]


def test_the_officer_gets_what_went_to_school_staff_first(as_: SignIn, world: World, first_to_spocs: Filed) -> None:
    officer, spoc = as_("officer"), as_("spoc")
    assert officer.get(case_path(first_to_spocs)).status_code == 404
    assert offered(spoc, first_to_spocs) == [world.nomination("officer").hex()]
    done = spoc.submit(case_path(first_to_spocs), sharing(world, "officer"), action="sharing")
    assert "PC Okafor can open this case now" in told_after(spoc, done)
    assert STORY in text_of(officer.get(case_path(first_to_spocs)))
    assert offered(spoc, first_to_spocs) == []


def test_it_is_a_line_of_the_trail_and_of_the_history(as_: SignIn, world: World, first_to_spocs: Filed) -> None:
    as_("spoc").submit(case_path(first_to_spocs), sharing(world, "officer"), action="sharing")
    assert acts_on(world, first_to_spocs) == [Act.OPENED, Act.SHARED]
    assert "Shared with PC Okafor" in text_of(as_("deputy").get(case_path(first_to_spocs)))
    with world.database.reading() as db:
        assert verify_chain(db, world.cast.schools["alder"])


def test_the_pupil_sees_it_and_the_officer_gets_a_letter(as_: SignIn, world: World, first_to_spocs: Filed) -> None:
    as_("spoc").submit(case_path(first_to_spocs), sharing(world, "officer"), action="sharing")
    ring = ring_of(world, first_to_spocs)
    with world.database.reading() as db:
        seen = pupil_case.look(db, first_to_spocs.id, ring)
        letters = db.scalars(sa.select(Letter.staff_id).where(Letter.report_id == first_to_spocs.id)).all()
    assert "PC Okafor" in [one.shown_name for one in seen.who if one.can_open]
    assert letters.count(world.person("officer").id) == 1


def test_pressed_twice_it_is_shared_once(as_: SignIn, world: World, first_to_spocs: Filed) -> None:
    spoc = as_("spoc")
    page = spoc.get(case_path(first_to_spocs))
    for _ in range(2):
        last = spoc.press(page, sharing(world, "officer"), action="sharing")
    assert "can open it already" in told_after(spoc, last)
    assert acts_on(world, first_to_spocs, "spoc").count(Act.SHARED) == 1


def test_whom_the_pupil_left_out_is_not_offered_and_not_brought_in(as_: SignIn, world: World) -> None:
    filed = file_report(world, left_out=(world.nomination("officer").hex(),))
    spoc, officer = as_("spoc"), as_("officer")
    assert offered(spoc, filed) == []
    refused = spoc.post(case_path(filed, "sharing"), data=sharing(world, "officer") | token_of(spoc))
    assert "Nobody was brought in" in told_after(spoc, refused)
    assert officer.get(case_path(filed)).status_code == 404
    assert Act.SHARED not in acts_on(world, filed)


@pytest.mark.parametrize("who", ["head", "contact", "pastoral", "coordinator"])
def test_only_nominees_are_brought_in(as_: SignIn, world: World, first_to_spocs: Filed, who: str) -> None:
    spoc = as_("spoc")
    done = spoc.post(case_path(first_to_spocs, "sharing"), data=sharing(world, who) | token_of(spoc))
    assert "Nobody was brought in" in told_after(spoc, done)
    assert Act.SHARED not in acts_on(world, first_to_spocs)


@pytest.mark.parametrize("reader", ["", "zz", "00" * 16, "é" * 32])
def test_a_form_made_by_hand_brings_in_nobody(as_: SignIn, first_to_spocs: Filed, reader: str) -> None:
    spoc = as_("spoc")
    answer = spoc.post(case_path(first_to_spocs, "sharing"), data={"reader": reader} | token_of(spoc))
    assert answer.status_code == (303 if reader else 422)


def test_a_nomination_that_ended_meanwhile_brings_in_nobody(as_: SignIn, world: World, first_to_spocs: Filed) -> None:
    spoc = as_("spoc")
    page = spoc.get(case_path(first_to_spocs))
    with world.database.writing() as db:
        nominations.end(db, nomination_id=world.nomination("officer"), even_last=False, anchor=world.anchor)
    done = spoc.press(page, sharing(world, "officer"), action="sharing")
    assert "Nobody was brought in" in told_after(spoc, done)


def test_a_head_who_reads_it_brings_in_nobody(as_: SignIn, world: World) -> None:
    filed = file_report(world, about=About.ADULT, named=Named.NONE)
    head = as_("head")
    assert 'name="reader"' not in head.get(case_path(filed)).text
    assert head.post(case_path(filed, "sharing"), data=token_of(head)).status_code == 403


def test_what_is_about_an_officer_reaches_no_officer(as_: SignIn, world: World) -> None:
    """Not even one who came after the send, and whom no pupil could have named."""
    with world.database.writing() as db:
        nominations.end(db, nomination_id=world.nomination("head"), even_last=False, anchor=world.anchor)
        nominations.end(db, nomination_id=world.nomination("officer"), even_last=False, anchor=world.anchor)
    filed = file_report(world, about=About.OFFICER, named=Named.NONE)
    newcomer = world.person("officer_elsewhere")
    with world.database.writing() as db:
        made = nominations.nominate(
            db, school_id=world.cast.schools["alder"], staff_id=newcomer.id, role=Role.SSO, shown_name="PC Reid",
            anchor=world.anchor,
        )  # fmt: skip
        by, fp = world.person("deputy").id, newcomer.keys.fingerprint
        nominations.confirm(db, nomination_id=made, by=by, fp=fp, anchor=world.anchor)
    spoc = as_("spoc")
    assert spoc.get(case_path(filed)).status_code == 200
    assert made.hex() not in offered(spoc, filed)


def test_others_find_nothing(as_: SignIn, client: CheckedClient, first_to_spocs: Filed) -> None:
    path = case_path(first_to_spocs, "sharing")
    for who, status in (("officer", 404), ("officer_elsewhere", 404), ("pastoral", 403), ("operator", 403)):
        one = as_(who)
        assert one.post(path, data=token_of(one)).status_code == status
    assert client.post(path).headers["Location"].startswith(SIGN_IN)


def test_the_form_says_what_it_means(as_: SignIn, world: World, first_to_spocs: Filed) -> None:
    page = as_("spoc").get(case_path(first_to_spocs))
    assert "The pupil sees that they can" in text_of(page)
    assert form_on(page, "sharing").find("input", {"name": "seen"})
    again = as_("spoc").submit(case_path(first_to_spocs), {"reader": None}, action="sharing")
    assert again.status_code == 422
    assert "Choose whom to bring in." in text_of(again)


def test_before_an_officer_reads_it_is_said_what_that_sets_off(as_: SignIn, first_to_spocs: Filed) -> None:
    shown = text_of(as_("spoc").get(case_path(first_to_spocs)))
    for words in ("Before an officer reads it", "it may have to be recorded as a crime", "How much an officer sees"):
        assert words in shown


def test_without_an_officer_to_bring_in_nothing_is_said_of_it(as_: SignIn, world: World) -> None:
    shown = text_of(as_("spoc").get(case_path(file_report(world))))
    assert "Before an officer reads it" not in shown


@pytest.mark.parametrize("scope", ["", "everything", "é"])
def test_it_is_chosen_how_much_an_officer_sees(as_: SignIn, world: World, first_to_spocs: Filed, scope: str) -> None:
    again = as_("spoc").submit(case_path(first_to_spocs), sharing(world, "officer", scope), action="sharing")
    assert again.status_code == 422
    assert "Choose how much the officer sees." in text_of(again)
    assert Act.SHARED not in acts_on(world, first_to_spocs)


def test_an_officer_may_be_brought_in_without_the_name(as_: SignIn, world: World) -> None:
    with world.database.writing() as db:
        school = world.cast.schools["alder"]
        settings.set_routing(db, school_id=school, spoc_first=[SPOC_FIRST], anchor=world.anchor)
    filed = file_report(world, kinds=(SPOC_FIRST,), name="Sam Ali", reach="at lunch")
    spoc, officer = as_("spoc"), as_("officer")
    assert "Sam Ali" in text_of(spoc.get(case_path(filed)))
    done = spoc.submit(case_path(filed), sharing(world, "officer", "anonymised"), action="sharing")
    assert "PC Okafor can open this case now" in told_after(spoc, done)
    assert slots_of(world, filed, "officer") == {5}
    shown = officer.get(case_path(filed))
    assert STORY in text_of(shown)
    assert "Not shown to you" in text_of(shown)
    assert "Sam Ali" not in shown.text
    assert "Shared with PC Okafor, without the pupil’s name" in text_of(spoc.get(case_path(filed)))
    officer.submit(case_path(filed), {"note": "Advice given."}, action="notes")
    assert "Advice given." in text_of(spoc.get(case_path(filed)))


def test_a_sleeping_grant_that_reaches_further_is_replaced(as_: SignIn, world: World, first_to_spocs: Filed) -> None:
    """An officer who stands in for somebody held all of it, asleep."""
    case = case_of(world, first_to_spocs, "spoc")
    officer = world.person("officer")
    with world.database.writing() as db:
        report, keys = db.get_one(Report, first_to_spocs.id), case.ring.held[0]
        reader = Reader(ReaderKind.STAFF, officer.id, officer.keys.fingerprint, officer.keys.public, GrantState.DORMANT)
        give(db, report, [make_grant(report.school_id, report.id, reader, keys)])
    as_("spoc").submit(case_path(first_to_spocs), sharing(world, "officer", "anonymised"), action="sharing")
    assert slots_of(world, first_to_spocs, "officer") == {5}
    shown = text_of(as_("officer").get(case_path(first_to_spocs)))
    assert "Not shown to you" in shown


def test_the_hour_when_police_first_read_it_is_shown(as_: SignIn, world: World, first_to_spocs: Filed) -> None:
    spoc = as_("spoc")
    spoc.submit(case_path(first_to_spocs), sharing(world, "officer"), action="sharing")
    assert "First read by police" not in text_of(spoc.get(case_path(first_to_spocs)))
    with clock.at(clock.now() + timedelta(hours=1)):
        officer = as_("officer")
        assert "First read by police: PC Okafor, " in text_of(officer.get(case_path(first_to_spocs)))
        hour = clock.hour()
    with clock.at(clock.now() + timedelta(hours=3)):
        as_("officer").get(case_path(first_to_spocs))
        shown = text_of(as_("spoc").get(case_path(first_to_spocs)))
    with world.database.reading() as db:
        lines = db.scalars(sa.select(TrailLine).where(TrailLine.report_id == first_to_spocs.id)).all()
    assert min(line.hour for line in lines if line.staff_id == world.person("officer").id) == hour
    assert shown.count("First read by police: PC Okafor") == 1
