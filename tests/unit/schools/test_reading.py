"""What pupils read about when somebody reads, and by when staff are to act."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import Babel

from sharp.model.words import Role, Standing
from sharp.schools.deadlines import Step
from sharp.schools.facts import Member, Roster, SchoolFacts
from sharp.schools.places import PlacesRefused, parse_places
from sharp.schools.reading import due_after, next_reading_at, reading_sentence
from sharp.schools.routing import RoutingRefused, check_routing, is_spoc_first
from sharp.schools.wording import initials, show
from sharp.vault.encoding import new_id

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # a Friday, after hours
TODAY = 20_777


def facts(timetable: str = "hours mon-fri 08:15-16:00", routing: frozenset[str] = frozenset()) -> SchoolFacts:
    return SchoolFacts(
        id=new_id(), slug="alder", name="Alder Park School", words_salt=bytes(16), timezone="Europe/London",
        exit_url="https://example.org", recovery_public=None, recovery_holders=(), outside_public=None,
        outside_name="", timetable=timetable, places=(), routing=routing, demo=False,
    )  # fmt: skip


def member(role: Role = Role.SPOC, name: str = "Ms Adeyemi") -> Member:
    return Member(
        nomination_id=new_id(), staff_id=new_id(), role=role, dsl=False, shown_name=name, from_day=TODAY - 100,
        to_day=None, away_from=None, away_until=None, stand_in=None, fp=bytes(32), state=Standing.ACTIVE,
        public=b"", sign_public=b"",
    )  # fmt: skip


def roster(*members: Member, timetable: str = "hours mon-fri 08:15-16:00") -> Roster:
    return Roster(facts(timetable), 1, members)


@pytest.fixture(autouse=True)
def _pages() -> Iterator[None]:
    app = Flask("plain")
    Babel(app, default_locale="en_GB")
    with app.test_request_context():
        yield


def sentence(reads: Roster, now: datetime = NOW) -> str:
    return reading_sentence(next_reading_at(reads, now), now)


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (datetime(2026, 11, 20, 6, tzinfo=UTC), "Someone reads these today at 8:15."),
        (datetime(2026, 11, 19, 20, tzinfo=UTC), "Someone reads these tomorrow at 8:15."),
        (NOW, "Someone reads these on Monday at 8:15."),
        (datetime(2026, 11, 20, 12, tzinfo=UTC), "School is open now. Someone reads these today."),
    ],
)
def test_it_is_said_in_plain_words(now: datetime, says: str) -> None:
    assert sentence(roster(member()), now) == says


def test_far_off_it_gives_the_date_and_unknown_it_sends_elsewhere() -> None:
    far = roster(member(), timetable="hours mon-fri 08:15-16:00\nclosed 2026-11-20 2026-12-01")
    assert sentence(far) == "Someone reads these on Wednesday 2 December at 8:15."
    assert "do not wait for us" in sentence(roster())


def test_nobody_reads_while_every_nominee_is_away() -> None:
    away = replace(member(), away_from=TODAY, away_until=TODAY + 5)
    assert sentence(roster(away)) == "Someone reads these on Wednesday at 8:15."
    assert sentence(roster(away, member(Role.SSO))) == "Someone reads these on Monday at 8:15."
    assert sentence(roster(away, member(Role.HEAD))) == "Someone reads these on Wednesday at 8:15."


@pytest.mark.parametrize(
    ("level", "due"),
    [
        (1, datetime(2026, 11, 20, 14, tzinfo=UTC)),
        (2, datetime(2026, 11, 20, 16, tzinfo=UTC)),
        (3, datetime(2026, 11, 23, 16, tzinfo=UTC)),
        (4, datetime(2026, 11, 26, 16, tzinfo=UTC)),
    ],
)
def test_a_report_of_friday_afternoon_is_due(level: int, due: datetime) -> None:
    assert due_after(roster(member()), datetime(2026, 11, 20, 14, tzinfo=UTC), level) == due.timestamp() // 900


def test_one_that_comes_in_at_the_last_minute_leaves_two_open_hours() -> None:
    due = due_after(roster(member()), datetime(2026, 11, 20, 15, 30, tzinfo=UTC), 2)
    assert due == datetime(2026, 11, 23, 9, 45, tzinfo=UTC).timestamp() // 900


@pytest.mark.parametrize(
    ("level", "step", "due"),
    [
        (1, Step.READ, datetime(2026, 11, 20, 22, tzinfo=UTC)),
        (1, Step.ANSWERED, datetime(2026, 11, 20, 23, tzinfo=UTC)),
        (1, Step.NEXT, datetime(2026, 11, 23, 16, tzinfo=UTC)),
        (2, Step.ANSWERED, datetime(2026, 11, 23, 16, tzinfo=UTC)),
        (2, Step.NEXT, datetime(2026, 11, 25, 16, tzinfo=UTC)),
        (4, Step.NEXT, datetime(2026, 12, 4, 16, tzinfo=UTC)),
    ],
)
def test_each_step_has_its_time_and_level_1_counts_at_any_hour(level: int, step: Step, due: datetime) -> None:
    friday_night = datetime(2026, 11, 20, 22, tzinfo=UTC)
    assert due_after(roster(member()), friday_night, level, step) == due.timestamp() // 900


def test_without_any_school_day_it_is_due_in_a_week() -> None:
    assert due_after(roster(member(), timetable=""), NOW, 3) == (NOW.timestamp() + 7 * 86_400) // 900


def test_routing_is_both_unless_every_kind_goes_to_the_spoc_first() -> None:
    school = facts(routing=frozenset({"theft", "idea"}))
    assert is_spoc_first(school, ("theft",))
    assert is_spoc_first(school, ("theft", "idea"))
    assert not is_spoc_first(school, ("theft", "weapon_carry"))
    assert not is_spoc_first(school, ())
    assert not is_spoc_first(facts(), ("theft",))
    assert check_routing(["theft", "bully_verbal"]) == "bully_verbal\ntheft"
    with pytest.raises(RoutingRefused, match="nonsense"):
        check_routing(["nonsense"])


@pytest.mark.parametrize("text", ["school", "moon: Crater", "school:", "school: A\nschool: A", f"way: {'x' * 81}"])
def test_places_that_cannot_be_read(text: str) -> None:
    with pytest.raises(PlacesRefused, match="line "):
        parse_places(text)


@pytest.mark.parametrize(
    ("name", "marks"),
    [("PC Sam Green", "SG"), ("Ms Adeyemi", "A"), ("Dr. Mo van Dyk", "MD"), ("Mr", "M"), ("ola", "O")],
)
def test_initials(name: str, marks: str) -> None:
    assert initials(name) == marks


def test_a_head_is_shown_with_what_they_do_not_read() -> None:
    head = member(Role.HEAD, "Mrs Marsh")
    shown = show(head, roster(head))
    assert (shown.role, shown.lines) == ("Head of the school", ("Only reads reports that go to the head.",))
