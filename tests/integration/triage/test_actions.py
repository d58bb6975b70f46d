"""Actions on a case: every kind, right and wrong, by every role, on old pages, twice, and on closed cases."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import Tag
from werkzeug.test import TestResponse

from sharp import clock
from sharp.model.words import Act
from sharp.triage.action_fields import Ask, Kind, Reach
from sharp.triage.action_kinds import ALL, FIRST
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.reports import STORY, Filed, file_report
from tests.fixtures.world import World
from tests.integration.triage.deeds import deeds, right, root_of, typed, who_may
from tests.integration.triage.desk import SIGN_IN, acts_on, case_path, entries_of, pupil_writes, token_of, told_after
from tests.integration.triage.test_acts import CLOSURE

KINDS = list(ALL.values())
BY_ID = {"ids": lambda kind: kind.id}


def path(filed: Filed, what: str, entry: str = "") -> str:
    return case_path(filed, f"actions/{what}" + (f"/{entry}" if entry else ""))


def record(client: CheckedClient, filed: Filed, what: str, entry: str = "", /, **instead: Any) -> Any:
    kind = ALL[what]
    return client.submit(path(filed, what, entry), typed(kind, right(kind) | instead), action=entry or what)


def form_of(page: TestResponse) -> Tag:
    """The form that posts to the page's own address."""
    return form_on(page, page.request.path)


def press(client: CheckedClient, page: TestResponse, fields: dict[str, Any] | None = None) -> TestResponse:
    return client.press(page, fields, action=page.request.path)


def ground_for(as_: SignIn, world: World, filed: Filed, kind: Kind) -> str:
    """What must stand there before this kind can be written; gives the entry that it continues, in hex."""
    if kind.after:
        record(as_("spoc"), filed, kind.after)
    if not kind.continues:
        return ""
    root = root_of(kind)
    record(as_(who_may(root)), filed, root.id)
    return deeds(world, filed)[-1].entry_id.hex()


@pytest.mark.parametrize("kind", KINDS, **BY_ID)
def test_each_kind_is_an_entry_with_author_and_hour_and_stands_on_the_case_page(
    as_: SignIn, world: World, kind: Kind
) -> None:
    filed = file_report(world)
    entry, client = ground_for(as_, world, filed, kind), as_(who_may(kind))
    done = record(client, filed, kind.id, entry)
    assert (done.status_code, done.location) == (303, case_path(filed))
    item = deeds(world, filed)[-1]
    assert (item.content.kind, item.content.author) == (kind.entry, world.person(who_may(kind)).id.hex())
    assert item.content.hour == clock.hour()
    kept = dict(item.body["fields"])
    kept.pop("agency-name", None)
    assert kept == right(kind)
    assert item.body.get("continues", "") == entry
    shown = text_of(as_("deputy").get(case_path(filed)))
    for one in kind.fields:
        assert str(one.title) in shown
        if one.ask in (Ask.TEXT, Ask.LINE):
            assert f"Answer to {one.name}." in shown
    assert acts_on(world, filed, who_may(kind))[-1] in (Act.ACTED,)
    assert soup_of(client.get(case_path(filed))).select(".timeline .is-weighty")


@pytest.mark.parametrize("kind", KINDS, **BY_ID)
def test_what_is_empty_is_asked_for_and_nothing_is_written(as_: SignIn, world: World, kind: Kind) -> None:
    filed = file_report(world)
    entry, client = ground_for(as_, world, filed, kind), as_(who_may(kind))
    before = entries_of(world, filed)
    page = client.get(path(filed, kind.id, entry))
    blank = {name: "" for name in prefilled(form_of(page)) if name not in ("csrf_token", "seen")}
    again = press(client, page, blank)
    assert again.status_code == 422
    assert "There is a problem" in text_of(again)
    links = {str(link["href"]) for link in soup_of(again).select(".govuk-error-summary a")}
    assert {f"#{one.name}" for one in kind.fields if one.required} <= links
    assert links <= {f"#{tag['id']}" for tag in soup_of(again).find_all(id=True)}
    assert entries_of(world, filed) == before


@pytest.mark.parametrize("kind", KINDS, **BY_ID)
def test_what_is_too_long_is_kept_and_refused(as_: SignIn, world: World, kind: Kind) -> None:
    filed = file_report(world)
    entry, client = ground_for(as_, world, filed, kind), as_(who_may(kind))
    before = entries_of(world, filed)
    for one in kind.fields:
        if one.ask in (Ask.TEXT, Ask.LINE):
            again = record(client, filed, kind.id, entry, **{one.name: "é" * (one.most + 1)})
            assert again.status_code == 422, one.name
            assert "é" * (one.most + 1) in again.text
    assert entries_of(world, filed) == before


@pytest.mark.parametrize("kind", [kind for kind in KINDS if any(one.ask is Ask.DAY for one in kind.fields)], **BY_ID)
def test_a_day_that_makes_no_sense_gets_a_plain_sentence(as_: SignIn, world: World, kind: Kind) -> None:
    filed = file_report(world)
    entry, client = ground_for(as_, world, filed, kind), as_(who_may(kind))
    before, today = entries_of(world, filed), world.roster().school.day()
    wrong = {
        "2199-01-01": {
            Reach.DONE: "has not come yet",
            Reach.MEETING: "more than a year",
            Reach.COMING: "more than a year",
        },
        "1999-01-01": {Reach.DONE: "ten years ago", Reach.MEETING: "ten years ago", Reach.COMING: "is over"},
        "2026-02-30": dict.fromkeys(Reach, "Write a real day"),
        "x-½-9": dict.fromkeys(Reach, "Write a real day"),
        "0-0-0": dict.fromkeys(Reach, "Write a real day"),
        "--1": dict.fromkeys(Reach, "Write a real day"),
    }
    assert today
    for one in (one for one in kind.fields if one.ask is Ask.DAY):
        for day, says in wrong.items():
            values = typed(kind, right(kind))
            year, month, number = day.split("-") if day != "--1" else ("", "", "1")
            values |= {f"{one.name}-day": number, f"{one.name}-month": month, f"{one.name}-year": year}
            again = client.submit(path(filed, kind.id, entry), values, action=entry or kind.id)
            assert again.status_code == 422, (one.name, day)
            assert says[one.reach] in text_of(again), (one.name, day)
            assert f'value="{number}"' in again.text
    assert entries_of(world, filed) == before


@pytest.mark.parametrize("name", ["time", "which", "agency", "sheet"])
def test_what_was_not_offered_is_refused(as_: SignIn, world: World, name: str) -> None:
    filed, client = file_report(world), as_("spoc")
    what = {"time": "meeting", "which": "duty", "agency": "referral", "sheet": "referral"}[name]
    before = entries_of(world, filed)
    for odd in ("25:61", "nobody", "\N{SNOWMAN}" * 40):
        assert record(client, filed, what, **{name: odd}).status_code == 422
    assert entries_of(world, filed) == before


@pytest.mark.parametrize("kind", KINDS, **BY_ID)
@pytest.mark.parametrize("who", ["officer", "spoc", "head", "contact", "pastoral", "coordinator", "operator"])
def test_each_role_does_what_is_its_own(as_: SignIn, world: World, kind: Kind, who: str) -> None:
    filed, client = file_report(world), as_(who)
    crime = kind.id.startswith("crime")
    expected = {"officer": 403 if kind.id == "sanction" else 0, "spoc": 403 if crime else 0}.get(who, 403)
    if who in ("head", "contact"):
        expected = 404  # they hold no grant for a report that is not theirs
    root = kind if not kind.continues else None
    address = path(filed, kind.id, "" if root else "0" * 32)
    found = client.get(address).status_code
    assert found == (expected or (303 if kind.after else 200 if root else 404))
    posted = client.post(address, data=typed(kind, right(kind)) | token_of(client)).status_code
    assert posted == (expected or (303 if root else 404))


def test_the_head_acts_on_what_is_theirs_but_hands_nothing_on(as_: SignIn, world: World) -> None:
    filed, head = file_report(world, about="adult", named="none"), as_("head")
    for kind in FIRST:
        if kind.id == "crime":
            assert head.get(path(filed, kind.id)).status_code == 403
        else:
            assert record(head, filed, kind.id).status_code == 303, kind.id
    assert len(deeds(world, filed, "head")) == len(FIRST) - 1


def test_another_school_finds_nothing_and_a_stranger_signs_in(as_: SignIn, client: CheckedClient, world: World) -> None:
    filed = file_report(world)
    elsewhere = as_("officer_elsewhere")
    for address in (path(filed, "plan"), path(filed, "nothing"), case_path(filed, "sheets/" + "0" * 32)):
        assert elsewhere.get(address).status_code == 404
        assert client.get(address).location.startswith(SIGN_IN)


@pytest.mark.parametrize("entry", ["0" * 32, "z" * 32, "é" * 32])
def test_what_is_not_there_cannot_be_continued(as_: SignIn, world: World, entry: str) -> None:
    filed, client = file_report(world), as_("spoc")
    for what in ("referral", "referral-answer", "nothing"):
        assert client.get(path(filed, what, entry)).status_code == 404
        assert client.post(path(filed, what, entry), data=token_of(client)).status_code == 404
    assert client.get(path(filed, "referral-answer")).status_code == 404
    assert client.get(case_path(filed, f"sheets/{entry}")).status_code == 404


def test_an_answer_belongs_to_its_own_kind(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    record(client, filed, "plan")
    plan = deeds(world, filed)[-1].entry_id.hex()
    assert client.get(path(filed, "referral-answer", plan)).status_code == 404
    assert client.get(path(filed, "plan-review", plan)).status_code == 200


def test_a_button_pressed_twice_says_it_once(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    page = client.get(path(filed, "plan"))
    for _press in range(2):
        assert press(client, page, typed(ALL["plan"], right(ALL["plan"]))).status_code == 303
    assert len(deeds(world, filed)) == 1


def test_an_old_page_acts_and_says_what_is_new(as_: SignIn, app: Sharp, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    page = client.get(path(filed, "plan"))
    pupil_writes(app, world, filed, "It was worse today.")
    done = press(client, page, typed(ALL["plan"], right(ALL["plan"])))
    assert "Message from the pupil (the pupil)" in told_after(client, done)
    assert b"worse" not in done.get_data()


@pytest.mark.parametrize("what", [kind.id for kind in KINDS if kind.unread_first])
def test_nobody_decides_over_words_they_have_not_read(as_: SignIn, app: Sharp, world: World, what: str) -> None:
    filed, client = file_report(world), as_("spoc")
    ground_for(as_, world, filed, ALL[what])
    before, page = len(deeds(world, filed)), client.get(path(filed, what))
    pupil_writes(app, world, filed, "It was somebody else.")
    again = press(client, page, typed(ALL[what], right(ALL[what])))
    assert again.status_code == 409
    assert "Message from the pupil (the pupil)" in text_of(again)
    assert "Answer to why." in again.text
    assert len(deeds(world, filed)) == before
    assert press(client, again).status_code == 303
    assert len(deeds(world, filed)) == before + 1


def test_a_form_with_an_old_token_comes_back_as_typed(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    answer = client.post(path(filed, "plan"), data=typed(ALL["plan"], right(ALL["plan"])))
    assert answer.status_code == 422
    assert "Answer to steps." in answer.text
    assert deeds(world, filed) == ()


def test_a_closed_case_takes_what_follows_but_nothing_new(as_: SignIn, world: World) -> None:
    filed, client, plan = file_report(world), as_("spoc"), ALL["plan"]
    record(client, filed, "referral")
    entry, page = deeds(world, filed)[-1].entry_id.hex(), client.get(path(filed, "plan"))
    as_("officer").submit(case_path(filed), CLOSURE, action="closure")
    for ask in (lambda: client.get(path(filed, "plan")), lambda: press(client, page, typed(plan, right(plan)))):
        assert "This case is closed. Open it again first" in told_after(client, ask())
    assert len(deeds(world, filed)) == 1
    assert record(client, filed, "referral-answer", entry).status_code == 303
    shown = client.get(case_path(filed))
    assert "Referral: answer" in text_of(shown)
    assert not soup_of(shown).select(f'a[href="{path(filed, "plan")}"]')


def test_a_correction_is_a_new_entry_and_the_first_words_stay(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    record(client, filed, "meeting", where="Room 4")
    entry = deeds(world, filed)[-1].entry_id.hex()
    page = client.get(path(filed, "meeting", entry))
    assert prefilled(form_of(page))["where"] == "Room 4"
    assert press(client, page, {"where": "Room 5"}).status_code == 422
    assert press(client, page, {"where": "Room 5", "reason": "Room 4 is taken."}).status_code == 303
    assert len(deeds(world, filed)) == 2
    shown = text_of(client.get(case_path(filed)))
    for words in ("Room 4", "Room 5", "Corrected: Room 4 is taken.", "What it said before", "Corrected: Meeting"):
        assert words in shown
    again = client.get(path(filed, "meeting", entry))
    assert prefilled(form_of(again))["where"] == "Room 5"
    correction = deeds(world, filed)[-1].entry_id.hex()
    assert client.get(path(filed, "meeting", correction)).status_code == 404


def test_a_review_that_is_over_by_now_can_still_be_corrected(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    record(client, filed, "plan")
    entry = deeds(world, filed)[-1].entry_id.hex()
    with clock.at(clock.now() + timedelta(days=40)):
        late = as_("spoc")
        page = late.get(path(filed, "plan", entry))
        assert press(late, page, {"steps": "Other steps.", "reason": "Misheard."}).status_code == 303


def test_nobody_is_punished_before_it_is_written_down_what_bears_it_out(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    sent_on = client.get(path(filed, "sanction"))
    assert (sent_on.status_code, sent_on.location) == (303, path(filed, "corroboration"))
    assert "First write down what bears it out." in text_of(client.get(sent_on.location))
    forced = client.post(
        path(filed, "sanction"), data=typed(ALL["sanction"], right(ALL["sanction"])) | token_of(client)
    )
    assert forced.status_code == 303
    assert deeds(world, filed) == ()
    record(client, filed, "corroboration")
    assert record(client, filed, "sanction").status_code == 303


def test_the_assessment_is_offered_for_reports_without_a_name_alone(as_: SignIn, world: World) -> None:
    client = as_("spoc")
    for answers, count in (({}, 1), ({"name": "Sam Ali", "reach": "tutor"}, 0)):
        filed = file_report(world, **answers)
        found = soup_of(client.get(case_path(filed))).select(f'a[href="{path(filed, "assessment")}"]')
        assert len(found) == count, answers
        assert client.get(path(filed, "assessment")).status_code == 200


def test_a_conditional_answer_is_asked_for_only_then(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    assert record(client, filed, "parents", told="not", who="", day="--").status_code == 303
    assert record(client, filed, "parents", told="told", who="").status_code == 422
    assert record(client, filed, "sharing-decision", share="no", what="").status_code == 303
    assert record(client, filed, "sharing-decision", share="yes", what="").status_code == 422


def test_a_referral_says_when_it_is_looked_at_again(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    record(client, filed, "referral", sent="--")
    assert "Not sent yet" in text_of(client.get(case_path(filed)))
    entry = deeds(world, filed)[-1].entry_id.hex()
    record(client, filed, "referral-sent", entry)
    shown = text_of(client.get(case_path(filed)))
    assert "Review at 3 months:" in shown
    record(client, filed, "referral-review", entry, which="three")
    shown = text_of(client.get(case_path(filed)))
    assert "Review at 3 months:" not in shown
    assert "Review at 6 months:" in shown


SECRET = "My sister told me about the knife."


@pytest.mark.parametrize(
    ("ticked", "named", "shows"),
    [
        ([], True, set()), (["words"], True, {SECRET}), (["name"], True, {"Sam Ali", "find me at lunch"}),
        (["words", "name"], False, {SECRET}),
    ],
)  # fmt: skip
def test_the_sheet_shields_who_reported(
    as_: SignIn, world: World, ticked: list[str], named: bool, shows: set[str]
) -> None:
    given = {"name": "Sam Ali", "reach": "find me at lunch"} if named else {}
    filed = file_report(world, story=SECRET, place_more="behind our flat", kinds=("weapon_carry",), **given)
    client = as_("spoc")
    record(client, filed, "referral", sheet=ticked or None, about="A pupil of year 9")
    entry = deeds(world, filed)[-1].entry_id.hex()
    before = acts_on(world, filed).count(Act.OPENED)
    shown = text_of(client.get(case_path(filed, f"sheets/{entry}")))
    for words in (SECRET, "Sam Ali", "find me at lunch"):
        assert (words in shown) is (words in shows)
    assert "behind our flat" not in shown
    for words in ("CAMHS", "A pupil of year 9", "Answer to need.", "Weapon carried", "Alder"):
        assert words in shown
    assert acts_on(world, filed).count(Act.OPENED) == before + 1


def test_the_sheet_follows_the_correction_and_says_whether_parents_know(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    record(client, filed, "referral")
    entry = deeds(world, filed)[-1].entry_id.hex()
    press(client, client.get(path(filed, "referral", entry)), {"need": "Only this.", "reason": "Too much."})
    record(client, filed, "parents", told="later")
    shown = text_of(client.get(case_path(filed, f"sheets/{entry}")))
    assert "Only this." in shown
    assert "Answer to need." not in shown
    assert "Not yet" in shown
    assert STORY in text_of(client.get(case_path(filed)))


def test_an_action_shows_nobody_what_the_pupil_sees_least_of_all(as_: SignIn, world: World) -> None:
    """The form's page leaves a trace like the case's own."""
    filed, client = file_report(world), as_("deputy")
    client.get(path(filed, "plan"))
    assert acts_on(world, filed, "deputy") == [Act.OPENED]


def test_days_are_kept_in_one_spelling() -> None:
    assert date.fromisoformat(right(ALL["plan"])["review"]) > clock.now().date()
