"""A school's page goes live only after its safeguarding lead has been shown each text and accepted it."""

import pytest
import sqlalchemy as sa

from sharp.advice import editing
from sharp.advice.content import KINDS
from sharp.advice.standing import standings
from sharp.model.reports import Report
from sharp.model.schools import Piece
from sharp.model.words import Role
from sharp.schools.nominations import confirm, end, nominate
from sharp.upkeep import examining
from sharp.upkeep.opening import Opened
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.world import SINCE, World
from tests.integration.promises.ground import examined
from tests.integration.reports.test_journey import STORY, go
from tests.integration.schools.thief import tamper
from tests.integration.triage.desk import told_after

PAGE = "/staff/content/alder"
CLOSED = "You cannot write to us here yet"


@pytest.fixture
def unopened(world: World) -> World:
    """Alder as a school is before anybody has accepted anything."""
    tamper(world.database, "DELETE FROM pieces WHERE school_id = :alder", alder=world.cast.schools["alder"])
    return world


def advised(world: World) -> list[str]:
    deployment = Opened(world.settings, world.keys, world.database, world.anchor)
    here = world.cast.schools["alder"].hex()
    return [said for said in examining.advise(deployment) if said.startswith(f"content of school {here}")]


def forge_page(world: World) -> None:
    tamper(world.database, "UPDATE pieces SET author_id = :eve WHERE kind = 'page'", eve=bytes(16))


def test_before_that_there_is_help_and_no_pen(client: CheckedClient, unopened: World) -> None:
    front = client.get("/alder/")
    assert CLOSED in text_of(front)
    assert "Someone reads these" not in text_of(front), "nothing can be sent that anyone would read"
    for page in (front, client.get("/alder/advice"), client.get("/alder/help-now"), client.get("/alder/who-reads")):
        assert page.status_code == 200
        assert "/alder/report/" not in page.text
    advice = soup_of(client.get("/alder/advice"))
    assert advice.select("details.topic") == []
    assert {"999", "0800 1111", "85258"} <= {link.get_text() for link in advice.select("a")}
    assert "/birch/report/" in client.get("/birch/").text


@pytest.mark.parametrize("path", ["", "story", "who", "show", "check"])
def test_nor_does_the_journey_begin(client: CheckedClient, unopened: World, path: str) -> None:
    answer = client.get(f"/alder/report/{path}")
    assert answer.status_code == 404
    assert CLOSED in text_of(answer)
    assert "Childline" in text_of(answer)
    assert client.get("/birch/report/").status_code == 200
    assert client.get("/alder/back").status_code == 200


def test_a_page_that_is_taken_back_sends_nothing_and_loses_nothing(client: CheckedClient, world: World) -> None:
    """No verb closes a page: whoever deletes the row is told of by doctor, and the pupil keeps their words."""
    check = go(client, "check")
    tamper(world.database, "DELETE FROM pieces WHERE kind = 'page'")
    answer = client.press(check)
    assert answer.status_code == 503
    assert prefilled(form_on(answer))["story"] == STORY
    with world.database.reading() as db:
        assert db.scalars(sa.select(Report.id)).all() == []
    assert any("the row that opened its page is missing" in said for said in examined(world))


def test_a_forged_page_is_refused_loudly(client: CheckedClient, as_: SignIn, world: World) -> None:
    check = go(client, "check")
    forge_page(world)
    assert client.press(check).status_code == 503
    assert "You cannot write to us right now" in text_of(client.get("/alder/"))
    assert "was changed outside the service" in text_of(as_("spoc").get(PAGE))
    assert any(said.startswith("pieces ") for said in examined(world))


def test_the_lead_is_shown_each_and_opens_the_page(as_: SignIn, client: CheckedClient, unopened: World) -> None:
    """From the first to the last by one button, and then by another."""
    lead, needed = as_("spoc"), [piece for kind in KINDS for piece in kind.shipped if piece.is_needed]
    listed = lead.get(PAGE)
    assert f"{len(needed)} texts are not accepted yet." in text_of(listed)
    assert "/opening" not in listed.text
    at = str(soup_of(listed).select("h3 a")[0]["href"])
    for piece in needed:
        assert CLOSED in text_of(client.get("/alder/"))
        page = lead.get(at)
        shown = " ".join(soup_of(page).select(".as-shown")[0].get_text(" ").split())
        for words in [words for name, words in piece.parts.items() if name != "shown"]:
            assert words.splitlines()[0].removeprefix("- ") in shown if words else True
        done = lead.press(page, action="/acceptance")
        at = str(done.location)
    assert at == PAGE
    assert CLOSED in text_of(client.get("/alder/"))
    assert "The page is open" in told_after(lead, lead.submit(PAGE, action="/opening"))
    assert CLOSED not in text_of(client.get("/alder/"))
    assert client.get("/alder/report/").status_code == 200
    assert advised(unopened) == []


def test_with_one_missing_it_stays_closed(as_: SignIn, client: CheckedClient, world: World) -> None:
    tamper(world.database, "DELETE FROM pieces WHERE kind = 'page' OR item = 'frank'")
    lead = as_("spoc")
    token = prefilled(form_on(lead.get(f"{PAGE}/helpline/frank"), "/acceptance"))["csrf_token"]
    answer = lead.post(f"{PAGE}/opening", data={"csrf_token": token})
    assert "Not everything is accepted yet" in told_after(lead, answer)
    assert CLOSED in text_of(client.get("/alder/"))


def test_a_lead_of_another_school_accepts_nothing_here(world: World) -> None:
    with world.database.writing() as db:
        with pytest.raises(editing.NotTheLead):
            editing.open_page(
                db, school_id=world.cast.schools["alder"], by=world.person("spoc_elsewhere").id, anchor=world.anchor
            )
        with pytest.raises(editing.NotTheLead):
            editing.accept(
                db, school_id=world.cast.schools["alder"], kind="word", item="welcome", shown="",
                by=world.person("operator").id, anchor=world.anchor,
            )  # fmt: skip


def test_a_lead_whose_nomination_has_ended_accepts_nothing(unopened: World) -> None:
    world, alder = unopened, unopened.cast.schools["alder"]
    with world.database.writing() as db:
        head = nominate(
            db, school_id=alder, staff_id=world.person("head").id, role=Role.SPOC, shown_name="Mrs Marsh", dsl=True,
            from_day=SINCE, anchor=world.anchor,
        )  # fmt: skip
        fp = world.person("head").keys.fingerprint
        confirm(db, nomination_id=head, by=world.person("spoc").id, fp=fp, anchor=world.anchor)
        end(db, nomination_id=world.nomination("spoc"), anchor=world.anchor)
    with world.database.writing() as db:
        [first, *_rest] = [each for each in standings(db, alder) if each.waiting]
        assert first.waiting is not None
        kind, item = first.name
        said = {"school_id": alder, "kind": kind, "item": item, "shown": first.waiting.print, "anchor": world.anchor}
        with pytest.raises(editing.NotTheLead):
            editing.accept(db, by=world.person("spoc").id, **said)
        editing.accept(db, by=world.person("head").id, **said)


def test_opening_twice_is_opening_once(world: World) -> None:
    alder = world.cast.schools["alder"]
    with world.database.writing() as db:
        editing.open_page(db, school_id=alder, by=world.person("spoc").id, anchor=world.anchor)
    with world.database.reading() as db:
        found = db.scalars(sa.select(Piece).where(Piece.school_id == alder, Piece.kind == "page")).all()
    assert len(found) == 1


def test_doctor_says_what_waits(unopened: World) -> None:
    [said] = advised(unopened)
    needed = sum(piece.is_needed for kind in KINDS for piece in kind.shipped)
    assert f"its page is closed to reports until its safeguarding lead has accepted {needed} texts" in said


def test_doctor_is_content_with_a_school_that_is_open(world: World) -> None:
    assert advised(world) == []
    assert examined(world) == []
