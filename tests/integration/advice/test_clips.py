"""Clips as they are served: part by part where asked, typed, kept by nobody; and the piece of page that shows one."""

import pytest
from bs4 import BeautifulSoup, Tag
from flask import render_template
from flask.testing import FlaskClient

from sharp.advice.clips import CLIPS, Clip
from sharp.web.application import Sharp
from sharp.web.assets import asset_folder

CLIP = CLIPS["c01"]
TYPES = {"mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt; charset=utf-8", "png": "image/png"}
EACH_KIND = pytest.mark.parametrize("kind", TYPES)
EACH_CLIP = pytest.mark.parametrize("clip", CLIPS.values(), ids=CLIPS)


@pytest.fixture
def client(app: Sharp) -> FlaskClient:
    """One that looks at bytes rather than pages."""
    return FlaskClient(app)


def whole(kind: str) -> bytes:
    return (asset_folder("static") / CLIP.path(kind)).read_bytes()


def address(kind: str) -> str:
    return f"/static/{CLIP.path(kind)}"


@EACH_KIND
def test_each_file_says_its_kind_and_no_browser_keeps_it(client: FlaskClient, kind: str) -> None:
    answer = client.get(address(kind), headers={"Accept-Encoding": "gzip, br"}, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == TYPES[kind]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in answer.headers, "compressed, it would have a size of its own again"
    assert "Set-Cookie" not in answer.headers
    assert answer.get_data() == whole(kind)


@pytest.mark.parametrize("kind", ["mp4", "webm"])
@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-", 0, None), ("bytes=1000-1999", 1000, 1999), ("bytes=-500", -500, None)]
)
def test_a_part_is_given_where_a_part_is_asked_for(
    client: FlaskClient, kind: str, asked: str, first: int, last: int | None
) -> None:
    answer = client.get(address(kind), headers={"Range": asked}, buffered=True)
    data = whole(kind)
    part = data[first:] if last is None else data[first : last + 1]
    begins = first % len(data)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {begins}-{begins + len(part) - 1}/{len(data)}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_data() == part


def test_a_part_beyond_the_end_is_refused(client: FlaskClient) -> None:
    answer = client.get(address("mp4"), headers={"Range": "bytes=99999999-"}, buffered=True)
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"


def piece(app: Sharp, clip: Clip) -> Tag:
    with app.test_request_context("/alder/advice"):
        found = BeautifulSoup(render_template("advice/clip.html", clip=clip), "html.parser").find("details")
    assert isinstance(found, Tag)
    return found


@EACH_CLIP
def test_nothing_in_the_page_makes_a_browser_fetch_it(app: Sharp, clip: Clip) -> None:
    video = piece(app, clip).find("video")
    assert isinstance(video, Tag)
    assert video["preload"] == "none"
    assert video.has_attr("controls")
    assert not {"autoplay", "poster", "src", "loop"} & set(video.attrs)
    tracks = video.find_all("track")
    assert [(track["kind"], track["srclang"]) for track in tracks] == [("captions", "en")]
    assert not tracks[0].has_attr("default"), "Chromium fetches a default track with the page"


@EACH_CLIP
def test_every_address_leads_to_its_file_and_says_nothing(app: Sharp, client: FlaskClient, clip: Clip) -> None:
    found = piece(app, clip)
    addresses = [str(tag["src"]) for tag in found.find_all(["source", "track"])]
    addresses += [str(tag["href"]) for tag in found.find_all("a")] + [str(found.find("video")["data-poster"])]  # type: ignore[index]
    assert {path.rpartition(".")[2] for path in addresses} == set(TYPES)
    for path in addresses:
        assert path.startswith(f"/static/clips/{clip.file}.")
        assert client.get(path, buffered=True).status_code == 200


@EACH_CLIP
def test_all_that_is_said_stands_beneath(app: Sharp, clip: Clip) -> None:
    text = " ".join(piece(app, clip).get_text(" ").split())
    assert f"({clip.seconds} seconds, with sound)" in text
    for words in clip.source_words:
        assert words in text
    assert "The voice is made by a computer." in text
    assert "network may see" in text
    assert "size could tell" in text


def test_a_recorded_voice_is_not_called_a_computers(app: Sharp) -> None:
    recorded = Clip(**{**vars(CLIP), "is_synthetic": False})
    assert "computer" not in piece(app, recorded).get_text(" ")
