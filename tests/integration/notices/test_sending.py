"""Letters: content-free, at least once, only to people who still may read, and never kept beyond a day."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.database import Database
from sharp.model.passing import Letter
from sharp.model.reports import Grant, Report
from sharp.model.staff import Staff
from sharp.model.words import GrantState, StaffState
from sharp.notices import outbox, sending
from sharp.notices.letter import SUBJECT
from sharp.notices.outbox import LEASE_SECONDS, queue_letter
from sharp.reports.grants import give
from sharp.reports.reminding import judge
from sharp.settings import Settings, read_settings
from tests.fixtures.mail import MailServer, mail_server
from tests.fixtures.rows import grant_row, report_row, school_row, staff_row

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


def test_what_could_not_go_within_a_day_is_dropped_even_without_a_mail_server(
    database: Database, report: Report
) -> None:
    staff = reader(database, report, "amara@example.org")
    with clock.at(NOON):
        queue(database, report, staff)
    with clock.at(NOON + timedelta(hours=23)):
        sending.send_due(database, read_settings(), judge)
        assert waiting(database) == 1
    with clock.at(NOON + timedelta(hours=25)):
        sending.send_due(database, read_settings(), judge)
        assert waiting(database) == 0


def test_a_letter_rolls_back_with_what_it_was_about(database: Database, report: Report) -> None:
    staff = reader(database, report, "amara@example.org")
    with database.write() as db:
        queue_letter(db, "new", school=report.school_id, report=report.id, staff=staff.id, level=1)
        db.rollback()
    assert waiting(database) == 0
