"""By when: the next of read, answered and next step, which of them it is, and that nothing puts it off unasked."""

from datetime import UTC, datetime, timedelta

import pytest

from sharp import clock
from sharp.schools.deadlines import Step
from sharp.schools.reading import due_after
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import text_of
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.triage.desk import QUEUE, case_path, pupil_is_not_safe, pupil_writes, report_row

MONDAY = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)
DAY = timedelta(days=1)


def expected(world: World, since: datetime, level: int, step: Step) -> int:
    return due_after(world.roster(), since.replace(minute=0), level, step)


def filed_on_monday(world: World) -> Filed:
    with clock.at(MONDAY):
        return file_report(world, kinds=("theft",))


def test_reading_answering_and_answering_again_each_have_their_time(as_: SignIn, world: World, app: Sharp) -> None:
    filed = filed_on_monday(world)
    assert report_row(world, filed).due == expected(world, MONDAY, 3, Step.READ)
    with clock.at(MONDAY + DAY):
        officer = as_("officer")
        officer.get(case_path(filed))
        assert report_row(world, filed).due == expected(world, MONDAY, 3, Step.ANSWERED)
        officer.submit(case_path(filed), {"message": "Thank you."}, action="messages")
        assert report_row(world, filed).due == expected(world, MONDAY + DAY, 3, Step.NEXT)
    with clock.at(MONDAY + 2 * DAY):
        pupil_writes(app, world, filed, "They took my pen again.")
        assert report_row(world, filed).due == expected(world, MONDAY + 2 * DAY, 3, Step.ANSWERED)


def test_writing_again_while_waiting_puts_nothing_off(world: World, app: Sharp) -> None:
    filed = filed_on_monday(world)
    before = report_row(world, filed).due
    with clock.at(MONDAY + 3 * DAY):
        pupil_writes(app, world, filed, "Is anybody there?")
    assert report_row(world, filed).due == before


def test_not_safe_is_due_at_once_whatever_was_before(as_: SignIn, world: World, app: Sharp) -> None:
    filed = filed_on_monday(world)
    night = datetime(2026, 11, 28, 23, 40, tzinfo=UTC)
    with clock.at(MONDAY):
        as_("officer").get(case_path(filed))
    with clock.at(night):
        pupil_is_not_safe(app, world, filed, "He is outside.")
    assert report_row(world, filed).due == int(night.timestamp()) // 3600 * 4


def test_another_level_counts_from_when_the_pupil_began_to_wait(as_: SignIn, world: World, app: Sharp) -> None:
    filed = filed_on_monday(world)
    with clock.at(MONDAY):
        officer = as_("officer")
        officer.submit(case_path(filed), {"message": "Thank you."}, action="messages")
        officer.submit(case_path(filed), {"level": "2", "reason": "Worse than it seemed."}, action="level")
        assert report_row(world, filed).due == expected(world, MONDAY, 2, Step.NEXT)
    with clock.at(MONDAY + 2 * DAY):
        pupil_writes(app, world, filed, "Again.")
    with clock.at(MONDAY + 3 * DAY):
        officer = as_("officer")
        officer.submit(case_path(filed), {"level": "4", "reason": "A pattern."}, action="level")
    assert report_row(world, filed).due == expected(world, MONDAY + 2 * DAY, 4, Step.ANSWERED)


def test_a_reopened_case_is_due_from_now_and_a_closed_one_never(as_: SignIn, world: World) -> None:
    filed = filed_on_monday(world)
    with clock.at(MONDAY):
        officer = as_("officer")
        officer.submit(
            case_path(filed), {"outcome": "helped", "reason": "Done.", "word": "It is dealt with."}, action="closure"
        )
        assert report_row(world, filed).due is None
    with clock.at(MONDAY + 9 * DAY):
        as_("officer").submit(case_path(filed), {"reason": "It was not over."}, action="reopening")
    assert report_row(world, filed).due == expected(world, MONDAY + 9 * DAY, 3, Step.ANSWERED)


@pytest.mark.parametrize(
    ("act", "says"),
    [("", "Overdue: not read"), ("read", "Overdue: not answered"), ("answer", "Overdue: next step")],
)
def test_what_is_overdue_says_which_of_the_three(as_: SignIn, world: World, act: str, says: str) -> None:
    filed = filed_on_monday(world)
    with clock.at(MONDAY):
        officer = as_("officer")
        if act:
            officer.get(case_path(filed))
        if act == "answer":
            officer.submit(case_path(filed), {"message": "Thank you."}, action="messages")
    with clock.at(MONDAY + 14 * DAY):
        spoc = as_("spoc")
        assert says in text_of(spoc.get(QUEUE))
        assert says.partition(":")[0] in text_of(spoc.get(case_path(filed)))
