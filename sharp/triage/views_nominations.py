"""Nominees confirm each other's keys by voice, so that nobody becomes a reader by an entry in a database."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.accounts.current import current_staff, freshly_proved
from sharp.schools import nominations
from sharp.triage.access import case_for, nominee_at, nominees_only
from sharp.triage.confirming import confirm_and_share
from sharp.triage.forms_nominations import ConfirmationForm
from sharp.triage.navigation import frame
from sharp.triage.nominations_page import Confirming, confirming, readers_at
from sharp.triage.policy import Action
from sharp.vault.words import fingerprint_words
from sharp.web.unit_of_work import db, writing

bp = Blueprint("nominations", __name__, url_prefix="/staff/nominations")


@bp.get("")
@nominees_only
def show() -> ResponseReturnValue:
    staff = current_staff()
    schools = tuple(readers_at(place.roster, staff) for place in nominee_at())
    own = fingerprint_words(staff.keys.fingerprint)
    return render_template("triage/nominations.html", schools=schools, own=own, **frame("nominations.show"))


@bp.get("/<string(length=32):nomination>")
@freshly_proved
def show_one(nomination: str) -> ResponseReturnValue:
    waiting = _waiting(nomination)
    return _page(waiting, ConfirmationForm.offering(waiting.member.fp, waiting.cases))


@bp.post("/<string(length=32):nomination>/confirmation")
@freshly_proved
def create_confirmation(nomination: str) -> ResponseReturnValue:
    waiting = _waiting(nomination)
    form = ConfirmationForm.offering(waiting.member.fp, waiting.cases)
    if not form.validate_on_submit():
        return _page(waiting, form), 422
    cases = [case_for(Action.SHARE, reference) for reference in form.ticked()]
    try:
        not_shared = confirm_and_share(
            writing(), school_id=waiting.school.id, nomination_id=waiting.member.nomination_id,
            by=current_staff().id, fp=form.compared(), cases=cases,
        )  # fmt: skip
    except nominations.NominationRefused as refused:
        flash(_words_for(refused))
        return redirect(url_for(".show"), 303)
    flash(_("%(name)s is confirmed.", name=waiting.member.shown_name), "success")
    if not_shared:
        which = ", ".join(not_shared)
        flash(_("Not shared, because the pupil left this person out: %(which)s.", which=which))
    return redirect(url_for(".show"), 303)


def _waiting(nomination: str) -> Confirming:
    if not nominee_at():
        abort(403)
    return confirming(db(), nomination, current_staff())


def _page(waiting: Confirming, form: ConfirmationForm) -> str:
    return render_template("triage/confirm.html", waiting=waiting, form=form, **frame("nominations.show"))


def _words_for(refused: nominations.NominationRefused) -> str:
    if isinstance(refused, nominations.OwnNomination):
        return str(_("You cannot confirm yourself. A colleague does it, after hearing your six words."))
    if isinstance(refused, nominations.KeysChanged):
        return str(_("Their keys have changed since the page was shown. They need a new nomination."))
    return str(_("A colleague was quicker, or the nomination has ended. Look at the list as it is now."))
