"""A grant that was taken away stays away: put back by hand it opens nothing, even to one who is nominated again."""

import pytest
import sqlalchemy as sa

from sharp.model.reports import Grant, Report
from sharp.model.words import ReaderKind, Role
from sharp.reports.grants import alerted, staff_keyring, still_reads
from sharp.schools.nominations import confirm, end, nominate
from sharp.vault.errors import RowForged
from tests.fixtures.application import SignIn
from tests.fixtures.pages import text_of
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import Row, examined, insert_row, key_of, remove_row, rows_of
from tests.integration.triage.desk import QUEUE, case_path


def grants_in(world: World, who: str) -> list[Row]:
    staff_id = world.person(who).id
    return [row for row in rows_of(world.database, "grants") if row["reader_id"] == staff_id]


@pytest.fixture
def filed(world: World) -> Filed:
    """The deputy left and was nominated again with the same keys; then somebody put their old grant back."""
    made = file_report(world)
    [old] = grants_in(world, "deputy")
    deputy, alder = world.person("deputy"), world.cast.schools["alder"]
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination("deputy"), anchor=world.anchor)
    with world.database.writing() as db:
        again = nominate(
            db, school_id=alder, staff_id=deputy.id, role=Role.SPOC, shown_name="Mr Deeds", anchor=world.anchor
        )
        confirm(
            db, nomination_id=again, by=world.person("spoc").id, fp=deputy.keys.fingerprint, anchor=world.anchor
        )  # fmt: skip
    assert grants_in(world, "deputy") == []
    insert_row(world.database, "grants", old)
    return made


def test_it_opens_nothing(world: World, filed: Filed) -> None:
    deputy = world.person("deputy")
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        with pytest.raises(RowForged):
            staff_keyring(db, report, deputy.id, deputy.keys)


def test_no_page_shows_the_case(as_: SignIn, filed: Filed) -> None:
    client = as_("deputy")
    queue, case = client.get(QUEUE), client.get(case_path(filed))
    assert "1 report here cannot be shown" in text_of(queue)
    assert filed.reference not in queue.text + case.text
    assert case.status_code == 503


def test_others_go_on_reading(as_: SignIn, filed: Filed) -> None:
    shown = text_of(as_("officer").get(QUEUE))
    assert filed.reference in shown
    assert "cannot be shown" not in shown


def test_nobody_is_alerted_by_it_and_doctor_names_it(world: World, filed: Filed) -> None:
    deputy = world.person("deputy").id
    [row] = grants_in(world, "deputy")
    with world.database.reading() as db:
        assert deputy not in alerted(db, db.get_one(Report, filed.id))
        assert not still_reads(db, filed.id, deputy)
    assert f"grants {row['id'].hex()}: it was put back after it had been taken away; it opens nothing" in examined(
        world
    )


def test_one_that_is_gone_is_missed(world: World) -> None:
    filed = file_report(world)
    [row] = grants_in(world, "spoc")
    remove_row(world.database, "grants", row)
    [said] = examined(world)
    missing = row[key_of("grants")].hex()
    assert said == f"grants {missing}: the row is missing, so its holder cannot open report {filed.id.hex()}"


def test_every_report_lists_just_the_grants_there_are(world: World) -> None:
    filed = file_report(world)
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination("deputy"), anchor=world.anchor)
    with world.database.reading() as db:
        there = set(db.scalars(sa.select(Grant.id).where(Grant.report_id == filed.id)))
        assert set(db.get_one(Report, filed.id).granted_ids()) == there
        assert {row["kind"] for row in rows_of(world.database, "grants")} >= {ReaderKind.STAFF, ReaderKind.RECOVERY}
