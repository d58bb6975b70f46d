"""A school adds a helpline near it and takes it away again; nothing dear, stale or for adults stands there."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.advice.helplines import HelplinesWrong, read_helplines
from sharp.advice.own_lines import OWN_LINES, PLACES
from sharp.model.schools import Piece
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.promises.ground import examined
from tests.integration.reports.test_journey import at, go
from tests.integration.schools.thief import tamper
from tests.integration.triage.desk import told_after
from tests.integration.triage.test_content import LINE_AT, PAGE, accept, change, live, published
from tests.unit.advice.test_helplines import LINE

OWN_AT = f"{PAGE}/alder/helpline/own-1"
OURS = {
    "name": "Alder Young People’s Line", "number": "0161 496 0000", "hours": "Monday to Friday, 9 to 5",
    "who": "For anyone under 18 in Alderton.", "about": "Somebody to talk to near you.", "for": "",
    "checked": "23 November 2026",
}  # fmt: skip
ADVICE = "/alder/advice"


def dials(client: CheckedClient, path: str = ADVICE, number: str = "tel:01614960000") -> bool:
    return number in {str(link["href"]) for link in soup_of(client.get(path)).select("main a[href]")}


def newest(world: World) -> bytes:
    with world.database.reading() as db:
        found = db.scalars(sa.select(Piece.id).where(Piece.item == "own-1").order_by(Piece.n.desc())).first()
    assert found is not None
    return found


def test_it_is_there_once_the_lead_has_accepted_and_gone_once_they_have_agreed(
    as_: SignIn, client: CheckedClient
) -> None:
    officer = published(as_, OWN_AT, **OURS)
    assert not dials(client)
    lead = as_("spoc")
    assert OURS["about"] in text_of(lead.get(OWN_AT))
    assert "Accepted: Alder Young People’s Line." in told_after(lead, accept(lead, OWN_AT))
    assert dials(client)
    text = text_of(client.get(ADVICE))
    for said in (OURS["name"], OURS["hours"], OURS["who"], OURS["about"], "It may cost money"):
        assert said in text
    assert f"{OURS['hours']} Somebody" in text, "nothing is said of being open now"
    assert not dials(client, "/birch/advice")
    gone = officer.submit(OWN_AT, {}, action="/restoration")
    page = officer.get(str(gone.location))
    assert not any(prefilled(form_on(page, "/change")).get(name) for name in OURS)
    assert "Change: Alder Young People’s Line" in text_of(page), "what it is that goes"
    assert officer.press(page, {"publish": "1"}, action="/change").status_code == 303
    assert dials(client), "pupils read what was accepted until the lead agrees"
    assert accept(as_("spoc"), OWN_AT).status_code == 303
    assert not dials(client)
    assert "Take it away" not in text_of(officer.get(OWN_AT))
    history = text_of(officer.get(f"{OWN_AT}/history"))
    assert "Gone: Alder Young People’s Line" in history


def test_it_stands_where_its_purpose_is(as_: SignIn, client: CheckedClient) -> None:
    live(as_, OWN_AT, **OURS | {"for": "home"})
    assert dials(client, "/alder/help-now")
    home = go(client, "place", kind={"kinds": ["home_harm"]})
    assert OURS["number"] in text_of(home)
    assert OURS["number"] not in text_of(go(client, "place", kind={"kinds": ["theft"]}))
    assert not dials(client, at("")), "beside 999 stand only lines that answer day and night"
    [topic] = soup_of(client.get(ADVICE)).select("details#t13")
    assert OURS["number"] in topic.get_text()
    [topic] = soup_of(client.get(ADVICE)).select("details#t5")
    assert OURS["number"] not in topic.get_text()
    assert OURS["number"] in client.get("/alder/plain").get_data(as_text=True)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("0800 123 45", "A number holds digits"),
        ("+44 161 496 0000", "A number holds digits"),
        ("0161-496-0000", "A number holds digits"),
        ("0161 496 0000;ext=1", "A number holds digits"),
        ("61 496 0000", "A number holds digits"),
        ("\N{ARABIC-INDIC DIGIT ZERO}161 496 0000", "A number holds digits"),
        ("0909 879 0000", "costs too much"),
        ("0871 200 0000", "costs too much"),
        ("118 118", "costs too much"),
        ("0345 6000 459", "which is not for children"),
        ("0808 800 5000", "which is not for children"),
        ("1" * 21, "That is too long"),
    ],
)
def test_a_number_that_cannot_stand_before_children(as_: SignIn, number: str, says: str) -> None:
    answer = change(as_("spoc"), OWN_AT, **OURS | {"number": number})
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert prefilled(form_on(answer, "/change"))["number"] == number


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Write something here. To take the helpline away, empty it all."),
        ({"hours": ""}, "Write something here. To take"),
        ({"checked": ""}, "Write something here. To take"),
        ({"checked": "soon"}, "Write the day on which somebody last rang it"),
        ({"checked": "1 December 2098"}, "still to come"),
        ({"checked": "1 May 2020"}, "Ring it again first"),
        ({"who": "Adults only"}, "Nothing that is for adults only stands here."),
        ({"who": "For anyone over 18"}, "Nothing that is for adults only stands here."),
        ({"who": "For women aged 18 and over"}, "Nothing that is for adults only stands here."),
        ({"for": "danger"}, "There is a problem"),
        ({"name": "x" * 121}, "That is too long."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(as_: SignIn, fields: dict[str, str], says: str) -> None:
    answer = change(as_("officer"), OWN_AT, **OURS | fields)
    assert answer.status_code == 422
    assert says in text_of(answer)


def test_an_edited_line_of_ours_keeps_to_the_same(as_: SignIn) -> None:
    at_papyrus = LINE_AT.replace("shout", "papyrus")
    assert change(as_("spoc"), at_papyrus, number="0909 879 0000").status_code == 422
    assert change(as_("spoc"), at_papyrus, who="Adults only.").status_code == 422
    assert change(as_("spoc"), at_papyrus, number="0800 068 4142").status_code == 303


@pytest.mark.parametrize("cell", ["parts = replace(parts, '0161', '0909')", "mac_v = 999", "school_id = :birch, n = 9"])
def test_a_forged_one_is_nobodys(as_: SignIn, client: CheckedClient, world: World, cell: str) -> None:
    live(as_, OWN_AT, **OURS | {"number": "0161 496 0001"})
    live(as_, OWN_AT, **OURS)
    birch = {"birch": world.cast.schools["birch"]} if ":birch" in cell else {}
    older_is_left = ":birch" in cell  # the row is gone from here, and what was accepted before is the newest
    tamper(world.database, f"UPDATE pieces SET {cell} WHERE id = :id", id=newest(world), **birch)
    for path in (ADVICE, "/birch/advice"):
        assert not dials(client, path)
        assert not dials(client, path, "tel:09094960000")
    assert dials(client, ADVICE, "tel:01614960001") is older_is_left
    assert any(line.startswith("pieces ") for line in examined(world))


def test_it_is_doubted_in_time_like_any_other(as_: SignIn, client: CheckedClient) -> None:
    live(as_, OWN_AT, **OURS)
    text = text_of(client.get(ADVICE))
    assert "We last checked this some time ago" not in text
    with clock.at(clock.now() + timedelta(days=200)):
        assert "We last checked this some time ago" in text_of(client.get(ADVICE))


def test_there_are_six_and_the_next_place_is_shown_when_it_is_needed(as_: SignIn) -> None:
    officer = as_("officer")

    def listed() -> list[str]:
        links = soup_of(officer.get(f"{PAGE}/alder")).select("h3 a")
        return [str(link["href"]).rpartition("/")[2] for link in links if "/own-" in str(link["href"])]

    assert len(PLACES) == len(OWN_LINES.shipped) == 6
    assert listed() == ["own-1"]
    change(officer, OWN_AT, press="", **OURS)
    assert listed() == ["own-1", "own-2"]
    for place in PLACES[1:]:
        change(officer, f"{PAGE}/alder/helpline/{place}", **OURS)
    assert listed() == list(PLACES)
    assert officer.get(f"{PAGE}/alder/helpline/own-7").status_code == 404


def test_no_shipped_line_has_the_id_of_one() -> None:
    with pytest.raises(HelplinesWrong):
        read_helplines(LINE.replace('id = "a"', 'id = "own-1"'))


def test_a_name_is_no_html(as_: SignIn, client: CheckedClient) -> None:
    fields: dict[str, Any] = OURS | {"name": "<b>Alder</b> & %(x)s"}
    live(as_, OWN_AT, **fields)
    page = client.get(ADVICE)
    assert "<b>Alder</b> & %(x)s" in text_of(page)
    assert not soup_of(page).select("main b")
