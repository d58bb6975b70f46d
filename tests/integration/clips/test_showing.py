"""What pupils get: the very film and words that the lead accepted, while the school shows them, and nothing else."""

from typing import Any

import pytest

from sharp.advice.own_clips import StoredFilm
from sharp.model.clips import SchoolClip
from sharp.upkeep.clip_making import remove_replaced
from tests.fixtures.application import SignIn
from tests.fixtures.evidence import store_of
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.clips.bringing import (
    CAPTIONS,
    MADE,
    OWN,
    WORDS,
    accept,
    accepted,
    bring,
    clips,
    deployment,
    lying,
    on_page,
    piece_at,
    ready,
    work,
)  # fmt: skip
from tests.integration.promises.ground import examined
from tests.integration.schools.thief import tamper

pytestmark = pytest.mark.usefixtures("made")
OTHER = "WEBVTT\n\n00:02.000 --> 00:03.000\nAnother word."


def reword(as_: SignIn, row: SchoolClip, who: str = "officer", **fields: str) -> Any:
    return as_(who).submit(f"{OWN}/{row.id.hex()}/words", fields, action="/words")


def press(as_: SignIn, row: SchoolClip, act: str, who: str = "officer") -> Any:
    """A button of the list, or of the page before a removal."""
    page = f"{OWN}/{row.id.hex()}/removal" if act == "removal" else OWN
    return as_(who).submit(page, action=f"{row.id.hex()}/{act}")


def clip_words(client: CheckedClient) -> str:
    page = soup_of(client.get("/alder/advice"))
    return " ".join(each.get_text(" ") for each in page.select("details.clip") if "Your school made" in each.get_text())


def test_other_words_wait_and_the_old_ones_are_shown_meanwhile(
    as_: SignIn, client: CheckedClient, world: World
) -> None:
    row = accepted(as_, world)
    assert reword(as_, row, captions=OTHER, title="Her door", topic="weapons").status_code == 303
    assert "Her door is open & warm." in clip_words(client)
    vtt = on_page(client)[0].replace(".webm", ".vtt")
    assert "Another word" not in client.get(vtt).text
    page = as_("spoc").get(piece_at(row))
    assert "What changes for pupils" in text_of(page)
    assert accept(as_, row).status_code == 303
    assert "Another word." in clip_words(client)
    assert "Ms Adeyemi" not in clip_words(client)
    assert "Another word" in client.get(vtt).text
    topic = soup_of(client.get("/alder/advice")).find("source", src=on_page(client)[0])
    assert topic is not None
    assert "weapons" in topic.find_parent("details", class_="topic").find("summary").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"captions": ""}, "WEBVTT"), ({"title": ""}, "Write a title."),
     ({"captions": "WEBVTT\n\n00:14.000 --> 00:15.000\nLate"}, "go on after the film")],
    ids=["no captions", "no title", "late captions"],
)  # fmt: skip
def test_words_that_cannot_be_shown_are_said_and_stay(
    as_: SignIn, world: World, fields: dict[str, str], says: str
) -> None:
    row = ready(as_, world)
    answer = reword(as_, row, **fields)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert prefilled(form_on(answer, "/words")).items() >= fields.items()


def test_two_who_change_words_at_once_are_told(as_: SignIn, world: World) -> None:
    row = ready(as_, world)
    officer = as_("officer")
    page = officer.get(f"{OWN}/{row.id.hex()}/words")
    assert reword(as_, row, who="spoc", title="Hers").status_code == 303
    answer = officer.press(page, {"title": "Mine"}, action="/words")
    assert answer.status_code == 409
    assert prefilled(form_on(answer, "/words"))["title"] == "Mine"
    assert officer.press(answer, action="/words").status_code == 303
    assert clips(world)[0].title == "Mine"


def test_the_lead_accepts_what_was_shown_and_nothing_newer(as_: SignIn, client: CheckedClient, world: World) -> None:
    row = ready(as_, world)
    lead = as_("spoc")
    page = lead.get(piece_at(row))
    reword(as_, row, captions=OTHER)
    assert lead.press(page, action="/acceptance").status_code == 409
    assert on_page(client) == []


def test_hidden_it_is_gone_at_once_and_comes_back(as_: SignIn, client: CheckedClient, world: World) -> None:
    row = accepted(as_, world)
    webm = on_page(client)[0]
    assert press(as_, row, "hiding").status_code == 303
    assert on_page(client) == []
    assert client.get(webm).status_code == 404
    assert "Hidden" in text_of(as_("spoc").get(OWN))
    assert press(as_, row, "hiding").status_code == 303
    assert client.get(webm).status_code == 200


def test_removed_it_is_gone_with_its_files(as_: SignIn, client: CheckedClient, world: World) -> None:
    row, stays = accepted(as_, world), accepted(as_, world, title="Another")
    [gone_at] = [
        each for each in on_page(client) if StoredFilm.from_text(row.film).name in each and each.endswith("webm")
    ]
    assert press(as_, row, "removal").status_code == 303
    assert client.get(gone_at).status_code == 404
    assert [each.id for each in clips(world)] == [stays.id]
    assert len(lying(world)) == 3
    assert as_("spoc").get(piece_at(row)).status_code == 404
    assert examined(world) == []


def test_one_that_takes_anothers_place_does_so_when_it_is_accepted(
    as_: SignIn, client: CheckedClient, world: World
) -> None:
    old = accepted(as_, world)
    address = f"{OWN}/new?instead={old.id.hex()}"
    assert "Replace" in text_of(as_("officer").get(address))
    assert bring(as_("officer"), to=address, title="A newer one").status_code == 303
    assert work(world) == 1
    new = next(row for row in clips(world) if row.id != old.id)
    before = on_page(client)
    remove_replaced(deployment(world))
    assert on_page(client) == before
    assert accept(as_, new).status_code == 303
    assert len(on_page(client)) == 2
    assert on_page(client) != before
    remove_replaced(deployment(world))
    assert [row.id for row in clips(world)] == [new.id]
    assert len(lying(world)) == 3


@pytest.mark.parametrize("asked", [None, "bytes=0-9"])
@pytest.mark.parametrize("ending", ["mp4", "webm", "jpg"])
def test_a_file_that_was_exchanged_is_given_to_nobody(
    as_: SignIn, client: CheckedClient, world: World, ending: str, asked: str | None
) -> None:
    row = accepted(as_, world)
    film, store = StoredFilm.from_text(row.film), store_of(world)
    good = getattr(MADE, ending)
    address = on_page(client)[0].replace(".webm", f".{ending}")
    headers = {"Range": asked} if asked else {}
    assert client.get(address, headers=headers).get_data() == (good[:10] if asked else good)
    for bad in (good[:-1] + b"!", good + b"more", good[:10], b"", None):
        store.remove(film.parts[ending].file)
        if bad is not None:
            store.put(film.parts[ending].file, [bad])
        assert client.get(address, headers=headers).status_code == 404
        preview = as_("spoc").get(f"{OWN}/{film.name}.{ending}", headers=headers)
        assert preview.status_code == 404
    assert any(film.parts[ending].file in said for said in examined_files(world))


def examined_files(world: World) -> list[str]:
    return [said for said in examined(world) if said.startswith("school_clips ")]


def test_a_file_in_anothers_place_is_given_to_nobody(as_: SignIn, client: CheckedClient, world: World) -> None:
    """Two accepted films, one exchanged for the other by somebody who has the place for files."""
    row = accepted(as_, world)
    film, store = StoredFilm.from_text(row.film), store_of(world)
    store.remove(film.parts["webm"].file)
    store.put(film.parts["webm"].file, [MADE.mp4])
    assert client.get(on_page(client)[0]).status_code == 404


@pytest.mark.parametrize(
    "change",
    ["hidden = NOT hidden", "film = replace(film, 'mp4', 'mpx')", "state = 'waiting'", "title = 'x'", "mac_v = 9"],
)
def test_a_row_that_was_changed_shows_nothing_and_stops_nothing(
    as_: SignIn, client: CheckedClient, world: World, change: str
) -> None:
    row, other = accepted(as_, world), accepted(as_, world, title="Another")
    webm = next(each for each in on_page(client) if StoredFilm.from_text(row.film).name in each)
    tamper(world.database, f"UPDATE school_clips SET {change} WHERE id = :id", id=row.id)
    assert client.get(webm).status_code == 404
    assert all(StoredFilm.from_text(other.film).name in each for each in on_page(client))
    assert len(on_page(client)) == 2
    for address in (OWN, "/staff/content/alder", "/staff/content"):
        assert as_("spoc").get(address).status_code == 200
    assert any(row.id.hex() in said for said in examined(world))


def test_an_acceptance_that_was_made_up_shows_nothing(as_: SignIn, client: CheckedClient, world: World) -> None:
    row = ready(as_, world)
    tamper(world.database, "UPDATE pieces SET state = 'accepted' WHERE kind = 'own-clip'")
    assert on_page(client) == []
    assert client.get(f"/alder/clips/{StoredFilm.from_text(row.film).name}.webm").status_code == 404


def test_one_schools_clip_is_no_other_schools(as_: SignIn, client: CheckedClient, world: World) -> None:
    row = accepted(as_, world)
    name = StoredFilm.from_text(row.film).name
    assert client.get(f"/birch/clips/{name}.webm").status_code == 404
    elsewhere = as_("spoc_elsewhere")
    for path in ("", f"/{row.id.hex()}/words", f"/{row.id.hex()}/removal", f"/{name}.webm"):
        assert elsewhere.get(f"{OWN}{path}").status_code == 404
        assert elsewhere.get(f"/staff/content/birch/clips{path}").status_code == (200 if path == "" else 404)
    for act in ("hiding", "removal", "words"):
        token = prefilled(form_on(elsewhere.get("/staff/account")))["csrf_token"]
        for slug in ("alder", "birch"):
            address = f"/staff/content/{slug}/clips/{row.id.hex()}/{act}"
            answer = elsewhere.post(address, data={"csrf_token": token, "hidden": "yes", **WORDS})
            assert answer.status_code == 404
    assert len(on_page(client)) == 2


@pytest.mark.parametrize("ending", ["exe", "vtt", "mov", "x" * 50])
def test_other_endings_are_nothing(as_: SignIn, client: CheckedClient, world: World, ending: str) -> None:
    accepted(as_, world)
    address = on_page(client)[0].replace(".webm", f".{ending}")
    assert client.get(address).status_code == (200 if ending == "vtt" else 404)


def test_words_are_shown_as_words(as_: SignIn, client: CheckedClient, world: World) -> None:
    script = CAPTIONS + "\n\n00:08.500 --> 00:09.000\n&lt;script&gt;alert(1)&lt;/script&gt;"
    accepted(as_, world, captions=script, title="<b>Bold</b> %(name)s {{ 7*7 }}")
    page = client.get("/alder/advice")
    assert not soup_of(page).find("script", src=False)
    assert "<script>alert(1)</script>" in clip_words(client)
    assert "<b>Bold</b> %(name)s {{ 7*7 }}" in clip_words(client)
