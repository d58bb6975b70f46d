"""What a school prepares, changed by its nominees: words to a pupil, and the agencies it refers to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.accounts.current import current_staff
from sharp.model.words import PreparedList
from sharp.schools.facts import SchoolFacts
from sharp.triage import prepared
from sharp.triage.access import nominee_at, nominees_only
from sharp.triage.forms_prepared import PreparedForm
from sharp.triage.navigation import frame
from sharp.triage.prepared import Item
from sharp.web.forms import ButtonForm
from sharp.web.unit_of_work import db, writing

bp = Blueprint("prepared", __name__, url_prefix="/staff/words")

NEW = "new"
ITEM = "/<slug:slug>/<which>/<item>"
TITLES = {
    PreparedList.WORDS: _l("Words to a pupil"),
    PreparedList.AGENCIES: _l("Agencies to refer to"),
}
HINTS = {
    PreparedList.WORDS: _l(
        "Offered when somebody writes to a pupil. Write for a child of nine: short, kind, true. Promise nothing that "
        "you may have to break, and name nobody."
    ),
    PreparedList.AGENCIES: _l(
        "Offered when a case is referred. The text goes on the sheet: how to reach them, and what their own form asks "
        "for, a line each. Name no pupil."
    ),
}


@dataclass(frozen=True)
class Shown:
    """One list of one school, as its page shows it."""

    school: SchoolFacts
    which: PreparedList
    title: Any
    hint: Any
    items: tuple[Item, ...]
    refused: int
    """Rows of it that somebody changed outside the service."""


@bp.get("")
@nominees_only
def show() -> ResponseReturnValue:
    return _lists()


@bp.get(ITEM)
@nominees_only
def show_one(slug: str, which: str, item: str) -> ResponseReturnValue:
    school, chosen = _list_of(slug, which)
    kept = _kept(school, chosen, item)
    form = PreparedForm(formdata=None, data=None if kept is None else {"title": kept.title, "text": kept.text})
    return _page(school, chosen, item, form)


@bp.post(ITEM)
@nominees_only
def create(slug: str, which: str, item: str) -> ResponseReturnValue:
    """A new one of the school's own, or a change of one that is there."""
    school, chosen = _list_of(slug, which)
    form = PreparedForm()
    if not form.validate_on_submit():
        return _page(school, chosen, item, form), 422
    title, text, by = form.title.data or "", form.text.data or "", current_staff().id
    try:
        if item == NEW:
            prepared.add(writing(), school_id=school.id, which=chosen, title=title, text=text, by=by)
        else:
            prepared.change(writing(), school_id=school.id, which=chosen, item_id=item, title=title, text=text, by=by)
    except prepared.TooMany:
        return _done(_("The list is full: take something out first. Nothing was added."), "message")
    except prepared.PreparedRefused:
        abort(404)
    return _done(_("Kept: %(title)s.", title=title))


@bp.post(f"{ITEM}/removal")
@nominees_only
def create_removal(slug: str, which: str, item: str) -> ResponseReturnValue:
    return _press(prepared.remove, slug, which, item, _("It is not offered at this school any more."))


@bp.post(f"{ITEM}/return")
@nominees_only
def create_return(slug: str, which: str, item: str) -> ResponseReturnValue:
    """A shipped one as it came."""
    return _press(prepared.put_back, slug, which, item, _("It is offered again as it came."))


def _press(verb: Callable[..., None], slug: str, which: str, item: str, words: str) -> ResponseReturnValue:
    school, chosen = _list_of(slug, which)
    if not ButtonForm().validate_on_submit():
        flash(_("The page was open for a long time. Press the button again."))
        return _lists(), 422
    try:
        verb(writing(), school_id=school.id, which=chosen, item_id=item, by=current_staff().id)
    except prepared.PreparedRefused:
        abort(404)
    return _done(words)


def _lists() -> str:
    lists = tuple(_shown(place.school, which) for place in nominee_at() for which in PreparedList)
    form = ButtonForm(formdata=None)
    return render_template("triage/prepared.html", lists=lists, button_form=form, **frame("prepared.show"))


def _shown(school: SchoolFacts, which: PreparedList) -> Shown:
    items = prepared.everything(db(), school.id, which)
    return Shown(school, which, TITLES[which], HINTS[which], items, prepared.count_refused(db(), school.id, which))


def _list_of(slug: str, which: str) -> tuple[SchoolFacts, PreparedList]:
    """404 for a school where the signed-in person is no nominee, and for what is no list."""
    schools = [place.school for place in nominee_at() if place.school.slug == slug]
    if not schools or which not in set(PreparedList):
        abort(404)
    return schools[0], PreparedList(which)


def _kept(school: SchoolFacts, which: PreparedList, item: str) -> Item | None:
    """None for a new one; 404 for what is not there."""
    if item == NEW:
        return None
    try:
        return prepared.find(db(), school.id, which, item)
    except prepared.PreparedRefused:
        abort(404)


def _page(school: SchoolFacts, which: PreparedList, item: str, form: PreparedForm) -> str:
    return render_template(
        "triage/prepared_one.html", school=school, which=which, item=item, form=form, hint=HINTS[which],
        kept=_kept(school, which, item), title=TITLES[which], **frame("prepared.show"),
    )  # fmt: skip


def _done(words: str, kind: str = "success") -> ResponseReturnValue:
    flash(words, kind)
    return redirect(url_for(".show"), 303)
