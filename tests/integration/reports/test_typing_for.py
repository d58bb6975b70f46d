"""An adult who types for a pupil: asked of nobody else, said on each page, sealed, and shown to those who read it."""

import pytest

from tests.browser.traces import traces_in
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import TABLES, rows_of
from tests.integration.reports.test_journey import at, go, onward
from tests.integration.triage.moves import moved, read_by

LINE = "You are writing for a pupil. Use their own words."
SAID = "An adult typed this for a pupil: a parent or carer."


def told(client: CheckedClient, who: str) -> CheckedClient:
    """As far as who it is about."""
    before = go(client, "before")
    [link] = soup_of(before).select("main a[href$=typing]")
    assert onward(client, client.get(str(link["href"])), {"typed_by": who}).request.path == at("about")
    return client


def test_nobody_else_is_asked(client: CheckedClient) -> None:
    assert go(client, "about").request.path == at("about")
    assert LINE not in text_of(client.get(at("about")))
    assert "Who is typing" not in text_of(go(client, "check"))


@pytest.mark.parametrize("who", ["school", "family", "adult"])
def test_it_is_said_on_each_page_and_can_be_changed(client: CheckedClient, who: str) -> None:
    told(client, who)
    for path in ("typing", "about", "story"):
        assert LINE in text_of(client.get(at(path))), path
    check = go(client, "check")
    assert "Who is typing" in text_of(check)
    assert soup_of(check).select('a[href*="report/typing?from=check"]')


def test_it_can_be_taken_back(client: CheckedClient) -> None:
    told(client, "family")
    onward(client, client.get(at("typing")), {"typed_by": "nobody"})
    assert LINE not in text_of(client.get(at("about")))


def test_what_is_no_answer_of_ours_comes_back(client: CheckedClient) -> None:
    told(client, "family")
    refused = client.press(client.get(at("typing")), {"typed_by": "a wizard"})
    assert refused.status_code == 422
    assert "Please choose again" in text_of(refused)


def test_before_anything_is_begun_it_leads_to_the_first_page(client: CheckedClient) -> None:
    assert client.get(at("typing")).location == at("")


def test_the_journey_seals_it_and_its_readers_see_it(client: CheckedClient, as_: SignIn, world: World) -> None:
    told(client, "family")
    onward(client, go(client, "check"))
    officer = as_("officer")
    [case] = {str(link["href"]) for link in soup_of(officer.get("/staff/queue")).select('main a[href*="/cases/"]')}
    assert SAID in text_of(officer.get(case))


def test_a_pupil_who_typed_alone_is_not_said_to_have_had_help(as_: SignIn, world: World) -> None:
    filed = file_report(world)
    assert "An adult typed" not in text_of(as_("officer").get(f"/staff/cases/{filed.reference}"))


def test_it_lies_in_no_row_in_the_clear(world: World, filed_for: Filed) -> None:
    rows = [(table, repr(row).encode()) for table in TABLES for row in rows_of(world.database, table)]
    assert traces_in(rows, ["typed_by"]) == []
    [account] = [item for item in read_by(world, filed_for, "officer") if item.content.kind == "account"]
    assert account.body["typed_by"] == "family"


def test_it_goes_along_to_another_school(as_: SignIn, world: World, filed_for: Filed) -> None:
    there = moved(world, as_, filed_for)
    assert SAID in text_of(as_("spoc_elsewhere").get(f"/staff/cases/{there.reference}"))


@pytest.fixture
def filed_for(world: World) -> Filed:
    return file_report(world, typed_by="family")
