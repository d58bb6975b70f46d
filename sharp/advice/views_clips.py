"""A school's own clips as they are given out: whole or in part, as the lead accepted them, and kept by no browser."""

from io import BytesIO

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from sharp.advice.own_clips import TYPES, OwnClip, given, own_clips_at
from sharp.files.refusals import StoreAway
from sharp.schools.front import front_of
from sharp.web.gate import public
from sharp.web.logs import log_failure
from sharp.web.services import services
from sharp.web.unit_of_work import db, let_go_of_reading

bp = Blueprint("clips", __name__)


@bp.get("/<slug:slug>/clips/<handed:name>.<ending>")
@public
def show(slug: str, name: str, ending: str) -> ResponseReturnValue:
    front = front_of(slug)
    found = own_clips_at(db(), front.school_id) if front.school_id else ()
    return clip_file(next((clip for clip in found if clip.film.name == name), None), ending)


def clip_file(clip: OwnClip | None, ending: str) -> ResponseReturnValue:
    """Part by part where asked; 404 for what is not there, or is not what was accepted."""
    if clip is None or ending not in TYPES:
        abort(404)
    let_go_of_reading()
    try:
        data = given(services().files, clip, ending)
    except StoreAway as failed:
        log_failure(failed)
        abort(503)
    if data is None:
        abort(404)
    return send_file(BytesIO(data), mimetype=TYPES[ending], conditional=True, etag=False)
