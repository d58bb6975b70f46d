"""The safeguarding lead hears that words wait: once a school day at most, and nobody else ever does."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from sharp import clock
from sharp.advice import editing
from sharp.advice.standing import standing_of
from sharp.advice.word_letters import leads_to_call, queue_word_letters
from sharp.model.passing import Letter
from sharp.model.staff import Staff
from sharp.model.words import StaffState
from sharp.notices import sending
from sharp.notices.letter import SUBJECT
from sharp.notices.outbox import WORDS
from sharp.settings import read_settings
from sharp.upkeep import working
from sharp.upkeep.opening import Opened
from sharp.vault.encoding import NO_ID
from tests.fixtures.mail import MailServer, mail_server
from tests.fixtures.world import World
from tests.integration.reports.test_reminding import due_of, filed
from tests.integration.schools.thief import tamper
from tests.integration.triage.test_content import ship

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OPENS = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def go_round(world: World, mail: MailServer, moment: datetime) -> list[str]:
    """What the worker does; whom mails went to."""
    before = len(mail.taken)
    with clock.at(moment):
        working.call_leads(world.database, world.anchor)
        sending.send_due(world.database, read_settings(mail_url=mail.url), working.judged_with(world.anchor))
    found = {person.email: who for who, person in world.cast.people.items()}
    return sorted(found[recipient] for recipient, _letter in mail.taken[before:])


def put(world: World, words: str = "Ours.", who: str = "officer", item: str = "welcome", slug: str = "alder") -> None:
    school = world.cast.schools[slug]
    with world.database.writing() as db:
        found = standing_of(db, school, "word", item)
        by = world.person(who).id
        editing.publish(db, school_id=school, standing=found, parts={"words": words}, seen=found.newest, by=by)


def accept(world: World, item: str = "welcome") -> None:
    school = world.cast.schools["alder"]
    with world.database.writing() as db:
        waiting = standing_of(db, school, "word", item).waiting
        assert waiting is not None
        editing.accept(
            db, school_id=school, kind="word", item=item, shown=waiting.print, by=world.person("spoc").id,
            anchor=world.anchor,
        )  # fmt: skip


def letters(world: World) -> list[Letter]:
    with world.database.reading() as db:
        return list(db.scalars(sa.select(Letter).where(Letter.kind == WORDS)))


def test_nothing_waits_and_nobody_is_called(world: World, mail: MailServer) -> None:
    assert [go_round(world, mail, MONDAY + day * DAY) for day in range(3)] == [[]] * 3
    assert letters(world) == []


def test_once_a_school_day_until_all_is_accepted(world: World, mail: MailServer) -> None:
    put(world)
    assert go_round(world, mail, MONDAY) == ["spoc"]
    put(world, "Another.", item="who-to-tell")
    assert [go_round(world, mail, MONDAY + hours * HOUR) for hours in (1, 4, 12, 22)] == [[]] * 4
    for day in (0, 1, 2, 3, 6):  # Tuesday to Friday, then Monday
        assert go_round(world, mail, OPENS + day * DAY - MINUTE) == []
        assert go_round(world, mail, OPENS + day * DAY) == (["spoc"] if (OPENS + day * DAY).weekday() < 5 else [])
        assert go_round(world, mail, OPENS + day * DAY + HOUR) == []
    for item in ("welcome", "who-to-tell"):
        accept(world, item)
    assert go_round(world, mail, OPENS + 10 * DAY) == []
    assert letters(world) == []


def test_what_comes_after_all_was_accepted_is_told_no_sooner_than_the_next_school_day(
    world: World, mail: MailServer
) -> None:
    put(world)
    assert go_round(world, mail, MONDAY) == ["spoc"]
    accept(world)
    put(world, "Anew.")
    assert go_round(world, mail, MONDAY + HOUR) == []
    assert go_round(world, mail, OPENS) == ["spoc"]


def test_at_night_it_waits_for_the_morning(world: World, mail: MailServer) -> None:
    put(world)
    assert go_round(world, mail, MONDAY + 10 * HOUR) == []
    assert go_round(world, mail, OPENS) == ["spoc"]


def test_a_new_version_of_the_service_is_told(world: World, mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the lead of each school that has one."""
    ship(monkeypatch, words="New from the makers.")
    assert "spoc" in go_round(world, mail, MONDAY)


def test_the_letter_says_nothing_and_is_one_with_others(world: World, mail: MailServer) -> None:
    made = filed(world, mail, MONDAY - 5 * DAY)
    due = due_of(world, made)
    with clock.at(due):
        put(world)
        working.remind(world.database)
    assert go_round(world, mail, due).count("spoc") == 1
    letter = next(letter for _recipient, letter in mail.taken)
    assert letter["Subject"] == SUBJECT
    assert {str(each.get_payload()) for _recipient, each in mail.taken} == {str(letter.get_payload())}


def test_nobody_is_called_for_words_of_their_own(world: World, mail: MailServer) -> None:
    put(world, who="spoc")
    assert go_round(world, mail, MONDAY) == []


def test_a_draft_calls_nobody(world: World, mail: MailServer) -> None:
    school = world.cast.schools["alder"]
    with world.database.writing() as db:
        found = standing_of(db, school, "word", "welcome")
        by = world.person("officer").id
        editing.save_draft(db, school_id=school, standing=found, parts={"words": "Ours."}, seen=found.newest, by=by)
    assert go_round(world, mail, MONDAY) == []


def test_who_leads_no_more_hears_no_more(world: World, mail: MailServer) -> None:
    put(world)
    assert go_round(world, mail, MONDAY) == ["spoc"]
    tamper(world.database, "UPDATE nominations SET dsl = :no WHERE id = :id", no=False, id=world.nomination("spoc"))
    assert go_round(world, mail, OPENS) == [], "a list that does not hold calls nobody"
    assert letters(world) == []


@pytest.mark.parametrize("who", ["officer", "deputy", "head"])
def test_a_forged_letter_calls_nobody_who_does_not_lead(world: World, mail: MailServer, who: str) -> None:
    put(world)
    assert go_round(world, mail, MONDAY) == ["spoc"]
    tamper(world.database, "UPDATE outbox SET staff_id = :who", who=world.person(who).id)
    assert go_round(world, mail, OPENS) == ["spoc"]


def test_two_workers_at_once_begin_one_letter(world: World) -> None:
    put(world)
    with clock.at(MONDAY):
        with world.database.reading() as db:
            called = leads_to_call(db, world.anchor)
        begun: list[int] = []

        def begin() -> None:
            with clock.at(MONDAY), world.database.writing() as db:
                begun.append(queue_word_letters(db, called))

        threads = [threading.Thread(target=begin) for _each in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(begun) == [0, 1]
    [letter] = letters(world)
    assert letter.report_id == NO_ID


def test_it_outlives_a_mail_server_that_is_down_for_days_and_goes_once(world: World, mail: MailServer) -> None:
    put(world)
    mail.refuses = True
    for hours in range(0, 72, 3):
        assert go_round(world, mail, MONDAY + hours * HOUR) == []
    mail.refuses = False
    assert [go_round(world, mail, MONDAY + 74 * HOUR + minutes * MINUTE) for minutes in (0, 1)] == [["spoc"], []]


def test_a_closed_account_gets_none(world: World, mail: MailServer) -> None:
    put(world)
    with world.database.writing() as db:
        db.get_one(Staff, world.person("spoc").id).state = StaffState.CLOSED
    assert go_round(world, mail, MONDAY) == []


def test_the_worker_looks_once_an_hour_and_only_where_letters_can_go(world: World, mail: MailServer) -> None:
    settings = world.settings.model_copy(update={"mail_url": SecretStr(mail.url)})
    with_mail = Opened(settings, world.keys, world.database, world.anchor)
    caller = working.Caller()
    with clock.at(MONDAY):
        working.Caller().look(Opened(world.settings, world.keys, world.database, world.anchor))
        caller.look(with_mail)
        put(world)
        caller.look(with_mail)
        assert letters(world) == []
    with clock.at(MONDAY + HOUR):
        caller.look(with_mail)
        assert len(letters(world)) == 1
        working.do_round(with_mail, tidies=True)
    assert len(mail.taken) == 1
