"""Keeping on the case's page: holds, the copy in the child protection file, warnings, and the certificates."""

import pytest

from sharp import clock
from sharp.model.reports import Receipt, Report
from sharp.model.words import Act, ReportState, Turn
from sharp.reports.draft import About
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import masked, rows_of
from tests.integration.retention.closing import (
    THEN,
    acts_about,
    answers,
    cell,
    close,
    close_then,
    later,
    months_later,
    sweep_at,
)
from tests.integration.triage.desk import acts_on, case_path, entries_of, pupil_writes, report_row, token_of, told_after

DELETIONS = "/staff/deletions"
LOUD = "The pupil says that it did not help, or that they do not feel safe"
HOLD = {"reason": "The police have asked for it."}
WITHDRAWAL = {"choice": "go-on", "reason": "A weapon was seen.", "word": "We must tell the police about the knife."}
ACTS = {
    "hold": (HOLD, Act.HELD),
    "release": ({"reason": "They have it."}, Act.RELEASED),
    "filing": ({"on": "20/11/2026"}, Act.FILED),
}


def asks_to_stop(client: CheckedClient, filed: Filed) -> None:
    client.submit("/alder/back", {"words": filed.words.display}, action="/back")
    client.submit("/alder/back/report/withdraw", {"message": "I am scared."}, action="/withdraw")


def test_a_hold_and_its_end_are_in_the_record(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    with clock.at(THEN):
        spoc = as_("spoc")
        held = spoc.submit(case_path(filed), HOLD, action="/hold")
        assert "nothing of this case is deleted" in told_after(spoc, held)
        page = text_of(as_("officer").get(case_path(filed)))
        assert "Held by Ms Adeyemi, today, after 11 am: The police have asked for it." in page
        [row] = rows_of(world.database, "holds")
        assert (row["report_id"], row["staff_id"]) == (filed.id, world.person("spoc").id)
        lifted = spoc.submit(case_path(filed), {"reason": "They have it."}, action="/release")
        assert "The hold is lifted." in told_after(spoc, lifted)
    assert rows_of(world.database, "holds") == []
    page = text_of(as_("officer").get(case_path(filed)))
    assert "Hold lifted" in page
    assert "They have it." in page
    assert [act for act in acts_on(world, filed) if act is not Act.OPENED] == [Act.HELD, Act.RELEASED]


def test_the_reason_of_a_hold_lies_nowhere_in_the_clear(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    as_("spoc").submit(case_path(filed), HOLD, action="/hold")
    assert HOLD["reason"] not in repr([rows_of(world.database, table) for table in ("holds", "trail", "reports")])


@pytest.mark.parametrize("act", ["hold", "release"])
def test_pressed_twice_it_happens_once(as_: SignIn, world: World, act: str) -> None:
    filed = file_report(world)
    officer = as_("officer")
    if act == "release":
        officer.submit(case_path(filed), HOLD, action="/hold")
    page = officer.get(case_path(filed))
    fields, written = ACTS[act]
    for _ in range(2):
        answer = officer.press(page, fields, action=f"/{act}")
    said = {"hold": "This case is held already.", "release": "There is no hold on this case any more."}
    assert said[act] in told_after(officer, answer)
    assert acts_on(world, filed).count(written) == 1


@pytest.mark.parametrize(("act", "field"), [("hold", "reason"), ("release", "reason"), ("filing", "on")])
def test_what_is_missing_or_too_long_is_said_and_kept(as_: SignIn, world: World, act: str, field: str) -> None:
    filed = file_report(world)
    officer = as_("officer")
    if act == "release":
        officer.submit(case_path(filed), HOLD, action="/hold")
    before = entries_of(world, filed)
    for typed in ("", "word " * 1100):
        again = officer.submit(case_path(filed), {field: typed}, action=f"/{act}")
        assert again.status_code == 422
        assert "There is a problem" in text_of(again)
        assert typed.strip() in again.get_data(as_text=True)
    assert entries_of(world, filed) == before


@pytest.mark.parametrize(
    "typed", ["soon", "31 2 2026", "2026-11-20", "1 1 99999", "٢٠ ١١ ٢٠٢٦", "0 0 0000", "20 11 2036", "20 11 2026 x"]
)
def test_no_date_or_one_to_come_is_refused(as_: SignIn, world: World, typed: str) -> None:
    filed = file_report(world)
    with clock.at(THEN):
        again = as_("officer").submit(case_path(filed), {"on": typed}, action="/filing")
    assert again.status_code == 422
    assert typed in again.get_data(as_text=True)


def test_the_copy_is_shown_and_shortens_what_was_kept_for_25_years(app: Sharp, as_: SignIn, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed, keep_long=True)
    with clock.at(later(days=3)):
        officer = as_("officer")
        assert "November 2051 (child protection record)" in text_of(officer.get(case_path(filed)))
        officer.submit(case_path(filed), {"on": "25/11/2026"}, action="/filing")
        shown = text_of(officer.get(case_path(filed)))
    assert "Copied to the child protection file on 25 November 2026 (PC Okafor)" in shown
    assert "November 2027 (child protection record)" in shown


def test_copied_before_it_is_closed_it_is_kept_like_any_other(app: Sharp, as_: SignIn, world: World) -> None:
    filed = file_report(world)
    with clock.at(THEN):
        as_("officer").submit(case_path(filed), {"on": "20 11 2026"}, action="/filing")
        close(app, world, filed, keep_long=True)
    assert cell(world, filed, Report.retention_month) == clock.month_of(months_later(12))


def test_readers_are_warned_on_start_queue_and_case(app: Sharp, as_: SignIn, world: World) -> None:
    filed, other = file_report(world), file_report(world, "birch")
    close_then(app, world, filed)
    pages = ("/staff/", "/staff/queue?view=closed")
    with clock.at(months_later(10)):
        for page in pages:
            assert "deleted soon" not in text_of(as_("officer").get(page))
        assert "is deleted after the end of" not in text_of(as_("officer").get(case_path(filed)))
    with clock.at(months_later(11)):
        officer = as_("officer")
        for page in pages:
            assert "1 closed case is deleted soon" in text_of(officer.get(page))
            assert "deleted soon" not in text_of(as_("officer_elsewhere").get(page)), other
        assert "This case is deleted after the end of November 2027." in text_of(officer.get(case_path(filed)))
        assert filed.reference in text_of(officer.get(DELETIONS))
        officer.submit(case_path(filed), HOLD, action="/hold")
        assert "deleted soon" not in text_of(officer.get("/staff/"))
        assert "stays until the hold is lifted" in text_of(officer.get(DELETIONS))


def test_practice_warns_nobody(app: Sharp, as_: SignIn, world: World) -> None:
    close_then(app, world, file_report(world, about=About.PRACTICE))
    with clock.at(months_later(1)):
        assert "deleted soon" not in text_of(as_("officer").get("/staff/"))


def test_the_certificate_is_shown_to_those_who_opened_it_and_holds_nothing(
    app: Sharp, as_: SignIn, world: World
) -> None:
    filed = file_report(world)
    with clock.at(THEN):
        number = text_of(as_("officer").get(case_path(filed))).split("only its number remains: ")[1][:9]
    close_then(app, world, filed)
    sweep_at(world, months_later(13))
    with clock.at(months_later(14)):
        mine = text_of(as_("officer").get(DELETIONS))
        others = {who: as_(who).get(DELETIONS) for who in ("deputy", "head", "officer_elsewhere")}
    assert f"{number} Alder Park School 2 December 2027 6 January 2028" in mine
    assert filed.reference not in mine
    for page in others.values():
        assert "No case that you opened has been destroyed." in text_of(page)


def test_who_was_left_out_sees_no_shadow_of_a_deletion(app: Sharp, as_: SignIn, world: World) -> None:
    pages = ("/staff/", "/staff/queue?view=closed", "/staff/queue?view=practice", DELETIONS)
    with clock.at(months_later(12)):
        before = [masked(as_("deputy").get(page)) for page in pages]
    filed = file_report(world, left_out=(world.nomination("deputy").hex(),))
    close_then(app, world, filed)
    with clock.at(months_later(12)):
        assert [masked(as_("deputy").get(page)) for page in pages] == before
    sweep_at(world, months_later(13))
    assert rows_of(world.database, "reports") == []
    with clock.at(months_later(12)):
        assert [masked(as_("deputy").get(page)) for page in pages] == before


def test_what_could_not_be_wiped_is_said(
    app: Sharp, as_: SignIn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sharp.upkeep.retention._wiped", lambda *_args, **_named: False)
    filed = file_report(world)
    with clock.at(THEN):
        as_("officer").get(case_path(filed))
    close_then(app, world, filed)
    sweep_at(world, months_later(13))
    with clock.at(months_later(13)):
        assert "Not yet for certain." in text_of(as_("officer").get(DELETIONS))


def test_the_number_is_on_the_case(app: Sharp, as_: SignIn, world: World) -> None:
    filed = file_report(world)
    digits = filed.id.hex().upper()
    assert f"only its number remains: {digits[:4]}-{digits[4:8]}" in text_of(as_("officer").get(case_path(filed)))


def test_closing_says_until_when_the_words_work(app: Sharp, client: CheckedClient, as_: SignIn, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    with clock.at(later(hours=1)):
        client.submit("/alder/back", {"words": filed.words.display}, action="/back")
        page = text_of(client.get("/alder/back/report"))
        assert "Your six words work until the end of March 2027." in page
        assert "This is done. Did it help? Do you feel safe?" in page
        shown = text_of(as_("officer").get(case_path(filed)))
    assert "The pupil’s words open it until the end of March 2027." in shown
    assert cell(world, filed, Receipt.until) == clock.month_of(months_later(4))


def test_the_pupil_is_asked_then_and_four_weeks_later(app: Sharp, client: CheckedClient, world: World) -> None:
    filed = file_report(world)
    asked = {"now": "Did it help? Do you feel safe?", "later": "How is it now?"}

    def page_at(**ahead: float) -> str:
        with clock.at(later(**ahead)):
            client.submit("/alder/back", {"words": filed.words.display}, action="/back")
            return text_of(client.get("/alder/back/report"))

    with clock.at(THEN):
        client.submit("/alder/back", {"words": filed.words.display}, action="/back")
        assert not any(words in text_of(client.get("/alder/back/report")) for words in asked.values())
    close_then(app, world, filed)
    assert asked["now"] in page_at(days=1)
    with clock.at(later(days=1)):
        client.submit("/alder/back/report/helped", {"helped": "4", "safe": "4"}, action="/helped")
    assert not any(words in page_at(days=27) for words in asked.values())
    assert asked["later"] in page_at(days=28)
    with clock.at(later(days=28)):
        client.submit("/alder/back/report/helped", {"helped": "5"}, action="/helped")
    assert not any(words in page_at(days=60) for words in asked.values())


def test_a_low_answer_is_loud_until_somebody_answers(app: Sharp, as_: SignIn, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    with clock.at(later(days=29)):
        answers(app, world, filed, 2, 5)
        officer = as_("officer")
        page = text_of(officer.get(case_path(filed)))
        assert f"{LOUD} Did it help: 2 of 5. Safe now: 5 of 5. 1 is the lowest." in page
        officer.submit(case_path(filed), {"message": "What would help?"}, action="messages")
        assert LOUD not in text_of(officer.get(case_path(filed)))


def test_a_good_answer_is_not_loud(app: Sharp, as_: SignIn, world: World) -> None:
    filed = file_report(world)
    answers(app, world, filed, 3, 5)
    assert LOUD not in text_of(as_("officer").get(case_path(filed)))


def test_a_withdrawal_that_stops_closes_the_case(as_: SignIn, client: CheckedClient, world: World) -> None:
    filed = file_report(world)
    asks_to_stop(client, filed)
    officer = as_("officer")
    assert "The pupil asks to take this report back." in text_of(officer.get(case_path(filed)))
    fields = {"choice": "stop", "reason": "Nothing but their own wish.", "word": "We stop. Thank you for telling us."}
    done = officer.submit(case_path(filed), fields, action="/withdrawal")
    assert "The case is closed" in told_after(officer, done)
    assert report_row(world, filed).state is ReportState.CLOSED
    shown = text_of(officer.get(case_path(filed)))
    assert "The pupil took it back. Nothing but their own wish." in shown
    assert "The pupil asks to take this report back." not in shown
    assert "We stop. Thank you for telling us." in text_of(client.get("/alder/back/report"))


def test_a_withdrawal_that_cannot_stop_all_says_so(as_: SignIn, client: CheckedClient, world: World) -> None:
    filed = file_report(world)
    asks_to_stop(client, filed)
    assert "You have asked us to stop." in text_of(client.get("/alder/back/report"))
    officer = as_("officer")
    officer.submit(case_path(filed), WITHDRAWAL, action="/withdrawal")
    shown = text_of(officer.get(case_path(filed)))
    assert "what must go on" in shown
    assert "A weapon was seen." in shown
    assert report_row(world, filed).state is ReportState.ACTIVE
    pupil = text_of(client.get("/alder/back/report"))
    assert WITHDRAWAL["word"] in pupil
    assert WITHDRAWAL["reason"] not in pupil
    assert "You have asked us to stop." not in pupil, "they may ask again"


def test_an_answer_pressed_twice_is_sent_once_and_the_case_is_not_forgotten(
    as_: SignIn, client: CheckedClient, world: World
) -> None:
    filed = file_report(world)
    asks_to_stop(client, filed)
    officer = as_("officer")
    page = officer.get(case_path(filed))
    for _ in range(2):
        answer = officer.press(page, WITHDRAWAL, action="/withdrawal")
    assert "Nothing was sent again" in told_after(officer, answer)
    row = report_row(world, filed)
    assert (row.turn, row.due is not None) == (Turn.PUPIL, True)


def test_an_ordinary_answer_does_not_settle_a_withdrawal(as_: SignIn, client: CheckedClient, world: World) -> None:
    filed = file_report(world)
    asks_to_stop(client, filed)
    officer = as_("officer")
    officer.submit(case_path(filed), {"message": "We will think about it."}, action="messages")
    assert "The pupil asks to take this report back." in text_of(officer.get(case_path(filed)))


@pytest.mark.parametrize("left_out", ["choice", "reason", "word"])
def test_an_answer_to_a_withdrawal_needs_all_of_it(
    as_: SignIn, client: CheckedClient, world: World, left_out: str
) -> None:
    filed = file_report(world)
    asks_to_stop(client, filed)
    before = entries_of(world, filed)
    again = as_("officer").submit(case_path(filed), WITHDRAWAL | {left_out: None}, action="/withdrawal")
    assert again.status_code == 422
    for name, kept in WITHDRAWAL.items():
        assert name == left_out or kept in again.get_data(as_text=True)
    assert entries_of(world, filed) == before


def test_nobody_answers_a_withdrawal_over_words_they_have_not_read(
    app: Sharp, as_: SignIn, client: CheckedClient, world: World
) -> None:
    filed = file_report(world)
    asks_to_stop(client, filed)
    officer = as_("officer")
    page = officer.get(case_path(filed))
    pupil_writes(app, world, filed, "No, please go on after all.")
    again = officer.press(page, WITHDRAWAL | {"choice": "stop"}, action="/withdrawal")
    assert again.status_code == 409
    assert WITHDRAWAL["word"] in again.get_data(as_text=True)
    assert report_row(world, filed).state is not ReportState.CLOSED


@pytest.mark.parametrize("act", ["hold", "release", "filing", "withdrawal"])
def test_an_act_on_a_case_that_was_deleted_meanwhile_finds_nothing(
    app: Sharp, as_: SignIn, world: World, act: str
) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    sweep_at(world, months_later(13))
    officer = as_("officer")
    fields = HOLD | WITHDRAWAL | {"on": "20 11 2026"}
    assert officer.post(case_path(filed, act), data=fields | token_of(officer)).status_code == 404


def test_a_pupil_whose_visit_had_it_open_is_told_that_it_is_gone(
    app: Sharp, client: CheckedClient, world: World
) -> None:
    filed = file_report(world, about=About.PRACTICE)
    close_then(app, world, filed)
    with clock.at(months_later(1)):
        client.submit("/alder/back", {"words": filed.words.display}, action="/back")
        assert client.get("/alder/back/report").status_code == 200
        sweep_at(world, months_later(2))
        gone = client.get("/alder/back/report")
    assert gone.status_code == 404
    assert "has been deleted" in text_of(gone)
    assert acts_about(world, filed.id)[-1] is Act.WIPED
