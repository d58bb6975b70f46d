"""One case: its page, and each act on it as a resource of its own."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.triage import casework, merging
from sharp.triage.access import CaseRef, case_for, readers_only
from sharp.triage.case_news import added_since, is_there_already
from sharp.triage.case_replies import done as _done
from sharp.triage.case_replies import refused as _refused
from sharp.triage.case_replies import shown
from sharp.triage.case_replies import shown_again as _shown_again
from sharp.triage.forms import (
    ADVICE,
    AcknowledgementForm,
    LevelForm,
    NamingForm,
    NoteForm,
    RealityForm,
    ReopeningForm,
    ShareForm,
)
from sharp.triage.forms_merging import closure_form, references
from sharp.triage.forms_prepared import MessageForm
from sharp.triage.links import OtherReaders
from sharp.triage.naming import NotWithoutName, give_name
from sharp.triage.policy import Action
from sharp.triage.sharing import NotOffered, bring_in
from sharp.triage.together import leader_of, led_by, look_at_all
from sharp.triage.together_news import added_together
from sharp.web.unit_of_work import db, is_stale, writing

NOT_CLOSED = {
    casework.AlreadyClosed: _l("A colleague closed this case before you."),
    merging.GoesWith: _l("Nothing was closed: this case goes with another. Close that one, or separate them first."),
    merging.NotTogether: _l("Nothing was closed: what goes with this case has changed since. Look again, then close."),
    OtherReaders: _l(
        "Nothing was closed: somebody can open only one of these cases now. Separate them first, then close each."
    ),
}

bp = Blueprint("case", __name__, url_prefix="/staff/cases")


@bp.get("/<ref:reference>")
@readers_only
def show(reference: str) -> ResponseReturnValue:
    case = case_for(Action.READ, reference)
    return shown(case)


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
    casework.set_level(writing(), case, level=int(form.level.data), reason=form.reason.data or "")
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
        flash(_("The words are in your message now. Nothing is sent yet."))
        return shown(case, form)
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    text = form.message.data or ""
    added = added_since(writing(), case, form.seen_length())
    try:
        if not is_there_already(added, case, "message", text):
            casework.answer(writing(), case, text)
    except casework.HandedAway:
        return _shown_again(case, form), 409
    return _done(case, _("Your message is there for the pupil when they come back."), added, on=_written_on(case, form))


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
    """Of the case and of all that go with it, each with a word to its own pupil."""
    case = case_for(Action.CLOSE, reference)
    form = closure_form(references(led_by(look_at_all(db(), case), case)))()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    if form.lacks_words():
        form.put_in_words()
        flash(_("Nothing is closed yet. Look at the last word to each pupil, then press the button again."))
        return _shown_again(case, form), 422
    try:
        news = added_together(writing(), case, form.seen_length(), form.led_seen())
        if news.lines and not news.is_closed:
            # Nobody closes over words they have not read.
            return _shown_again(case, form, news.lines), 409
        merging.close(writing(), case, form.closure(), form.led_words())
    except tuple(NOT_CLOSED) as why:
        return _refused(case, str(NOT_CLOSED[type(why)]))
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
    except casework.HandedAway:
        return _refused(case, _("It stays closed here: it was handed to another school, which leads it now."))
    return _done(case, _("The case is open again."), added)


@bp.post("/<ref:reference>/sharing")
@readers_only
def create_share(reference: str) -> ResponseReturnValue:
    """Bring in a colleague, such as the officer to what went to school staff first; for advice only a brief is next."""
    case = case_for(Action.SHARE, reference)
    form = ShareForm().knowing(case.roster)
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    if form.scope.data == ADVICE:
        return redirect(url_for("handing.show_advice", reference=reference, officer=form.reader.data), 303)
    added = added_since(writing(), case, form.seen_length())
    try:
        member = bring_in(writing(), case, form.reader.data, anonymised=form.scope.data == "anonymised")
    except NotOffered:
        return _refused(case, _("Nobody was brought in: they can open it already, or cannot be brought in any more."))
    return _done(case, _("%(name)s can open this case now. The pupil sees that.", name=member.shown_name), added)


@bp.post("/<ref:reference>/names")
@readers_only
def create_naming(reference: str) -> ResponseReturnValue:
    """The name, to a colleague who was brought in without it."""
    case, form = case_for(Action.SHARE, reference), NamingForm()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    added = added_since(writing(), case, form.seen_length())
    try:
        member = give_name(writing(), case, form.reader.data, form.reason.data or "")
    except NotWithoutName:
        return _refused(case, _("Nothing was done: they see the name already, or cannot be given it any more."))
    return _done(case, _("%(name)s sees the name now. The pupil sees that.", name=member.shown_name), added)


def _written_on(case: CaseRef, form: MessageForm) -> str:
    """The case that leads this one, if the message was written on its page."""
    leader = leader_of(look_at_all(db(), case), case) if form.on.data else None
    return leader.ref.reference if leader is not None and leader.ref.reference == form.on.data else ""
