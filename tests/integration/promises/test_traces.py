"""Every opening leaves a trace: it commits before a byte is sent, and no line can be changed unseen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from sharp.accounts.trail import TrailBroken, heads, lines_about, verify_chain
from sharp.model.base import Base
from sharp.model.staff import TrailLine
from sharp.model.words import Act
from sharp.vault.encoding import NO_ID
from sharp.web.application import Sharp
from sharp.web.services import Services
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, text_of
from tests.fixtures.reports import STORY, Filed, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import Row, dump, other_value, rows_of
from tests.integration.promises.opening_at_once import open_at_once
from tests.integration.reports.test_journey import STORY as TOLD
from tests.integration.reports.test_journey import go
from tests.integration.triage.desk import acts_of_service, acts_on, case_path, token_of


@contextmanager
def commits_fail(app: Sharp, failure: Exception) -> Iterator[None]:
    """The disk is full, or the server gone, at the worst moment."""
    services: Services = app.extensions["sharp"]

    def fail(_connection: Any) -> None:
        raise failure

    engine = services.database.engine
    sa.event.listen(engine, "commit", fail)
    try:
        yield
    finally:
        sa.event.remove(engine, "commit", fail)


FULL_DISK = sa.exc.OperationalError("COMMIT", None, Exception("disk full"))
LOST_RACE = sa.exc.IntegrityError("COMMIT", None, Exception("another was first"))


@pytest.mark.parametrize(("failure", "status"), [(FULL_DISK, 503), (LOST_RACE, 409)], ids=["full disk", "lost race"])
def test_when_the_trace_cannot_be_kept_no_byte_of_the_case_is_sent(
    app: Sharp, world: World, as_: SignIn, failure: Exception, status: int
) -> None:
    filed = file_report(world, name="Leila Haddad")
    officer = as_("officer")
    token = token_of(officer)
    officer.submit("/staff/queue", {"words": "bag"}, action="search")
    before = dump(world.database, but=())
    with commits_fail(app, failure):
        pages = [officer.get(path) for path in (case_path(filed), "/staff/queue", "/staff/queue/search")]
        pages += [
            officer.post(case_path(filed, "notes"), data=token | {"note": "Rang home."}),
            officer.post(
                case_path(filed, "closure"), data=token | {"outcome": "helped", "reason": "Ok", "word": "Done"}
            ),
        ]
        # A form that comes back shows the case too: its trace is kept apart, and must be kept.
        pages += [
            officer.post(case_path(filed, "notes"), data=token | {"note": ""}),
            officer.post(case_path(filed, "notes")),
        ]
    assert [page.status_code for page in pages[:5]] == [status] * 5
    assert {page.status_code for page in pages[5:]} <= {409, 503}
    for page in pages:
        assert not any(word.encode() in page.get_data() for word in (STORY, "Leila"))
    assert dump(world.database, but=()) == before


def test_a_queue_and_a_search_are_one_line_each_and_shown_to_nobody_else(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    officer, spoc = as_("officer"), as_("spoc")
    spoc.get(case_path(filed))
    before = text_of(spoc.get(case_path(filed)))
    officer.get("/staff/queue?view=closed")
    assert acts_of_service(world, "officer")[-1:] == [Act.LISTED]
    count = len(acts_of_service(world, "officer"))
    officer.submit("/staff/queue", {"words": "bag"}, action="search")
    officer.get("/staff/queue/search")
    assert acts_of_service(world, "officer")[count:] == [Act.LISTED, Act.SEARCHED]
    with world.database.reading() as db:
        listed = db.scalars(sa.select(TrailLine).where(TrailLine.act.in_([Act.LISTED, Act.SEARCHED]))).all()
    assert {(line.chain, line.report_id) for line in listed} == {(NO_ID, NO_ID)}
    assert text_of(spoc.get(case_path(filed))) == before


def test_the_other_readers_and_the_pupil_see_who_opened_it(world: World, as_: SignIn, app: Sharp) -> None:
    filed = file_report(world)
    as_("officer").get(case_path(filed))
    assert "Opened PC Okafor" in text_of(as_("spoc").get(case_path(filed)))
    pupil = app.test_client()
    pupil.submit("/alder/back", {"words": filed.words.display})  # type: ignore[attr-defined]
    assert "Has opened it." in text_of(pupil.get("/alder/back/report"))


def test_what_was_refused_leaves_no_line(world: World, as_: SignIn, client: FlaskClient) -> None:
    filed = file_report(world)
    count = len(rows_of(world.database, "trail"))
    for who in ("head", "contact", "pastoral", "coordinator", "operator", "officer_elsewhere"):
        one = as_(who)
        for path in (case_path(filed), "/staff/cases/ZZZZ-ZZZZ", "/staff/nominations/" + "0" * 32):
            assert one.get(path).status_code in (403, 404)
    client.get(case_path(filed))
    assert len(rows_of(world.database, "trail")) == count


def test_many_openings_at_once_make_one_chain_with_a_line_each(world: World, as_: SignIn, app: Sharp) -> None:
    filed = file_report(world)
    assert open_at_once(app, as_, filed, clients=8, times=10) == [200] * 80
    assert_one_line_each(world, filed, 80)


def assert_one_line_each(world: World, filed: Filed, openings: int) -> None:
    assert acts_on(world, filed) == [Act.OPENED] * openings
    with world.database.reading() as db:
        ends = heads(db)
        assert all(verify_chain(db, head.chain, seen=head) == head.i for head in ends)
        lines = db.scalars(lines_about(filed.id)).all()
    places = [line.i for line in lines]
    assert places == list(range(places[0], places[0] + openings))


def test_each_line_of_the_trail_stands_as_it_was_written(world: World, as_: SignIn) -> None:
    """Every line of every chain, each cell of it changed, and the line taken out: the first bad line is named."""
    filed = file_report(world)
    as_("officer").get(case_path(filed))
    with world.database.reading() as db:
        seen = {head.chain: head for head in heads(db)}
        for row in rows_of(world.database, "trail")[-12:]:
            for statement, values in changes_of(row):
                with rolled_back(world) as unit:
                    unit.connection().execute(sa.text(statement), values)
                    with pytest.raises(TrailBroken) as broken:
                        verify_chain(unit, row["chain"], seen=seen[row["chain"]])
                assert broken.value.i == row["i"], statement


def changes_of(row: Row) -> Iterator[tuple[str, Row]]:
    here = {"chain": row["chain"], "i": row["i"]}
    yield "DELETE FROM trail WHERE chain = :chain AND i = :i", here
    for column in Base.metadata.tables["trail"].columns:
        if column.name not in here:
            value = other_value(column, row[column.name])
            yield f"UPDATE trail SET {column.name} = :value WHERE chain = :chain AND i = :i", here | {"value": value}


@contextmanager
def rolled_back(world: World) -> Iterator[Session]:
    with world.database.write() as db:
        try:
            yield db
        finally:
            db.rollback()


def test_a_full_disk_sends_nothing_and_keeps_what_was_typed(app: Sharp, world: World, client: CheckedClient) -> None:
    check = go(client, "check")
    before = dump(world.database)
    with commits_fail(app, FULL_DISK):
        answer = FlaskClient.open(client, check.request.path, method="POST", data=prefilled(form_on(check)))
    assert answer.status_code == 503
    assert prefilled(form_on(answer))["story"] == TOLD
    assert dump(world.database) == before
    assert client.press(check).location == "/alder/report/words"
