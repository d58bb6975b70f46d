"""What pupils read at a school: written by its nominees, accepted by its safeguarding lead, piece by piece."""

from collections.abc import Callable, Mapping
from typing import Any

from babel.lists import format_list
from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.accounts.current import current_staff
from sharp.advice import editing
from sharp.advice.at_school import lines_at
from sharp.advice.editing import AnotherText, Fixed, NotAllAccepted, NotTheLead, is_safeguarding_lead
from sharp.advice.own_clips import Address
from sharp.advice.standing import NoSuchPiece, Standing, standing_of, standings
from sharp.schools.pieces import Overtaken
from sharp.schools.shipped import Parts
from sharp.triage import content_page
from sharp.triage.access import Place, nominee_at, nominees_only
from sharp.triage.forms_content import AcceptForm, ContentForm, RestoreForm, form_for
from sharp.triage.navigation import frame
from sharp.web.forms import ButtonForm
from sharp.web.unit_of_work import db, writing

bp = Blueprint("content", __name__, url_prefix="/staff/content")

PIECE = "/<slug:slug>/<kind>/<item>"
KEPT: Mapping[bool, tuple[Callable[..., None], Any]] = {
    False: (editing.save_draft, _l("Kept as a draft. Pupils see nothing of it.")),
    True: (editing.publish, _l("It waits for the safeguarding lead.")),
}
"""What is done where it is published, and where it is not."""


@bp.get("")
@nominees_only
def show() -> ResponseReturnValue:
    found = [(place.school, _counted(place)) for place in nominee_at()]
    return render_template("triage/content.html", found=found, **frame("content.show"))


@bp.get("/<slug:slug>")
@nominees_only
def show_school(slug: str) -> ResponseReturnValue:
    return _school_page(_place(slug), ButtonForm(formdata=None))


@bp.post("/<slug:slug>/opening")
@nominees_only
def create_opening(slug: str) -> ResponseReturnValue:
    """Pupils can tell from now on."""
    place, form = _place(slug), ButtonForm()
    if not form.validate_on_submit():
        return _school_page(place, form), 422
    try:
        editing.open_page(writing(), school_id=place.school.id, by=current_staff().id)
    except NotTheLead:
        abort(403)
    except NotAllAccepted:
        flash(_("Not everything is accepted yet, so the page stays closed."))
        return redirect(url_for(".show_school", slug=slug), 303)
    flash(_("The page is open: pupils can tell."), "success")
    return redirect(url_for(".show_school", slug=slug), 303)


@bp.get(PIECE)
@nominees_only
def show_piece(slug: str, kind: str, item: str) -> ResponseReturnValue:
    return _piece_page(*_piece(slug, kind, item))


@bp.post(f"{PIECE}/acceptance")
@nominees_only
def create_acceptance(slug: str, kind: str, item: str) -> ResponseReturnValue:
    """By the safeguarding lead alone, of exactly the text that the page showed."""
    (place, standing), form = _piece(slug, kind, item), AcceptForm()
    if not form.validate_on_submit():
        return _piece_page(place, standing, form), 422
    try:
        editing.accept(
            writing(), school_id=place.school.id, kind=kind, item=item, shown=form.shown.data or "",
            by=current_staff().id,
        )  # fmt: skip
    except NotTheLead:
        abort(403)
    except AnotherText:
        notice = _("This text is another than the one you were shown, so nothing was accepted. Read what stands here.")
        return _piece_page(*_piece(slug, kind, item), notice=notice), 409
    flash(_("Accepted: %(title)s. Pupils read it from now on.", title=standing.title), "success")
    return redirect(_next_waiting(place, standing), 303)


@bp.get(f"{PIECE}/change")
@nominees_only
def show_change(slug: str, kind: str, item: str) -> ResponseReturnValue:
    place, standing = _writable(slug, kind, item)
    return _change_page(place, standing, form_for(standing, begins=True))


@bp.post(f"{PIECE}/change")
@nominees_only
def create_revision(slug: str, kind: str, item: str) -> ResponseReturnValue:
    """Looked at, kept as a draft, or put before the lead."""
    place, standing = _writable(slug, kind, item)
    form = form_for(standing)
    if not form.validate_on_submit() or not form.check(standing):
        return _change_page(place, standing, form), 422
    if form.preview.data:
        return _change_page(place, standing, form, shown=form.parts())
    verb, words = KEPT[bool(form.publish.data)]
    try:
        _write(verb, place, standing, form.parts(), form.seen_number())
    except Overtaken:
        return _overtaken(*_writable(slug, kind, item), form)
    flash(str(words), "success")
    return redirect(url_for(".show_piece", slug=slug, kind=kind, item=item), 303)


@bp.get(f"{PIECE}/history")
@nominees_only
def show_history(slug: str, kind: str, item: str) -> ResponseReturnValue:
    return _history_page(*_piece(slug, kind, item), RestoreForm(formdata=None))


@bp.post(f"{PIECE}/restoration")
@nominees_only
def create_restoration(slug: str, kind: str, item: str) -> ResponseReturnValue:
    """An old revision, or the text that came with the service (`number` 0), becomes the draft."""
    (place, standing), form = _writable(slug, kind, item), RestoreForm()
    if not form.validate_on_submit():
        return _history_page(place, standing, form), 422
    parts = _parts_of(standing, str(form.number.data))
    try:
        _write(editing.save_draft, place, standing, parts, standing.newest)
    except Overtaken:
        flash(_("A colleague wrote something newer just now. Look at it first."))
        return redirect(url_for(".show_history", slug=slug, kind=kind, item=item), 303)
    flash(_("It is the draft now. Look at it, then put it before the safeguarding lead."), "success")
    return redirect(url_for(".show_change", slug=slug, kind=kind, item=item), 303)


def _place(slug: str) -> Place:
    """404 for a school where the signed-in person is no nominee."""
    return next((place for place in nominee_at() if place.school.slug == slug), None) or abort(404)


def _piece(slug: str, kind: str, item: str) -> tuple[Place, Standing]:
    place = _place(slug)
    try:
        return place, standing_of(db(), place.school.id, kind, item)
    except NoSuchPiece:
        abort(404)


def _writable(slug: str, kind: str, item: str) -> tuple[Place, Standing]:
    """404 for what no school changes."""
    place, standing = _piece(slug, kind, item)
    if not standing.may_change:
        abort(404)
    return place, standing


def _write(verb: Callable[..., None], place: Place, standing: Standing, parts: Parts, seen: int) -> None:
    """Raises Overtaken."""
    try:
        verb(
            writing(), school_id=place.school.id, standing=standing, parts=parts, seen=seen, by=current_staff().id
        )  # fmt: skip
    except Fixed:
        abort(404)


def _parts_of(standing: Standing, number: str) -> Parts:
    if number == "0":
        return standing.piece.parts
    return next((each.parts for each in standing.history if str(each.n) == number), None) or abort(404)


def _next_waiting(place: Place, standing: Standing) -> str:
    """The next piece that waits, so that the lead is led through all of them; at the end the list."""
    found = [each for each in standings(db(), place.school.id) if each.waiting and each.name != standing.name]
    if not found:
        return url_for(".show_school", slug=place.school.slug)
    kind, item = found[0].name
    return url_for(".show_piece", slug=place.school.slug, kind=kind, item=item)


def _is_lead(place: Place) -> bool:
    return is_safeguarding_lead(place.roster, current_staff().id)


def _counted(place: Place) -> content_page.Counts:
    return content_page.counts(db(), place.school.id)


def _school_page(place: Place, form: ButtonForm) -> str:
    found = standings(db(), place.school.id)
    return render_template(
        "triage/content_school.html", school=place.school, groups=content_page.groups(found, place.roster),
        counts=_counted(place), is_lead=_is_lead(place), form=form, **frame("content.show"),
    )  # fmt: skip


def _piece_page(place: Place, standing: Standing, form: AcceptForm | None = None, notice: str = "") -> str:
    found = standing.waiting or standing.live
    form = form or AcceptForm(formdata=None)
    form.shown.data = standing.waiting.print if standing.waiting else ""
    parts = found.parts if found else standing.piece.parts
    return render_template(
        "triage/content_piece.html", standing=standing, form=form, notice=notice, is_lead=_is_lead(place),
        line=content_page.line(standing, place.roster), accepted=content_page.accepted_words(standing, place.roster),
        changes=content_page.since_accepted(standing), shipped=content_page.against_shipped(standing),
        **_shown(place, standing, parts), **frame("content.show"),
    )  # fmt: skip


def _change_page(
    place: Place, standing: Standing, form: ContentForm, *, shown: Parts | None = None, notice: str = ""
) -> str:
    typed = standing.piece.filled(form.parts())
    theirs = content_page.differences(standing.kind, typed, standing.words) if notice else ()
    return render_template(
        "triage/content_change.html", standing=standing, form=form, notice=notice, theirs=theirs,
        **_shown(place, standing, shown), **frame("content.show"),
    )  # fmt: skip


def _overtaken(place: Place, standing: Standing, form: ContentForm) -> ResponseReturnValue:
    """What was typed stays; what the colleague wrote is shown beside it, and pressing again keeps what was typed."""
    form.seen.data = str(standing.newest)
    notice = _("A colleague wrote something newer. Compare, then press again: what you typed is still here.")
    return _change_page(place, standing, form, notice=notice), 409


def _history_page(place: Place, standing: Standing, form: RestoreForm) -> str:
    return render_template(
        "triage/content_history.html", standing=standing, school=place.school, form=form,
        past=content_page.past(standing, place.roster), **frame("content.show"),
    )  # fmt: skip


def _where_own_clips_are(place: Place) -> Address:
    """Their files as staff get them, before the lead has accepted them too."""
    return lambda name, ending: url_for("own_clips.show_file", slug=place.school.slug, name=name, ending=ending)


def _shown(place: Place, standing: Standing, parts: Parts | None) -> dict[str, Any]:
    """What the pupils' own template needs to show a text as they will see it; no parts: nothing is shown."""
    names = [member.shown_name for member in place.roster.nominees()]
    return {
        "school": place.school,
        "made": standing.kind.show(standing.piece, parts) if parts is not None else None,
        "is_previewed": parts is not None,
        "lines": lines_at(db(), place.school.id),
        "names": format_list(names, locale=get_locale()),
        "clips": {},
        "own_clips": {},
        "where": _where_own_clips_are(place),
        "can_tell": True,
    }
