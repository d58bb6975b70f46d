"""Handing over through the pages, as the tests of hand-overs ask for it again and again."""

import re

import sqlalchemy as sa
from werkzeug.test import TestResponse

from sharp.model.reports import Grant
from sharp.reports import pupil_case
from sharp.vault.encoding import NO_ID
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient
from tests.fixtures.reports import Filed, ring_of
from tests.fixtures.world import World
from tests.integration.triage.desk import case_path

LIST = "/staff/followups"
TITLE = "Corridor at break"
BRIEF = "Please stand in the English corridor at break this week, and look out for a boy with a blue bag."
_LINK = re.compile(rf'href="{LIST}/([0-9a-f]{{32}})"')


def handing(world: World, **changes: str | None) -> dict[str, str | None]:
    """What a nominee fills in: a brief for Miss Pugh, due at the end of the first school day."""
    lead = world.nomination("pastoral").hex()
    return {"lead": lead, "title": TITLE, "brief": BRIEF, "scope": "brief", "days": "1"} | changes


def hand_over(world: World, client: CheckedClient, filed: Filed, **changes: str | None) -> TestResponse:
    return client.submit(case_path(filed, "followups/new"), handing(world, **changes), action="/followups")


def handed_over(world: World, as_: SignIn, filed: Filed, **changes: str | None) -> str:
    """Hand it over as the spoc; the hand-over's id in hex."""
    before = followups_in(world)
    done = hand_over(world, as_("spoc"), filed, **changes)
    assert done.status_code == 303
    [made] = followups_in(world) - before
    return made


def followups_in(world: World) -> set[str]:
    with world.database.reading() as db:
        found = db.scalars(sa.select(Grant.followup_id).where(Grant.followup_id != NO_ID)).all()
    return {each.hex() for each in found}


def listed(client: CheckedClient) -> list[str]:
    """The hand-overs on a lead's list, in its order."""
    return _LINK.findall(client.get(LIST).get_data(as_text=True))


def lead_path(followup: str, act: str = "") -> str:
    return f"{LIST}/{followup}" + (f"/{act}" if act else "")


def nominee_path(filed: Filed, followup: str, act: str = "") -> str:
    return case_path(filed, f"followups/{followup}") + (f"/{act}" if act else "")


def seen_by_pupil(world: World, filed: Filed) -> pupil_case.PupilView:
    ring = ring_of(world, filed)
    with world.database.reading() as db:
        return pupil_case.look(db, filed.id, ring)
