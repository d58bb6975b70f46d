"""Quiet hours: kept as they were written, refused where they make no sense, and one's own alone."""

import pytest

from sharp.model.staff import Staff
from sharp.model.words import Act
from tests.fixtures.application import SignIn
from tests.fixtures.pages import text_of
from tests.fixtures.world import World
from tests.integration.triage.desk import acts_of_service

PAGE = "/staff/account/quiet-hours"


def kept(world: World, who: str = "officer") -> tuple[int | None, int | None]:
    with world.database.reading() as db:
        row = db.get_one(Staff, world.person(who).id)
    return row.quiet_from, row.quiet_until


@pytest.mark.parametrize(
    ("begins", "ends", "minutes", "says"),
    [
        ("18:30", "7:45", (1110, 465), "Quiet from 18:30 to 07:45, but for level 1"),
        ("0:00", "23.59", (0, 1439), "Quiet from 00:00 to 23:59, but for level 1"),
        ("", "", (None, None), "At any hour"),
    ],
)
def test_they_are_kept_and_said(
    as_: SignIn, world: World, begins: str, ends: str, minutes: tuple[int | None, int | None], says: str
) -> None:
    officer = as_("officer")
    officer.submit(PAGE, {"begins": "9:00", "ends": "10:00"}, action="quiet-hours")
    assert officer.submit(PAGE, {"begins": begins, "ends": ends}, action="quiet-hours").status_code == 302
    assert kept(world) == minutes
    assert says in text_of(officer.get("/staff/account"))
    assert kept(world, "spoc") == (None, None)


@pytest.mark.parametrize(
    ("begins", "ends", "says"),
    [
        ("24:00", "7:00", "Write a time like 18:30"),
        ("18:60", "7:00", "Write a time like 18:30"),
        ("half six", "7:00", "Write a time like 18:30"),
        ("١٨:٣٠", "7:00", "Write a time like 18:30"),
        ("18:30", "", "Write both times"),
        ("", "7:00", "Write both times"),
        ("7:00", "07:00", "The two times are the same"),
    ],
)
def test_what_makes_no_sense_comes_back_as_typed(as_: SignIn, world: World, begins: str, ends: str, says: str) -> None:
    officer = as_("officer")
    page = officer.submit(PAGE, {"begins": begins, "ends": ends}, action="quiet-hours")
    assert page.status_code == 422
    assert says in text_of(page)
    assert all(f'value="{typed}"' in page.get_data(as_text=True) for typed in (begins, ends) if typed)
    assert kept(world) == (None, None)


def test_each_change_is_a_line_of_the_trail_and_says_no_hour(as_: SignIn, world: World) -> None:
    officer = as_("officer")
    for begins, ends in (("18:30", "7:45"), ("18:30", "7:45"), ("", "")):
        officer.submit(PAGE, {"begins": begins, "ends": ends}, action="quiet-hours")
    assert acts_of_service(world, "officer").count(Act.CHANGED_QUIET) == 2
    officer.submit(PAGE, {"begins": "24:00", "ends": "7:00"}, action="quiet-hours")
    assert acts_of_service(world, "officer").count(Act.CHANGED_QUIET) == 2
