"""A case between two schools: no word in the clear, no key across, no shadow for who was left out and serves both."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.model.reports import Grant, Report
from sharp.model.words import Act, Role
from sharp.reports.grants import open_grant
from sharp.schools.nominations import confirm, nominate
from sharp.triage.sharing import NotOffered, bring_in, may_be_brought_in
from sharp.vault.errors import VaultRefusal
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import text_of
from tests.fixtures.reports import STORY, Filed, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import TABLES, case_of, rows_of
from tests.integration.promises.test_no_shadow import NOON, all_that_shows
from tests.integration.triage.desk import acts_on, case_path, pupil_writes
from tests.integration.triage.moves import (
    BRIEF,
    OFFERS,
    REASON,
    WORD,
    accepted,
    answer,
    arrived,
    moved,
    of_kind,
    offered,
    read_by,
    send,
)

HERE, THERE = ("spoc", "officer", "deputy", "head", "contact"), ("spoc_elsewhere", "officer_elsewhere")


def serve_at_birch_too(world: World, who: str, role: Role = Role.SSO) -> bytes:
    person, lead = world.person(who), world.person("spoc_elsewhere")
    with world.database.writing() as db:
        made = nominate(
            db, school_id=world.cast.schools["birch"], staff_id=person.id, role=role, shown_name="PC Okafor",
            from_day=20_000, anchor=world.anchor,
        )  # fmt: skip
        confirm(db, nomination_id=made, by=lead.id, fp=person.keys.fingerprint, anchor=world.anchor)
    return made


def everything_in(world: World) -> Iterator[tuple[str, bytes]]:
    for table in TABLES:
        for row in rows_of(world.database, table):
            for value in row.values():
                yield table, value if isinstance(value, bytes) else str(value).encode()


@pytest.mark.parametrize("step", [offered, accepted, moved])
def test_no_word_of_it_lies_there_in_the_clear(app: Sharp, world: World, as_: SignIn, step: object) -> None:
    filed = file_report(world, name="Sancho Panza", reach="By the mill", place_more="the windmill")
    pupil_writes(app, world, filed, "Rocinante limps.")
    assert callable(step)
    step(world, as_, filed)
    for table, value in everything_in(world):
        for word in (STORY, "Sancho", "By the mill", "windmill", "Rocinante", "Quixote", "Wellington", WORD, BRIEF):
            assert word.encode() not in value, (table, word)


def test_neither_schools_keys_open_the_others_grants(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    there = moved(world, as_, filed)
    for one, strangers in ((filed, THERE), (there, HERE)):
        with world.database.reading() as db:
            report = db.get_one(Report, one.id)
            grants = db.scalars(sa.select(Grant).where(Grant.report_id == one.id, Grant.kind == "staff")).all()
            assert grants
            for grant in grants:
                for who in strangers:
                    with pytest.raises((VaultRefusal, AssertionError)):
                        open_grant(report, grant, world.person(who).keys)


def test_which_report_it_became_stands_nowhere_in_the_clear(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    there = moved(world, as_, filed)
    for table in set(TABLES) - {"outbox"}:
        for row in rows_of(world.database, table):
            values = [value for value in row.values() if isinstance(value, bytes)]
            assert not (any(filed.id in value for value in values) and any(there.id in value for value in values)), (
                table
            )
    assert acts_on(world, there) == [Act.ARRIVED]
    assert acts_on(world, there, "spoc") == [], "nor does a line there name who sent it"


@pytest.mark.parametrize("who_left", ["officer", "deputy"])
def test_who_was_left_out_and_serves_both_sees_no_shadow_of_it(
    world: World, as_: SignIn, app: Sharp, who_left: str
) -> None:
    with clock.at(NOON):
        serve_at_birch_too(world, who_left)
        file_report(world)
        file_report(world, "birch")
        client = as_(who_left)
        all_that_shows(world, client, who_left)
        without = all_that_shows(world, client, who_left)
        hidden = file_report(
            world, story="In Zanzibar somebody followed me home.", left_out=(world.nomination(who_left).hex(),)
        )
        offered(world, as_, hidden)
        assert all_that_shows(world, client, who_left, hidden.reference) == without
        answer(as_("spoc_elsewhere"))
        assert all_that_shows(world, client, who_left, hidden.reference) == without
        assert send(as_("spoc"), hidden).status_code == 303
        assert all_that_shows(world, client, who_left, hidden.reference) == without
        assert client.get(OFFERS).status_code == 404
    with world.database.reading() as db:
        held = db.scalars(sa.select(Grant.report_id).where(Grant.reader_id == world.person(who_left).id)).all()
    [there] = [report for report in reports_at(world, "birch") if report.id not in held]
    assert hidden.id not in held
    nobody_brings_them_in(app, world, Filed(there.id, there.reference, hidden.words), who_left)


def reports_at(world: World, slug: str) -> list[Report]:
    with world.database.reading() as db:
        return list(db.scalars(sa.select(Report).where(Report.school_id == world.cast.schools[slug])))


def nobody_brings_them_in(app: Sharp, world: World, there: Filed, who: str) -> None:
    case = case_of(world, there, "spoc_elsewhere", "birch")
    [member] = world.roster("birch").of_staff(world.person(who).id)
    with app.app_context(), world.database.writing() as db:
        report = db.get_one(Report, there.id)
        assert member not in may_be_brought_in(db, case, report, read_by(world, there, "spoc_elsewhere"))
        with pytest.raises(NotOffered):
            bring_in(db, case, member.nomination_id.hex())


def test_who_was_left_out_is_neither_offered_it_nor_named_nor_granted(world: World, as_: SignIn) -> None:
    made = serve_at_birch_too(world, "officer")
    hidden = file_report(world, left_out=(world.nomination("officer").hex(),))
    client = as_("spoc")
    page = client.get(case_path(hidden, "move"))
    assert made.hex() not in page.get_data(as_text=True)
    typed = {"addressee": made.hex(), "knows": "agrees", "reason": REASON}
    assert client.press(page, typed, action="/move/offer").status_code == 409
    accepted(world, as_, hidden)
    assert "PC Okafor" not in text_of(client.get(case_path(hidden, "move")))
    assert send(client, hidden).status_code == 303
    there = arrived(world, hidden)
    with world.database.reading() as db:
        readers = set(db.scalars(sa.select(Grant.reader_id).where(Grant.report_id == there.id)))
    assert world.person("officer").id not in readers
    told = of_kind(read_by(world, there, "spoc_elsewhere"), "account")[0].body
    assert world.person("officer").id.hex() in told["left_out"]
    assert "PC Okafor" not in [each["name"] for each in told["readers"]]


def test_who_serves_both_and_was_not_left_out_may_be_asked(world: World, as_: SignIn) -> None:
    serve_at_birch_too(world, "officer")
    filed = file_report(world)
    made = next(each for each in world.roster("birch").members if each.staff_id == world.person("officer").id)
    typed = {"addressee": made.nomination_id.hex(), "knows": "agrees", "reason": REASON}
    client = as_("officer")
    assert client.submit(case_path(filed, "move"), typed, action="/move/offer").status_code == 303
    assert answer(client).status_code == 303
    assert send(client, filed).status_code == 303
    assert STORY in text_of(client.get(case_path(arrived(world, filed))))
