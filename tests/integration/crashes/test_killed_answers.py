"""A reader's answer killed at every boundary of what it writes: the whole answer, or none of it; new keys likewise."""

from collections.abc import Iterator

import sqlalchemy as sa

from sharp.model.reports import Grant, Report
from sharp.model.words import Turn
from sharp.reports.pupil_case import look
from sharp.vault.receipts import Ring
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, text_of
from tests.fixtures.reports import Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.crashes.conftest import Mortal, faults_in

PAGE = "/alder/back/report"


def case_of(filed: Filed) -> str:
    return f"/staff/cases/{filed.reference}"


def said_in(world: World, filed: Filed, ring: Ring) -> list[str]:
    """What the pupil reads after their own story."""
    with world.database.reading() as db:
        return [said.text for said in look(db, filed.id, ring).said[1:]]


def mark_for_new_keys(world: World, filed: Filed) -> None:
    """As removing a reader leaves a report."""
    with world.database.writing() as db:
        db.get_one(Report, filed.id).renew = True


def state_of(world: World, filed: Filed) -> tuple[int, bool, int, Turn, int]:
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        grants = db.scalar(sa.select(sa.func.count()).select_from(Grant).where(Grant.report_id == filed.id))
        return report.epoch, report.renew, report.length, report.turn, grants or 0


def cookie_of(client: CheckedClient) -> tuple[str, str]:
    [cookie] = client._cookies.values()
    return cookie.key, cookie.value


def deaths(officer: CheckedClient, mortal: Mortal, filed: Filed) -> Iterator[bool]:
    """Press the button again and again, each time dying one boundary later; says when it lived."""
    was_killed, die_at = True, 0
    while was_killed:
        die_at += 1
        fields = {**prefilled(form_on(officer.get(case_of(filed)), "messages")), "message": f"Answer {die_at}."}
        ended = mortal.post(f"{case_of(filed)}/messages", fields, cookie_of(officer), die_at=die_at)
        was_killed = ended.was_killed
        yield not was_killed
    assert die_at > 10, "each statement of the unit of work was a boundary"
    assert ended.status == 303
    assert ended.passed[-2:] == ("COMMIT", "COMMITTED")


def test_an_answer_is_there_whole_or_not_at_all(as_: SignIn, world: World, mortal: Mortal) -> None:
    filed, always, kept = file_report(world), faults_in(world), 0
    officer, ring = as_("officer"), ring_of(world, filed)
    officer.get(case_of(filed))
    before = state_of(world, filed)
    for _ in deaths(officer, mortal, filed):
        found = said_in(world, filed, ring)
        assert len(found) in (kept, kept + 1)
        assert state_of(world, filed) == (1, False, before[2] + len(found), before[3] if not found else Turn.PUPIL, 4)
        assert faults_in(world) == always
        kept = len(found)
    assert kept == 2, "killed after the commit, and not killed at all"
    last = officer.submit(case_of(filed), {"message": "And one that nothing killed."}, action="messages")
    assert last.status_code == 303
    assert said_in(world, filed, ring)[-1] == "And one that nothing killed."


def test_new_keys_are_there_for_everyone_or_not_at_all(as_: SignIn, world: World, mortal: Mortal) -> None:
    filed, always = file_report(world), faults_in(world)
    officer, spoc, ring = as_("officer"), as_("spoc"), ring_of(world, filed)
    officer.get(case_of(filed))
    mark_for_new_keys(world, filed)
    before = state_of(world, filed)
    for _ in deaths(officer, mortal, filed):
        found = state_of(world, filed)
        assert faults_in(world) == always
        if found != before:
            # Four grants and the pupil's own, an entry, and no more to renew.
            assert found == (before[0] + 1, False, before[2] + 1, Turn.PUPIL, before[4] + 5)
            assert said_in(world, filed, ring)[-1] in text_of(spoc.get(case_of(filed)))
            mark_for_new_keys(world, filed)
            before = state_of(world, filed)
    assert before[0] == 3, "renewed by the one killed after its commit, and by the one that lived"


def test_a_pupils_message_is_there_whole_or_not_at_all(client: CheckedClient, world: World, mortal: Mortal) -> None:
    filed, always, die_at, was_killed = file_report(world), faults_in(world), 0, True
    client.submit("/alder/back", {"words": filed.words.display}, action="/back")
    ring = ring_of(world, filed)
    while was_killed:
        die_at += 1
        fields = {**prefilled(form_on(client.get(PAGE), "message")), "message": f"Message {die_at}."}
        was_killed = mortal.post(f"{PAGE}/message", fields, cookie_of(client), die_at=die_at).was_killed
        assert len(said_in(world, filed, ring)) in (die_at - 1, die_at)
        assert faults_in(world) == always
        assert client.post(f"{PAGE}/message", data=fields).status_code == 303
        assert said_in(world, filed, ring)[-1] == f"Message {die_at}."
        assert len(said_in(world, filed, ring)) == die_at, "pressed again, it is there once"
    assert die_at > 10, "each statement of the unit of work was a boundary"
