"""Whatever stops, and wherever: no alert is lost, and none is sent for nothing.

A worker's round is claim, send, settle. It is killed, or the database or the mail server fails it, at any boundary of
these; workers follow each other, and people lose and regain what they may read. Then everything works again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.database import Database
from sharp.model.passing import Letter
from sharp.model.reports import Grant, Report
from sharp.model.staff import Staff
from sharp.model.words import GrantState
from sharp.notices import sending
from sharp.notices.outbox import queue_letter
from sharp.reports.grants import give
from sharp.reports.reminding import judge
from sharp.settings import read_settings
from tests.fixtures.rows import grant_row, report_row, school_row, staff_row

NOON = datetime(2026, 11, 23, 12, 1, tzinfo=UTC)
FAILURES: dict[str, Callable[[], BaseException]] = {
    "killed": KeyboardInterrupt,
    "database": lambda: sa.exc.OperationalError("COMMIT", {}, OSError("the disk is full")),
    "mail": lambda: OSError("no route to the mail server"),
}
SETTINGS = read_settings(mail_url="smtp://127.0.0.1:1", mail_from="alerts@help.example.org")


@dataclass(repr=False)
class Office:
    """Two readers of one report, a mail server that only counts, and something that fails at one boundary."""

    database: Database
    report: Report
    staff: tuple[Staff, Staff]
    addressed: dict[str, int] = field(default_factory=dict)
    failing: str = ""
    fails_at: int = 0
    passed: int = 0

    def boundary(self, kind: str = "") -> None:
        """Between two steps. What fails mail alone fails only where the mail server is asked."""
        if kind and self.failing == "mail":
            return
        self.passed += 1
        if self.passed == self.fails_at:
            raise FAILURES[self.failing]()

    def post(self, _url: str, message: Any) -> None:
        """A mail server: what fails before, it has not taken; what fails after, it has."""
        self.boundary()
        assert self.is_waited_for(message["To"]), "a letter was sent for nothing"
        self.addressed[message["To"]] = self.addressed.get(message["To"], 0) + 1
        self.boundary()

    def is_waited_for(self, address: str) -> bool:
        with self.database.reading() as db:
            staff = next(each for each in self.staff if each.email == address)
            return bool(_letters_for(db, staff)) and _may_read(db, staff)


def _letters_for(db: Session, staff: Staff) -> int:
    counted = sa.select(sa.func.count()).select_from(Letter).where(Letter.staff_id == staff.id)
    return db.scalar(counted) or 0


def _may_read(db: Session, staff: Staff) -> bool:
    return db.scalars(sa.select(Grant).where(Grant.reader_id == staff.id)).one().state is GrantState.LIVE


@pytest.fixture
def office(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    school, staff = school_row(), (staff_row("amara@example.org"), staff_row("ruth@example.org"))
    report = report_row(school)
    with database.writing() as db:
        db.add(school)
        db.flush()
        db.add_all([report, *staff])
        give(db, report, [grant_row(report, each) for each in staff])
    made = Office(database, report, staff)
    monkeypatch.setattr(sending, "post", made.post)
    with _watched(made):
        yield made


@contextmanager
def _watched(office: Office) -> Iterator[None]:
    """Boundaries before and after each commit of whatever writes."""

    def writes(session: Session) -> bool:
        return bool(session.get_bind().get_execution_options().get("writes"))

    def before(session: Session) -> None:
        if writes(session):
            office.boundary("commit")

    def after(session: Session) -> None:
        if writes(session):
            office.boundary("committed")

    event.listen(Session, "before_commit", before)
    event.listen(Session, "after_commit", after)
    try:
        yield
    finally:
        event.remove(Session, "before_commit", before)
        event.remove(Session, "after_commit", after)


@dataclass(frozen=True)
class Step:
    """An alert is queued, somebody's grant sleeps or wakes, or a worker goes round and something fails it."""

    what: str
    who: int
    level: int
    failing: str
    fails_at: int
    minutes: int


STEPS = st.builds(
    Step,
    what=st.sampled_from(["queue", "queue", "work", "work", "work", "sleep", "wake"]),
    who=st.integers(0, 1),
    level=st.sampled_from([1, 2]),
    failing=st.sampled_from(sorted(FAILURES)),
    fails_at=st.integers(0, 12),
    minutes=st.sampled_from([0, 1, 3, 20, 60]),
)


def go_round(office: Office, failing: str = "", fails_at: int = 0) -> None:
    """One worker's round, which may end in the middle. As the worker does, it outlives what the database refuses."""
    office.failing, office.fails_at, office.passed = failing, fails_at, 0
    try:
        sending.send_due(office.database, SETTINGS, judge)
    except (KeyboardInterrupt, sa.exc.OperationalError, sa.exc.InvalidRequestError):
        pass
    finally:
        office.failing, office.fails_at = "", 0


def let(office: Office, who: int, state: GrantState) -> None:
    with office.database.writing() as db:
        db.scalars(sa.select(Grant).where(Grant.reader_id == office.staff[who].id)).one().state = state


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=8))
def test_no_alert_is_lost_or_sent_for_nothing(office: Office, steps: list[Step]) -> None:
    office.addressed.clear()
    for who in (0, 1):
        let(office, who, GrantState.LIVE)
    moment, reads, owed = NOON, [True, True], [False, False]
    """Whom an alert waits for that must still come: the last one was queued, and they could read it all along."""
    for step in steps:
        moment += timedelta(minutes=step.minutes)
        with clock.at(moment):
            if step.what == "queue":
                _queue(office, step)
                owed[step.who] = reads[step.who]
                office.addressed.pop(office.staff[step.who].email, None)
            elif step.what == "work":
                go_round(office, step.failing, step.fails_at)
            else:
                reads[step.who] = step.what == "wake"
                let(office, step.who, GrantState.LIVE if reads[step.who] else GrantState.DORMANT)
                owed[step.who] = owed[step.who] and reads[step.who]
    _all_works_again(office, moment)
    with office.database.reading() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Letter)) == 0
    for who, is_owed in enumerate(owed):
        if is_owed:
            assert office.addressed.get(office.staff[who].email, 0) >= 1, "an alert was lost"


def _queue(office: Office, step: Step) -> None:
    with office.database.writing() as db:
        staff = office.staff[step.who].id
        queue_letter(db, "new", school=office.report.school_id, report=office.report.id, staff=staff, level=step.level)


def _all_works_again(office: Office, moment: datetime) -> None:
    """Long enough for every lease and every wait."""
    for hour in range(1, 4):
        with clock.at(moment + timedelta(hours=hour)):
            go_round(office)


@pytest.mark.parametrize("failing", sorted(FAILURES))
@pytest.mark.parametrize("fails_at", range(1, 9))
def test_at_every_single_boundary_of_one_round(office: Office, failing: str, fails_at: int) -> None:
    with clock.at(NOON):
        for who in (0, 1):
            _queue(office, Step("queue", who, 1, "", 0, 0))
        go_round(office, failing, fails_at)
    _all_works_again(office, NOON)
    assert set(office.addressed) == {staff.email for staff in office.staff}
    assert all(count in (1, 2) for count in office.addressed.values())


def test_a_round_that_nothing_stops_sends_each_alert_once(office: Office) -> None:
    with clock.at(NOON):
        for who in (0, 1):
            _queue(office, Step("queue", who, 1, "", 0, 0))
        go_round(office)
    _all_works_again(office, NOON)
    assert set(office.addressed.values()) == {1}
    assert len(office.addressed) == 2
