"""A pastoral lead's own pages: what was handed to them, and what they write back."""

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
from sharp.triage import followups
from sharp.triage.casework import AlreadyClosed
from sharp.triage.followup_access import Handed, handed_for, leads_only
from sharp.triage.followup_state import Reply
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
    handed = handed_for(followup)
    try:
        report, items = followups.open_handed(writing(), handed)
    except followups.NotWithThem:
        abort(404)
    return _page(handed, report, items)


@bp.post("/<handed:followup>/replies")
@leads_only
def create_reply(followup: str) -> ResponseReturnValue:
    handed, form = handed_for(followup), ReplyForm()
    if not form.validate_on_submit():
        return _shown_again(handed, form), 422
    verb = partial(followups.reply, act=Reply.DONE)
    return _written(handed, form, "followup_reply", form.reply.data, verb, _("Your answer is with them."))


@bp.post("/<handed:followup>/questions")
@leads_only
def create_question(followup: str) -> ResponseReturnValue:
    handed, form = handed_for(followup), QuestionForm()
    if not form.validate_on_submit():
        return _shown_again(handed, form), 422
    verb = partial(followups.reply, act=Reply.ASKED)
    return _written(handed, form, "followup_reply", form.question.data, verb, _("Your question is with them."))


@bp.post("/<handed:followup>/messages")
@leads_only
def create_message(followup: str) -> ResponseReturnValue:
    handed, form = handed_for(followup), SayForm()
    if not form.validate_on_submit():
        return _shown_again(handed, form), 422
    done = _("Your message is there for the pupil when they come back.")
    try:
        return _written(handed, form, "helper_message", form.message.data, followups.say_to_pupil, done)
    except followups.MayNotSpeak:
        abort(403)
    except AlreadyClosed:
        flash(_("Nothing was written: this was closed before you wrote. Speak to whoever handed it to you."))
        return redirect(url_for(".show_one", followup=followup), 303)


@bp.post("/<handed:followup>/return")
@leads_only
def create_return(followup: str) -> ResponseReturnValue:
    handed, form = handed_for(followup), ReturnForm()
    if not form.validate_on_submit():
        return _shown_again(handed, form), 422
    try:
        followups.return_(writing(), handed, form.reason.data or "")
    except followups.NotWithThem:
        return _gone()
    flash(_("It is given back. You can open nothing of it any more."), "success")
    return redirect(url_for(".show"), 303)


def _written(
    handed: Handed, form: LeadForm, kind: str, typed: str | None, verb: Callable[..., None], done: str
) -> ResponseReturnValue:
    """One act that leaves the hand-over with its lead; pressed twice it is done once."""
    text = typed or ""
    try:
        added = followups.added_for_lead(writing(), handed, form.seen_items())
        if not followups.is_said_already(added, handed.staff.id, kind, text):
            verb(writing(), handed, text=text)
    except followups.NotWithThem:
        return _gone()
    flash(done, "success")
    if any(item.content.author != handed.staff.id.hex() for item in added):
        flash(_("Something new was written since you opened the page."))
    return redirect(url_for(".show_one", followup=handed.followup_id.hex()), 303)


def _gone() -> ResponseReturnValue:
    flash(_("Nothing was written: this was taken back. Speak to whoever handed it to you."))
    return redirect(url_for(".show"), 303)


def _shown_again(handed: Handed, form: LeadForm) -> str:
    """The page with what was typed: it was opened, so it leaves a trace although nothing else is kept."""
    report = db().get_one(Report, handed.report_id)
    items = read_journal(db(), report, handed.ring)
    surviving(partial(_leave_trace, handed))
    return _page(handed, report, items, form)


def _leave_trace(handed: Handed, unit: Session) -> None:
    followups.open_handed(unit, handed)


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
    return render_template("triage/handed.html", page=page, form=typed, **forms, **frame("followups.show"))
