"""What the casework tests ask again and again: where a case lies, what its trail says, what an act is called."""

import sqlalchemy as sa
from werkzeug.test import TestResponse

from sharp.model.reports import Entry, Report
from sharp.model.staff import TrailLine
from sharp.model.words import Act
from sharp.reports import pupil_case
from sharp.reports.draft import About, Draft
from sharp.reports.filing import prepare, store
from sharp.reports.readers import readers_for
from sharp.vault.encoding import NO_ID, new_id
from sharp.web.application import Sharp
from tests.fixtures.pages import CheckedClient, form_on, prefilled, text_of
from tests.fixtures.reports import STORY, Filed, ring_of
from tests.fixtures.world import World

HOME = "/staff/"
QUEUE = "/staff/queue"
SIGN_IN = "/staff/sign-in"


def token_of(client: CheckedClient) -> dict[str, str]:
    """The token of this session's forms, from a page that every member of staff has."""
    return {"csrf_token": prefilled(form_on(client.get("/staff/account")))["csrf_token"]}


def told_after(client: CheckedClient, answer: TestResponse) -> str:
    """What the page says that an act led back to."""
    assert answer.status_code == 303, answer.status_code
    return text_of(client.get(answer.headers["Location"]))


def case_path(filed: Filed, act: str = "") -> str:
    return f"/staff/cases/{filed.reference}" + (f"/{act}" if act else "")


def acts_on(world: World, filed: Filed, who: str | None = None) -> list[Act]:
    """The trail's lines about a report, in order; those of one person if named."""
    with world.database.reading() as db:
        lines = db.scalars(sa.select(TrailLine).where(TrailLine.report_id == filed.id).order_by(TrailLine.i)).all()
    return [line.act for line in lines if who is None or line.staff_id == world.person(who).id]


def acts_of_service(world: World, who: str) -> list[Act]:
    """What somebody did that is about no report and no school: listings, searches."""
    with world.database.reading() as db:
        lines = db.scalars(sa.select(TrailLine).where(TrailLine.chain == NO_ID).order_by(TrailLine.i)).all()
    return [line.act for line in lines if line.staff_id == world.person(who).id]


def report_row(world: World, filed: Filed) -> Report:
    with world.database.reading() as db:
        return db.get_one(Report, filed.id)


def entries_of(world: World, filed: Filed) -> int:
    with world.database.reading() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Entry).where(Entry.report_id == filed.id)) or 0


def file_in(world: World, language: str) -> Filed:
    """A report written with the pages in another language."""
    draft, roster = Draft(report_id=new_id().hex(), about=About.ME, story=STORY), world.roster()
    prepared = prepare(world.keys, roster, readers_for(roster, draft), draft, language)
    with world.database.writing() as db:
        store(db, prepared, world.anchor)
        reference = prepared.report.reference
    return Filed(prepared.report_id, reference, prepared.words)


def pupil_writes(app: Sharp, world: World, filed: Filed, text: str) -> None:
    ring = ring_of(world, filed)
    with app.app_context(), world.database.writing() as db:
        pupil_case.add_message(db, filed.id, ring, text)


def pupil_is_not_safe(app: Sharp, world: World, filed: Filed, text: str) -> None:
    ring = ring_of(world, filed)
    with app.app_context(), world.database.writing() as db:
        pupil_case.say_not_safe(db, filed.id, ring, text)
