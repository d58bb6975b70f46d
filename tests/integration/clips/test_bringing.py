"""Bringing a clip: what is wrong is said and what was typed stays; who may; how many; what is left behind."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from sharp.advice.bringing import MOST_CLIPS
from sharp.files.films import Film
from sharp.files.refusals import StoreAway
from sharp.triage import film_upload, views_clips
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import form_on, prefilled, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.clips.bringing import (
    CAPTIONS,
    FILM,
    MULTIPART,
    NEW,
    OWN,
    WORDS,
    bring,
    clips,
    form_of,
    lying,
    lying_clip,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("made")
MINE = "Our own title & more"


@pytest.mark.parametrize(
    ("fields", "film", "says"),
    [
        ({"title": " "}, FILM, "Write a title."),
        ({"title": "x" * 121}, FILM, "too long"),
        ({"topic": "nothing"}, FILM, "Not a valid choice"),
        ({"captions": ""}, FILM, "WEBVTT"),
        ({"captions": "WEBVTT\n\n00:01.000 --> 00:02.000\n<i>Hello</i>"}, FILM, "plain text"),
        ({"captions": "WEBVTT\n\n01:40.000 --> 01:41.000\nHello"}, FILM, "later than a clip"),
        ({}, None, "Choose the film."),
        ({}, b"", "no film that we can read"),
        ({}, b"MZ" + bytes(500), "no film that we can read"),
        ({}, b"#EXTM3U\n" * 50, "no film that we can read"),
    ],
    ids=["no title", "long title", "no topic", "no captions", "marked", "late", "no film", "empty film", "a program",
         "a playlist"],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    as_: SignIn, world: World, fields: dict[str, str], film: bytes | None, says: str
) -> None:
    answer = bring(as_("officer"), film, **{"title": MINE, **fields})
    assert answer.status_code == 422
    assert says in text_of(answer)
    kept = prefilled(form_on(answer, "/clips/new"))
    typed = {**WORDS, "title": MINE, **fields}
    assert kept["captions"] == typed["captions"]
    assert kept["title"] == typed["title"].strip()
    assert clips(world) == ()
    assert lying(world) == set()


def test_captions_come_as_a_file_and_stay_when_the_film_does_not_come(as_: SignIn, world: World) -> None:
    officer, given = as_("officer"), b"\xef\xbb\xbf" + CAPTIONS.encode()
    answer = bring(officer, None, given, captions="")
    assert answer.status_code == 422
    assert "You can talk to Ms Adeyemi." in prefilled(form_on(answer, "/clips/new"))["captions"]
    assert bring(officer, FILM, given, captions="").status_code == 303
    assert "You can talk to Ms Adeyemi." in clips(world)[0].captions


@pytest.mark.parametrize("given", [b"\xff\xfe\0\0", b"\0" * 5_000, "WEBVTT\n\n".encode("utf-16"), b"x" * 300_000])
def test_captions_that_are_no_text_are_a_sentence(as_: SignIn, world: World, given: bytes) -> None:
    assert bring(as_("officer"), FILM, given, captions="").status_code == 422
    assert clips(world) == ()
    assert lying(world) == set()


def test_what_was_typed_goes_before_the_file(as_: SignIn, world: World) -> None:
    other = b"WEBVTT\n\n00:01.000 --> 00:02.000\nNot this."
    assert bring(as_("officer"), FILM, other).status_code == 303
    assert "Not this" not in clips(world)[0].captions


def test_a_film_that_is_too_big_leaves_nothing(as_: SignIn, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film_upload, "MB", 10)
    answer = bring(as_("officer"))
    assert answer.status_code == 422
    assert "too big" in text_of(answer)
    assert lying(world) == set()


def test_a_line_that_breaks_leaves_nothing(as_: SignIn, world: World) -> None:
    officer = as_("officer")
    fields = prefilled(form_on(officer.get(NEW), "/clips/new")) | WORDS
    for name in ("film", "captions_file"):
        fields.pop(name)
    body = form_of(fields, film=FILM)[:-800]
    answer = officer.post(NEW, data=body, content_type=MULTIPART)
    assert answer.status_code in (400, 422)
    assert clips(world) == ()
    assert lying(world) == set()


def test_with_an_old_token_nothing_is_kept(as_: SignIn, world: World) -> None:
    answer = bring(as_("officer"), csrf_token="old")
    assert answer.status_code == 422
    assert prefilled(form_on(answer, "/clips/new"))["captions"] == CAPTIONS
    assert (clips(world), lying(world)) == ((), set())


def test_a_store_that_is_away_is_a_sentence(
    as_: SignIn, app: Sharp, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object) -> None:
        raise StoreAway

    monkeypatch.setattr(app.extensions["sharp"].files, "put", away)
    answer = bring(as_("officer"))
    assert answer.status_code == 503
    assert "Try again later" in text_of(answer)
    assert clips(world) == ()


def test_a_database_that_is_away_takes_the_row_alone(
    as_: SignIn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The film goes after two days, as whatever no row names."""

    def fails(*_args: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(views_clips.bringing, "bring", fails)
    assert bring(as_("officer")).status_code == 500
    assert clips(world) == ()


def test_a_school_has_so_many_and_no_more(as_: SignIn, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_CLIPS == 40
    monkeypatch.setattr(views_clips.bringing, "MOST_CLIPS", 1)
    lying_clip(world)
    before = lying(world)
    answer = bring(as_("officer"))
    assert answer.status_code == 422
    assert "Take one away first." in text_of(answer)
    assert lying(world) == before
    lying_clip(world, "birch")


def test_where_the_program_is_missing_the_page_says_so(
    as_: SignIn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = as_("officer")
    fields = prefilled(form_on(officer.get(NEW), "/clips/new")) | WORDS
    monkeypatch.setattr(views_clips, "can_make", lambda: False)
    for address in (OWN, NEW):
        page = officer.get(address)
        assert "ffmpeg" in text_of(page)
        assert not soup_of(page).select("input[type=file]")
    for name in ("film", "captions_file"):
        fields.pop(name)
    answer = officer.post(NEW, data=form_of(fields, film=FILM), content_type=MULTIPART)
    assert answer.status_code == 422
    assert (clips(world), lying(world)) == ((), set())


@pytest.mark.parametrize(
    ("who", "status"), [("head", 403), ("pastoral", 403), ("officer_elsewhere", 404), ("operator", 403), (None, 302)]
)
def test_nobody_else_brings_one(as_: SignIn, app: Sharp, world: World, who: str | None, status: int) -> None:
    client = as_(who) if who else app.test_client()
    page = client.get("/staff/account" if who else "/staff/sign-in")
    fields = {"csrf_token": prefilled(form_on(page))["csrf_token"], **WORDS}
    answer = FlaskClient.open(client, NEW, method="POST", data=form_of(fields, film=FILM), content_type=MULTIPART)
    assert answer.status_code == status
    assert (clips(world), lying(world)) == ((), set())


def test_files_in_another_order_are_taken_by_their_names(as_: SignIn, world: World) -> None:
    officer = as_("officer")
    fields = prefilled(form_on(officer.get(NEW), "/clips/new")) | WORDS | {"captions": ""}
    for name in ("film", "captions_file"):
        fields.pop(name)
    body = form_of(fields, other=b"x" * 100, film=FILM, captions_file=CAPTIONS.encode())
    assert officer.post(NEW, data=body, content_type=MULTIPART).status_code == 303
    assert len(lying(world)) == 1


def test_a_topic_of_this_page_says_how_far_it_is(
    as_: SignIn, world: World, made: Callable[[Film | Exception], None]
) -> None:
    bring(as_("officer"))
    page = as_("spoc").get(OWN)
    assert "It waits to be made." in text_of(page)
    assert "does not run now" in text_of(page), "no worker has ever left its mark here"
    assert "Brought by PC Okafor." in text_of(page)
