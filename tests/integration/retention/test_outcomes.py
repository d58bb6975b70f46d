"""Outcomes are counted: once a case, never practice, and with nothing that leads from the count to the case."""

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.outcomes import OutcomeCount
from sharp.model.reports import Report
from sharp.model.words import ReportState, Turn
from sharp.reports import pupil_case
from sharp.reports.draft import About
from sharp.triage import casework
from sharp.web.application import Sharp
from tests.fixtures.reports import file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of, examined, report_of, rows_of
from tests.integration.retention.closing import THEN, answers, close, close_then, later
from tests.integration.schools.thief import tamper

BULLIED = {"kinds": ("bully_physical", "theft"), "place": "way: Bus or bus stop"}


def counted(world: World) -> dict[tuple[str, ...], int]:
    """Term, kind, zone, who, outcome, helped; and how many."""
    with world.database.reading() as db:
        rows = db.scalars(sa.select(OutcomeCount)).all()
    return {(row.term, row.kind, row.zone, row.who, row.outcome, row.helped): row.count for row in rows}


def test_a_closing_is_counted_by_coarse_facts(app: Sharp, world: World) -> None:
    close_then(app, world, file_report(world, **BULLIED), file_report(world, **BULLIED), file_report(world))
    assert counted(world) == {
        ("2026-09", "unkind", "way", "me", "helped", "-"): 2,
        ("2026-09", "-", "unknown", "me", "helped", "-"): 1,
    }


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"about": About.FRIEND, "place_more": "by the old gate"}, ("-", "elsewhere", "friend")),
        ({"about": About.SAW, "place": "online: Group chat", "kinds": ("drugs",)}, ("risky", "online", "saw")),
        ({"about": About.ASK, "place": "school: Toilets"}, ("-", "school", "other")),
    ],
)
def test_each_fact_is_a_word_from_a_short_list(
    app: Sharp, world: World, told: dict[str, object], expected: tuple[str, ...]
) -> None:
    close_then(app, world, file_report(world, **told))
    assert counted(world) == {("2026-09", *expected, "helped", "-"): 1}


def test_practice_is_never_counted(app: Sharp, world: World) -> None:
    filed = file_report(world, about=About.PRACTICE)
    close_then(app, world, filed)
    with clock.at(later(hours=2)):
        answers(app, world, filed, 4)
    assert counted(world) == {}


def test_practice_that_was_meant_after_all_is_counted_when_it_is_closed_as_real(app: Sharp, world: World) -> None:
    filed = file_report(world, about=About.PRACTICE)
    close_then(app, world, filed)
    with clock.at(later(hours=2)), app.app_context(), world.database.writing() as db:
        pupil_case.say_real(db, filed.id, ring_of(world, filed))
    close_then(app, world, filed)
    assert list(counted(world).values()) == [1]


def test_closed_again_it_is_not_counted_again(app: Sharp, world: World) -> None:
    filed = file_report(world)
    for _ in range(3):
        close_then(app, world, filed)
        case = case_of(world, filed, "officer")
        with app.app_context(), world.database.writing() as db:
            casework.reopen(db, case, "It began again.")
    assert list(counted(world).values()) == [1]


def test_what_the_pupil_said_before_the_closing_goes_with_it(app: Sharp, world: World) -> None:
    filed = file_report(world)
    with clock.at(THEN):
        answers(app, world, filed, 3)
        answers(app, world, filed, None, safe=5)
        answers(app, world, filed, 4)
        assert counted(world) == {}
        close(app, world, filed)
    assert [key[-2:] for key in counted(world)] == [("helped", "4")]


def test_an_answer_after_the_closing_is_a_row_of_its_own_and_once_then_and_once_later(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    for days, helped in ((1, 4), (2, 5), (27, 3), (28, 5), (40, 3)):
        with clock.at(later(days=days)):
            answers(app, world, filed, helped)
    said = {key[-2:]: count for key, count in counted(world).items()}
    assert said == {("helped", "-"): 1, ("said", "4"): 1, ("said-later", "5"): 1}


@pytest.mark.parametrize(("helped", "safe"), [(1, None), (2, 5), (5, 2), (None, 1)])
def test_a_low_answer_opens_a_closed_case_again(app: Sharp, world: World, helped: int | None, safe: int | None) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    with clock.at(later(days=30)):
        answers(app, world, filed, helped, safe)
    report = report_of(world, filed)
    assert (report.state, report.turn, report.retention_month) == (ReportState.ACTIVE, Turn.NOMINEE, None)
    assert report.due is not None
    letters = {row["staff_id"] for row in rows_of(world.database, "outbox") if row["kind"] == "message"}
    assert {world.person(who).id for who in ("officer", "spoc", "deputy")} <= letters


def test_a_low_answer_to_an_open_case_is_our_turn_and_alerts(app: Sharp, world: World) -> None:
    filed = file_report(world)
    with app.app_context(), world.database.writing() as db:
        casework.answer(db, case_of(world, filed, "officer"), "How is it?")
    assert report_of(world, filed).turn is Turn.PUPIL
    answers(app, world, filed, 1)
    assert report_of(world, filed).turn is Turn.NOMINEE
    assert any(row["kind"] == "message" for row in rows_of(world.database, "outbox"))


def test_a_good_answer_leaves_it_closed(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    with clock.at(later(days=1)):
        answers(app, world, filed, 5, 5)
    assert report_of(world, filed).state is ReportState.CLOSED


def test_nothing_in_the_counts_names_a_case_or_a_time(app: Sharp, world: World) -> None:
    """The rows are the same whichever of two cases was closed, in whatever order, on whatever day of the term."""
    first, second = (file_report(world, **BULLIED) for _ in range(2))
    with clock.at(later(days=10)):
        close(app, world, second)
    rows = rows_of(world.database, "outcomes")
    tamper(world.database, "DELETE FROM outcomes")
    with clock.at(later(days=3)):
        close(app, world, first)
    assert rows_of(world.database, "outcomes") == rows
    assert examined(world) == []


def test_a_changed_count_is_named_by_doctor(app: Sharp, world: World) -> None:
    close_then(app, world, file_report(world))
    tamper(world.database, "UPDATE outcomes SET count = 7")
    [said] = examined(world)
    assert said.endswith("the row was changed outside the service")


def test_an_answer_is_kept_while_the_schools_list_is_refused(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    before, ring = counted(world), ring_of(world, filed)
    tamper(world.database, "UPDATE schools SET name = 'Alder' WHERE slug = 'alder'")
    with clock.at(later(days=1)), app.app_context(), world.database.writing() as db:
        pupil_case.did_it_help(db, filed.id, ring, helped=5, safe=None)
    with world.database.reading() as db:
        assert db.get_one(Report, filed.id).length > 5
    assert counted(world) == before
