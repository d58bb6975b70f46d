"""Deleting what is over: when, what of it is left, what prevents it, and two workers at once."""

import threading

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.reports import Receipt, Report
from sharp.model.words import Act, Retention
from sharp.reports import pupil_case
from sharp.reports.coming_back import open_by_words, stretch
from sharp.reports.draft import About
from sharp.triage import casework, keeping
from sharp.upkeep import examining, retention, working
from sharp.upkeep.retention import Fate
from sharp.upkeep.wiping import KEY_TABLES
from sharp.vault.encoding import NO_ID
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.reports import Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of, examined, remove_row, rows_of
from tests.integration.retention.closing import (
    THEN,
    acts_about,
    answers,
    cell,
    close,
    close_then,
    files_of,
    later,
    months_later,
    opened,
    pieces_in,
    rows_left,
    sealed_bytes,
    sweep_at,
)
from tests.integration.schools.thief import tamper
from tests.integration.triage.desk import case_path


def words_open(world: World, filed: Filed) -> bool:
    school = world.roster().school
    with world.database.reading() as db:
        return open_by_words(db, world.keys, school, stretch(filed.words, school)) is not None


def hold(app: Sharp, world: World, filed: Filed) -> None:
    case = case_of(world, filed, "spoc")
    with app.app_context(), world.database.writing() as db:
        keeping.hold(db, case, "A court has asked for it.")


def release(app: Sharp, world: World, filed: Filed) -> None:
    case = case_of(world, filed, "spoc")
    with app.app_context(), world.database.writing() as db:
        keeping.release(db, case, "The court has done.")


def advice(world: World) -> str:
    return "\n".join(examining.advise(opened(world)))


def test_a_closed_case_goes_when_its_last_month_is_over_and_not_before(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    for months in (0, 1, 11, 12):
        assert sweep_at(world, months_later(months)).cases[Fate.GONE] == 0
        assert rows_left(world, filed.id)["reports"] == 1
    assert sweep_at(world, months_later(13)).cases == {Fate.GONE: 1}
    assert rows_left(world, filed.id) == {}
    assert sweep_at(world, months_later(13)).cases == {}


def test_nothing_is_left_but_the_certificate(app: Sharp, world: World, as_: SignIn, backend: str) -> None:
    gone, other = file_report(world), file_report(world)
    as_("spoc").submit(case_path(gone), {"note": "Known to us since May."}, action="notes")
    close_then(app, world, gone)
    sealed, kept = sealed_bytes(world, gone.id), rows_left(world, other.id)
    assert len(sealed) > 10
    if backend == "sqlite":
        assert pieces_in(files_of(world), sealed), "this looks where it should"
    before = acts_about(world, gone.id)
    assert sweep_at(world, months_later(13)).is_wiped
    assert rows_left(world, gone.id) == {}
    if backend == "sqlite":
        assert pieces_in(files_of(world), sealed) == 0
        assert pieces_in(files_of(world), sealed_bytes(world, other.id)), "others lie where they lay"
    assert acts_about(world, gone.id) == [*before, Act.DESTROYED, Act.WIPED]
    assert rows_left(world, other.id) == kept
    assert not words_open(world, gone)
    assert words_open(world, other)
    assert as_("officer").get(case_path(gone)).status_code == 404
    assert examined(world) == []


@pytest.mark.parametrize("is_copied", [False, True])
def test_a_child_protection_record_stays_unless_it_was_copied(app: Sharp, world: World, is_copied: bool) -> None:
    filed = file_report(world)
    close_then(app, world, filed, keep_long=True)
    if is_copied:
        case = case_of(world, filed, "spoc")
        with clock.at(months_later(2)), app.app_context(), world.database.writing() as db:
            keeping.record_copy(db, case, later(days=20).date())
    assert cell(world, filed, Report.retention) is Retention.LONG
    assert sweep_at(world, months_later(14)).cases[Fate.GONE] == 0, "12 months from when the copy was noted"
    assert sweep_at(world, months_later(15)).cases[Fate.GONE] == is_copied
    assert sweep_at(world, months_later(300)).cases[Fate.GONE] == 0
    assert sweep_at(world, months_later(301)).cases[Fate.GONE] == (not is_copied)


def test_opened_again_it_is_not_due_and_closed_again_the_time_begins_anew(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    with clock.at(months_later(3)), app.app_context(), world.database.writing() as db:
        pupil_case.add_message(db, filed.id, ring_of(world, filed), "It began again.")
    assert (cell(world, filed, Report.retention_month), cell(world, filed, Receipt.until)) == (None, None)
    assert sweep_at(world, months_later(14)).cases == {}
    with clock.at(months_later(14)):
        close(app, world, filed)
    assert sweep_at(world, months_later(26)).cases[Fate.GONE] == 0
    assert sweep_at(world, months_later(27)).cases[Fate.GONE] == 1


def test_staff_who_open_it_again_stop_the_clock_too(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    case = case_of(world, filed, "officer")
    with app.app_context(), world.database.writing() as db:
        casework.reopen(db, case, "It began again.")
    assert cell(world, filed, Receipt.until) is None
    assert sweep_at(world, months_later(40)).gone == 0


def test_what_is_held_stays_with_its_words_until_the_hold_is_lifted(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    hold(app, world, filed)
    kept = rows_left(world, filed.id)
    assert sweep_at(world, months_later(5)).words == {Fate.HELD: 1}
    swept = sweep_at(world, months_later(20))
    assert (swept.cases, swept.gone) == ({Fate.HELD: 1}, 0)
    assert rows_left(world, filed.id) == kept
    assert examined(world) == []
    release(app, world, filed)
    assert sweep_at(world, months_later(20)).cases == {Fate.GONE: 1}
    assert rows_left(world, filed.id) == {}


def test_a_hold_that_somebody_removes_by_hand_still_holds(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    hold(app, world, filed)
    [row] = rows_of(world.database, "holds")
    tamper(world.database, "DELETE FROM holds")
    assert sweep_at(world, months_later(20)).cases == {Fate.HELD: 1}
    assert examined(world) == [f"holds {filed.id.hex()}: the row is missing; it still holds"]
    with world.database.engine.execution_options(writes=True).begin() as connection:
        columns = ", ".join(row)
        connection.execute(
            sa.text(f"INSERT INTO holds ({columns}) VALUES ({', '.join(':' + name for name in row)})"), row
        )
    release(app, world, filed)
    assert sweep_at(world, months_later(20)).cases == {Fate.GONE: 1}


def test_a_forged_hold_deletes_nothing(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    hold(app, world, filed)
    tamper(world.database, "UPDATE holds SET since = since + 1")
    assert sweep_at(world, months_later(20)).cases == {Fate.FORGED: 1}
    assert "reports" in rows_left(world, filed.id)


def test_a_report_whose_month_was_set_back_by_hand_stays(app: Sharp, world: World) -> None:
    filed, other = file_report(world), file_report(world)
    close_then(app, world, filed, other)
    tamper(world.database, "UPDATE reports SET retention_month = 1 WHERE id = :id", id=filed.id)
    assert sweep_at(world, months_later(1)).cases == {Fate.FORGED: 1}
    assert sweep_at(world, months_later(13)).cases == {Fate.FORGED: 1, Fate.GONE: 1}
    assert "reports" in rows_left(world, filed.id)


def test_practice_goes_by_itself_only_once_it_is_closed(app: Sharp, world: World) -> None:
    unanswered, replied, raised, closed = (file_report(world, about=About.PRACTICE) for _ in range(4))
    with clock.at(THEN), app.app_context(), world.database.writing() as db:
        casework.answer(db, case_of(world, replied, "officer"), "Hello.")
        pupil_case.say_real(db, raised.id, ring_of(world, raised))
    close_then(app, world, closed)
    assert sweep_at(world, months_later(1)).cases == {}
    assert sweep_at(world, months_later(200)).cases == {Fate.GONE: 1}
    assert rows_left(world, closed.id) == {}
    for filed in (unanswered, replied, raised):
        assert rows_left(world, filed.id)["reports"] == 1


def test_practice_taken_as_real_after_a_colleague_closed_it_does_not_go_with_the_tries(
    app: Sharp, world: World
) -> None:
    filed = file_report(world, about=About.PRACTICE)
    close_then(app, world, filed)
    case = case_of(world, filed, "officer")
    with clock.at(THEN), app.app_context(), world.database.writing() as db:
        casework.take_as_real(db, case, "It is meant.")
    assert (cell(world, filed, Report.retention_month), cell(world, filed, Receipt.until)) == (None, None)
    assert sweep_at(world, months_later(40)).gone == 0


def test_on_postgres_the_tables_that_hold_keys_are_written_anew(app: Sharp, world: World, backend: str) -> None:
    if backend != "postgres":
        return

    def files() -> dict[str, int]:
        with world.database.engine.connect() as connection:
            asked = sa.text("SELECT relname, relfilenode FROM pg_class WHERE relname = ANY(:names)")
            found = connection.execute(asked, {"names": [*KEY_TABLES, "entries"]})
            return {row.relname: int(row.relfilenode) for row in found}

    filed = file_report(world)
    close_then(app, world, filed)
    before = files()
    sweep_at(world, months_later(13))
    after = files()
    assert {name for name in before if before[name] != after[name]} == set(KEY_TABLES)


def test_a_school_whose_list_is_refused_keeps_all_and_doctor_says_why(app: Sharp, world: World) -> None:
    filed, elsewhere = file_report(world), file_report(world, "birch")
    close_then(app, world, filed)
    case = case_of(world, elsewhere, "officer_elsewhere", "birch")
    with clock.at(THEN), app.app_context(), world.database.writing() as db:
        casework.close(db, case, casework.Closure(casework.Outcome.ADVICE, "Advised.", "Thank you.", False))
    tamper(world.database, "UPDATE schools SET name = 'Alder' WHERE slug = 'alder'")
    assert sweep_at(world, months_later(13)).cases == {Fate.REFUSED: 1, Fate.GONE: 1}
    assert (rows_left(world, elsewhere.id), rows_left(world, filed.id)["reports"]) == ({}, 1)
    with clock.at(months_later(13)):
        assert "retention: 1 closed cases are past their month and are not deleted" in advice(world)


def test_doctor_asks_whether_the_worker_runs(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    with clock.at(months_later(12)):
        sweep_at(world, months_later(12))
        assert "retention:" not in advice(world)
    with clock.at(months_later(13)):
        assert "1 closed cases and the words of 0 are over; the worker deletes them daily" in advice(world)
        retention.sweep(opened(world))
        assert "retention:" not in advice(world)


def test_two_workers_at_once_delete_each_case_once(app: Sharp, world: World) -> None:
    many = [file_report(world) for _ in range(6)]
    close_then(app, world, *many)
    found: list[int] = []

    def work() -> None:
        found.append(sweep_at(world, months_later(13)).cases[Fate.GONE])

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    swept = sweep_at(world, months_later(13))
    assert (sum(found), swept.cases) == (6, {}), "what one was working on is not taken twice"
    for filed in many:
        assert rows_left(world, filed.id) == {}
        acts = acts_about(world, filed.id)
        assert (acts.count(Act.DESTROYED), acts.count(Act.WIPED)) == (1, 1)
    assert examined(world) == []


def test_a_pupil_who_writes_first_keeps_the_case(app: Sharp, world: World) -> None:
    """The sweep has listed it; under the lock it is not due any more."""
    filed = file_report(world)
    close_then(app, world, filed)
    with world.database.reading() as db:
        due, _ = retention._due(db, clock.month_of(months_later(13)))
    with clock.at(months_later(13)), app.app_context(), world.database.writing() as db:
        pupil_case.add_message(db, filed.id, ring_of(world, filed), "It began again.")
    with clock.at(months_later(13)):
        assert retention._each(opened(world), due, retention._forget, 10) == {Fate.NOT_DUE: 1}
    assert "reports" in rows_left(world, filed.id)


def test_a_database_too_busy_to_wipe_is_said_and_wiped_at_the_next_try(
    app: Sharp, world: World, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sharp.upkeep.wiping.PATIENCE_MS", 50)
    filed = file_report(world)
    close_then(app, world, filed)
    sealed = sealed_bytes(world, filed.id)
    with world.database.reading() as looking:
        looking.scalars(sa.select(Receipt)).all()  # somebody's page is still being made
        swept = sweep_at(world, months_later(13))
        assert (swept.cases[Fate.GONE], swept.is_wiped) == (1, False)
        assert Act.WIPED not in acts_about(world, filed.id)
        with clock.at(months_later(13)):
            assert "may still lie in the database's files" in advice(world)
    assert sweep_at(world, months_later(13)).is_wiped
    assert acts_about(world, filed.id)[-1] is Act.WIPED
    if backend == "sqlite":
        assert pieces_in(files_of(world), sealed) == 0


def test_the_words_end_before_the_case_does(app: Sharp, world: World, as_: SignIn) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    assert sweep_at(world, months_later(4)).gone == 0
    assert words_open(world, filed)
    swept = sweep_at(world, months_later(5))
    assert (swept.words, swept.cases) == ({Fate.GONE: 1}, {})
    assert not words_open(world, filed)
    assert rows_left(world, filed.id).keys() == {"cards", "entries", "grants", "outbox", "reports"}
    page = as_("officer").get(case_path(filed)).get_data(as_text=True)
    assert "words do not open this any more" in page
    assert "words have ended" in page
    assert examined(world) == [], "doctor does not miss what went by itself"


def test_a_receipt_removed_by_hand_is_missed(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    [row] = rows_of(world.database, "receipts")
    remove_row(world.database, "receipts", row)
    assert examined(world) == [f"receipts {filed.id.hex()}: the row is missing, so the code words open nothing"]


def test_after_four_weeks_and_more_the_pupil_can_still_say_whether_it_helped(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    sweep_at(world, months_later(4))
    with clock.at(months_later(4)):
        answers(app, world, filed, 5)


def test_each_sweep_takes_only_so_much(app: Sharp, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 2)
    many = [file_report(world) for _ in range(3)]
    close_then(app, world, *many)
    first, second = sweep_at(world, months_later(13)), sweep_at(world, months_later(13))
    assert [(swept.cases[Fate.GONE], swept.has_more) for swept in (first, second)] == [(2, True), (1, False)]


def test_the_worker_sweeps_at_once_and_then_daily(app: Sharp, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(retention, "sweep", lambda deployment, **_owes: asked.append(1) or retention.survey(deployment))
    seconds = [1_000.0]
    monkeypatch.setattr(retention.time, "monotonic", lambda: seconds[0])
    sweeper = retention.Sweeper()
    for ahead, times in ((0, 1), (60, 1), (24 * 3600 - 1, 1), (24 * 3600, 2)):
        seconds[0] = 1_000.0 + ahead
        sweeper.look(opened(world))
        assert len(asked) == times
    assert working.Sweeper is retention.Sweeper


def test_a_sweep_that_fails_is_tried_again_in_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_deployment: object, **_owes: bool) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(retention, "sweep", fails)
    sweeper = retention.Sweeper()
    begun = sweeper.next
    sweeper.look(opened(world))
    assert 0 < sweeper.next - begun < 3700


def test_the_service_signs_its_lines_as_nobody(app: Sharp, world: World) -> None:
    filed = file_report(world)
    close_then(app, world, filed)
    sweep_at(world, months_later(13))
    lines = [row for row in rows_of(world.database, "trail") if row["act"] in ("destroyed", "wiped")]
    assert {(row["staff_id"], row["report_id"]) for row in lines} == {(NO_ID, filed.id)}
