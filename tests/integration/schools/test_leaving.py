"""Somebody leaves while others are at work: nobody's writing is lost, and nobody waits for the other for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import sleep

from sharp.model.reports import Report
from sharp.model.staff import Staff
from sharp.model.words import ReportState
from sharp.schools.nominations import end
from tests.fixtures.reports import file_report
from tests.fixtures.world import World

MEANWHILE = 0.3


@contextmanager
def deputy_leaving(world: World) -> Iterator[None]:
    """Begun inside the block, and over once it has ended."""
    failures: list[BaseException] = []

    def leave() -> None:
        try:
            with world.database.writing() as db:
                end(db, nomination_id=world.nomination("deputy"), anchor=world.anchor)
        except BaseException as failure:
            failures.append(failure)

    leaving = Thread(target=leave)
    leaving.start()
    sleep(MEANWHILE)
    yield
    leaving.join()
    assert failures == []


def test_a_report_that_a_colleague_is_writing_into_keeps_both(world: World) -> None:
    filed = file_report(world)
    with world.database.write() as db:
        db.get_one(Report, filed.id, with_for_update=True).state = ReportState.READ
        db.flush()
        with deputy_leaving(world):
            db.commit()
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        assert (report.state, report.renew) == (ReportState.READ, True)


def test_an_account_that_is_signing_in_just_then_keeps_both(world: World) -> None:
    with world.database.write() as db:
        staff = db.get_one(Staff, world.person("deputy").id, with_for_update=True)
        step, epoch = staff.totp_step + 1, staff.epoch + 1
        staff.totp_step = step
        db.flush()
        with deputy_leaving(world):
            db.commit()
    with world.database.reading() as db:
        staff = db.get_one(Staff, world.person("deputy").id)
        assert (staff.totp_step, staff.epoch) == (step, epoch)
