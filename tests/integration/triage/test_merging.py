"""Two reports worked on as one: both pupils are answered, neither learns of the other, and neither case is lost."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from sharp import clock
from sharp.model.outcomes import OutcomeCount
from sharp.model.reports import Report
from sharp.model.words import Act, ReaderKind, ReportState, Retention, Turn
from sharp.reports import pupil_case
from sharp.reports.forgetting import forget
from sharp.reports.grants import grants_of
from sharp.triage import casework, merging, withdrawal
from sharp.triage.keeping_page import number_of
from sharp.triage.sharing import share_case
from sharp.triage.together import leader_in, led_in
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.reports import Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of, dump, examined, masked, opened_by, rows_of, set_cell
from tests.integration.triage.desk import (
    QUEUE,
    acts_on,
    case_path,
    entries_of,
    pupil_is_not_safe,
    pupil_writes,
    report_row,
    token_of,
    told_after,
)
from tests.integration.triage.test_acts import CLOSURE, seen_by_pupil

NOON = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)
STORIES = ("Braddock took my trombone.", "Braddock broke her trombone by the gate.", "Braddock laughed at a trombone.")
REASON = "Looked at again, with all that is known."


@pytest.fixture
def filed(world: World, as_: SignIn) -> list[Filed]:
    """Three of one matter, each read by the officer."""
    made = [file_report(world, story=story) for story in STORIES]
    for each in made:
        as_("officer").get(case_path(each))
    return made


def merge(world: World, leader: Filed, led: Filed, who: str = "officer", *, is_one_pupil: bool = False) -> None:
    cases = [case_of(world, each, who) for each in (leader, led)]
    with world.database.writing() as db:
        merging.merge(db, *cases, is_one_pupil=is_one_pupil, level_reason=REASON)


def press_merge(
    client: CheckedClient, case: Filed, other: Filed, leader: str = "this", pupils: str = "two"
) -> TestResponse:
    page = client.get(case_path(case, "merging"), query_string={"other": other.reference})
    return client.press(page, {"leader": leader, "pupils": pupils}, action="merging")


def messages_to(world: World, filed: Filed) -> list[str]:
    return [said.text for said in seen_by_pupil(world, filed).said if not said.is_mine]


def tie(world: World, filed: Filed, who: str = "officer") -> tuple[bytes | None, set[bytes]]:
    items = opened_by(world, filed, who)
    return leader_in(items), set(led_in(items))


def line_of(client: CheckedClient, filed: Filed, path: str = QUEUE) -> str:
    rows = soup_of(client.get(path)).select("table.queue tbody tr")
    [found] = [" ".join(row.get_text(" ").split()) for row in rows if f"/{filed.reference}" in str(row)]
    return found


def set_case(world: World, filed: Filed, **columns: Any) -> None:
    with world.database.writing() as db:
        row = db.get_one(Report, filed.id)
        for name, value in columns.items():
            setattr(row, name, value)


def bring_in(world: World, filed: Filed, who: str = "contact") -> None:
    """Somebody who holds nothing else."""
    member = world.roster().member(world.nomination(who))
    assert member is not None
    with world.database.writing() as db:
        share_case(db, case_of(world, filed, "spoc"), member)


def test_both_threads_answer_after_merging(as_: SignIn, app: Sharp, world: World, filed: list[Filed]) -> None:
    """End to end, as the two pupils."""
    first, second, _third = filed
    client = as_("spoc")
    shown = told_after(client, press_merge(client, first, second))
    assert f"{second.reference} goes with this case now" in shown
    assert STORIES[1] in shown
    assert "Say nothing of the first to the second" in shown
    page = client.get(case_path(first))
    answered = client.press(page, {"message": "Only to you."}, action=f"{second.reference}/messages")
    assert answered.headers["Location"] == case_path(first), "back on the page that it was written on"
    client.press(client.get(case_path(first)), {"message": "To the first."}, action=f"{first.reference}/messages")
    both = client.press(client.get(case_path(first)), {"to_all": "Thank you both times."}, action="answers")
    assert "Your message is there for each of these pupils" in told_after(client, both)
    assert messages_to(world, first) == ["To the first.", "Thank you both times."]
    assert messages_to(world, second) == ["Only to you.", "Thank you both times."]
    for each in (first, second):
        pupil_writes(app, world, each, f"I am {each.reference}.")
    shown = text_of(client.get(case_path(first)))
    assert all(f"I am {each.reference}." in shown for each in (first, second))
    for each, other in ((first, second), (second, first)):
        assert all(other.reference not in said.text for said in seen_by_pupil(world, each).said if not said.is_mine)
    assert examined(world) == []


def test_each_stays_a_case_of_its_own_and_the_queue_says_what_it_goes_with(
    as_: SignIn, world: World, filed: list[Filed]
) -> None:
    first, second, third = filed
    before = report_row(world, second)
    merge(world, first, second)
    client = as_("officer")
    assert f"worked on with {first.reference}" in line_of(client, second)
    assert f"leads {second.reference}" in line_of(client, first)
    assert "worked on" not in line_of(client, third)
    after = report_row(world, second)
    assert (after.commits, after.granted, after.retention) == (before.commits, before.granted, before.retention)
    page = client.get(case_path(second))
    assert f"Worked on with {first.reference}, which leads." in text_of(page)
    assert soup_of(page).select(f'a[href="{case_path(first)}"]')
    assert tie(world, first) == (None, {second.id})
    assert tie(world, second) == (first.id, set())
    assert [acts_on(world, each).count(Act.MERGED) for each in filed] == [1, 1, 0]


def test_the_page_of_the_leader_opens_all_it_shows(as_: SignIn, world: World, filed: list[Filed]) -> None:
    merge(world, filed[0], filed[1])
    before = [acts_on(world, each, "spoc").count(Act.OPENED) for each in filed]
    client = as_("spoc")
    client.get(case_path(filed[0]))
    assert [acts_on(world, each, "spoc").count(Act.OPENED) for each in filed] == [before[0] + 1, before[1] + 1, 0]
    client.get(case_path(filed[1]))
    assert acts_on(world, filed[0], "spoc").count(Act.OPENED) == before[0] + 1, "nothing of the leader is shown there"
    again = client.submit(case_path(filed[0]), {"to_all": ""}, action="answers")
    assert again.status_code == 422
    assert [acts_on(world, each, "spoc").count(Act.OPENED) for each in filed[:2]] == [before[0] + 3, before[1] + 4]


@pytest.mark.parametrize("urgent", [0, 1])
def test_both_get_the_more_urgent_level(as_: SignIn, world: World, filed: list[Filed], urgent: int) -> None:
    as_("officer").submit(case_path(filed[urgent]), {"level": "1", "reason": "A knife."}, action="level")
    merge(world, filed[0], filed[1])
    assert [report_row(world, each).level for each in filed[:2]] == [1, 1]
    assert REASON in text_of(as_("officer").get(case_path(filed[1 - urgent])))


def test_a_led_case_is_never_without_a_turn_and_a_time(as_: SignIn, world: World, filed: list[Filed]) -> None:
    """Whatever becomes of its leader, it comes up by itself."""
    merge(world, filed[0], filed[1])
    led = report_row(world, filed[1])
    assert (led.state, led.turn) == (ReportState.ACTIVE, Turn.PUPIL)
    assert led.due is not None
    with clock.at(clock.now() + timedelta(days=30)):
        assert "Overdue" in line_of(as_("officer"), filed[1])


def test_a_led_pupil_who_waits_for_an_answer_stays_ours(app: Sharp, world: World, filed: list[Filed]) -> None:
    pupil_writes(app, world, filed[1], "Are you there?")
    waited = report_row(world, filed[1]).due
    merge(world, filed[0], filed[1])
    assert report_row(world, filed[1]).turn is Turn.NOMINEE
    assert (report_row(world, filed[1]).due or 0) <= (waited or 0)


def test_not_safe_in_a_led_case_comes_up_like_any_other(
    as_: SignIn, app: Sharp, world: World, filed: list[Filed]
) -> None:
    merge(world, filed[0], filed[1])
    pupil_is_not_safe(app, world, filed[1], "They are at my door.")
    led = report_row(world, filed[1])
    assert (led.turn, led.level) == (Turn.NOMINEE, 1)
    client = as_("officer")
    assert f"worked on with {filed[0].reference}" in line_of(client, filed[1])
    lines = [row["href"] for row in soup_of(client.get(QUEUE)).select("table.queue th a")]
    assert lines[0] == case_path(filed[1])
    shown = text_of(client.get(case_path(filed[0])))
    assert "This pupil said: I am not safe now" in shown
    assert "They are at my door." in shown


def test_a_low_answer_after_closing_opens_the_led_case_alone(
    app: Sharp, as_: SignIn, world: World, filed: list[Filed]
) -> None:
    merge(world, filed[0], filed[1])
    close_both(as_("officer"), filed[0])
    ring = ring_of(world, filed[1])
    with app.app_context(), world.database.writing() as db:
        pupil_case.did_it_help(db, filed[1].id, ring, helped=1, safe=1)
    led = report_row(world, filed[1])
    assert (led.state, led.turn) == (ReportState.ACTIVE, Turn.NOMINEE)
    assert report_row(world, filed[0]).state is ReportState.CLOSED
    shown = text_of(as_("officer").get(case_path(filed[1])))
    assert f"{filed[0].reference} : Was worked on with this one" in shown
    assert f"worked on with {filed[0].reference}" in line_of(as_("officer"), filed[1])
    assert tie(world, filed[1]) == (None, set())


def close_both(client: CheckedClient, leader: Filed, **words: str) -> TestResponse:
    asked = client.submit(case_path(leader), CLOSURE, action="closure")
    assert asked.status_code == 422
    assert "Nothing is closed yet." in text_of(asked)
    return client.press(asked, words, action="closure")


def test_closing_the_leader_closes_all_with_a_word_to_each(as_: SignIn, world: World, filed: list[Filed]) -> None:
    merge(world, filed[0], filed[1])
    client = as_("officer")
    asked = client.submit(case_path(filed[0]), CLOSURE, action="closure")
    field = f"word-{filed[1].reference}"
    assert prefilled(form_on(asked, "closure"))[field] == CLOSURE["word"], "the same word, to be looked at"
    done = client.press(asked, {field: "Another word, for you."}, action="closure")
    assert "The case is closed" in told_after(client, done)
    assert [report_row(world, each).state for each in filed[:2]] == [ReportState.CLOSED] * 2
    assert messages_to(world, filed[0]) == [CLOSURE["word"]]
    assert messages_to(world, filed[1]) == ["Another word, for you."]
    months = {report_row(world, each).retention_month for each in filed[:2]}
    assert len(months) == 1


@pytest.mark.parametrize(("is_one_pupil", "counted"), [(False, 2), (True, 1)])
def test_two_pupils_are_counted_twice_and_one_once(
    as_: SignIn, app: Sharp, world: World, filed: list[Filed], is_one_pupil: bool, counted: int
) -> None:
    merge(world, filed[0], filed[1], is_one_pupil=is_one_pupil)
    close_both(as_("officer"), filed[0])
    assert total(world) == counted
    pupil_writes(app, world, filed[1], "One more thing.")
    as_("officer").submit(case_path(filed[1]), CLOSURE, action="closure")
    assert total(world) == counted, "closed again alone, it is not counted again"


def total(world: World) -> int:
    with world.database.reading() as db:
        return db.scalar(sa.select(sa.func.sum(OutcomeCount.count)).where(OutcomeCount.outcome == "helped")) or 0


def test_nobody_closes_over_words_that_a_led_pupil_wrote_since(
    as_: SignIn, app: Sharp, world: World, filed: list[Filed]
) -> None:
    merge(world, filed[0], filed[1])
    client = as_("officer")
    asked = client.submit(case_path(filed[0]), CLOSURE, action="closure")
    pupil_writes(app, world, filed[1], "He has a knife.")
    again = client.press(asked, action="closure")
    assert again.status_code == 409
    shown = text_of(again)
    assert "He has a knife." in shown
    assert f"{filed[1].reference}: Message from the pupil" in shown
    assert all(report_row(world, each).state is not ReportState.CLOSED for each in filed[:2])
    assert client.press(again, action="closure").status_code == 303


def test_a_page_from_before_the_merge_closes_nothing_by_surprise(as_: SignIn, world: World, filed: list[Filed]) -> None:
    client = as_("officer")
    old = client.get(case_path(filed[0]))
    merge(world, filed[0], filed[1], "spoc")
    again = client.press(old, CLOSURE, action="closure")
    assert again.status_code == 422
    assert prefilled(form_on(again, "closure"))[f"word-{filed[1].reference}"] == CLOSURE["word"]
    assert client.press(again, action="closure").status_code == 303
    assert [report_row(world, each).state for each in filed[:2]] == [ReportState.CLOSED] * 2


@pytest.mark.parametrize("act", ["closure", "answers"])
def test_a_page_from_before_they_were_separated_does_nothing(
    as_: SignIn, world: World, filed: list[Filed], act: str
) -> None:
    merge(world, filed[0], filed[1])
    client = as_("officer")
    page = client.get(case_path(filed[0]))
    typed = CLOSURE | {f"word-{filed[1].reference}": "Bye."} if act == "closure" else {"to_all": "Hello."}
    separate(world, filed[0], filed[1])
    before = [entries_of(world, each) for each in filed]
    done = client.press(page, typed, action=act)
    shown = told_after(client, done) if act == "closure" else text_of(done)
    assert "has changed since" in shown
    assert done.status_code == {"closure": 303, "answers": 409}[act]
    assert [entries_of(world, each) for each in filed] == before


def separate(world: World, case: Filed, other: Filed, who: str = "officer") -> None:
    with world.database.writing() as db:
        merging.separate(db, case_of(world, case, who), case_of(world, other, who), "Not the same.")


@pytest.mark.parametrize("from_led", [False, True])
def test_they_can_be_separated_again_with_a_reason(
    as_: SignIn, world: World, filed: list[Filed], from_led: bool
) -> None:
    merge(world, filed[0], filed[1])
    client = as_("officer")
    here, there = (filed[1], filed[0]) if from_led else filed[:2]
    none = client.submit(case_path(here), {"why": ""}, action="separation")
    assert none.status_code == 422
    assert "Write why" in text_of(none)
    done = client.submit(case_path(here), {"why": "Another bus stop."}, action="separation")
    shown = told_after(client, done)
    assert "They are separated" in shown
    assert "Another bus stop." in shown
    led = report_row(world, filed[1])
    assert (led.turn, led.due is not None) == (Turn.NOMINEE, True)
    assert tie(world, filed[0]) == tie(world, filed[1]) == (None, set())
    assert "worked on" not in line_of(client, filed[1])
    assert "leads" not in line_of(client, filed[0])
    assert [acts_on(world, each).count(Act.SEPARATED) for each in filed] == [1, 1, 0]
    merge(world, there, here)
    assert examined(world) == []


def test_separated_twice_it_is_said(as_: SignIn, world: World, filed: list[Filed]) -> None:
    merge(world, filed[0], filed[1])
    client = as_("officer")
    page = client.get(case_path(filed[0]))
    client.press(page, {"why": "Other place."}, action="separation")
    again = told_after(client, client.press(page, {"why": "Other place."}, action="separation"))
    assert "not worked on as one any more" in again
    assert acts_on(world, filed[0]).count(Act.SEPARATED) == 1


def test_a_button_pressed_twice_merges_and_answers_once(as_: SignIn, world: World, filed: list[Filed]) -> None:
    client = as_("officer")
    press_merge(client, filed[0], filed[1])
    assert "worked on as one already" in told_after(client, press_merge(client, filed[1], filed[0]))
    page = client.get(case_path(filed[0]))
    for _press in range(2):
        assert client.press(page, {"to_all": "Hello."}, action="answers").status_code == 303
    assert [messages_to(world, each) for each in filed[:2]] == [["Hello."]] * 2


def test_there_are_no_chains_but_one_may_lead_several(world: World, filed: list[Filed]) -> None:
    merge(world, filed[0], filed[1])
    for leader, led in ((1, 2), (2, 0), (2, 1)):
        with pytest.raises(merging.Chained):
            merge(world, filed[leader], filed[led])
    merge(world, filed[0], filed[2])
    assert tie(world, filed[0]) == (None, {filed[1].id, filed[2].id})


def test_so_many_and_no_more(world: World, filed: list[Filed], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MOST_LED", 1)
    merge(world, filed[0], filed[1])
    with pytest.raises(merging.TooMany):
        merge(world, filed[0], filed[2])


REFUSED = {
    "unread": ({"state": ReportState.SENT}, "has not been read"),
    "closed": ({"state": ReportState.CLOSED}, "is closed"),
    "practice": ({"retention": Retention.PRACTICE}, "practice report"),
}


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_merged_is_said_and_nothing_kept(
    as_: SignIn, world: World, filed: list[Filed], why: str, which: int
) -> None:
    columns, words = REFUSED[why]
    set_case(world, filed[which], **columns)
    before = [entries_of(world, each) for each in filed]
    client = as_("officer")
    assert words in told_after(client, press_merge(client, filed[0], filed[1]))
    assert [entries_of(world, each) for each in filed] == before
    assert tie(world, filed[0]) == tie(world, filed[1]) == (None, set())


def test_only_with_exactly_the_same_readers(as_: SignIn, world: World, filed: list[Filed]) -> None:
    partly = file_report(world, story=STORIES[1], left_out=(world.nomination("officer").hex(),))
    client = as_("spoc")
    client.get(case_path(partly))
    for leader in ("this", "other"):
        assert "would learn of the other" in told_after(client, press_merge(client, filed[0], partly, leader))
    assert tie(world, filed[0], "spoc") == (None, set())


@pytest.mark.parametrize("other", ["partly", "birch", "unknown", "itself"])
def test_what_is_not_held_is_as_if_it_were_not(as_: SignIn, world: World, filed: list[Filed], other: str) -> None:
    hidden = {
        "partly": file_report(world, left_out=(world.nomination("officer").hex(),)).reference,
        "birch": file_report(world, "birch").reference,
        "unknown": "ZZZZ-ZZZZ",
        "itself": filed[0].reference,
    }[other]
    client = as_("officer")
    before = dump(world.database, but=("sessions", "trail", "trail_heads"))
    looked = client.get(case_path(filed[0], "merging"), query_string={"other": hidden})
    assert "You can open no other case of this school with that reference." in told_after(client, looked)
    data = token_of(client) | {"other": hidden, "leader": "this", "pupils": "two"}
    done = client.post(case_path(filed[0], "merging"), data=data)
    assert "You can open no other case" in told_after(client, done)
    assert dump(world.database, but=("sessions", "trail", "trail_heads")) == before


def test_who_leads_and_who_sent_them_must_be_chosen(as_: SignIn, world: World, filed: list[Filed]) -> None:
    again = press_merge(as_("officer"), filed[0], filed[1], "", "")
    assert again.status_code == 422
    assert "Choose which case leads." in text_of(again)
    assert tie(world, filed[0]) == (None, set())


def test_a_head_may_not_merge(as_: SignIn, world: World) -> None:
    made = file_report(world, about="adult", named="none")
    client = as_("head")
    assert "Work on another case" not in text_of(client.get(case_path(made, "links")))
    assert client.get(case_path(made, "merging")).status_code == 403
    assert client.post(case_path(made, "merging"), data=token_of(client)).status_code == 403


def test_what_looks_alike_leads_to_the_merging(as_: SignIn, filed: list[Filed]) -> None:
    client = as_("officer")
    links = client.get(case_path(filed[0], "links"))
    assert soup_of(links).select(f'a[href="{case_path(filed[0], "merging")}?other={filed[1].reference}"]')


def test_a_led_case_is_not_closed_past_its_leader(as_: SignIn, world: World, filed: list[Filed]) -> None:
    client = as_("officer")
    page = client.get(case_path(filed[1]))
    merge(world, filed[0], filed[1])
    assert "goes with another" in told_after(client, client.press(page, CLOSURE, action="closure"))
    assert report_row(world, filed[1]).state is not ReportState.CLOSED
    assert not soup_of(client.get(case_path(filed[1]))).select('form[action$="closure"]')


WITHDRAWN = {"choice": "stop", "reason": "Asked to.", "word": "It stops."}


def asks_back(app: Sharp, world: World, filed: Filed) -> None:
    ring = ring_of(world, filed)
    with app.app_context(), world.database.writing() as db:
        pupil_case.ask_withdrawal(db, filed.id, ring, "Please stop.")


def test_a_led_pupil_may_take_their_own_report_back(as_: SignIn, app: Sharp, world: World, filed: list[Filed]) -> None:
    merge(world, filed[0], filed[1])
    asks_back(app, world, filed[1])
    client = as_("officer")
    assert "asks to take the report back" in text_of(client.get(case_path(filed[0])))
    assert client.submit(case_path(filed[1]), WITHDRAWN, action="withdrawal").status_code == 303
    assert [report_row(world, each).state for each in filed[:2]] == [ReportState.ACTIVE, ReportState.CLOSED]
    shown = text_of(client.get(case_path(filed[0])))
    assert "The other report" not in shown
    assert "Was worked on with this one" in shown
    client.submit(case_path(filed[0]), CLOSURE, action="closure")
    assert report_row(world, filed[0]).state is ReportState.CLOSED


def test_a_leader_is_not_taken_back_over_those_it_leads(
    as_: SignIn, app: Sharp, world: World, filed: list[Filed]
) -> None:
    merge(world, filed[0], filed[1])
    asks_back(app, world, filed[0])
    client = as_("officer")
    shown = told_after(client, client.submit(case_path(filed[0]), WITHDRAWN, action="withdrawal"))
    assert "Separate them first" in shown
    assert report_row(world, filed[0]).state is not ReportState.CLOSED
    separate(world, filed[0], filed[1])
    client.submit(case_path(filed[0]), WITHDRAWN, action="withdrawal")
    assert [report_row(world, each).state for each in filed[:2]] == [ReportState.CLOSED, ReportState.ACTIVE]


@pytest.mark.parametrize("act", ["closure", "answers"])
def test_once_somebody_can_open_only_one_nothing_is_written_to_both(
    as_: SignIn, world: World, filed: list[Filed], act: str
) -> None:
    merge(world, filed[0], filed[1])
    client = as_("officer")
    page = client.get(case_path(filed[0]))
    bring_in(world, filed[1])
    typed = CLOSURE | {f"word-{filed[1].reference}": "Bye."} if act == "closure" else {"to_all": "Hello."}
    before = entries_of(world, filed[0])
    done = client.press(page, typed, action=act)
    if act == "closure" and done.status_code == 409:
        done = client.press(done, action=act)  # that somebody was brought in is news, and read first
    shown = told_after(client, done) if done.status_code == 303 else text_of(done)
    assert "somebody can open only one of these cases now" in shown
    assert entries_of(world, filed[0]) == before
    assert messages_to(world, filed[1]) == []
    shown = text_of(client.get(case_path(filed[0])))
    assert "Somebody can open only one of these cases now." in shown
    assert "One answer to all of them" not in shown


@pytest.mark.parametrize("which", ["leader", "led"])
def test_whoever_holds_only_one_of_them_sees_no_shadow_of_the_other(as_: SignIn, world: World, which: str) -> None:
    """Two alike, one of them merged: brought into each, somebody finds the same bytes."""
    with clock.at(NOON):
        merged, alone, hidden, other = (file_report(world, story=STORIES[0]) for _each in range(4))
        officer = as_("officer")
        for each in (merged, alone, hidden, other):
            officer.submit(case_path(each), {"message": "Hello."}, action="messages")
        pair = (merged, hidden) if which == "leader" else (hidden, merged)
        merge(world, *pair)
        bring_in(world, merged)
        bring_in(world, alone)
        client = as_("contact")
        for each in (merged, alone):
            pages_of(client, each)  # the first opening is a line of their history
        shown = {each.reference: pages_of(client, each) for each in (merged, alone)}
        assert shown[merged.reference] == shown[alone.reference]
        assert hidden.reference not in client.get(QUEUE).text
        lines = [re.sub("[A-Z0-9]{4}-[A-Z0-9]{4}", "", line_of(client, each)) for each in (merged, alone)]
        assert lines[0] == lines[1]
        closed = client.submit(case_path(merged), CLOSURE, action="closure")
        assert closed.status_code == 303, "their closing asks nothing of a case that they do not hold"
    assert report_row(world, merged).state is ReportState.CLOSED
    left = report_row(world, hidden)
    assert (left.state, left.turn, left.due is not None) == (ReportState.ACTIVE, Turn.PUPIL, True)
    assert tie_as_shown(as_("officer"), hidden) == ""


def pages_of(client: CheckedClient, filed: Filed) -> list[bytes]:
    """Without its own reference and number, and how long its journal is."""
    found = []
    for path in (case_path(filed), case_path(filed, "followups/new")):
        page = masked(client.get(path))
        for own in (filed.reference, number_of(filed.id)):
            page = page.replace(own.encode(), b"")
        found.append(re.sub(rb'name="seen"[^>]*value="[0-9]*"', b"", page))
    return found


def tie_as_shown(client: CheckedClient, filed: Filed) -> str:
    found = soup_of(client.get(case_path(filed))).select_one("#together")
    return found.get_text(" ", strip=True) if found else ""


def test_a_reader_who_lost_one_reads_of_it_no_more(as_: SignIn, world: World, filed: list[Filed]) -> None:
    merge(world, filed[0], filed[1])
    client = as_("officer")
    page = client.get(case_path(filed[0]))
    with world.database.writing() as db:
        report = db.get_one(Report, filed[1].id)
        for grant in db.scalars(grants_of(filed[1].id, ReaderKind.STAFF, world.person("officer").id)).all():
            report.unlist_grants([grant.id])
            db.delete(grant)
    refused = client.press(page, {"to_all": "Hello."}, action="answers")
    assert refused.status_code == 409
    assert "has changed since" in text_of(refused)
    for path in (case_path(filed[0]), case_path(filed[0], "links"), QUEUE):
        assert filed[1].reference not in client.get(path).text
    assert messages_to(world, filed[0]) == []


@pytest.mark.parametrize("which", [0, 1])
def test_copies_and_histories_say_nothing_of_the_other(
    as_: SignIn, world: World, filed: list[Filed], which: int
) -> None:
    merge(world, filed[0], filed[1])
    separate(world, filed[0], filed[1])
    merge(world, filed[0], filed[1])
    client = as_("officer")
    copy = client.get(case_path(filed[which], "copy"))
    assert copy.status_code == 200
    other = filed[1 - which]
    assert other.reference not in copy.text
    assert STORIES[1 - which] not in copy.text
    history = soup_of(client.get(case_path(filed[which]))).select_one("[aria-labelledby=history]")
    assert history is not None
    assert other.reference not in history.get_text()


def test_deleting_the_leader_leaves_the_other_whole(as_: SignIn, world: World, filed: list[Filed]) -> None:
    merge(world, filed[0], filed[1])
    with world.database.writing() as db:
        forget(db, db.get_one(Report, filed[0].id, with_for_update=True))
    client = as_("officer")
    shown = text_of(client.get(case_path(filed[1])))
    assert filed[0].reference not in shown
    assert "worked on" not in line_of(client, filed[1])
    assert client.submit(case_path(filed[1]), CLOSURE, action="closure").status_code == 303


@pytest.mark.parametrize("forged", [0, 1])
def test_a_forged_row_takes_only_its_own_line_and_thread_away(
    as_: SignIn, world: World, filed: list[Filed], forged: int
) -> None:
    merge(world, filed[0], filed[1])
    [row] = [row for row in rows_of(world.database, "reports") if row["id"] == filed[forged].id]
    set_cell(world.database, "reports", row, "level", 4)
    client, left = as_("officer"), filed[1 - forged]
    assert "worked on" not in line_of(client, left)
    assert filed[forged].reference not in line_of(client, left)
    shown = client.get(case_path(left))
    assert shown.status_code == 200
    assert filed[forged].reference not in text_of(shown)


def test_whoever_may_not_sign_in_or_reads_elsewhere(as_: SignIn, client: CheckedClient, filed: list[Filed]) -> None:
    for act in ("merging", "merging/answers", "merging/separation"):
        assert client.post(case_path(filed[0], act)).headers["Location"].startswith("/staff/sign-in")
        elsewhere = as_("officer_elsewhere")
        assert elsewhere.post(case_path(filed[0], act), data=token_of(elsewhere)).status_code == 404
        assert as_("officer").post(case_path(filed[0], act), data={"to_all": "x", "why": "x"}).status_code in (303, 422)


def test_an_all_or_nothing_answer(world: World, filed: list[Filed], monkeypatch: pytest.MonkeyPatch) -> None:
    merge(world, filed[0], filed[1])
    done: list[bytes] = []
    plainly = casework.answer

    def breaks(db: Any, case: Any, text: str) -> None:
        if done:
            raise RuntimeError
        done.append(case.report_id)
        plainly(db, case, text)

    monkeypatch.setattr(casework, "answer", breaks)
    with pytest.raises(RuntimeError), world.database.writing() as db:
        merging.answer_all(db, case_of(world, filed[0], "officer"), "Hello.", None, {filed[1].reference: 99})
    assert len(done) == 1
    assert [messages_to(world, each) for each in filed[:2]] == [[], []]
    assert [acts_on(world, each).count(Act.ANSWERED) for each in filed[:2]] == [0, 0]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "separate", "answer", "close", "reopen", "pupil", "withdraw", "level"]),
        st.integers(0, 2), st.integers(0, 2),
    ),
    max_size=10,
)  # fmt: skip
REFUSALS = (
    merging.AlreadyMerged, merging.Chained, merging.NotTogether, merging.GoesWith, merging.NotReadYet,
    casework.AlreadyClosed, casework.NotClosed, withdrawal.NobodyAsks, withdrawal.StillLeads,
)  # fmt: skip


def do(db: Any, world: World, filed: list[Filed], act: str, one: int, two: int) -> None:
    case, other = (case_of(world, filed[index], "spoc") for index in (one, two))
    closure = casework.Closure(casework.Outcome.HELPED, "Done.", "Bye.", keep_long=False)
    led = {each.reference: 99 for each in filed if each.id in led_in(opened_by(world, filed[one], "spoc"))}
    match act:
        case "merge":
            merging.merge(db, case, other, is_one_pupil=False, level_reason=REASON)
        case "separate":
            merging.separate(db, case, other, "Apart.")
        case "answer":
            merging.answer_all(db, case, "Hello.", None, led)
        case "close":
            merging.close(db, case, closure, dict.fromkeys(led, "Bye too."))
        case "reopen":
            casework.reopen(db, case, "Again.")
        case "pupil":
            pupil_case.add_message(db, case.report_id, ring_of(world, filed[one]), "Hello?")
        case "withdraw":
            pupil_case.ask_withdrawal(db, case.report_id, ring_of(world, filed[one]), "Please stop.")
            withdrawal.answer_withdrawal(
                db, case, withdrawal.WithdrawalAnswer(stops=True, reason="Asked.", word="It stops.", keep_long=False)
            )
        case _:
            casework.set_level(db, case, level=two + 1, reason="Because.")


@given(acts=ACTS)
@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_any_order_of_acts_loses_no_case(world: World, app: Sharp, acts: list[tuple[str, int, int]]) -> None:
    """Every open case has a turn and a time, no tie outlives a closing, and nothing is tied to what is tied."""
    filed = [file_report(world, story=story) for story in STORIES]
    for each in filed:
        set_case(world, each, state=ReportState.READ)
    for act, one, two in acts:
        with app.app_context(), suppress(*REFUSALS):
            if act not in ("merge", "separate") or one != two:
                with world.database.writing() as db:
                    do(db, world, filed, act, one, two)
        ties = {each.id: tie(world, each, "spoc") for each in filed}
        rows = {each.id: report_row(world, each) for each in filed}
        for each, (leader, led) in ties.items():
            is_open = rows[each].state is not ReportState.CLOSED
            assert not is_open or (rows[each].turn is not Turn.NOBODY and rows[each].due is not None)
            mutual = {one for one in led if ties[one][0] == each}
            assert is_open or not led, "a closed case leads nobody"
            assert all(rows[one].state is not ReportState.CLOSED for one in mutual)
            assert not mutual or leader is None or each not in ties[leader][1], "no chains"
    assert examined(world) == []
