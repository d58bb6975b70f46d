"""Nominees hand a follow-up to a pastoral lead, or ask an officer for advice; answer them, and take it back."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.model.reports import Report
from sharp.reports.journal import Item
from sharp.triage import casework, followups
from sharp.triage.access import CaseRef, case_for, readers_only
from sharp.triage.case_news import added_since, by_others, news_lines
from sharp.triage.case_page import case_page, read_again
from sharp.triage.followup_access import NotWithThem
from sharp.triage.followup_shown import ShownFollowUp
from sharp.triage.followup_state import follow_ups, is_said_already
from sharp.triage.followups import Brief
from sharp.triage.forms import CaseForm
from sharp.triage.forms_followups import AdviceForm, HandOverForm, TakingBackForm, WordForm
from sharp.triage.navigation import frame
from sharp.triage.policy import Action, may
from sharp.vault.slots import Slot
from sharp.web.unit_of_work import db, surviving, writing

bp = Blueprint("handing", __name__, url_prefix="/staff/cases/<ref:reference>/followups")


@bp.get("/new")
@readers_only
def show_new(reference: str) -> ResponseReturnValue:
    case = case_for(Action.HAND_OVER, reference)
    return _new_page(case, *casework.open_case(writing(), case), HandOverForm(formdata=None))


@bp.post("")
@readers_only
def create(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.HAND_OVER, reference), HandOverForm()
    if not form.validate_on_submit():
        return _new_page(case, *_again(case), form), 422
    return _handed(case, form, form.facts(), _("It is handed to %(name)s. The pupil sees that."))


@bp.get("/advice")
@readers_only
def show_advice(reference: str) -> ResponseReturnValue:
    """A brief for an officer; `officer` in the address is the nomination that was chosen on the case's page."""
    case = case_for(Action.HAND_OVER, reference)
    form = AdviceForm(formdata=None, data={"lead": request.args.get("officer", "")})
    return _advice_page(case, *casework.open_case(writing(), case), form)


@bp.post("/advice")
@readers_only
def create_advice(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.HAND_OVER, reference), AdviceForm()
    if not form.validate_on_submit():
        return _advice_page(case, *_again(case), form), 422
    words = _("%(name)s is asked for advice, and sees nothing but your brief. The pupil sees that they were asked.")
    return _handed(case, form, form.facts(), words)


def _handed(case: CaseRef, form: CaseForm, brief: Brief, words: str) -> ResponseReturnValue:
    """To a lead, or to an officer for advice; pressed twice it is done once."""
    added = added_since(writing(), case, form.seen_length())
    to = followups.is_to_lead(case, brief.lead)
    if is_said_already(added, case.staff.id, "followup", brief.text, to=to):
        return _done(case, _("It is handed over."), added)
    try:
        lead = followups.hand_over(writing(), case, brief)
    except casework.AlreadyClosed:
        return _refused(case, _("Nothing was handed over: a colleague closed this case before you."))
    except (followups.NotALead, followups.NotYoursToGive):
        return _refused(case, _("Nothing was handed over: they have something of this case, or cannot be asked now."))
    return _done(case, words % {"name": lead.shown_name}, added)


@bp.get("/<handed:followup>")
@readers_only
def show(reference: str, followup: str) -> ResponseReturnValue:
    case = case_for(Action.READ, reference)
    return _page(case, followup, *casework.open_case(writing(), case))


@bp.post("/<handed:followup>/words")
@readers_only
def create_word(reference: str, followup: str) -> ResponseReturnValue:
    case, form = case_for(Action.HAND_OVER, reference), WordForm()
    followup_id = _handed_of(case, followup)
    if not form.validate_on_submit():
        return _page(case, followup, *_again(case), form), 422
    text, added = form.word.data or "", added_since(writing(), case, form.seen_length())
    to = lambda item: item.followup_id == followup_id  # noqa: E731
    if not is_said_already(added, case.staff.id, "followup_word", text, to=to):
        try:
            followups.tell_lead(writing(), case, followup_id, text, days=int(form.days.data))
        except NotWithThem:
            return _refused(case, _("Nothing was written: it does not lie with them any more."))
    return _done(case, _("They can read it now, and are told that something waits."), added)


@bp.post("/<handed:followup>/recall")
@readers_only
def create_taking_back(reference: str, followup: str) -> ResponseReturnValue:
    case, form = case_for(Action.HAND_OVER, reference), TakingBackForm()
    followup_id = _handed_of(case, followup)
    if not form.validate_on_submit():
        return _page(case, followup, *_again(case), form), 422
    added = added_since(writing(), case, form.seen_length())
    try:
        followups.take_back(writing(), case, followup_id, form.reason.data or "")
    except NotWithThem:
        return _refused(case, _("It does not lie with them any more: it was given or taken back before."))
    words = _("It is taken back. From now on they can open nothing of it; what they have read, they have read.")
    return _done(case, words, added)


def _handed_of(case: CaseRef, followup: str) -> bytes:
    """404 for what was never handed over of this case."""
    _report, items = read_again(db(), case)
    return next((one.id for one in follow_ups(items, ()) if one.id.hex() == followup), None) or abort(404)


def _again(case: CaseRef) -> tuple[Report, tuple[Item, ...]]:
    """For a page that comes back as typed: it shows the case, so it leaves a trace although nothing else is kept."""
    surviving(partial(_leave_trace, case))
    return read_again(db(), case)


def _leave_trace(case: CaseRef, unit: Any) -> None:
    casework.open_case(unit, case)


def _new_page(case: CaseRef, report: Report, items: tuple[Item, ...], form: HandOverForm) -> str:
    leads = followups.may_be_handed(db(), case, report, items)
    has_name = Slot.IDENTITY in max(case.ring.held, key=lambda held: held.epoch).slots
    form.offer(leads, case.roster, has_name=has_name)
    page = case_page(db(), case, report, items)
    return render_template("triage/hand_over.html", page=page, form=form, leads=leads, **frame("case.show"))


def _advice_page(case: CaseRef, report: Report, items: tuple[Item, ...], form: AdviceForm) -> str:
    officers = followups.may_advise(db(), case, report, items)
    form.offer(officers, case.roster)
    page = case_page(db(), case, report, items)
    return render_template("triage/advice.html", page=page, form=form, officers=officers, **frame("case.show"))


def _page(case: CaseRef, followup: str, report: Report, items: tuple[Item, ...], typed: CaseForm | None = None) -> str:
    """404 for what was never handed over of this case."""
    page = case_page(db(), case, report, items)
    word = typed if isinstance(typed, WordForm) else WordForm(formdata=None)
    return render_template(
        "triage/handed_case.html", page=page, one=_one_of(page.follow_ups, followup), form=typed,
        may_act=may((case.role,), Action.HAND_OVER), word=word.offer(case.roster),
        taking_back=typed if isinstance(typed, TakingBackForm) else TakingBackForm(formdata=None),
        **frame("case.show"),
    )  # fmt: skip


def _one_of(found: Iterable[ShownFollowUp], followup: str) -> ShownFollowUp:
    return next((one for one in found if one.id == followup), None) or abort(404)


def _done(case: CaseRef, words: str, added: Iterable[Item] = ()) -> ResponseReturnValue:
    flash(words, "success")
    news = news_lines(case, by_others(added, case))
    if news:
        flash(_("New since you opened the page: %(what)s.", what="; ".join(news)))
    return redirect(url_for("case.show", reference=case.reference), 303)


def _refused(case: CaseRef, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("case.show", reference=case.reference), 303)
