"""Who will see a report: the rules of the list, each with the case that tests it."""

from dataclasses import replace

import pytest

from sharp.model.words import GrantState, Role, Standing
from sharp.reports.draft import About, Draft, Named, Want
from sharp.reports.readers import LastResort, NoReaderLeft, offered, readers_for
from sharp.schools.facts import Holder, Member, Roster, SchoolFacts

LIVE, DORMANT = GrantState.LIVE, GrantState.DORMANT


def person(number: int) -> bytes:
    return bytes([number]) * 16


def member(number: int, role: Role, **facts) -> Member:
    given = {
        "nomination_id": bytes([100 + number]) * 16,
        "staff_id": person(number),
        "role": role,
        "dsl": False,
        "shown_name": f"{role} {number}",
        "from_day": 0,
        "to_day": None,
        "away_from": None,
        "away_until": None,
        "stand_in": None,
        "fp": bytes(32),
        "state": Standing.ACTIVE,
        "public": b"p",
        "sign_public": b"s",
    }
    return Member(**given | facts)


SSO, SPOC, DSL = member(1, Role.SSO), member(2, Role.SPOC), member(3, Role.SPOC, dsl=True)
HEAD, CONTACT = member(4, Role.HEAD), member(5, Role.CONTACT)
PASTORAL = member(6, Role.PASTORAL)


def roster(*members: Member, routing=frozenset(), recovery=b"r", outside=b"o") -> Roster:
    school = SchoolFacts(
        id=bytes(16),
        slug="hill",
        name="Hill School",
        words_salt=bytes(16),
        timezone="Europe/London",
        exit_url="https://example.org",
        recovery_public=recovery,
        recovery_holders=(Holder("head", HEAD.staff_id), Holder("spoc", DSL.staff_id), Holder("force", None)),
        outside_public=outside,
        outside_name="The council",
        timetable="",
        places=(),
        routing=routing,
        demo=False,
    )
    return Roster(school, 7, members)


EVERYBODY = (SSO, SPOC, DSL, HEAD, CONTACT, PASTORAL)


def draft(**answers) -> Draft:
    return Draft(report_id="00" * 16, **answers)


def names(found) -> dict[str, GrantState]:
    return {reader.shown_name: reader.state for reader in found.listed}


def ids(*members: Member) -> tuple[str, ...]:
    return tuple(each.nomination_id.hex() for each in members)


def test_normally_every_officer_and_nominated_member_of_staff_and_nobody_else():
    found = readers_for(roster(*EVERYBODY), draft(about=About.ME))
    assert names(found) == {"sso 1": LIVE, "spoc 2": LIVE, "spoc 3": LIVE}
    assert found.last_resort is LastResort.SHEETS
    assert found.n == 7


def test_whoever_is_left_out_is_not_on_the_list():
    found = readers_for(roster(*EVERYBODY), draft(left_out=ids(SPOC)))
    assert names(found) == {"sso 1": LIVE, "spoc 3": LIVE}
    assert found.last_resort is LastResort.SHEETS


@pytest.mark.parametrize(
    "answers",
    [
        {"left_out": ids(DSL)},  # the SPOC who holds a sheet
        {"left_out": ids(SSO)},  # every officer: the force holds a sheet
        {"about": About.ADULT, "named": Named.NONE},
        {"about": About.OFFICER, "named": Named.NONE},
        {"past_them": True},
        {"about": About.ADULT, "named": Named.HEAD},
    ],
)
def test_a_holder_who_is_left_out_gets_no_way_round_by_the_sheets(answers):
    assert readers_for(roster(*EVERYBODY), draft(**answers)).last_resort is LastResort.OUTSIDE
    without = roster(*EVERYBODY, outside=None)
    assert readers_for(without, draft(**answers)).last_resort is LastResort.NONE


def test_leaving_everybody_out_goes_to_the_head_and_says_so():
    found = readers_for(roster(*EVERYBODY), draft(left_out=ids(SSO, SPOC, DSL)))
    assert names(found) == {"head 4": LIVE}
    assert found.notes


def test_leaving_out_the_head_as_well_goes_outside_the_school():
    found = readers_for(roster(*EVERYBODY), draft(left_out=ids(SSO, SPOC, DSL, HEAD)))
    assert names(found) == {"contact 5": LIVE}


def test_nobody_left_is_refused_rather_than_sent_to_nobody():
    with pytest.raises(NoReaderLeft):
        readers_for(roster(*EVERYBODY), draft(left_out=ids(*EVERYBODY)))
    with pytest.raises(NoReaderLeft):
        readers_for(roster(PASTORAL), draft())


def test_past_them_means_the_head_with_a_second_reader_who_sleeps():
    found = readers_for(roster(*EVERYBODY), draft(past_them=True))
    assert names(found) == {"head 4": LIVE, "contact 5": DORMANT}


@pytest.mark.parametrize("about", [About.ADULT, About.OFFICER])
def test_about_an_adult_goes_to_the_head_and_never_to_an_officer(about):
    found = readers_for(roster(*EVERYBODY), draft(about=about, named=Named.NONE))
    assert names(found) == {"head 4": LIVE, "spoc 3": DORMANT}


def test_a_named_reader_is_left_out():
    found = readers_for(roster(*EVERYBODY), draft(about=About.ADULT, named=Named.READERS, concerns=ids(DSL)))
    assert names(found) == {"head 4": LIVE, "spoc 2": DORMANT}


def test_whoever_would_rather_not_say_may_mean_any_nominee():
    found = readers_for(roster(*EVERYBODY), draft(about=About.ADULT, named=Named.RATHER_NOT))
    assert names(found) == {"head 4": LIVE, "contact 5": DORMANT}


def test_about_the_head_goes_to_the_contact_and_without_one_to_the_spoc_with_the_reason():
    found = readers_for(roster(*EVERYBODY), draft(about=About.ADULT, named=Named.HEAD))
    assert names(found) == {"contact 5": LIVE}
    alone = readers_for(roster(SSO, SPOC, HEAD), draft(about=About.ADULT, named=Named.HEAD))
    assert names(alone) == {"spoc 2": LIVE}
    assert "0800 1111" in str(alone.notes[0])


def test_a_stand_in_sleeps_until_the_reader_is_away():
    today = roster(SSO).today()
    covered = member(1, Role.SSO, stand_in=member(7, Role.SSO).nomination_id)
    found = readers_for(roster(covered, SPOC, member(7, Role.SSO, from_day=today + 1)), draft())
    assert "sso 7" not in names(found), "a stand-in who does not serve yet is not listed"
    stand_in = member(7, Role.HEAD)
    covered = member(1, Role.SSO, stand_in=stand_in.nomination_id)
    assert names(readers_for(roster(covered, stand_in), draft()))["head 7"] is DORMANT
    away = member(1, Role.SSO, stand_in=stand_in.nomination_id, away_from=today, away_until=today + 3)
    listed = readers_for(roster(away, stand_in), draft())
    assert names(listed)["head 7"] is LIVE
    assert {reader.stands_in_for for reader in listed.listed} == {"", "sso 1"}


def test_a_head_who_is_away_wakes_the_second_reader():
    today = roster(SSO).today()
    away = member(4, Role.HEAD, away_from=today, away_until=today + 1)
    found = readers_for(roster(SSO, DSL, away), draft(about=About.ADULT, named=Named.NONE))
    assert names(found) == {"head 4": LIVE, "spoc 3": LIVE}


def test_spoc_first_leaves_the_officer_for_later_and_says_so():
    school = roster(*EVERYBODY, routing=frozenset({"bully_verbal"}))
    found = readers_for(school, draft(kinds=("bully_verbal",)))
    assert names(found) == {"spoc 2": LIVE, "spoc 3": LIVE}
    assert "officer" in str(found.notes[0])


def test_a_pupil_who_wants_the_police_gets_the_officer_all_the_same():
    school = roster(*EVERYBODY, routing=frozenset({"bully_verbal"}))
    found = readers_for(school, draft(kinds=("bully_verbal",), wants=(Want.POLICE,)))
    assert "sso 1" in names(found)


def test_one_person_in_two_roles_is_listed_once():
    both = member(1, Role.SPOC)
    assert len(readers_for(roster(SSO, both), draft()).listed) == 1


def test_whoever_may_be_left_out_is_everybody_offered():
    school = roster(*EVERYBODY)
    given = draft(left_out=ids(SSO))
    assert {reader.shown_name for reader in offered(school, given)} == {"sso 1", "spoc 2", "spoc 3"}


def test_whoever_is_named_or_left_out_is_so_in_every_role_they_have():
    both = member(3, Role.SSO, nomination_id=bytes([77]) * 16)
    school = roster(SSO, SPOC, DSL, both, HEAD)
    assert "sso 3" not in names(readers_for(school, draft(left_out=ids(DSL))))
    about = draft(about=About.ADULT, named=Named.READERS, concerns=ids(DSL))
    assert {reader.staff_id for reader in readers_for(school, about).listed} == {HEAD.staff_id, SPOC.staff_id}
    head_too = member(4, Role.SPOC, dsl=True, nomination_id=bytes([78]) * 16)
    found = readers_for(roster(SSO, SPOC, HEAD, head_too), draft(about=About.ADULT, named=Named.HEAD))
    assert {reader.staff_id for reader in found.listed} == {SPOC.staff_id}


def test_a_named_stand_in_does_not_come_in_by_standing_in():
    named = member(8, Role.HEAD, nomination_id=bytes([79]) * 16)
    covered = member(2, Role.SPOC, stand_in=DSL.nomination_id)
    school = roster(covered, DSL, named)
    found = readers_for(
        school, draft(about=About.ADULT, named=Named.READERS, concerns=(named.nomination_id.hex(), *ids(DSL)))
    )
    assert {reader.staff_id for reader in found.listed} == {covered.staff_id}


def test_about_an_officer_leaves_out_a_spoc_who_is_an_officer_as_well():
    officer_too = member(1, Role.SPOC, dsl=True, nomination_id=bytes([80]) * 16)
    found = readers_for(roster(SSO, officer_too, SPOC, HEAD), draft(about=About.OFFICER, named=Named.NONE))
    assert {reader.staff_id for reader in found.listed} == {HEAD.staff_id, SPOC.staff_id}


def test_the_list_says_whom_nobody_may_bring_in_afterwards():
    school = roster(*EVERYBODY)
    assert readers_for(school, draft()).left_out == frozenset()
    assert readers_for(school, draft(left_out=ids(SSO))).left_out == {SSO.staff_id}
    named = draft(about=About.ADULT, named=Named.READERS, concerns=ids(DSL))
    assert readers_for(school, named).left_out == {DSL.staff_id}
    assert readers_for(school, draft(about=About.OFFICER, named=Named.NONE)).left_out == {SSO.staff_id}


def test_ended_and_pending_nominations_are_never_listed():
    pending, ended = member(8, Role.SSO, state=Standing.PENDING), member(9, Role.SPOC, state=Standing.ENDED)
    assert names(readers_for(roster(SSO, pending, ended), draft())) == {"sso 1": LIVE}


def test_a_sheet_whose_keeper_nobody_recorded_may_be_with_anyone_of_that_role():
    unrecorded = replace(roster(*EVERYBODY).school, recovery_holders=(Holder("head", None), Holder("spoc", None)))
    found = readers_for(Roster(unrecorded, 7, EVERYBODY), draft(left_out=ids(SPOC)))
    assert found.last_resort is LastResort.OUTSIDE
    assert readers_for(Roster(unrecorded, 7, EVERYBODY), draft(left_out=ids(SSO))).last_resort is LastResort.OUTSIDE
    assert readers_for(Roster(unrecorded, 7, EVERYBODY), draft()).last_resort is LastResort.SHEETS
