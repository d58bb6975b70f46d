"""Letters: content-free, at least once, only to people who still may read, and seen when they cannot go."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.database import Database
from sharp.model.passing import Letter
from sharp.model.reports import Grant, Report
from sharp.model.schools import School
from sharp.model.staff import Staff
from sharp.model.words import GrantState, StaffState
from sharp.notices import outbox, sending
from sharp.notices.letter import SUBJECT
from sharp.notices.outbox import LEASE_SECONDS, queue_letter
from sharp.notices.quiet import quiet_until
from sharp.reports.grants import give
from sharp.reports.reminding import judge
from sharp.settings import Settings, read_settings
from tests.fixtures.mail import MailServer, mail_server
from tests.fixtures.rows import grant_row, report_row, school_row, staff_row
from tests.integration.schools.thief import tamper

NOON = datetime(2026, 11, 23, 12, 1, tzinfo=UTC)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def report(database: Database) -> Report:
    school = school_row()
    made = report_row(school)
    with database.writing() as db:
        db.add(school)
        db.flush()
        db.add(made)
    return made


def reader(database: Database, report: Report, email: str, state: GrantState = GrantState.LIVE) -> Staff:
    staff = staff_row(email)
    with database.writing() as db:
        db.add(staff)
        give(db, db.get_one(Report, report.id), [grant_row(report, staff, state)])
    return staff


def queue(database: Database, report: Report, staff: Staff, level: int = 1) -> None:
    with database.writing() as db:
        queue_letter(db, "new", school=report.school_id, report=report.id, staff=staff.id, level=level)


def waiting(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Letter)) or 0


def settings_for(mail: MailServer) -> Settings:
    return read_settings(mail_url=mail.url, mail_from="alerts@help.example.org")


def test_the_letter_says_only_that_something_waits(database: Database, report: Report, mail: MailServer) -> None:
    queue(database, report, reader(database, report, "amara@example.org"))
    assert sending.send_due(database, settings_for(mail), judge) == 1
    [(recipient, letter)] = mail.taken
    assert recipient == "amara@example.org"
    assert letter["Subject"] == SUBJECT
    assert letter["From"] == "alerts@help.example.org"
    text = letter.as_string()
    for told in ("BCDF", "alder", "Alder", "urgent", "pupil", "report", "level", "Amara"):
        assert told not in text.replace("amara@example.org", "")
    assert waiting(database) == 0


def test_every_letter_has_the_same_words(database: Database, report: Report, mail: MailServer) -> None:
    for number, kind in enumerate(("new", "message", "not-safe")):
        staff = reader(database, report, f"reader{number}@example.org")
        with database.writing() as db:
            queue_letter(db, kind, school=report.school_id, report=report.id, staff=staff.id, level=1)
    sending.send_due(database, settings_for(mail), judge)
    assert len(mail.taken) == 3
    assert len({letter.get_payload() for _, letter in mail.taken}) == 1


def test_an_urgent_letter_goes_at_once_and_any_other_after_the_quarter(
    database: Database, report: Report, mail: MailServer
) -> None:
    urgent, later = reader(database, report, "urgent@example.org"), reader(database, report, "later@example.org")
    with clock.at(NOON):
        queue(database, report, urgent, level=1)
        queue(database, report, later, level=2)
    with clock.at(NOON + timedelta(minutes=13)):
        sending.send_due(database, settings_for(mail), judge)
        assert mail.recipients == ["urgent@example.org"]
    with clock.at(NOON + timedelta(minutes=20)):
        sending.send_due(database, settings_for(mail), judge)
    assert mail.recipients == ["later@example.org", "urgent@example.org"]


def test_one_mail_answers_for_all_that_waits_for_a_person(database: Database, report: Report, mail: MailServer) -> None:
    staff = reader(database, report, "amara@example.org")
    for _ in range(5):
        queue(database, report, staff)
    assert sending.send_due(database, settings_for(mail), judge) == 1
    assert waiting(database) == 0


@pytest.mark.parametrize("change", ["grant gone", "grant dormant", "account closed"])
def test_no_letter_to_somebody_who_may_no_longer_read(
    database: Database, report: Report, mail: MailServer, change: str
) -> None:
    staff = reader(database, report, "amara@example.org")
    queue(database, report, staff)
    with database.writing() as db:
        grant = db.scalars(sa.select(Grant)).one()
        if change == "grant gone":
            db.delete(grant)
        elif change == "grant dormant":
            grant.state = GrantState.DORMANT
        else:
            db.get_one(Staff, staff.id).state = StaffState.CLOSED
    assert sending.send_due(database, settings_for(mail), judge) == 0
    assert mail.taken == []
    assert waiting(database) == 0


def test_a_forged_grant_brings_no_letter(database: Database, report: Report, mail: MailServer) -> None:
    staff = reader(database, report, "amara@example.org", GrantState.DORMANT)
    queue(database, report, staff)
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE grants SET state = 'live'"))
    assert sending.send_due(database, settings_for(mail), judge) == 0
    assert mail.taken == []


def test_a_server_that_is_down_loses_nothing(database: Database, report: Report, mail: MailServer) -> None:
    with mail_server() as gone:
        settings = settings_for(gone)
    staff = reader(database, report, "amara@example.org")
    with clock.at(NOON):
        queue(database, report, staff)
        assert sending.send_due(database, settings, judge) == 0
    assert waiting(database) == 1
    with mail_server(gone), clock.at(NOON + timedelta(seconds=30)):
        assert sending.send_due(database, settings, judge) == 0, "it waits a minute before it tries again"
    with mail_server(gone), clock.at(NOON + timedelta(seconds=61)):
        assert sending.send_due(database, settings, judge) == 1


def test_it_waits_longer_each_time_and_at_most_an_hour(database: Database, report: Report, mail: MailServer) -> None:
    mail.refuses = True
    staff, moment, waits = reader(database, report, "amara@example.org"), NOON, []
    with clock.at(moment):
        queue(database, report, staff)
    for _ in range(9):
        with clock.at(moment):
            sending.send_due(database, settings_for(mail), judge)
        with database.reading() as db:
            until = db.scalars(sa.select(Letter.locked_until)).one()
        assert until is not None
        waits.append(int(until - moment.timestamp()) // 60)
        moment = clock.of_seconds(until)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_worker_killed_between_sending_and_removing_sends_again(
    database: Database, report: Report, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    queue(database, report, reader(database, report, "amara@example.org"))
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            sending.send_due(database, settings_for(mail), judge)
    assert sending.send_due(database, settings_for(mail), judge) == 0, "the lease of the killed worker still holds"
    with clock.at(clock.now() + timedelta(seconds=LEASE_SECONDS + 1)):
        assert sending.send_due(database, settings_for(mail), judge) == 1
    assert mail.recipients == ["amara@example.org"] * 2


def test_two_workers_never_claim_one_letter(database: Database, report: Report) -> None:
    for number in range(12):
        staff = reader(database, report, f"reader{number}@example.org")
        queue(database, report, staff)
        queue(database, report, staff)
    claimed: list[bytes] = []

    def work() -> None:
        while True:
            with database.writing() as db:
                letters = outbox.claim_letters(db)
            if not letters:
                return
            claimed.extend(letter.id for letter in letters)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(claimed) == 24
    assert len(set(claimed)) == 24


def test_without_a_mail_server_what_could_not_go_within_a_day_is_dropped(database: Database, report: Report) -> None:
    staff = reader(database, report, "amara@example.org")
    with clock.at(NOON):
        queue(database, report, staff)
    with clock.at(NOON + timedelta(hours=23)):
        sending.send_due(database, read_settings(), judge)
        assert waiting(database) == 1
    with clock.at(NOON + timedelta(hours=25)):
        sending.send_due(database, read_settings(), judge)
        assert waiting(database) == 0


@pytest.fixture
def dead(database: Database, report: Report, mail: MailServer) -> Staff:
    """Somebody whose letter could not go for a day."""
    mail.refuses, staff = True, reader(database, report, "amara@example.org")
    with clock.at(NOON + timedelta(seconds=37)):
        queue(database, report, staff)
    for hours in (0, 1, 12, 25, 27):
        with clock.at(NOON + timedelta(hours=hours, minutes=2)):
            sending.send_due(database, settings_for(mail), judge)
    return staff


def test_with_one_it_is_kept_dead_and_tells_no_minute(
    database: Database, report: Report, mail: MailServer, dead: Staff
) -> None:
    with database.reading() as db:
        letter = db.scalars(sa.select(Letter)).one()
        found = outbox.dead_letters(db)
    died = int((NOON + timedelta(hours=25)).timestamp()) // 3600
    assert (letter.staff_id, letter.dead_since, letter.locked_until) == (dead.id, died, None)
    assert letter.run_at % 3600 == 0
    assert found == outbox.Dead(1, died)
    mail.refuses = False
    with clock.at(NOON + timedelta(days=9)):
        assert sending.send_due(database, settings_for(mail), judge) == 0
    assert (mail.taken, waiting(database)) == ([], 1)


def test_a_dead_letter_goes_when_it_is_tried_again(
    database: Database, report: Report, mail: MailServer, dead: Staff
) -> None:
    mail.refuses = False
    with clock.at(NOON + timedelta(days=9)):
        with database.writing() as db:
            assert outbox.try_again(db) == 1
        assert sending.send_due(database, settings_for(mail), judge) == 1
    assert (mail.recipients, waiting(database)) == (["amara@example.org"], 0)


def test_or_is_dropped(database: Database, report: Report, mail: MailServer, dead: Staff) -> None:
    queue(database, report, dead)
    with database.writing() as db:
        assert outbox.drop_dead(db) == 1
    assert waiting(database) == 1, "what is still being tried stays"


def test_a_letter_about_a_report_that_is_gone_is_forgotten(
    database: Database, report: Report, mail: MailServer, dead: Staff
) -> None:
    with database.writing() as db:
        db.execute(sa.delete(Grant))
        db.delete(db.get_one(Report, report.id))
    sending.send_due(database, settings_for(mail), judge)
    assert waiting(database) == 0


def quiet(database: Database, staff: Staff, begins: int, ends: int) -> None:
    with database.writing() as db:
        row = db.get_one(Staff, staff.id)
        row.quiet_from, row.quiet_until = begins * 60, ends * 60


def level_of(database: Database, report: Report, level: int) -> None:
    with database.writing() as db:
        db.get_one(Report, report.id).level = level


EVENING = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)


def test_in_quiet_hours_a_letter_waits_for_their_end(database: Database, report: Report, mail: MailServer) -> None:
    staff, other = reader(database, report, "amara@example.org"), reader(database, report, "ruth@example.org")
    quiet(database, staff, 18, 7)
    level_of(database, report, 2)
    with clock.at(EVENING):
        queue(database, report, staff, level=2)
        queue(database, report, other, level=2)
    for hours, sent in ((1, 1), (5, 0), (10.8, 0), (11, 1)):
        with clock.at(EVENING.replace(minute=0) + timedelta(hours=hours)):
            assert sending.send_due(database, settings_for(mail), judge) == sent, hours
    assert waiting(database) == 0


def test_level_1_passes_through_and_takes_what_waits_with_it(
    database: Database, report: Report, mail: MailServer
) -> None:
    staff = reader(database, report, "amara@example.org")
    quiet(database, staff, 18, 7)
    level_of(database, report, 1)
    with clock.at(EVENING):
        queue(database, report, staff, level=1)
        assert sending.send_due(database, settings_for(mail), judge) == 1
    assert waiting(database) == 0


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "until"),
    [
        (18, 7, 18, 7),
        (18, 7, 6, 7),
        (18, 7, 7, None),
        (18, 7, 17, None),
        (9, 17, 12, 17),
        (9, 17, 17, None),
        (9, 9, 9, None),
    ],
)
def test_when_quiet_hours_end(begins: int, ends: int, hour: int, until: int | None) -> None:
    staff = staff_row()
    staff.quiet_from, staff.quiet_until = begins * 60, ends * 60
    with clock.at(datetime(2026, 11, 23, hour, 0, tzinfo=UTC)):
        found = quiet_until(staff, ZoneInfo("Europe/London"))
    assert (None if found is None else clock.of_seconds(found).hour) == until


def test_quiet_hours_are_by_the_schools_clock_even_over_a_change_of_it() -> None:
    staff = staff_row()
    staff.quiet_from, staff.quiet_until = 18 * 60, 7 * 60
    with clock.at(datetime(2026, 10, 24, 22, 0, tzinfo=UTC)):  # summer time ends in this night
        found = quiet_until(staff, ZoneInfo("Europe/London"))
    assert found == datetime(2026, 10, 25, 7, 0, tzinfo=UTC).timestamp()


def test_one_forged_report_keeps_its_own_letter_back_and_no_other(
    database: Database, report: Report, mail: MailServer
) -> None:
    staff = reader(database, report, "amara@example.org")
    with database.writing() as db:
        forged = report_row(db.get_one(School, report.school_id), reference="FORG-ED22")
        db.add(forged)
        db.flush()
        give(db, forged, [grant_row(forged, staff)])
    with clock.at(NOON):
        queue(database, forged, staff)
        queue(database, report, staff)
        tamper(database, "UPDATE reports SET level = 4 WHERE id = :id", id=forged.id)
        assert sending.send_due(database, settings_for(mail), judge) == 1
        assert sending.send_due(database, settings_for(mail), judge) == 0
    with database.reading() as db:
        assert db.scalars(sa.select(Letter.report_id)).all() == [forged.id]


def test_a_letter_rolls_back_with_what_it_was_about(database: Database, report: Report) -> None:
    staff = reader(database, report, "amara@example.org")
    with database.write() as db:
        queue_letter(db, "new", school=report.school_id, report=report.id, staff=staff.id, level=1)
        db.rollback()
    assert waiting(database) == 0
