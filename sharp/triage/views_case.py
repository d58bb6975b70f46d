"""One case: its page, and each act on it as a resource of its own."""

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.triage import casework
from sharp.triage.access import CaseRef, case_for, readers_only
from sharp.triage.case_forms import forms_with
from sharp.triage.case_news import added_since, by_others, is_there_already
from sharp.triage.case_page import case_page
from sharp.triage.case_replies import done as _done
from sharp.triage.case_replies import refused as _refused
from sharp.triage.case_replies import shown_again as _shown_again
from sharp.triage.forms import (
    AcknowledgementForm,
    ClosureForm,
    LevelForm,
    NoteForm,
    RealityForm,
    ReopeningForm,
    ShareForm,
)
from sharp.triage.forms_prepared import MessageForm
from sharp.triage.navigation import frame
from sharp.triage.policy import Action
from sharp.triage.sharing import NotOffered, bring_in
from sharp.web.unit_of_work import db, is_stale, writing

bp = Blueprint("case", __name__, url_prefix="/staff/cases")


@bp.get("/<ref:reference>")
@readers_only
def show(reference: str) -> ResponseReturnValue:
    case = case_for(Action.READ, reference)
    report, items = casework.open_case(writing(), case)
    page = case_page(db(), case, report, items)
    forms = forms_with(page.may_be_brought_in, page.words)
    return render_template("triage/case.html", page=page, forms=forms, news=(), **frame("case.show"))


@bp.post("/<ref:reference>/acknowledgement")
@readers_only
def create_acknowledgement(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.ACKNOWLEDGE, reference), AcknowledgementForm()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    added = added_since(writing(), case, form.seen_length())
    try:
        casework.acknowledge(writing(), case)
    except casework.AlreadyClosed:
        return _refused(case, _("A colleague closed this case before you."))
    return _done(case, _("Acknowledged: the pupil sees that it is being looked into."), added)


@bp.post("/<ref:reference>/level")
@readers_only
def create_level(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.SET_LEVEL, reference), LevelForm()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    added = added_since(writing(), case, form.seen_length())
    try:
        casework.set_level(writing(), case, level=int(form.level.data), reason=form.reason.data or "")
    except casework.AlreadyClosed:
        return _refused(case, _("A colleague closed this case before you."))
    return _done(case, _("The level is set."), added)


@bp.post("/<ref:reference>/reality")
@readers_only
def create_reality(reference: str) -> ResponseReturnValue:
    """A practice report is meant after all."""
    case, form = case_for(Action.SET_LEVEL, reference), RealityForm()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    added = added_since(writing(), case, form.seen_length())
    casework.take_as_real(writing(), case, _("No longer practice: it is meant."))
    return _done(case, _("It is a real report now, and stands in the open queue."), added)


@bp.post("/<ref:reference>/messages")
@readers_only
def create_message(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.ANSWER, reference), MessageForm()
    if form.use.data and not is_stale():
        return _with_words(case, form)
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    text = form.message.data or ""
    added = added_since(writing(), case, form.seen_length())
    if not is_there_already(added, case, "message", text):
        casework.answer(writing(), case, text)
    return _done(case, _("Your message is there for the pupil when they come back."), added)


@bp.post("/<ref:reference>/notes")
@readers_only
def create_note(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.NOTE, reference), NoteForm()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    text = form.note.data or ""
    added = added_since(writing(), case, form.seen_length())
    if not is_there_already(added, case, "note", text):
        casework.note(writing(), case, text)
    return _done(case, _("Your note is kept. The pupil does not see it."), added)


@bp.post("/<ref:reference>/closure")
@readers_only
def create_closure(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.CLOSE, reference), ClosureForm()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    news = by_others(added_since(writing(), case, form.seen_length()), case)
    if news and not any(item.content.kind == "outcome" for item in news):
        # Nobody closes over words they have not read.
        return _shown_again(case, form, news), 409
    try:
        casework.close(writing(), case, form.closure())
    except casework.AlreadyClosed:
        return _refused(case, _("A colleague closed this case before you."))
    return _done(case, _("The case is closed, and your last word is there for the pupil."))


@bp.post("/<ref:reference>/reopening")
@readers_only
def create_reopening(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.REOPEN, reference), ReopeningForm()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    added = added_since(writing(), case, form.seen_length())
    try:
        casework.reopen(writing(), case, form.reason.data or "")
    except casework.NotClosed:
        return _refused(case, _("This case is open already."))
    return _done(case, _("The case is open again."), added)


@bp.post("/<ref:reference>/sharing")
@readers_only
def create_share(reference: str) -> ResponseReturnValue:
    """Bring in a colleague, such as the officer to what went to school staff first."""
    case = case_for(Action.SHARE, reference)
    form = ShareForm().knowing(case.roster)
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    added = added_since(writing(), case, form.seen_length())
    try:
        member = bring_in(writing(), case, form.reader.data, anonymised=form.scope.data == "anonymised")
    except NotOffered:
        return _refused(case, _("Nobody was brought in: they can open it already, or cannot be brought in any more."))
    return _done(case, _("%(name)s can open this case now. The pupil sees that.", name=member.shown_name), added)


def _with_words(case: CaseRef, form: MessageForm) -> str:
    """The page with prepared words in the message, and nothing sent: an opening like any other."""
    report, items = casework.open_case(writing(), case)
    page = case_page(db(), case, report, items)
    forms = forms_with(page.may_be_brought_in, page.words, form)
    form.put_in()
    flash(_("The words are in your message now. Nothing is sent yet."))
    return render_template("triage/case.html", page=page, forms=forms, news=(), **frame("case.show"))
