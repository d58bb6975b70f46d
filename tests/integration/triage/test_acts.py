"""The acts on a case: what each writes, what the pupil sees of it, and what it refuses."""

from typing import Any

import pytest

from sharp.model.words import Act, ReportState, Retention, Turn
from sharp.reports import pupil_case
from sharp.reports.draft import About
from sharp.schools.categories import CATEGORIES
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.reports import Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.triage.desk import (
    SIGN_IN,
    acts_on,
    case_path,
    entries_of,
    pupil_is_not_safe,
    report_row,
    token_of,
    told_after,
)

CLOSURE = {"outcome": "helped", "reason": "Seen twice; a plan is agreed.", "word": "We spoke to them. It has stopped."}
ACTS: dict[str, dict[str, Any]] = {
    "acknowledgement": {},
    "level": {"level": "2", "reason": "It happened again."},
    "messages": {"message": "Thank you for telling us."},
    "notes": {"note": "Spoke to the form tutor."},
    "closure": CLOSURE,
}
WRITTEN = {
    "acknowledgement": Act.ACKNOWLEDGED,
    "level": Act.LEVELLED,
    "messages": Act.ANSWERED,
    "notes": Act.NOTED,
    "closure": Act.CLOSED,
}


def seen_by_pupil(world: World, filed: Filed) -> pupil_case.PupilView:
    ring = ring_of(world, filed)
    with world.database.reading() as db:
        return pupil_case.look(db, filed.id, ring)


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_a_line_of_the_trail_and_leads_back_to_the_case(as_: SignIn, world: World, act: str) -> None:
    filed = file_report(world)
    done = as_("officer").submit(case_path(filed), ACTS[act], action=act)
    assert done.status_code == 303
    assert done.headers["Location"] == case_path(filed)
    assert acts_on(world, filed) == [Act.OPENED, WRITTEN[act]]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["pastoral", "coordinator", "operator"])
def test_who_reads_nowhere_is_forbidden(as_: SignIn, world: World, act: str, who: str) -> None:
    filed = file_report(world)
    before = entries_of(world, filed)
    client = as_(who)
    assert client.post(case_path(filed, act), data=ACTS[act] | token_of(client)).status_code == 403
    assert entries_of(world, filed) == before


@pytest.mark.parametrize("act", ACTS)
def test_another_school_finds_nothing(as_: SignIn, world: World, act: str) -> None:
    filed = file_report(world)
    before = entries_of(world, filed)
    client = as_("officer_elsewhere")
    assert client.post(case_path(filed, act), data=ACTS[act] | token_of(client)).status_code == 404
    assert entries_of(world, filed) == before


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_is_asked_to_sign_in(client: CheckedClient, world: World, act: str) -> None:
    filed = file_report(world)
    before = entries_of(world, filed)
    assert client.post(case_path(filed, act), data=ACTS[act]).headers["Location"].startswith(SIGN_IN)
    assert entries_of(world, filed) == before


@pytest.mark.parametrize("act", ACTS)
def test_an_act_without_a_token_writes_nothing(as_: SignIn, world: World, act: str) -> None:
    filed = file_report(world)
    before = entries_of(world, filed)
    assert as_("officer").post(case_path(filed, act), data=ACTS[act]).status_code == 422
    assert entries_of(world, filed) == before


def test_the_pupil_reads_a_message_with_the_name_they_know(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    as_("officer").submit(case_path(filed), {"message": "Can we meet\n\non Monday?"}, action="messages")
    said = seen_by_pupil(world, filed).said[-1]
    assert (said.text, said.name, said.role) == ("Can we meet\n\non Monday?", "PC Okafor", "sso")
    assert report_row(world, filed).turn is Turn.PUPIL


def test_the_pupil_never_reads_a_note(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    as_("spoc").submit(case_path(filed), {"note": "Known to us since May."}, action="notes")
    assert "Known to us since May." in text_of(as_("officer").get(case_path(filed)))
    assert all("May" not in said.text for said in seen_by_pupil(world, filed).said)


def test_acknowledging_shows_the_pupil_that_it_is_being_looked_into(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    as_("officer").submit(case_path(filed), action="acknowledgement")
    assert seen_by_pupil(world, filed).state is ReportState.ACTIVE


def test_a_level_keeps_its_reason_and_author(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    officer.submit(case_path(filed), {"level": "1", "reason": "A knife was seen."}, action="level")
    shown = text_of(officer.get(case_path(filed)))
    assert report_row(world, filed).level == 1
    assert "A knife was seen. (PC Okafor)" in shown


@pytest.mark.parametrize(
    ("act", "left_out"),
    [
        ("messages", "message"), ("notes", "note"), ("level", "level"), ("level", "reason"),
        ("closure", "outcome"), ("closure", "word"), ("closure", "reason"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_asked_for_and_the_rest_kept(as_: SignIn, world: World, act: str, left_out: str) -> None:
    filed = file_report(world)
    before = entries_of(world, filed)
    typed = ACTS[act] | {left_out: ""}
    again = as_("officer").submit(case_path(filed), typed, action=act)
    assert again.status_code == 422
    assert "There is a problem" in text_of(again)
    for kept in typed.values():
        assert kept in again.get_data(as_text=True)
    assert entries_of(world, filed) == before


def test_what_is_too_long_is_kept(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    again = as_("officer").submit(case_path(filed), {"message": "word " * 1100}, action="messages")
    assert again.status_code == 422
    assert again.get_data(as_text=True).count("word word word") > 0


def test_closing_tells_the_pupil_and_keeps_as_long_as_said(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    as_("officer").submit(case_path(filed), CLOSURE | {"keep_long": "y"}, action="closure")
    row, view = report_row(world, filed), seen_by_pupil(world, filed)
    assert (row.state, row.turn, row.due, row.retention) == (ReportState.CLOSED, Turn.NOBODY, None, Retention.LONG)
    assert view.said[-1].text == CLOSURE["word"]
    shown = text_of(as_("spoc").get(case_path(filed)))
    assert "Supported in school, with a plan. Seen twice; a plan is agreed." in shown
    assert "child protection record" in shown


def test_a_closed_case_cannot_be_closed_or_acknowledged_again(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer, spoc = as_("officer"), as_("spoc")
    stale = spoc.get(case_path(filed))
    officer.submit(case_path(filed), CLOSURE, action="closure")
    for act in ("closure", "acknowledgement"):
        refused = spoc.press(stale, ACTS[act], action=act)
        assert "A colleague closed this case before you." in told_after(spoc, refused)
    assert [act for act in acts_on(world, filed) if act is Act.CLOSED] == [Act.CLOSED]


def test_a_closed_case_takes_messages_and_notes_and_stays_closed(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    officer.submit(case_path(filed), CLOSURE, action="closure")
    officer.submit(case_path(filed), {"message": "One more thing."}, action="messages")
    officer.submit(case_path(filed), {"note": "Filed on paper too."}, action="notes")
    assert report_row(world, filed).state is ReportState.CLOSED
    assert seen_by_pupil(world, filed).said[-1].text == "One more thing."


def test_a_closed_case_is_opened_again_with_a_reason(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer = as_("officer")
    officer.submit(case_path(filed), CLOSURE, action="closure")
    page = officer.get(case_path(filed))
    assert officer.press(page, {"reason": ""}, action="reopening").status_code == 422
    assert officer.press(page, {"reason": "It began again."}, action="reopening").status_code == 303
    row = report_row(world, filed)
    assert (row.state, row.turn, row.retention_month) == (ReportState.ACTIVE, Turn.NOMINEE, None)
    again = officer.press(page, {"reason": "Twice."}, action="reopening")
    assert "This case is open already." in told_after(officer, again)


def test_a_pupil_who_says_not_safe_stands_on_top_until_answered(as_: SignIn, app: Sharp, world: World) -> None:
    filed = file_report(world)
    pupil_is_not_safe(app, world, filed, "They are outside.")
    officer = as_("officer")
    assert "nobody has answered since" in text_of(officer.get(case_path(filed)))
    officer.submit(case_path(filed), {"message": "Go to the office. I am coming."}, action="messages")
    assert "nobody has answered since" not in text_of(officer.get(case_path(filed)))


def test_a_practice_report_that_is_meant_joins_the_open_queue(as_: SignIn, world: World) -> None:
    filed = file_report(world, about=About.PRACTICE)
    assert report_row(world, filed).retention is Retention.PRACTICE
    as_("officer").submit(case_path(filed), action="reality")
    row = report_row(world, filed)
    assert (row.retention, row.level) == (Retention.ORDINARY, 2)
    assert not seen_by_pupil(world, filed).is_practice
    assert 'action="' + case_path(filed) + "/reality" not in as_("officer").get(case_path(filed)).text


def test_acknowledging_twice_writes_once(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    officer, colleague = as_("officer"), as_("spoc")
    pages = [client.get(case_path(filed)) for client in (officer, colleague)]
    for client, page in zip((officer, colleague), pages, strict=True):
        assert client.press(page, action="acknowledgement").status_code == 303
    assert acts_on(world, filed).count(Act.ACKNOWLEDGED) == 1


@pytest.mark.parametrize("reason", ["Now.", "x" * 1_000, '"' * 1_000], ids=["short", "long", "quotes"])
def test_a_level_can_be_set_however_much_the_pupil_wrote(as_: SignIn, world: World, reason: str) -> None:
    """The card of a long report is full: what is new takes the place of some of the story's words."""
    filed = file_report(world, story=" ".join(f"word{n}" for n in range(1_200)), kinds=tuple(CATEGORIES))
    officer = as_("officer")
    for level in ("1", "2"):
        done = officer.submit(case_path(filed), {"level": level, "reason": reason}, action="level")
        assert done.status_code == 303
    found = text_of(officer.get(case_path(filed)))
    assert reason in found


def test_every_kind_may_be_ticked_at_the_longest_place(as_: SignIn, world: World) -> None:
    filed = file_report(world, kinds=tuple(CATEGORIES), place="school: " + "é" * 80)
    assert filed.reference in text_of(as_("officer").get("/staff/queue"))
