"""The pages of a pastoral lead, and of an officer asked for advice: what was handed to them, what they write back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.accounts.current import current_staff
from sharp.accounts.trail import record
from sharp.model.reports import Report
from sharp.model.words import Act
from sharp.reports.journal import Item, read_journal
from sharp.triage import followup_replies
from sharp.triage.followup_access import Handed, NotWithThem, handed_for, leads_only
from sharp.triage.followup_state import Reply, is_said_already
from sharp.triage.forms_followups import LeadForm, QuestionForm, ReplyForm, ReturnForm, SayForm
from sharp.triage.handed_page import handed_list, handed_page
from sharp.triage.navigation import frame
from sharp.web.unit_of_work import db, surviving, writing

bp = Blueprint("followups", __name__, url_prefix="/staff/followups")


@bp.get("")
@leads_only
def show() -> ResponseReturnValue:
    shown = render_template("triage/handed_list.html", handed=handed_list(db()), **frame("followups.show"))
    record(writing(), current_staff().id, Act.LISTED)
    return shown


@bp.get("/<handed:followup>")
@leads_only
def show_one(followup: str) -> ResponseReturnValue:
    try:
        handed = handed_for(followup)
        report, items = followup_replies.open_handed(writing(), handed)
    except NotWithThem:
        return _finished()
    return _page(handed, report, items)


@bp.post("/<handed:followup>/replies")
@leads_only
def create_reply(followup: str) -> ResponseReturnValue:
    verb = partial(followup_replies.reply, act=Reply.DONE)
    return _written(followup, ReplyForm(), "followup_reply", verb, _("Your answer is with them."))


@bp.post("/<handed:followup>/questions")
@leads_only
def create_question(followup: str) -> ResponseReturnValue:
    verb = partial(followup_replies.reply, act=Reply.ASKED)
    return _written(followup, QuestionForm(), "followup_reply", verb, _("Your question is with them."))


@bp.post("/<handed:followup>/messages")
@leads_only
def create_message(followup: str) -> ResponseReturnValue:
    done = _("Your message is there for the pupil when they come back.")
    try:
        return _written(followup, SayForm(), "helper_message", followup_replies.say_to_pupil, done)
    except followup_replies.MayNotSpeak:
        abort(403)


@bp.post("/<handed:followup>/return")
@leads_only
def create_return(followup: str) -> ResponseReturnValue:
    form = ReturnForm()
    try:
        handed = handed_for(followup)
        if not form.validate_on_submit():
            return _shown_again(handed, form), 422
        followup_replies.return_(writing(), handed, form.written)
    except NotWithThem:
        return _finished(form)
    flash(_("It is given back. You can open nothing of it any more."), "success")
    return redirect(url_for(".show"), 303)


def _written(followup: str, form: LeadForm, kind: str, verb: Callable[..., None], done: str) -> ResponseReturnValue:
    """One act that leaves the hand-over with its lead; pressed twice it is done once."""
    try:
        handed = handed_for(followup)
        if not form.validate_on_submit():
            return _shown_again(handed, form), 422
        added = followup_replies.added_for_lead(writing(), handed, form.seen_items())
        if not is_said_already(added, handed.staff.id, kind, form.written):
            verb(writing(), handed, text=form.written)
    except NotWithThem:
        return _finished(form)
    flash(done, "success")
    if any(item.content.author != handed.staff.id.hex() for item in added):
        flash(_("Something new was written since you opened the page."))
    return redirect(url_for(".show_one", followup=followup), 303)


def _finished(form: LeadForm | None = None) -> ResponseReturnValue:
    """The same for what ended, however it did, and for what never was; what was typed stays on the page."""
    typed = form.written if form is not None else ""
    return render_template("triage/finished.html", typed=typed, **frame("followups.show")), 404


def _shown_again(handed: Handed, form: LeadForm) -> str:
    """The page with what was typed: it was opened, so it leaves a trace although nothing else is kept."""
    report = db().get_one(Report, handed.report_id)
    items = read_journal(db(), report, handed.ring)
    surviving(partial(_leave_trace, handed))
    return _page(handed, report, items, form)


def _leave_trace(handed: Handed, unit: Session) -> None:
    followup_replies.open_handed(unit, handed)


def _page(handed: Handed, report: Report, items: tuple[Item, ...], typed: LeadForm | None = None) -> str:
    forms: dict[str, Any] = {
        name: typed if isinstance(typed, kind) else kind(formdata=None)
        for name, kind in (
            ("reply", ReplyForm),
            ("question", QuestionForm),
            ("say", SayForm),
            ("giving_back", ReturnForm),
        )
    }
    page = handed_page(handed, report, items)
    if page.is_advice:
        forms["reply"].as_advice()
    return render_template("triage/handed.html", page=page, form=typed, **forms, **frame("followups.show"))
