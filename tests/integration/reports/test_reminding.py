"""Reminders: who is told again that something is overdue, how often, and who never is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.passing import Letter
from sharp.model.reports import Report
from sharp.model.words import ReportState, Turn
from sharp.notices import sending
from sharp.reports import reminding
from sharp.reports.reminding import judge
from sharp.settings import Settings, read_settings
from sharp.upkeep import working
from tests.fixtures.mail import MailServer, mail_server
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.reports.test_standing_in import away, left_out
from tests.integration.schools.thief import tamper

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def settings_for(mail: MailServer) -> Settings:
    return read_settings(mail_url=mail.url)


def go_round(world: World, mail: MailServer, moment: datetime) -> list[str]:
    """What a worker does each minute; whom mails went to, by their name in the cast."""
    before = len(mail.taken)
    with clock.at(moment):
        working.remind(world.database)
        sending.send_due(world.database, settings_for(mail), judge)
    found = {person.email: who for who, person in world.cast.people.items()}
    return sorted(found[recipient] for recipient, _letter in mail.taken[before:])


def filed(world: World, mail: MailServer, moment: datetime = MONDAY, *, level: int = 3, **answers: object) -> Filed:
    """One whose first alert has gone."""
    kinds = {1: ("weapon_carry",), 2: ("assault",), 3: ("theft",)}[level]
    with clock.at(moment):
        made = file_report(world, kinds=kinds, **answers)
    with clock.at(moment + 30 * MINUTE), world.database.writing() as db:
        db.execute(sa.delete(Letter))
    return made


def moved(world: World, made: Filed, **columns: object) -> None:
    with world.database.writing() as db:
        row = db.get_one(Report, made.id)
        for name, value in columns.items():
            setattr(row, name, value)


def due_of(world: World, made: Filed) -> datetime:
    with world.database.reading() as db:
        due = db.get_one(Report, made.id).due
    assert due is not None
    return clock.of_seconds(due * 900)


READERS = ["deputy", "officer", "spoc"]


def test_at_the_due_time_and_each_school_day_after(world: World, mail: MailServer) -> None:
    made = filed(world, mail)
    due = due_of(world, made)
    assert due == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert go_round(world, mail, due - MINUTE) == []
    assert go_round(world, mail, due) == READERS
    quiet = [go_round(world, mail, due + step) for step in (MINUTE, 2 * HOUR, 16 * HOUR)]
    assert quiet == [[], [], []]
    opens = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    for day in (0, 1, 2, 5):  # Wednesday to Friday, then Monday
        assert go_round(world, mail, opens + day * DAY - MINUTE) == []
        assert go_round(world, mail, opens + day * DAY) == READERS
        assert go_round(world, mail, opens + day * DAY + HOUR) == []


def test_level_1_again_soon_and_then_in_steps_at_any_hour(world: World, mail: MailServer) -> None:
    night = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
    filed(world, mail, night, level=1)
    went = [minute for minute in range(24 * 60) if go_round(world, mail, night + minute * MINUTE)]
    assert went == [10, 20, 40, 80, 160, 320, 560, 800, 1040, 1280]


def test_a_worker_that_stood_still_makes_up_for_it_once(world: World, mail: MailServer) -> None:
    made = filed(world, mail)
    late = due_of(world, made) + 3 * DAY
    assert go_round(world, mail, late) == READERS
    assert go_round(world, mail, late + MINUTE) == []


@pytest.mark.parametrize(
    "what",
    [
        {"state": ReportState.CLOSED, "turn": Turn.NOBODY, "due": None},
        {"due": None},
        {"state": ReportState.READ, "due": 10**7},
    ],
)
def test_none_once_it_is_done(world: World, mail: MailServer, what: dict[str, object]) -> None:
    made = filed(world, mail)
    due = due_of(world, made)
    assert go_round(world, mail, due) == READERS
    moved(world, made, **what)
    assert go_round(world, mail, due + 9 * DAY) == []
    with world.database.reading() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Letter)) == 0


def test_done_between_the_claim_and_the_sending_is_done(world: World, mail: MailServer) -> None:
    made = filed(world, mail)
    due = due_of(world, made)
    with clock.at(due):
        assert working.remind(world.database) == len(READERS)
        moved(world, made, state=ReportState.ACTIVE, turn=Turn.PUPIL, due=None)
        assert sending.send_due(world.database, settings_for(mail), judge) == 0


def test_nobody_but_those_who_hold_it_ever_learns_of_it(world: World, mail: MailServer) -> None:
    away(world, "officer", "contact", days=None)
    made = filed(world, mail, **left_out(world, "deputy"))
    due = due_of(world, made)
    told = {who for day in range(12) for who in go_round(world, mail, due + day * DAY)}
    assert told == {"officer", "spoc"}


def test_who_holds_it_later_is_reminded_too_and_nobody_twice(world: World, mail: MailServer) -> None:
    made = filed(world, mail, **left_out(world, "officer", "deputy"))
    due = due_of(world, made)
    assert go_round(world, mail, due) == ["spoc"]
    with clock.at(due), world.database.writing() as db:
        assert reminding.queue_reminders(db) == 0


def test_a_forged_report_is_logged_and_the_others_are_seen_to(world: World, mail: MailServer) -> None:
    forged, sound = filed(world, mail), filed(world, mail)
    due = due_of(world, sound)
    tamper(world.database, "UPDATE reports SET level = 1 WHERE id = :id", id=forged.id)
    assert go_round(world, mail, due) == READERS
    with world.database.reading() as db:
        assert set(db.scalars(sa.select(Letter.report_id))) == {sound.id}


def test_a_reminder_outlives_a_mail_server_that_is_down_for_days(world: World, mail: MailServer) -> None:
    made = filed(world, mail)
    due = due_of(world, made)
    mail.refuses = True
    for hours in range(0, 72, 3):
        assert go_round(world, mail, due + hours * HOUR) == []
    mail.refuses = False
    assert go_round(world, mail, due + 75 * HOUR) == READERS
