"""Handing a case to another school: the offer to a nominee there, its withdrawal, and the sending."""

from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.reports.readers import NoReaderLeft
from sharp.schools.roster import RosterRefused
from sharp.triage import casework, moving, offers
from sharp.triage.access import CaseRef, case_for, readers_only
from sharp.triage.case_news import added_since, by_others, news_lines
from sharp.triage.case_replies import done, refused
from sharp.triage.forms import CaseForm
from sharp.triage.forms_moving import OfferEndForm, OfferForm, SendForm
from sharp.triage.move_page import MovePage, chosen_school, hold_for, move_page
from sharp.triage.navigation import frame
from sharp.triage.policy import Action
from sharp.web.forms import one_line
from sharp.web.unit_of_work import db, surviving, writing

bp = Blueprint("moving", __name__, url_prefix="/staff/cases/<ref:reference>/move")


@bp.get("")
@readers_only
def show(reference: str) -> ResponseReturnValue:
    case, slug = case_for(Action.MOVE, reference), one_line(request.args.get("school"))
    if slug:
        chosen_school(db(), case, slug)
    hold_for(writing(), case, slug)
    casework.open_case(writing(), case)
    return _page(case, move_page(db(), case, slug))


@bp.post("/offer")
@readers_only
def create_offer(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.MOVE, reference), OfferForm()
    if not form.validate_on_submit():
        return _shown_again(case, form, form.school.data or ""), 422
    school_id = chosen_school(db(), case, form.school.data or "")
    try:
        member = offers.offer_to(writing(), case, form.facts(school_id))
    except offers.AlreadyOffered:
        return refused(case, _("Nothing was offered again: it is offered to somebody already."))
    except (offers.MayNotMove, offers.NobodyThere, RosterRefused) as failure:
        return _shown_again(case, form, form.school.data or "", _why_not(failure)), 409
    return done(case, _("It is offered to %(name)s. Nothing of the case is sent yet.", name=member.shown_name))


@bp.post("/withdrawal")
@readers_only
def create_withdrawal(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.MOVE, reference), OfferEndForm()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    try:
        offers.withdraw(writing(), case, form.reason.data or "")
    except offers.OfferGone:
        return refused(case, _("Nothing was withdrawn: there is no offer any more."))
    return done(case, _("The offer is withdrawn. The case stays here."))


@bp.post("")
@readers_only
def create(reference: str) -> ResponseReturnValue:
    """Send it: what came since the page was shown is read first, for nobody hands on words they have not read."""
    case, form = case_for(Action.MOVE, reference), SendForm()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    hold_for(writing(), case, "")
    news = by_others(added_since(writing(), case, form.seen_length()), case)
    if news and not any(item.content.kind == "moved" for item in news):
        what = "; ".join(news_lines(case, news))
        return _shown_again(case, form, words=_("Nothing was sent. Read what is new first: %(what)s.", what=what)), 409
    try:
        made = moving.send(writing(), case, form.facts())
    except moving.NotAccepted:
        return refused(case, _("Nothing was sent: it is sent already, or nobody there has said yes."))
    except (moving.ListChanged, offers.MayNotMove, moving.CannotOpenThere, NoReaderLeft, RosterRefused) as failure:
        return _shown_again(case, form, words=_why_not(failure)), 409
    return done(case, _("It is sent. The other school calls it %(reference)s.", reference=made.reference))


def _why_not(failure: Exception) -> str:
    if isinstance(failure, offers.NobodyThere):
        return str(_("Nothing was offered: this person cannot be asked any more. Look at the list as it is now."))
    if isinstance(failure, moving.ListChanged):
        return str(_("Nothing was sent: the list at that school has changed. Look at who could open it now."))
    if isinstance(failure, offers.MayNotMove):
        return str(_("Only an open case can go to another school, and the pupil must not be waiting to take it back."))
    if isinstance(failure, RosterRefused):
        return str(_("Nothing was sent: the list of readers at that school is refused. Tell whoever runs the service."))
    return str(_("Nothing was sent: by that school’s list, whoever said yes could not open it. Speak to them."))


def _shown_again(case: CaseRef, form: CaseForm, slug: str = "", words: str = "") -> str:
    """The page with what was typed. It shows the case, so it leaves a trace although nothing else is kept."""
    surviving(partial(_leave_trace, case))
    return _page(case, move_page(db(), case, slug), form, words)


def _leave_trace(case: CaseRef, unit: Session) -> None:
    casework.open_case(unit, case)


def _page(case: CaseRef, move: MovePage, typed: CaseForm | None = None, words: str = "") -> str:
    offer = typed if isinstance(typed, OfferForm) else OfferForm(formdata=None)
    offer.school.data = move.there.slug if move.there else ""
    send = typed if isinstance(typed, SendForm) else SendForm(formdata=None, data={"word": move.word})
    send.shown.data = move.mark
    return render_template(
        "triage/move.html", page=move.case, move=move, form=typed, words=words, send=send,
        offer=offer.offer(move.addressees),
        ending=typed if isinstance(typed, OfferEndForm) else OfferEndForm(formdata=None),
        **frame("case.show"),
    )  # fmt: skip
