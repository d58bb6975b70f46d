"""When somebody reads at a school: looked at and changed by its nominees, and what pupils are told from it."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.accounts.current import current_staff
from sharp.schools.anchor import request_anchor
from sharp.schools.reading import next_reading_at, reading_sentence
from sharp.schools.settings import set_timetable
from sharp.schools.timetable_sheet import SheetRefused
from sharp.triage.access import Place, nominee_at, nominees_only
from sharp.triage.forms_hours import HoursForm, print_of
from sharp.triage.navigation import frame
from sharp.web.unit_of_work import writing

bp = Blueprint("hours", __name__, url_prefix="/staff/hours")


@bp.get("")
@nominees_only
def show() -> ResponseReturnValue:
    shown = [(place.school, reading_sentence(next_reading_at(place.roster))) for place in nominee_at()]
    return render_template("triage/hours.html", shown=shown, **frame("hours.show"))


@bp.get("/<slug:slug>")
@nominees_only
def show_one(slug: str) -> ResponseReturnValue:
    place = _place(slug)
    return _page(place, HoursForm.showing(place.school))


@bp.post("/<slug:slug>")
@nominees_only
def change(slug: str) -> ResponseReturnValue:
    place, form = _place(slug), HoursForm()
    if not form.validate_on_submit():
        return _page(place, form), 422
    if form.read.data:
        return _page(place, form, form.take_in(place.school)), 422 if form.errors else 200
    if form.seen.data != print_of(place.school):
        form.seen.data = print_of(place.school)
        return _page(place, form, _("A colleague changed these hours meanwhile. Compare, then press Keep again.")), 409
    try:
        lines = form.lines()
    except SheetRefused as refused:
        form.blame(refused)
        return _page(place, form), 422
    by = current_staff().id
    set_timetable(writing(), school_id=place.school.id, text=lines, by=by, anchor=request_anchor())
    flash(_("Kept. Pupils are told by these hours from now on."), "success")
    return redirect(url_for(".show"), 303)


def _place(slug: str) -> Place:
    """404 for a school where the signed-in person is no nominee."""
    return next((place for place in nominee_at() if place.school.slug == slug), None) or abort(404)


def _page(place: Place, form: HoursForm, notice: str = "") -> str:
    reading = reading_sentence(next_reading_at(place.roster))
    return render_template(
        "triage/hours_one.html", school=place.school, form=form, reading=reading, notice=notice,
        was=HoursForm.showing(place.school), **frame("hours.show"),
    )  # fmt: skip
