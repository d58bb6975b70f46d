"""When somebody reads: nominees change it, pupils are told by it, and nobody overwrites a colleague."""

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.staff import TrailLine
from sharp.model.words import Act
from sharp.schools.anchor import anchor_at
from sharp.schools.roster import load_roster
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, text_of
from tests.fixtures.world import World
from tests.integration.reports.test_journey import MONDAY

PAGE = "/staff/hours/alder"
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//school//EN
BEGIN:VEVENT
SUMMARY:Spring holiday
DTSTART;VALUE=DATE:21260329
DTEND;VALUE=DATE:21260413
END:VEVENT
BEGIN:VEVENT
SUMMARY:Sports day
DTSTART;VALUE=DATE:21260620
DTEND;VALUE=DATE:21260621
END:VEVENT
END:VCALENDAR
"""


def timetable(world: World, slug: str = "alder") -> str:
    with world.database.reading() as db:
        return load_roster(db, world.cast.schools[slug], anchor_at(world.settings.anchor)).school.timetable


def changes(world: World) -> int:
    asked = sa.select(sa.func.count()).select_from(TrailLine).where(TrailLine.act == Act.SCHOOL_CHANGED)
    with world.database.reading() as db:
        return db.scalar(asked) or 0


def shown(client: CheckedClient) -> dict[str, str]:
    return prefilled(form_on(client.get(PAGE), PAGE))


@pytest.mark.parametrize("who", ["spoc", "officer"])
def test_a_nominee_changes_the_hours_and_pupils_are_told_by_them(
    as_: SignIn, client: CheckedClient, world: World, who: str
) -> None:
    before, there = changes(world), as_(who)
    week = {f"hours-{day}": "" for day in range(7)} | {"hours-1": "9-11", "terms": "", "closures": "", "on_call": ""}
    kept = there.submit(PAGE, week, action=PAGE)
    assert (kept.status_code, changes(world)) == (303, before + 1)
    assert timetable(world) == "hours tue 09:00-11:00\non-call none\n"
    assert shown(there)["hours-1"] == "09:00-11:00"
    with clock.at(MONDAY):
        for page in (client.get("/alder/"), as_(who).get("/staff/hours"), as_(who).get(PAGE)):
            assert "Someone reads these tomorrow at 9:00." in text_of(page)
    assert timetable(world, "birch") != timetable(world)


def test_nothing_changes_when_the_page_is_kept_as_it_was(as_: SignIn, world: World) -> None:
    client = as_("spoc")
    client.submit(PAGE, action=PAGE)
    once = timetable(world)
    client.submit(PAGE, action=PAGE)
    assert timetable(world) == once


def test_a_calendar_is_written_into_the_list_and_kept_only_then(as_: SignIn, world: World) -> None:
    client, before = as_("spoc"), timetable(world)
    page = client.submit(PAGE, {"calendar": CALENDAR, "read": "1"}, action=PAGE)
    assert (page.status_code, timetable(world)) == (200, before)
    assert "1 new days or holidays were written below. 1 other events were left out." in text_of(page)
    form = prefilled(form_on(page, PAGE))
    assert form["closures"].splitlines()[-1] == "29 March 2126 to 12 April 2126: Spring holiday"
    assert client.press(page, action=PAGE).status_code == 303
    assert "closed 2126-03-29 2126-04-12 Spring holiday\n" in timetable(world)
    again = client.submit(PAGE, {"calendar": CALENDAR, "read": "1"}, action=PAGE)
    assert form_on(again, PAGE).find("textarea", {"name": "closures"}).text.count("Spring holiday") == 1


def test_what_is_no_calendar_says_so_and_keeps_what_was_typed(as_: SignIn, world: World) -> None:
    before = timetable(world)
    page = as_("spoc").submit(PAGE, {"calendar": "dear all", "closures": "1 May 2127", "read": "1"}, action=PAGE)
    assert page.status_code == 422
    assert "This is no calendar that can be read." in text_of(page)
    assert prefilled(form_on(page, PAGE))["closures"] == "1 May 2127"
    assert timetable(world) == before


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("hours-0", "early"),
        ("hours-6", "12-9"),
        ("terms", "autumn"),
        ("closures", "31 June 2126"),
        ("on_call", "x" * 81),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(as_: SignIn, world: World, field: str, typed: str) -> None:
    before = timetable(world)
    page = as_("spoc").submit(PAGE, {field: typed}, action=PAGE)
    assert (page.status_code, timetable(world)) == (422, before)
    assert "There is a problem" in text_of(page)
    assert prefilled(form_on(page, PAGE))[field] == typed


def test_a_colleague_is_not_overwritten(as_: SignIn, world: World) -> None:
    mine, theirs = as_("spoc"), as_("officer")
    page = mine.get(PAGE)
    assert theirs.submit(PAGE, {"hours-0": "10:00-11:00"}, action=PAGE).status_code == 303
    told = mine.press(page, {"hours-1": "12:00-13:00"}, action=PAGE)
    assert told.status_code == 409
    assert "A colleague changed these hours meanwhile." in text_of(told)
    assert "hours mon 10:00-11:00" in timetable(world)
    assert "hours tue 12:00-13:00" not in timetable(world)
    assert mine.press(told, action=PAGE).status_code == 303
    assert "hours tue 12:00-13:00" in timetable(world)


def test_an_old_token_changes_nothing(as_: SignIn, world: World) -> None:
    before = timetable(world)
    page = as_("spoc").post(PAGE, data={"hours-0": "10:00-11:00"})
    assert (page.status_code, timetable(world)) == (422, before)
    assert "10:00-11:00" in page.text
