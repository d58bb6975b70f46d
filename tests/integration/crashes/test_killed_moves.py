"""The sending of a case to another school killed at every boundary: it is here, or it is there, and never half."""

import sqlalchemy as sa

from sharp.model.reports import Entry, Grant, Receipt, Report
from sharp.model.words import ReportState
from tests.fixtures.application import SignIn
from tests.fixtures.pages import form_on, prefilled, text_of
from tests.fixtures.reports import STORY, Filed, file_report
from tests.fixtures.world import World
from tests.integration.crashes.conftest import Mortal, faults_in
from tests.integration.crashes.test_killed_answers import cookie_of
from tests.integration.triage.desk import case_path
from tests.integration.triage.moves import BRIEF, WORD, accepted, arrived, offers_in

HERE = (ReportState.READ, 1, 0, 0, 0, 0)
THERE = (ReportState.CLOSED, 0, 1, 5, 4, 1)


def state_of(world: World, filed: Filed) -> tuple[ReportState, int, int, int, int, int]:
    """Where it stands here, its offers, and what lies at birch: reports, entries, grants, receipts."""
    birch = world.cast.schools["birch"]
    with world.database.reading() as db:
        counts = [
            db.scalar(sa.select(sa.func.count()).select_from(table).where(table.school_id == birch)) or 0
            for table in (Report, Entry, Grant, Receipt)
        ]
        state = db.get_one(Report, filed.id).state
    return state, len(offers_in(world)), counts[0], counts[1], counts[2], counts[3]


def test_a_case_is_here_whole_or_there_whole(as_: SignIn, world: World, mortal: Mortal) -> None:
    filed, always = file_report(world), faults_in(world)
    accepted(world, as_, filed)
    client, die_at, seen = as_("spoc"), 0, set()
    while THERE not in seen:
        die_at += 1
        typed = prefilled(form_on(client.get(case_path(filed, "move")), "/move")) | {"brief": BRIEF, "word": WORD}
        mortal.post(case_path(filed, "move"), typed, cookie_of(client), die_at=die_at)
        found = state_of(world, filed)
        assert found in (HERE, THERE), die_at
        assert faults_in(world) == always
        seen.add(found)
    assert die_at > 30, "each statement of the unit of work was a boundary"
    assert STORY in text_of(as_("spoc_elsewhere").get(case_path(arrived(world, filed))))
