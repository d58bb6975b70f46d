"""Video clips of a school's own: what its safeguarding lead accepts of them, and what pupils are then given."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from sharp.advice.captions import CaptionsWrong, read_captions, transcript
from sharp.files.refusals import NotThere
from sharp.files.store import Store
from sharp.model.clips import SchoolClip
from sharp.model.words import ClipState
from sharp.schools.pieces import accepted
from sharp.schools.rows import UNREADABLE
from sharp.schools.shipped import ContentKind, Field, Parts, Shipped
from sharp.web.logs import log

VIDEO = ("webm", "mp4")
TYPES = {"mp4": "video/mp4", "webm": "video/webm", "jpg": "image/jpeg", "vtt": "text/vtt"}
"""By the ending of an address."""
NOTHING = {"title": "", "topic": "", "captions": "", "film": ""}
Address = Callable[[str, str], str]
"""From a film's name and an ending to where it is given out."""


@dataclass(frozen=True)
class StoredPart:
    """One finished file, as it lies in the place for files."""

    file: str
    """Hex."""
    sha256: str
    length: int


@dataclass(frozen=True)
class StoredFilm:
    """The finished files of one clip."""

    name: str
    """Hex: what stands in its addresses, and says nothing."""
    seconds: int
    has_sound: bool
    parts: Mapping[str, StoredPart]
    """By ending: mp4, webm, jpg."""

    def as_text(self) -> str:
        kept = {**vars(self), "parts": {ending: vars(part) for ending, part in self.parts.items()}}
        return json.dumps(kept, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> Self:
        kept: dict[str, Any] = json.loads(text)
        return cls(**{**kept, "parts": {ending: StoredPart(**part) for ending, part in kept["parts"].items()}})


@dataclass(frozen=True)
class OwnClip:
    """Shown by the template that shows ours."""

    title: str
    topic: str
    captions: str
    film: StoredFilm
    transcript: tuple[str, ...]
    where: Address | None = None
    is_ours: bool = False
    is_synthetic: bool = False
    poster: str = "jpg"

    @property
    def seconds(self) -> int:
        return self.film.seconds

    @property
    def has_sound(self) -> bool:
        return self.film.has_sound

    def address(self, ending: str) -> str:
        assert self.where is not None
        return self.where(self.film.name, ending)

    def at(self, where: Address) -> Self:
        return replace(self, where=where)


def own_clip_of(_piece: Shipped, parts: Parts) -> OwnClip | None:
    """None: there is no film in it."""
    if not parts["film"]:
        return None
    captions, film = parts["captions"], StoredFilm.from_text(parts["film"])
    return OwnClip(parts["title"], parts["topic"], captions, film, transcript(read_captions(captions)))


def rows_at(db: Session, school_id: bytes) -> tuple[SchoolClip, ...]:
    """Every clip that was brought there, the newest first; a row that does not hold is not there."""
    ids = db.scalars(select(SchoolClip.id).where(SchoolClip.school_id == school_id)).all()
    return tuple(sorted(_each_believed(db, ids), key=lambda row: (-row.at, row.id)))


def own_pieces(db: Session, school_id: bytes) -> tuple[Shipped, ...]:
    """What can be accepted: nothing came with the service, and no page waits for it."""
    ready = (row for row in rows_at(db, school_id) if row.state is ClipState.READY)
    return tuple(Shipped(row.id.hex(), row.title, NOTHING, "") for row in ready)


def own_clips_at(db: Session, school_id: bytes) -> tuple[OwnClip, ...]:
    """Those that the lead accepted and the school shows, the oldest first."""
    rows = {row.id.hex(): row for row in rows_at(db, school_id) if row.state is ClipState.READY}
    if not rows:
        return ()
    live = {
        item: _made(item, revision.parts)
        for (_kind, item), revision in accepted(db, school_id, [OWN_CLIP.name]).items()
        if item in rows and revision is not None
    }
    replaced = {row.replaces.hex() for item, row in rows.items() if item in live and row.replaces}
    shown = sorted((row.at, item) for item, row in rows.items() if not row.hidden and item not in replaced)
    return tuple(clip for _at, item in shown if (clip := live.get(item)) is not None)


def _made(item: str, parts: Parts) -> OwnClip | None:
    """None: an older version of the service wrote what this one does not read."""
    piece = Shipped(item, "", NOTHING, "")
    try:
        return own_clip_of(piece, piece.filled(parts))
    except (CaptionsWrong, ValueError, LookupError, TypeError):
        log("clip-refused", table="pieces", row=item)
        return None


def by_topic(clips: Sequence[OwnClip], where: Address) -> Mapping[str, list[OwnClip]]:
    found: dict[str, list[OwnClip]] = {}
    for clip in clips:
        found.setdefault(clip.topic, []).append(clip.at(where))
    return found


def given(store: Store, clip: OwnClip, ending: str) -> bytes | None:
    """One file of it, whole and as it was accepted; None: it has none such, or it was changed. Raises StoreAway."""
    if ending == "vtt":
        return clip.captions.encode()
    part = clip.film.parts.get(ending)
    if part is None:
        return None
    data = _believed(store, part)
    if data is None:
        log("clip-file-refused", row=part.file)
    return data


def holds(store: Store, part: StoredPart) -> bool:
    """Whether it lies there as it was made. Raises StoreAway."""
    return _believed(store, part) is not None


def _believed(store: Store, part: StoredPart) -> bytes | None:
    try:
        data = _read(store, part)
    except NotThere:
        return None
    return data if hashlib.sha256(data).hexdigest() == part.sha256 else None


def _read(store: Store, part: StoredPart) -> bytes:
    """No more than was written: a file that somebody made larger fills no memory."""
    found, length = [], 0
    for piece in store.read(part.file):
        found.append(piece)
        length += len(piece)
        if length > part.length:
            return b""
    return b"".join(found)


def _each_believed(db: Session, ids: Sequence[bytes]) -> Iterator[SchoolClip]:
    for row_id in ids:
        try:
            yield db.scalars(select(SchoolClip).where(SchoolClip.id == row_id)).one()
        except UNREADABLE:
            log("clip-refused", table="school_clips", row=row_id)


OWN_CLIP = ContentKind(
    "own-clip",
    _l("Video clips of your own"),
    (),
    (
        Field("title", _l("Title"), is_line=True, most=120),
        Field("topic", _l("Topic"), is_line=True, most=40),
        Field("captions", _l("Captions")),
    ),
    template="content/own_clip.html",
    made=own_clip_of,
    advice=_l("Watch it to its end before you accept it. It must show no method, no weapon and no wound, blame nobody, "
              "name no pupil, and end in hope and help."),
    of_school=own_pieces,
)  # fmt: skip
