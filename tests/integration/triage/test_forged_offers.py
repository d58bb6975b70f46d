"""An offer whose row was changed, put back or taken away: refused loudly, and nothing else is hidden."""

import pytest

from tests.fixtures.application import SignIn
from tests.fixtures.pages import form_on, prefilled, soup_of, text_of
from tests.fixtures.reports import STORY, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import examined, insert_row, remove_row, rows_of
from tests.integration.schools.thief import tamper
from tests.integration.triage.desk import HOME, case_path
from tests.integration.triage.moves import (
    OFFERS,
    accepted,
    answer,
    close_it,
    offered,
    offers_in,
    rows_at_birch,
)


def test_a_forged_offer_is_refused_loudly_and_hides_nothing_else(world: World, as_: SignIn) -> None:
    forged, sound = file_report(world), file_report(world)
    offered(world, as_, forged)
    offered(world, as_, sound)
    tamper(
        world.database, "UPDATE offers SET to_staff_id = :who WHERE report_id = :report",
        who=world.person("officer_elsewhere").id, report=forged.id,
    )  # fmt: skip
    assert as_("officer_elsewhere").get(OFFERS).status_code == 404
    assert as_("officer_elsewhere").get(HOME).status_code == 200
    assert len(soup_of(as_("spoc_elsewhere").get(OFFERS)).select(".card")) == 1
    client = as_("spoc")
    page = text_of(client.get(case_path(forged)))
    assert "was changed outside the service and is refused" in page
    assert STORY in page
    assert any("offers" in said for said in examined(world))
    done = client.submit(case_path(forged, "move"), {"reason": "It was changed."}, action="/withdrawal")
    assert done.status_code == 303
    assert [row.report_id for row in offers_in(world)] == [sound.id]
    assert examined(world) == []


def test_an_offer_forged_to_be_accepted_sends_nothing(world: World, as_: SignIn) -> None:
    filed, other, client = file_report(world), file_report(world), as_("spoc")
    accepted(world, as_, other)
    offered(world, as_, filed)
    shown = client.get(case_path(other, "move"))
    tamper(world.database, "UPDATE offers SET state = 'accepted' WHERE report_id = :report", report=filed.id)
    typed = prefilled(form_on(shown, "/move")) | {"brief": "Short.", "word": "Short.", "seen": ""}
    assert client.post(case_path(filed, "move"), data=typed).status_code == 503
    assert rows_at_birch(world) == 0


@pytest.mark.parametrize("then", ["declined", "withdrawn", "closed"])
def test_an_accepted_row_put_back_sends_nothing_and_shows_nothing(world: World, as_: SignIn, then: str) -> None:
    """It was right once, and its MAC is."""
    filed, client, there = file_report(world), as_("spoc"), as_("spoc_elsewhere")
    accepted(world, as_, filed)
    shown = client.get(case_path(filed, "move"))
    [row] = rows_of(world.database, "offers")
    if then == "declined":
        answer(there, "talk-first")
    elif then == "withdrawn":
        client.submit(case_path(filed, "move"), {"reason": "They stay with us."}, action="/withdrawal")
    else:
        close_it(world, filed)
    for standing in rows_of(world.database, "offers"):
        remove_row(world.database, "offers", standing)
    insert_row(world.database, "offers", row)
    assert any("it was put back after it had been answered or settled" in said for said in examined(world))
    assert there.get(OFFERS).status_code == 404
    assert "was changed outside the service and is refused" in text_of(client.get(case_path(filed)))
    typed = prefilled(form_on(shown, "/move")) | {"brief": "Short.", "word": "Short.", "seen": ""}
    assert client.post(case_path(filed, "move"), data=typed).status_code == 503
    assert rows_at_birch(world) == 0


def test_a_row_that_is_missing_is_found(world: World, as_: SignIn) -> None:
    filed = file_report(world)
    offered(world, as_, filed)
    [row] = rows_of(world.database, "offers")
    remove_row(world.database, "offers", row)
    assert any("the row is missing; withdrawn it was not" in said for said in examined(world))
    offered(world, as_, filed)
    assert examined(world) == []
