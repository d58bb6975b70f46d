"""The left-out see no shadow: their pages are the same bytes with and without the report that leaves them out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from sharp import clock
from sharp.accounts.trail import lines_without_report
from sharp.model.passing import Letter
from sharp.model.reports import Grant, Report
from sharp.model.words import GrantState, Role
from sharp.reports import pupil_case
from sharp.schools.away import set_away
from sharp.schools.nominations import confirm, nominate
from sharp.triage import casework
from sharp.triage.casework import Closure, Outcome
from sharp.triage.sharing import share_case
from sharp.upkeep.working import wake
from sharp.vault.encoding import NO_ID
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient
from tests.fixtures.reports import Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of, masked

NOON = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)
STORY = "In Zanzibar somebody followed me home."
"""The hidden report's; no other has its words."""
BESIDES = (
    "/staff/queue?view=practice", "/staff/queue?view=closed", "/staff/queue?school=alder", "/staff/queue?page=2",
    "/staff/deletions",
    "/staff/queue?school=birch", "/staff/prove", "/staff/cases/ZZZZ-ZZZZ", "/alder/", "/birch/", "/health/ready",
)  # fmt: skip
ELSEWHERE = ("/report", "/back", "/leave", "/static", "/second-factor", "/recovery-codes")
"""Pupils' visits, and pages that draw a new secret each time."""
_LINK = re.compile(r'href="(/[^"#]*)')


@dataclass(frozen=True)
class Case:
    """Who is left out, how the pupil says so, and what was before."""

    who: str
    answers: Callable[[World], dict[str, Any]]
    before: Callable[[World], None] = field(default=lambda world: None)


def leaves_out(who: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"left_out": (world.nomination(who).hex(),)}


def names(who: str, about: str = "adult") -> Callable[[World], dict[str, Any]]:
    return lambda world: {"about": about, "named": "readers", "concerns": (world.nomination(who).hex(),)}


def as_coordinator_too(world: World) -> None:
    """With four reports before the hidden one: a fifth would turn "fewer than five" into a number."""
    school, officer, spoc = world.cast.schools["alder"], world.person("officer"), world.person("spoc")
    with world.database.writing() as db:
        made = nominate(
            db, school_id=school, staff_id=officer.id, role=Role.COORDINATOR, shown_name="PC Okafor", from_day=20_000,
            anchor=world.anchor,
        )  # fmt: skip
        confirm(db, nomination_id=made, by=spoc.id, fp=officer.keys.fingerprint, anchor=world.anchor)
    for _n in range(3):
        file_report(world)


def as_stand_in(world: World) -> None:
    """The spoc is away, and the deputy stands in for them."""
    today = world.roster().today()
    with world.database.writing() as db:
        set_away(
            db, nomination_id=world.nomination("spoc"), away_from=today - 1, away_until=today + 30,
            stand_in=world.nomination("deputy"), anchor=world.anchor,
        )  # fmt: skip


CASES = {
    "an officer": Case("officer", leaves_out("officer")),
    "an officer who coordinates": Case("officer", leaves_out("officer"), as_coordinator_too),
    "a stand-in": Case("deputy", leaves_out("deputy"), as_stand_in),
    "a named spoc": Case("spoc", names("spoc")),
    "a named head": Case("head", names("head")),
    "a nominee passed by": Case("spoc", lambda world: {"past_them": True}),
}


def crawl(client: CheckedClient, *besides: str) -> dict[str, tuple[int, bytes]]:
    """Every page that links lead to from the start page, and some that no link leads to."""
    waiting, seen = ["/staff/", *besides], {}
    while waiting:
        address = waiting.pop(0)
        if address not in seen and not any(part in address for part in ELSEWHERE):
            page = FlaskClient.open(client, address)
            seen[address] = (page.status_code, masked(page))
            waiting += [link.replace("&amp;", "&") for link in _LINK.findall(page.get_data().decode(errors="replace"))]
    return seen


def all_that_shows(world: World, client: CheckedClient, who: str, hidden: str = "YYYY-YYYY") -> dict[str, Any]:
    """Pages, searches, letters, and the trail's lines that are for everybody."""
    with clock.at(NOON):
        shown: dict[str, Any] = dict(crawl(client, *BESIDES))
        shown["hidden"] = masked(client.get(f"/staff/cases/{hidden}"))
        for asked in ("zanzibar", "bag"):
            if shown["/staff/queue"][0] == 200:
                client.submit("/staff/queue", {"words": asked}, action="search")
                shown[f"search {asked}"] = masked(client.get("/staff/queue/search"))
    person = world.person(who)
    with world.database.reading() as db:
        shown["letters"] = sorted(db.scalars(sa.select(Letter.id).where(Letter.staff_id == person.id)))
        lines = [
            line for chain in (*world.cast.schools.values(), NO_ID) for line in db.scalars(lines_without_report(chain))
        ]
        shown["trail"] = [(line.chain, line.act) for line in lines if line.staff_id != person.id]
    return shown


def holders(world: World, filed: Filed, *states: GrantState) -> set[str]:
    with world.database.reading() as db:
        grants = db.scalars(sa.select(Grant).where(Grant.report_id == filed.id)).all()
    held = {grant.reader_id for grant in grants if grant.state in (states or tuple(GrantState))}
    return {who for who, person in world.cast.people.items() if person.id in held}


def renewed(world: World, app: Sharp, hidden: Filed, _left_out: str) -> None:
    """New keys, as after a reader was removed, drawn by the pupil's next act."""
    with world.database.writing() as db:
        db.get_one(Report, hidden.id).renew = True
    ring = ring_of(world, hidden)
    with app.app_context(), world.database.writing() as db:
        pupil_case.add_message(db, hidden.id, ring, STORY)


def not_safe(world: World, app: Sharp, hidden: Filed, _left_out: str) -> None:
    ring = ring_of(world, hidden)
    with app.app_context(), world.database.writing() as db:
        pupil_case.say_not_safe(db, hidden.id, ring, STORY)


def shared(world: World, _app: Sharp, hidden: Filed, left_out: str) -> None:
    """A holder brings in somebody else."""
    taken = {left_out, *holders(world, hidden)}
    newcomer = next(who for who in ("contact", "deputy", "head", "officer") if who not in taken)
    member = world.roster().member(world.nomination(newcomer))
    assert member is not None
    with world.database.writing() as db:
        share_case(db, case_of(world, hidden, min(holders(world, hidden, GrantState.LIVE))), member)
    assert newcomer in holders(world, hidden, GrantState.LIVE)


def answered_and_closed(world: World, _app: Sharp, hidden: Filed, _left_out: str) -> None:
    case = case_of(world, hidden, min(holders(world, hidden, GrantState.LIVE)))
    with world.database.writing() as db:
        casework.answer(db, case, STORY)
        casework.close(db, case, Closure(Outcome.HELPED, STORY, STORY, keep_long=True))


def woken(world: World, _app: Sharp, _hidden: Filed, _left_out: str) -> None:
    wake(world.database, world.anchor)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_hidden_report_changes_no_byte_of_theirs(world: World, app: Sharp, as_: SignIn, case: Case) -> None:
    with clock.at(NOON):
        case.before(world)
        file_report(world)
        client = as_(case.who)
        all_that_shows(world, client, case.who)  # what is opened for the first time changes the pages once
        without = all_that_shows(world, client, case.who)
        hidden = file_report(world, story=STORY, **case.answers(world))
        assert all_that_shows(world, client, case.who, hidden.reference) == without
        for happens in (renewed, woken, not_safe, shared, answered_and_closed):
            happens(world, app, hidden, case.who)
        assert all_that_shows(world, client, case.who, hidden.reference) == without
    with world.database.reading() as db:
        assert not db.scalars(
            sa.select(Grant.id).where(Grant.report_id == hidden.id, Grant.reader_id == world.person(case.who).id)
        ).all()
