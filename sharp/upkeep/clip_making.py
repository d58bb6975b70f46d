"""The worker's other half: clips that schools brought are made beside the alerts, one at a time, and never twice."""

import hashlib
import tempfile
import threading
from collections.abc import Callable
from typing import IO

import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from sharp.advice import clip_work
from sharp.advice.bringing import NoSuchClip, take_away
from sharp.advice.captions import read_captions
from sharp.advice.clip_work import MOST_TRIES, Claim, NotOurs
from sharp.advice.own_clips import StoredFilm, StoredPart
from sharp.files.films import Film, FilmRefused, can_make, make
from sharp.files.refusals import NotThere, StoreAway
from sharp.files.store import Store
from sharp.model.clips import SchoolClip
from sharp.model.words import ClipFault
from sharp.upkeep.opening import Opened
from sharp.vault.encoding import NO_ID, new_id
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log, log_failure

FAILURES = (sa.exc.DBAPIError, StaleDataError, OSError, VaultRefusal, StoreAway, ValueError, LookupError)
LEEWAY_MS = 500
"""By which captions may go on after the film."""


class Stopped(Exception):
    """The worker is told to stop: somebody else goes on."""


class ClipMaker:
    """Beside the worker's rounds, so that no alert waits for a film."""

    def __init__(self) -> None:
        self.thread: threading.Thread | None = None

    def look(self, deployment: Opened, is_over: Callable[[], bool]) -> None:
        """Begin what waits, if nothing is being made."""
        if self.thread is not None and self.thread.is_alive():
            return
        try:
            remove_replaced(deployment)
            if not can_make() or not _is_waiting(deployment):
                return  # no thread where there is nothing to make
        except FAILURES as failure:
            log_failure(failure)
            return
        self.thread = threading.Thread(target=_make_all, args=(deployment, is_over), daemon=True)
        self.thread.start()

    def wait(self, seconds: float) -> None:
        if self.thread is not None:
            self.thread.join(seconds)


def _make_all(deployment: Opened, is_over: Callable[[], bool]) -> None:
    try:
        while not is_over() and make_next(deployment, is_over):
            pass
    except FAILURES as failure:
        log_failure(failure)


def make_next(deployment: Opened, is_over: Callable[[], bool] = lambda: False) -> bool:
    """Take up one clip; whether there was one. Where the programs are missing, all wait."""
    if not can_make() or not _is_waiting(deployment):
        return False
    with deployment.database.writing() as db:
        claim = clip_work.claim_next(db)
    if claim is None:
        return False
    try:
        _carry_out(deployment, claim, is_over)
    except NotOurs:
        log("clip-not-ours")
    except FAILURES as failure:
        log_failure(failure)
        _let_go(deployment, claim, wait=clip_work.WAIT_SECONDS)
    except Stopped:
        _let_go(deployment, claim, wait=0)
    return True


def _is_waiting(deployment: Opened) -> bool:
    """Asked without a word to write, since it is asked every few seconds."""
    with deployment.database.reading() as db:
        return clip_work.is_waiting(db)


def _carry_out(deployment: Opened, claim: Claim, is_over: Callable[[], bool]) -> None:
    """Raises NotOurs, Stopped."""
    try:
        if claim.attempts > MOST_TRIES:
            raise FilmRefused(ClipFault.GIVEN_UP)
        film = _film_of(deployment, claim, is_over)
    except FilmRefused as refused:
        with deployment.database.writing() as db:
            clip_work.refuse(db, claim, refused.fault)
        log("clip-not-made", kind=str(refused.fault))
    else:
        _keep(deployment, claim, film)
        log("clip-made")
    deployment.files.remove(claim.clip.hex())


def _film_of(deployment: Opened, claim: Claim, is_over: Callable[[], bool]) -> Film:
    with deployment.database.reading() as db:
        row = db.get(SchoolClip, claim.clip)
    if row is None:
        raise NotOurs
    with tempfile.TemporaryFile(prefix="sharp-") as raw:  # without a name: killed, it leaves nothing
        _fetch(deployment.files, row, raw)
        film = make(raw, _saying(deployment, claim, is_over))
    if read_captions(row.captions)[-1].ends > film.seconds * 1000 + LEEWAY_MS:
        raise FilmRefused(ClipFault.LATE_CAPTIONS)
    return film


def _fetch(store: Store, row: SchoolClip, raw: IO[bytes]) -> None:
    """All of it, if it is what was brought."""
    digest, length = hashlib.sha256(), 0
    try:
        for piece in store.read(row.id.hex()):
            length += len(piece)
            if length > row.length:
                raise FilmRefused(ClipFault.LOST)
            digest.update(piece)
            raw.write(piece)
    except NotThere:
        raise FilmRefused(ClipFault.LOST) from None
    if digest.digest() != row.sha256:
        raise FilmRefused(ClipFault.LOST)
    raw.flush()


def _saying(deployment: Opened, claim: Claim, is_over: Callable[[], bool]) -> Callable[[int], None]:
    def say(percent: int) -> None:
        if is_over():
            raise Stopped
        with deployment.database.writing() as db:
            clip_work.go_on(db, claim, percent)

    return say


def _keep(deployment: Opened, claim: Claim, film: Film) -> None:
    """Files first, then the row that names them: what is killed between is tidied up."""
    made = {"mp4": film.mp4, "webm": film.webm, "jpg": film.jpg}
    kept: dict[str, StoredPart] = {}
    for ending, data in made.items():
        kept[ending] = StoredPart(new_id().hex(), hashlib.sha256(data).hexdigest(), len(data))
        deployment.files.put(kept[ending].file, [data])
    try:
        with deployment.database.writing() as db:
            clip_work.settle(db, claim, StoredFilm(new_id().hex(), round(film.seconds), film.has_sound, kept))
    except NotOurs:  # after any other failure they may be named all the same
        for part in kept.values():
            deployment.files.remove(part.file)
        raise


def _let_go(deployment: Opened, claim: Claim, *, wait: int) -> None:
    try:
        with deployment.database.writing() as db:
            clip_work.let_go(db, claim, wait=wait)
    except NotOurs:
        return
    except FAILURES as failure:
        log_failure(failure)  # the lease ends by itself


def remove_replaced(deployment: Opened) -> None:
    """Clips in whose place the lead accepted another go, with their files."""
    with deployment.database.reading() as db:
        schools = clip_work.replacing(db)
        gone = [(row.school_id, row.id) for school in schools for row in clip_work.replaced(db, school)]
    for school_id, clip_id in gone:
        with deployment.database.writing() as db:
            try:
                row = take_away(db, school_id=school_id, clip_id=clip_id, by=NO_ID)
            except NoSuchClip:
                continue
        for name in clip_work.files_of(row):
            deployment.files.remove(name)
