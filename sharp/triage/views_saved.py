"""Saved views: saving what is looked at, using it again, and naming or removing what was saved."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.accounts.current import current_staff
from sharp.triage import saved_views
from sharp.triage.access import readers_only
from sharp.triage.forms_saved import NamedForm, SavedForm, SavingForm
from sharp.triage.navigation import frame
from sharp.triage.views_queue import ASKED, is_queue_page
from sharp.web.session_cookies import current_session
from sharp.web.unit_of_work import db, writing

bp = Blueprint("saved", __name__, url_prefix="/staff/queue/views")

CHANGED = _l("Your saved views were changed in another tab, so nothing was kept. Look again, then press the button.")
TAKEN = _l("You have a view of this name already. Choose another.")
FULL = _l("You have twenty saved views, and that is as many as there may be. Remove one first.")
GONE = _l("That view is not there any more.")


@bp.get("")
@readers_only
def show() -> ResponseReturnValue:
    return _page()


@bp.post("")
@readers_only
def create() -> ResponseReturnValue:
    form = SavingForm()
    words = current_session().get(ASKED, "") if form.is_search else ""
    if not form.validate_on_submit():
        return _page(form), 422
    if form.is_search and not words:
        flash(_("There is no search to save: look for something first."))
        return redirect(url_for(".show"), 303)
    if not form.is_search and not is_queue_page(form.place()):
        flash(_("There is no such page of the queue to save."))
        return redirect(url_for(".show"), 303)
    try:
        place = {} if form.is_search else form.place()
        saved_views.save(writing(), current_staff(), form.seen_rev(), form.name.data or "", place, words)
    except saved_views.ChangedSince:
        flash(str(CHANGED))
        return _page(form), 409
    except (saved_views.NameTaken, saved_views.TooManyViews) as why:
        form.name.errors = [str(TAKEN if isinstance(why, saved_views.NameTaken) else FULL)]
        return _page(form), 422
    flash(_("Saved. It stands above the queue, and only you can read it."), "success")
    return redirect(url_for("queue.show_search") if words else _address(place), 303)


@bp.post("/<item>/search")
@readers_only
def create_search(item: str) -> ResponseReturnValue:
    """Its words go into the session, as if they had been typed; they stand in no address."""
    form = SavedForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        view = saved_views.saved_by(db(), current_staff()).find(item)
    except saved_views.NoSuchView:
        return _gone()
    if not view.is_search:
        return redirect(_address(view.place), 303)
    current_session()[ASKED] = view.words
    return redirect(url_for("queue.show_search"), 303)


@bp.post("/<item>/name")
@readers_only
def create_name(item: str) -> ResponseReturnValue:
    form = NamedForm()
    if not form.validate_on_submit():
        return _page(form, item), 422
    try:
        saved_views.rename(writing(), current_staff(), form.seen_rev(), item, form.name.data or "")
    except saved_views.NoSuchView:
        return _gone()
    except saved_views.ChangedSince:
        flash(str(CHANGED))
        return _page(form, item), 409
    except saved_views.NameTaken:
        form.name.errors = [str(TAKEN)]
        return _page(form, item), 422
    flash(_("It has its new name."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/<item>/removal")
@readers_only
def create_removal(item: str) -> ResponseReturnValue:
    form = SavedForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        saved_views.remove(writing(), current_staff(), form.seen_rev(), item)
    except saved_views.NoSuchView:
        return _gone()
    except saved_views.ChangedSince:
        flash(str(CHANGED))
        return _page(), 409
    flash(_("It is removed."), "success")
    return redirect(url_for(".show"), 303)


def _address(place: Mapping[str, Any]) -> str:
    return url_for("queue.show", **place)


def _gone() -> ResponseReturnValue:
    flash(str(GONE))
    return redirect(url_for(".show"), 303)


def _page(typed: SavedForm | None = None, item: str = "") -> str:
    """All that is saved; what was typed for one of them, or for a new one, stands where it was."""
    saved = saved_views.saved_by(db(), current_staff())
    if typed is not None:
        typed.rev.data = str(saved.rev)  # the page shows them as they are now
    return render_template(
        "triage/saved.html", saved=saved, form=typed, item=item,
        button_form=SavedForm(formdata=None), saving=typed if isinstance(typed, SavingForm) else None,
        most=saved_views.MOST, **frame("queue.show"),
    )  # fmt: skip
