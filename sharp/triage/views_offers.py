"""What other schools offer to a nominee: to take or to decline, and nothing of any case. No page for anybody else."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.accounts.current import current_staff, staff_only
from sharp.model.reports import Offer
from sharp.model.words import OfferState
from sharp.schools.roster import load_roster
from sharp.triage import offers
from sharp.triage.access import nominee_at
from sharp.triage.forms_moving import AnswerForm
from sharp.triage.navigation import frame, standing_offers
from sharp.triage.times import hour_words
from sharp.triage.wording import ROLES
from sharp.web.unit_of_work import db, writing

bp = Blueprint("offers", __name__, url_prefix="/staff/offers")


@dataclass(frozen=True)
class Waiting:
    id: str
    school: str
    by: str
    """Name and role of who offers it; empty once they have left that school."""
    to: str
    since: str
    is_accepted: bool
    form: AnswerForm


@bp.get("")
@staff_only
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/<handed:offer>/answer")
@staff_only
def create_answer(offer: str) -> ResponseReturnValue:
    mine = next((each for each in standing_offers() if each.id.hex() == offer), None) or abort(404)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(mine.id, form), 422
    try:
        offers.answer(writing(), current_staff().id, mine.id, form.facts())
    except offers.OfferGone:
        flash(_("Nothing was answered: it was withdrawn meanwhile."))
    else:
        flash(_("Your answer is with them."), "success")
    return redirect(url_for("home.show"), 303)


def _page(asked: bytes | None = None, typed: AnswerForm | None = None) -> str:
    waiting = tuple(_waiting(each, typed if each.id == asked else None) for each in standing_offers())
    if not waiting:
        abort(404)
    return render_template("triage/offers.html", waiting=waiting, form=typed, **frame("offers.show"))


def _waiting(offer: Offer, typed: AnswerForm | None) -> Waiting:
    from_there = load_roster(db(), offer.school_id)
    by = next((each for each in from_there.nominees() if each.staff_id == offer.staff_id), None)
    here = next(place.school for place in nominee_at() if place.school.id == offer.to_school_id)
    form = typed or AnswerForm(formdata=None)
    form.answer.id = f"answer-{offer.id.hex()}"  # of several forms on one page
    return Waiting(
        id=offer.id.hex(),
        school=from_there.school.name,
        by=f"{by.shown_name}, {ROLES[by.role]}" if by else "",
        to=here.name,
        since=hour_words(offer.since, here.tz),
        is_accepted=offer.state is OfferState.ACCEPTED,
        form=form,
    )
