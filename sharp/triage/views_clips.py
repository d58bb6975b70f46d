"""Clips of a school's own: brought by its nominees, made by the worker, shown to staff until the lead accepts them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.accounts.current import current_staff
from sharp.advice import bringing
from sharp.advice.bringing import NoSuchClip, TooManyClips, Words
from sharp.advice.clip_work import files_of
from sharp.advice.own_clips import OWN_CLIP, OwnClip
from sharp.advice.standing import NoSuchPiece, Standing, standing_of, standings
from sharp.advice.views_clips import clip_file
from sharp.files.films import LONGEST, SHORTEST, can_make
from sharp.files.refusals import StoreAway
from sharp.model.clips import SchoolClip
from sharp.schools.pieces import Overtaken
from sharp.triage import film_upload
from sharp.triage.access import Place, nominee_at, nominees_only
from sharp.triage.clips_page import ClipLine, clip_lines
from sharp.triage.forms_clips import ClipForm, ClipWordsForm, HidingForm
from sharp.triage.navigation import frame
from sharp.web.forms import ButtonForm
from sharp.web.gate import takes_files
from sharp.web.heartbeat import is_late
from sharp.web.logs import log_failure
from sharp.web.services import services
from sharp.web.throttle import limit_files
from sharp.web.unit_of_work import db, is_stale, writing

bp = Blueprint("own_clips", __name__, url_prefix="/staff/content/<slug:slug>/clips")
CLIP = "/<handed:clip>"


@bp.get("")
@takes_files
@nominees_only
def show(slug: str) -> ResponseReturnValue:
    """Says how far each is; its script asks again."""
    return _list_page(_place(slug), ButtonForm(formdata=None))


@bp.get("/new")
@takes_files
@nominees_only
def show_new(slug: str) -> ResponseReturnValue:
    place = _place(slug)
    form = ClipForm(formdata=None)
    form.replaces.data = _replaced(place, request.args.get("instead", ""))
    return _form_page(place, form)


@bp.post("/new")
@limit_files
@takes_files
@nominees_only
def create(slug: str) -> ResponseReturnValue:
    """Fields first; the film is read only once its words are right."""
    place, form = _place(slug), ClipForm()
    is_right = form.validate_on_submit() and can_make()
    try:
        found = film_upload.brought(with_film=is_right)
    except StoreAway as failed:
        log_failure(failed)
        form.blame("film", _("We cannot keep films right now. Try again later."))
        return _form_page(place, form), 503
    form.captions.data = form.captions.data or found.captions
    words = None if is_stale() else form.words()
    if not is_right or words is None or found.film is None:
        film_upload.forget(found)
        if is_right and words is not None:
            form.refuse_film(found.refused)
        return _form_page(place, form), 422
    return _brought(place, form, words, found)


@bp.get(f"{CLIP}/words")
@nominees_only
def show_words(slug: str, clip: str) -> ResponseReturnValue:
    place, standing = _standing(slug, clip)
    form = ClipWordsForm(formdata=None, data={**standing.words, "seen": str(standing.newest)})
    return _words_page(place, standing, form)


@bp.post(f"{CLIP}/words")
@nominees_only
def create_words(slug: str, clip: str) -> ResponseReturnValue:
    place, standing = _standing(slug, clip)
    form = ClipWordsForm()
    shown = _shown(standing)
    words = form.words(shown.seconds) if form.validate_on_submit() and shown else None
    if words is None:
        return _words_page(place, standing, form), 422
    try:
        bringing.reword(
            writing(), school_id=place.school.id, clip_id=bytes.fromhex(clip), words=words, seen=form.seen_number(),
            by=current_staff().id,
        )  # fmt: skip
    except Overtaken:
        form.seen.data = str(standing_of(db(), place.school.id, OWN_CLIP.name, clip).newest)
        notice = _("A colleague wrote something newer. Press again to put yours in its place: it is still here.")
        return _words_page(place, standing, form, notice=notice), 409
    except NoSuchClip:
        abort(404)
    flash(_("It waits for the safeguarding lead."), "success")
    return redirect(url_for(".show", slug=slug), 303)


@bp.post(f"{CLIP}/hiding")
@nominees_only
def create_hiding(slug: str, clip: str) -> ResponseReturnValue:
    """At once; what the lead accepted stays accepted."""
    place, form = _place(slug), HidingForm()
    _line(place, clip)
    if not form.validate_on_submit():
        return _list_page(place, form), 422
    hidden = form.hidden.data == "yes"
    try:
        bringing.hide(
            writing(), school_id=place.school.id, clip_id=bytes.fromhex(clip), hidden=hidden, by=current_staff().id
        )
    except NoSuchClip:
        abort(404)
    flash(_("Pupils do not see it any more.") if hidden else _("It is not hidden any more."), "success")
    return redirect(url_for(".show", slug=slug), 303)


@bp.get(f"{CLIP}/removal")
@nominees_only
def show_removal(slug: str, clip: str) -> ResponseReturnValue:
    place = _place(slug)
    return _removal_page(place, _line(place, clip), ButtonForm(formdata=None))


@bp.post(f"{CLIP}/removal")
@nominees_only
def create_removal(slug: str, clip: str) -> ResponseReturnValue:
    place, form = _place(slug), ButtonForm()
    line = _line(place, clip)
    if not form.validate_on_submit():
        return _removal_page(place, line, form), 422
    try:
        row = bringing.take_away(
            writing(), school_id=place.school.id, clip_id=bytes.fromhex(clip), by=current_staff().id
        )
    except NoSuchClip:
        abort(404)
    _remove_files(row)
    flash(_("It is gone."), "success")
    return redirect(url_for(".show", slug=slug), 303)


@bp.get("/<handed:name>.<ending>")
@nominees_only
def show_file(slug: str, name: str, ending: str) -> ResponseReturnValue:
    """Before pupils can have it: as it waits, or as it was accepted."""
    place = _place(slug)
    found = [_shown(each) for each in standings(db(), place.school.id) if each.kind is OWN_CLIP]
    clip = next((each for each in found if each is not None and each.film.name == name), None)
    return clip_file(clip, ending)


def _place(slug: str) -> Place:
    """404 for a school where the signed-in person is no nominee."""
    return next((place for place in nominee_at() if place.school.slug == slug), None) or abort(404)


def _standing(slug: str, clip: str) -> tuple[Place, Standing]:
    place = _place(slug)
    try:
        return place, standing_of(db(), place.school.id, OWN_CLIP.name, clip)
    except NoSuchPiece:
        abort(404)


def _line(place: Place, clip: str) -> ClipLine:
    found = clip_lines(db(), place.school.id, place.roster)
    return next((line for line in found if line.id == clip), None) or abort(404)


def _shown(standing: Standing) -> OwnClip | None:
    found = standing.waiting or standing.live
    made: OwnClip | None = OWN_CLIP.show(standing.piece, found.parts) if found else None
    return made


def _replaced(place: Place, asked: str) -> str:
    """The id of a clip that is there, or nothing."""
    found = clip_lines(db(), place.school.id, place.roster)
    return next((line.id for line in found if line.is_ready and line.id == asked), "")


def _brought(place: Place, form: ClipForm, words: Words, found: film_upload.Brought) -> ResponseReturnValue:
    assert found.film is not None
    instead = _replaced(place, form.replaces.data or "")
    try:
        bringing.bring(
            writing(), school_id=place.school.id, words=words, raw=found.film,
            replaces=bytes.fromhex(instead) if instead else None, by=current_staff().id,
        )  # fmt: skip
    except (TooManyClips, NoSuchClip) as refused:
        film_upload.forget(found)
        form.blame("film", _why_not(refused))
        return _form_page(place, form), 422
    flash(_("It is here. The clip is being made of it now; then it waits for the safeguarding lead."), "success")
    return redirect(url_for(".show", slug=place.school.slug), 303)


def _why_not(refused: Exception) -> str:
    if isinstance(refused, TooManyClips):
        return str(_("A school may have %(most)d clips of its own. Take one away first.", most=bringing.MOST_CLIPS))
    return str(_("The clip that this was to replace is gone. Press again to add it as a new one."))


def _remove_files(row: SchoolClip) -> None:
    """Once the row is gone, nothing names them; a store that cannot be reached now is tidied by the worker."""
    try:
        for name in files_of(row):
            services().files.remove(name)
    except StoreAway as failed:
        log_failure(failed)


def _list_page(place: Place, form: ButtonForm | HidingForm) -> str:
    lines = clip_lines(db(), place.school.id, place.roster)
    is_idle = any(line.is_waiting for line in lines) and all(line.percent is None for line in lines)
    return render_template(
        "triage/clips.html", school=place.school, form=form, lines=lines, can_make=can_make(),
        is_late=is_idle and is_late(db()), **frame("content.show"),
    )  # fmt: skip


def _form_page(place: Place, form: ClipForm) -> str:
    instead = [line for line in clip_lines(db(), place.school.id, place.roster) if line.id == form.replaces.data]
    return render_template(
        "triage/clip_new.html", school=place.school, form=form, instead=instead, can_make=can_make(),
        shortest=SHORTEST, longest=LONGEST, mb=film_upload.MOST_MB, **frame("content.show"),
    )  # fmt: skip


def _words_page(place: Place, standing: Standing, form: ClipWordsForm, notice: str = "") -> str:
    return render_template(
        "triage/clip_words.html", school=place.school, standing=standing, form=form, notice=notice,
        **frame("content.show"),
    )  # fmt: skip


def _removal_page(place: Place, line: ClipLine, form: ButtonForm) -> str:
    return render_template(
        "triage/clip_removal.html", school=place.school, line=line, form=form, **frame("content.show")
    )
