"""Handing a case to another school through the pages, as the tests of it ask for it again and again."""

import sqlalchemy as sa
from werkzeug.test import TestResponse

from sharp.model.reports import Grant, Offer, Report
from sharp.reports.grants import staff_keyring
from sharp.reports.journal import Item, read_journal
from sharp.schools.nominations import end
from sharp.triage import casework
from sharp.triage.casework import Closure, Outcome
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient
from tests.fixtures.reports import Filed
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of
from tests.integration.triage.desk import case_path

OFFERS = "/staff/offers"
REASON = "The Quixote family moves to Birch Lane at half term."
BRIEF = "Mother knows. Keep an eye on the bus stop by the Wellington monument."
WORD = "Mrs Mensah at Birch Lane can read this now, and will write to you."


def offer(
    world: World, client: CheckedClient, filed: Filed, to: str = "spoc_elsewhere", **changes: str
) -> TestResponse:
    """From alder to somebody at birch."""
    typed = {"addressee": world.nomination(to, "birch").hex(), "knows": "agrees", "reason": REASON} | changes
    return client.submit(case_path(filed, "move"), typed, action="/move/offer")


def answer(client: CheckedClient, said: str = "yes") -> TestResponse:
    return client.submit(OFFERS, {"answer": said}, action="/answer")


def send(client: CheckedClient, filed: Filed, **changes: str) -> TestResponse:
    typed = {"brief": BRIEF, "word": WORD} | changes
    return client.submit(case_path(filed, "move"), typed, action="/move")


def offered(world: World, as_: SignIn, filed: Filed, to: str = "spoc_elsewhere", by: str = "spoc") -> None:
    assert offer(world, as_(by), filed, to).status_code == 303


def accepted(world: World, as_: SignIn, filed: Filed, to: str = "spoc_elsewhere", by: str = "spoc") -> None:
    offered(world, as_, filed, to, by)
    assert answer(as_(to)).status_code == 303


def moved(world: World, as_: SignIn, filed: Filed, to: str = "spoc_elsewhere", by: str = "spoc") -> Filed:
    """As it is at birch."""
    accepted(world, as_, filed, to, by)
    done = send(as_(by), filed)
    assert done.status_code == 303, done.get_data(as_text=True)
    return arrived(world, filed)


def arrived(world: World, filed: Filed) -> Filed:
    """The one report at birch."""
    with world.database.reading() as db:
        there = db.scalars(sa.select(Report).where(Report.school_id == world.cast.schools["birch"])).one()
    return Filed(there.id, there.reference, filed.words)


def offers_in(world: World) -> list[Offer]:
    with world.database.reading() as db:
        return list(db.scalars(sa.select(Offer)))


def read_by(world: World, filed: Filed, who: str) -> tuple[Item, ...]:
    """Every entry that somebody's grants open."""
    person = world.person(who)
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        return read_journal(db, report, staff_keyring(db, report, person.id, person.keys))


def of_kind(items: tuple[Item, ...], kind: str) -> list[Item]:
    return [item for item in items if item.content.kind == kind]


def leave(world: World, who: str, slug: str = "birch") -> None:
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination(who, slug), anchor=world.anchor)


def close_it(world: World, filed: Filed) -> None:
    with world.database.writing() as db:
        casework.close(db, case_of(world, filed, "spoc"), Closure(Outcome.HELPED, "Done.", "Done.", keep_long=False))


def rows_at_birch(world: World) -> int:
    with world.database.reading() as db:
        birch = world.cast.schools["birch"]
        return db.scalar(sa.select(sa.func.count()).select_from(Report).where(Report.school_id == birch)) or 0


def holders_of(world: World, filed: Filed) -> set[str]:
    with world.database.reading() as db:
        held = set(db.scalars(sa.select(Grant.reader_id).where(Grant.report_id == filed.id)))
    return {who for who, person in world.cast.people.items() if person.id in held}
