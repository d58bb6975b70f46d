"""A school's own clip: brought with captions, made by the worker, watched and accepted by the lead, shown to pupils."""

import pytest

from sharp.model.words import ClipState
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.clips.bringing import (
    MADE,
    NEW,
    OWN,
    accept,
    accepted,
    bring,
    clips,
    lying,
    on_page,
    piece_at,
    ready,
    work,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("made")


def test_it_goes_from_the_form_to_the_pupils(as_: SignIn, client: CheckedClient, world: World) -> None:
    answer = bring(as_("officer"))
    assert (answer.status_code, answer.location) == (303, OWN)
    [row] = clips(world)
    assert row.state is ClipState.WAITING
    assert lying(world) == {row.id.hex()}
    assert "It waits to be made." in text_of(as_("spoc").get(OWN))
    assert work(world) == 1
    [row] = clips(world)
    assert row.state is ClipState.READY
    assert row.id.hex() not in lying(world), "what was brought is gone"
    assert len(lying(world)) == 3
    assert on_page(client) == []
    page = as_("spoc").get(piece_at(row))
    assert "You can talk to Ms Adeyemi." in text_of(page)
    assert "Her door is open & warm." in text_of(page)
    assert "Our door is open" in text_of(as_("officer").get("/staff/content/alder"))
    assert accept(as_, row).status_code == 303
    webm, mp4 = on_page(client)
    assert client.get(webm).get_data() == MADE.webm
    assert client.get(mp4).get_data() == MADE.mp4
    assert on_page(client, "birch") == []


def test_captions_are_given_out_as_we_wrote_them(as_: SignIn, client: CheckedClient, world: World) -> None:
    accepted(
        as_, world, captions="WEBVTT - made by hand\n\nNOTE none\n\n1\n00:00:01.000 --> 00:00:02.000 align:start\nA & B"
    )
    vtt = on_page(client)[0].replace(".webm", ".vtt")
    answer = client.get(vtt)
    assert answer.get_data(as_text=True) == "WEBVTT\n\n00:01.000 --> 00:02.000\nA &amp; B\n"
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"


def test_a_part_is_given_and_no_browser_keeps_it(as_: SignIn, client: CheckedClient, world: World) -> None:
    accepted(as_, world)
    webm = on_page(client)[0]
    answer = client.get(webm, headers={"Range": "bytes=100-199"})
    assert answer.status_code == 206
    assert answer.get_data() == MADE.webm[100:200]
    assert answer.headers["Content-Range"] == f"bytes 100-199/{len(MADE.webm)}"
    for given in (answer, client.get(webm)):
        assert given.headers["Content-Type"] == "video/webm"
        assert given.headers["Cache-Control"] == "no-store"
        assert given.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in given.headers
        assert "Content-Encoding" not in given.headers
        assert "Content-Disposition" not in given.headers


def test_nothing_of_it_comes_with_the_page(as_: SignIn, client: CheckedClient, world: World) -> None:
    row = accepted(as_, world)
    page = client.get("/alder/advice")
    [video] = [each for each in soup_of(page).select("#t1 video, video") if each.find("source", src=on_page(client)[0])]
    assert video["preload"] == "none"
    assert not {"autoplay", "poster", "src"} & set(video.attrs)
    assert not video.find("track", default=True)
    assert row.id.hex() not in page.text
    topic = video.find_parent("details", class_="topic")
    assert topic is not None
    assert "Bullying" in topic.get_text()
    assert "same size" not in video.find_parent("details", class_="clip").get_text()  # type: ignore[union-attr]


def test_the_page_stays_open_while_one_waits(as_: SignIn, client: CheckedClient, world: World) -> None:
    ready(as_, world)
    assert client.get("/alder/report/").status_code == 200
    assert "The page is open" in text_of(as_("spoc").get("/staff/content/alder"))


@pytest.mark.parametrize("who", ["officer", "deputy"])
def test_only_the_lead_accepts(as_: SignIn, client: CheckedClient, world: World, who: str) -> None:
    row = ready(as_, world)
    token = soup_of(as_(who).get(piece_at(row))).find("input", {"name": "csrf_token"})
    assert token is not None
    person = as_(who)
    page = person.get(NEW)
    found = soup_of(page).find("input", {"name": "csrf_token"})
    answer = person.post(f"{piece_at(row)}/acceptance", data={"csrf_token": found["value"], "shown": "x"})  # type: ignore[index]
    assert answer.status_code == 403
    assert on_page(client) == []
