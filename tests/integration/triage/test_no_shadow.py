"""A nominee whom the pupil left out: every page of theirs is the same with and without that report."""

import re

import pytest

from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.triage.desk import HOME, QUEUE, case_path, pupil_is_not_safe, pupil_writes
from tests.integration.triage.test_acts import CLOSURE

PAGES = (
    HOME, QUEUE, f"{QUEUE}?view=practice", f"{QUEUE}?view=closed", f"{QUEUE}?school=alder",
    "/staff/nominations", "/staff/account",
)  # fmt: skip
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="[^"]*"')


def all_pages(client: CheckedClient) -> list[bytes]:
    return [TOKEN.sub(b"", client.get(page).get_data()) for page in PAGES]


def found_by(client: CheckedClient, words: str) -> bytes:
    client.submit(QUEUE, {"words": words}, action="search")
    return TOKEN.sub(b"", client.get(f"{QUEUE}/search").get_data())


@pytest.mark.parametrize("who", ["officer", "spoc", "deputy"])
def test_pages_are_the_same_with_and_without_it(as_: SignIn, app: Sharp, world: World, who: str) -> None:
    seen = file_report(world)
    left_out = as_(who)
    before, nothing = all_pages(left_out), found_by(left_out, "xylophone")
    hidden = file_report(world, story="My xylophone was taken.", left_out=(world.nomination(who).hex(),))
    other = as_("spoc" if who != "spoc" else "officer")
    other.submit(case_path(hidden), {"message": "Thank you."}, action="messages")
    pupil_writes(app, world, hidden, "It is the deputy.")
    pupil_is_not_safe(app, world, hidden, "Please come.")
    assert all_pages(left_out) == before
    assert found_by(left_out, "xylophone") == nothing
    other.submit(case_path(hidden), CLOSURE, action="closure")
    assert all_pages(left_out) == before
    assert left_out.get(case_path(hidden)).get_data() == left_out.get("/staff/cases/ZZZZ-ZZZZ").get_data()
    assert left_out.get(case_path(seen)).status_code == 200


def test_a_coordinator_who_reads_there_too_gets_no_totals_of_it(as_: SignIn, world: World) -> None:
    """A total would rise with a report that leaves them out."""
    assert "Totals for your partnership" not in as_("officer").get(HOME).get_data(as_text=True)
