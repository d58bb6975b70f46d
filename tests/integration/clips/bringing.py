"""A film brought as a browser brings it, made by a worker that needs no ffmpeg, and accepted by the lead."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from sharp.advice import bringing, clip_work, editing
from sharp.advice.bringing import Raw, Words
from sharp.advice.captions import as_web_vtt, read_captions
from sharp.advice.own_clips import StoredFilm, StoredPart, rows_at
from sharp.advice.standing import standing_of
from sharp.files import films
from sharp.files.films import Film
from sharp.model.clips import SchoolClip
from sharp.triage import views_clips
from sharp.upkeep import clip_making
from sharp.upkeep.opening import Opened
from sharp.vault.encoding import new_id
from tests.fixtures.application import SignIn
from tests.fixtures.evidence import store_of
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of
from tests.fixtures.world import World

OWN = "/staff/content/alder/clips"
NEW = f"{OWN}/new"
MULTIPART = "multipart/form-data; boundary=edge"
CAPTIONS = (
    "WEBVTT\n\n00:01.000 --> 00:04.000\nYou can talk to Ms Adeyemi.\n\n"
    "00:05.000 --> 00:08.000\nHer door is open & warm."
)
FILM = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40
"""Begins as a film does; nothing decodes it here."""
MADE = Film(12.0, True, b"mp4" * 1000, b"webm" * 900, b"jpg" * 50)
WORDS = {"title": "Our door is open", "topic": "bullying", "captions": CAPTIONS}


def bring(
    client: CheckedClient, film: bytes | None = FILM, captions_file: bytes | None = None, to: str = NEW, **fields: str
) -> TestResponse:
    filled = {**prefilled(form_on(client.get(to), "/clips/new")), **WORDS, **fields}
    for name in ("film", "captions_file"):
        filled.pop(name, None)
    return client.post(NEW, data=form_of(filled, captions_file=captions_file, film=film), content_type=MULTIPART)


def form_of(fields: dict[str, Any], **files: bytes | None) -> bytes:
    """As a browser puts it together: fields in their order, then files; an empty field is a file without a name."""
    parts = [b'form-data; name="%s"\r\n\r\n%s' % (name.encode(), str(fields[name]).encode()) for name in fields]
    parts += [
        b'form-data; name="%s"; filename="%s"\r\n\r\n%s'
        % (name.encode(), b"" if data is None else b"IMG 1.mov", data or b"")
        for name, data in files.items()
    ]
    return b"".join(b"--edge\r\nContent-Disposition: " + part + b"\r\n" for part in parts) + b"--edge--\r\n"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Callable[[Film | Exception], None]:
    """What the worker makes of any film from now on; at first `MADE`."""

    def say(found: Film | Exception) -> None:
        def make(_source: Any, going: films.Going) -> Film:
            going(50)
            if isinstance(found, Exception):
                raise found
            return found

        monkeypatch.setattr(clip_making, "make", make)

    for module in (clip_making, views_clips):
        monkeypatch.setattr(module, "can_make", lambda: True)
    say(MADE)
    return say


def deployment(world: World) -> Opened:
    return Opened(world.settings, world.keys, world.database, world.anchor)


def work(world: World) -> int:
    """The worker takes up all that waits; how many."""
    count = 0
    while clip_making.make_next(deployment(world)):
        count += 1
    return count


def clips(world: World, slug: str = "alder") -> tuple[SchoolClip, ...]:
    with world.database.reading() as db:
        return rows_at(db, world.cast.schools[slug])


def ready(as_: SignIn, world: World, **fields: str) -> SchoolClip:
    """Brought by the officer and made; nobody has accepted it."""
    before = {row.id for row in clips(world)}
    assert bring(as_("officer"), **fields).status_code == 303
    assert work(world) == 1
    return next(row for row in clips(world) if row.id not in before)


def piece_at(row: SchoolClip) -> str:
    return f"/staff/content/alder/own-clip/{row.id.hex()}"


@dataclass(frozen=True)
class Lying:
    """A clip that is there: its id, and the name in its files' addresses."""

    id: str
    name: str


NO_CLIP = Lying("0" * 32, "0" * 32)


def lying_clip(world: World, slug: str = "alder", *, is_accepted: bool = False) -> Lying:
    """Through the verbs, without a page."""
    school, lead = world.cast.schools[slug], world.person("spoc" if slug == "alder" else "spoc_elsewhere").id
    raw, words = Raw(new_id(), 1, bytes(32)), Words("Our door is open", "bullying", as_web_vtt(read_captions(CAPTIONS)))
    files = {"mp4": MADE.mp4, "webm": MADE.webm, "jpg": MADE.jpg}
    parts = {ending: StoredPart(new_id().hex(), digest(data), len(data)) for ending, data in files.items()}
    for ending, part in parts.items():
        store_of(world).put(part.file, [files[ending]])
    film = StoredFilm(new_id().hex(), 12, True, parts)
    with world.database.writing() as db:
        bringing.bring(db, school_id=school, words=words, raw=raw, replaces=None, by=lead)
        db.flush()
        claim = clip_work.claim_next(db)
        assert claim is not None
        clip_work.settle(db, claim, film)
        if is_accepted:
            waiting = standing_of(db, school, "own-clip", raw.id.hex()).waiting
            assert waiting is not None
            editing.accept(
                db, school_id=school, kind="own-clip", item=raw.id.hex(), shown=waiting.print, by=lead,
                anchor=world.anchor,
            )  # fmt: skip
    return Lying(raw.id.hex(), film.name)


def accept(as_: SignIn, row: SchoolClip, who: str = "spoc") -> TestResponse:
    return as_(who).submit(piece_at(row), action="/acceptance")


def accepted(as_: SignIn, world: World, **fields: str) -> SchoolClip:
    row = ready(as_, world, **fields)
    assert accept(as_, row).status_code == 303
    return row


def on_page(client: CheckedClient, slug: str = "alder") -> list[str]:
    """Addresses of own clips' files on the page that pupils read."""
    page = soup_of(client.get(f"/{slug}/advice"))
    return [str(tag["src"]) for tag in page.select("details.clip source") if "/static/" not in str(tag["src"])]


def lying(world: World) -> set[str]:
    return {name for name, _day in store_of(world).days()}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
