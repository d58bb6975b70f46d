"""Who wakes: only those who stand in today, for somebody who can open that very report."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.passing import Letter
from sharp.model.reports import Grant, Report
from sharp.model.words import GrantState, ReaderKind, ReportState
from sharp.reports.draft import About, Named
from sharp.reports.grants import grants_of
from sharp.reports.standing_in import wake_for_unread, wake_stand_ins
from sharp.schools.away import set_away
from sharp.schools.nominations import confirm, end, nominate
from sharp.schools.roster import load_roster
from sharp.schools.settings import set_timetable
from tests.fixtures.application import SignIn
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.schools.thief import tamper
from tests.integration.triage.handing import handed_over


def away(world: World, who: str, stand_in: str | None = None, *, days: int | None = 9) -> None:
    """From today, or only in case, if there are no days."""
    today = world.roster().today()
    with world.database.writing() as db:
        set_away(
            db, nomination_id=world.nomination(who), away_from=None if days is None else today,
            away_until=None if days is None else today + days,
            stand_in=None if stand_in is None else world.nomination(stand_in), anchor=world.anchor,
        )  # fmt: skip


def wake(world: World) -> int:
    with world.database.writing() as db:
        return wake_stand_ins(db, load_roster(db, world.cast.schools["alder"], world.anchor))


def state_of(world: World, filed: Filed, who: str) -> GrantState:
    with world.database.reading() as db:
        found: Grant = db.scalars(grants_of(filed.id, ReaderKind.STAFF, world.person(who).id)).one()
        return found.state


@pytest.fixture
def about_adult(world: World) -> dict[str, Any]:
    return {"about": About.ADULT, "named": Named.NONE}


def left_out(world: World, *who: str) -> dict[str, Any]:
    return {"left_out": tuple(world.nomination(each).hex() for each in who)}


def test_nobody_is_away(world: World) -> None:
    away(world, "officer", "contact", days=None)
    filed = file_report(world)
    assert wake(world) == 0
    assert state_of(world, filed, "contact") is GrantState.DORMANT


def test_one_who_stands_in_for_two_wakes_for_either(world: World) -> None:
    away(world, "officer", "contact", days=None)
    away(world, "deputy", "contact", days=None)
    filed = [file_report(world, **left_out(world, who)) for who in ("officer", "deputy")]
    away(world, "officer", "contact")
    away(world, "deputy", "contact")
    assert wake(world) == 2
    assert [state_of(world, each, "contact") for each in filed] == [GrantState.LIVE] * 2


def test_not_for_somebody_whom_the_pupil_left_out(world: World) -> None:
    away(world, "officer", "contact", days=None)
    away(world, "deputy", "contact", days=None)
    filed = file_report(world, **left_out(world, "officer"))
    away(world, "officer", "contact")
    assert wake(world) == 0
    assert state_of(world, filed, "contact") is GrantState.DORMANT


def test_a_nomination_that_ended_while_away_wakes_nobody(world: World) -> None:
    """The officer's first nomination ends in an absence without end; the second is here every day."""
    away(world, "officer", "contact")
    officer, alder = world.person("officer"), world.cast.schools["alder"]
    today = world.roster().today()
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination("officer"), anchor=world.anchor)
    with world.database.writing() as db:
        again = nominate(
            db, school_id=alder, staff_id=officer.id, role=world_role(world, "officer"), shown_name="PC Okafor",
            anchor=world.anchor,
        )  # fmt: skip
        confirm(
            db, nomination_id=again, by=world.person("spoc").id, fp=officer.keys.fingerprint, anchor=world.anchor
        )  # fmt: skip
        set_away(
            db, nomination_id=again, away_from=today + 30, away_until=today + 40,
            stand_in=world.nomination("contact"), anchor=world.anchor,
        )  # fmt: skip
    filed = file_report(world)
    assert wake(world) == 0
    assert state_of(world, filed, "contact") is GrantState.DORMANT


def world_role(world: World, who: str) -> Any:
    member = world.roster().member(world.nomination(who))
    assert member is not None
    return member.role


def test_a_second_reader_wakes_when_the_head_is_away(world: World, about_adult: dict[str, Any]) -> None:
    filed = file_report(world, **about_adult)
    assert wake(world) == 0
    away(world, "head")
    assert wake(world) == 1
    assert state_of(world, filed, "spoc") is GrantState.LIVE


def test_and_when_the_head_has_left(world: World, about_adult: dict[str, Any]) -> None:
    filed = file_report(world, **about_adult)
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination("head"), anchor=world.anchor)
    assert wake(world) == 1
    assert state_of(world, filed, "spoc") is GrantState.LIVE


def test_nobody_wakes_who_is_away_themselves(world: World, about_adult: dict[str, Any]) -> None:
    filed = file_report(world, **about_adult)
    away(world, "head")
    away(world, "spoc")
    assert wake(world) == 0
    assert state_of(world, filed, "spoc") is GrantState.DORMANT


MONDAY = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)


def wake_for_unread_at(world: World, moment: datetime) -> int:
    with clock.at(moment), world.database.writing() as db:
        return wake_for_unread(db, load_roster(db, world.cast.schools["alder"], world.anchor))


def urgent(world: World, moment: datetime = MONDAY, **answers: Any) -> Filed:
    """Level 1; the contact stands by for the officer, who is not away."""
    away(world, "officer", "contact", days=None)
    with clock.at(moment):
        return file_report(world, kinds=("weapon_carry",), **answers)


def test_an_unread_level_1_wakes_those_who_were_listed_after_an_hour(world: World) -> None:
    filed = urgent(world)
    assert wake_for_unread_at(world, MONDAY.replace(minute=59)) == 0
    assert wake_for_unread_at(world, MONDAY + HOUR) == 1
    assert state_of(world, filed, "contact") is GrantState.LIVE
    assert wake_for_unread_at(world, MONDAY + 2 * HOUR) == 0
    with world.database.reading() as db:
        alerted = db.scalars(sa.select(Letter.staff_id).where(Letter.report_id == filed.id)).all()
    assert alerted.count(world.person("contact").id) == 1


@pytest.mark.parametrize("what", [{"state": ReportState.READ}, {"level": 2}, {"state": ReportState.CLOSED}])
def test_one_that_was_read_or_is_less_urgent_wakes_nobody(world: World, what: dict[str, Any]) -> None:
    filed = urgent(world)
    with world.database.writing() as db:
        for name, value in what.items():
            setattr(db.get_one(Report, filed.id), name, value)
    assert wake_for_unread_at(world, MONDAY + 48 * HOUR) == 0
    assert state_of(world, filed, "contact") is GrantState.DORMANT


def test_at_night_the_hour_is_one_of_open_hours_unless_somebody_is_on_call(world: World) -> None:
    night = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    filed = urgent(world, night)
    assert wake_for_unread_at(world, night + 11 * HOUR) == 0
    with world.database.writing() as db:
        hours = "hours mon-fri 08:30-16:00\non-call Ms Adeyemi\n"
        set_timetable(db, school_id=world.cast.schools["alder"], text=hours, anchor=world.anchor)
    assert wake_for_unread_at(world, night + HOUR) == 1
    assert state_of(world, filed, "contact") is GrantState.LIVE


def test_and_without_anybody_on_call_an_hour_after_school_opens(world: World) -> None:
    night = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    urgent(world, night)
    assert wake_for_unread_at(world, datetime(2026, 11, 24, 9, 29, tzinfo=UTC)) == 0
    assert wake_for_unread_at(world, datetime(2026, 11, 24, 9, 30, tzinfo=UTC)) == 1


def test_nobody_wakes_who_was_left_out_never_listed_or_is_away(world: World) -> None:
    away(world, "deputy", "head", days=None)
    urgent(world, **left_out(world, "deputy", "contact"))
    later = MONDAY + 4 * HOUR
    assert wake_for_unread_at(world, later) == 0, "the deputy was left out, so nobody stands in for them"
    other = urgent(world)
    with clock.at(later):
        today = world.roster().today()
    with world.database.writing() as db:
        set_away(
            db, nomination_id=world.nomination("contact"), away_from=today, away_until=today + 3, anchor=world.anchor
        )
    assert wake_for_unread_at(world, later) == 1, "the head alone, who stands by for the deputy"
    assert state_of(world, other, "contact") is GrantState.DORMANT


def test_a_second_reader_wakes_when_the_head_does_not_read(world: World, about_adult: dict[str, Any]) -> None:
    away(world, "officer", "contact", days=None)
    with clock.at(MONDAY):
        filed = file_report(world, **about_adult)
    assert wake_for_unread_at(world, MONDAY + 2 * HOUR) == 1
    assert state_of(world, filed, "spoc") is GrantState.LIVE


def test_a_forged_report_wakes_nobody_and_keeps_nobody_from_waking(world: World) -> None:
    forged, sound = urgent(world), urgent(world)
    tamper(world.database, "UPDATE reports SET length = 9 WHERE id = :id", id=forged.id)
    assert wake_for_unread_at(world, MONDAY + 4 * HOUR) == 1
    assert state_of(world, sound, "contact") is GrantState.LIVE


def test_a_lead_to_whom_something_was_handed_stands_in_for_nobody(as_: SignIn, world: World) -> None:
    """With every reader away, who was listed to stand in wakes, although a pastoral lead holds a live grant."""
    away(world, "officer", "contact", days=None)
    filed = file_report(world)
    handed_over(world, as_, filed, scope="with-name")
    for who in ("officer", "spoc", "deputy"):
        away(world, who)
    away(world, "officer", None)
    assert wake(world) == 1
    assert state_of(world, filed, "contact") is GrantState.LIVE
