"""Taking the film and the captions of a request: kept as they come, once, even when the request is run again."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from flask import abort, request

from sharp.advice.bringing import Raw
from sharp.advice.captions import MOST_LETTERS
from sharp.files.films import HEAD, FilmRefused, demuxer_of
from sharp.files.parts import FormBroken
from sharp.files.refusals import LineBroken, StoreAway, TooBig
from sharp.model.words import ClipFault
from sharp.vault.encoding import new_id
from sharp.web.derivation import Busy
from sharp.web.logs import log_failure
from sharp.web.services import services
from sharp.web.unit_of_work import let_go_of_reading

MB = 1024 * 1024
MOST_MB = 200
WAIT_SECONDS = 20
_place = BoundedSemaphore(1)
"""One in each serving process: slow lines must leave threads for pupils."""


@dataclass(frozen=True, repr=False)
class Brought:
    """What came beside the fields; of a film that was refused, nothing is kept."""

    captions: str = ""
    film: Raw | None = None
    refused: Exception | None = None
    """FilmRefused, TooBig or LineBroken."""


def brought(*, with_film: bool) -> Brought:
    """The request's files; `with_film` false: it would not be used, so it is passed over. Raises Busy, StoreAway."""
    asked: Any = request
    if asked.parts is None:
        return Brought()  # a form without files
    if not hasattr(asked, "film_brought"):
        let_go_of_reading()
        if not _place.acquire(timeout=WAIT_SECONDS):
            raise Busy
        try:
            asked.film_brought = _taken(asked.parts.named_files(), with_film=with_film)
        except FormBroken:
            abort(400)
        finally:
            _place.release()
    found: Brought = asked.film_brought
    return found


def forget(found: Brought) -> None:
    """Nobody will make a clip of it; a store that cannot be reached now is tidied by the worker."""
    if found.film is not None:
        try:
            services().files.remove(found.film.id.hex())
        except StoreAway as failed:
            log_failure(failed)


def _taken(files: Iterator[tuple[str, Iterator[bytes]]], *, with_film: bool) -> Brought:
    found = Brought()
    try:
        for name, pieces in files:
            if name == "captions_file" and not found.captions:
                found = Brought(_text(pieces), found.film, found.refused)
            elif name == "film" and with_film and found.film is None:
                found = Brought(found.captions, _kept(pieces), None)
    except (FilmRefused, TooBig, LineBroken) as refused:
        forget(found)
        return Brought(found.captions, None, refused)
    except BaseException:
        forget(found)
        raise
    return found


def _text(pieces: Iterable[bytes]) -> str:
    """As much of it as captions may have, and a little more, so that what is too long is called too long."""
    data = b""
    for piece in pieces:
        data = (data + piece)[: 4 * MOST_LETTERS + 4]
    return data.decode("utf-8-sig", "replace")


def _kept(pieces: Iterable[bytes]) -> Raw:
    """Raises FilmRefused, TooBig, LineBroken, StoreAway; nothing of it is then there."""
    made, digest, length = new_id(), hashlib.sha256(), 0

    def passing() -> Iterator[bytes]:
        nonlocal length
        for piece in _looked_at(pieces):
            length += len(piece)
            if length > MOST_MB * MB:
                raise TooBig
            digest.update(piece)
            yield piece

    services().files.put(made.hex(), passing())
    return Raw(made, length, digest.digest())


def _looked_at(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Its first bytes tell whether it can be a film at all."""
    head, is_begun = b"", False
    for piece in pieces:
        head = head if is_begun else head + piece
        if not is_begun and len(head) < HEAD:
            continue
        if not is_begun:
            demuxer_of(head)
        yield piece if is_begun else head
        is_begun = True
    if not is_begun:
        raise FilmRefused(ClipFault.NO_FILM)
