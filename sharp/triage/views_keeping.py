"""How long one case is kept: holds, the copy in the child protection file, and answering who asks to take it back."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.triage import keeping
from sharp.triage.access import case_for, readers_only
from sharp.triage.case_news import added_since, by_others, news_lines
from sharp.triage.case_replies import done, refused, shown_again
from sharp.triage.casework import AlreadyClosed
from sharp.triage.forms_keeping import FilingForm, HoldForm, ReleaseForm, WithdrawalForm
from sharp.triage.policy import Action
from sharp.triage.withdrawal import NobodyAsks, StillLeads, answer_withdrawal
from sharp.web.unit_of_work import writing

bp = Blueprint("keeping", __name__, url_prefix="/staff/cases")


@bp.post("/<ref:reference>/hold")
@readers_only
def create_hold(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.HOLD, reference), HoldForm()
    if not form.validate_on_submit():
        return shown_again(case, form), 422
    added = added_since(writing(), case, form.seen_length())
    try:
        keeping.hold(writing(), case, form.reason.data or "")
    except keeping.AlreadyHeld:
        return refused(case, _("This case is held already."))
    return done(case, _("Held: nothing of this case is deleted until the hold is lifted."), added)


@bp.post("/<ref:reference>/release")
@readers_only
def create_release(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.HOLD, reference), ReleaseForm()
    if not form.validate_on_submit():
        return shown_again(case, form), 422
    added = added_since(writing(), case, form.seen_length())
    try:
        keeping.release(writing(), case, form.reason.data or "")
    except keeping.NotHeld:
        return refused(case, _("There is no hold on this case any more."))
    return done(case, _("The hold is lifted. What is past its month is deleted within a day."), added)


@bp.post("/<ref:reference>/filing")
@readers_only
def create_filing(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.FILE, reference), FilingForm()
    if not form.validate_on_submit():
        return shown_again(case, form), 422
    added = added_since(writing(), case, form.seen_length())
    keeping.record_copy(writing(), case, form.day())
    return done(case, _("Noted: the child protection file is the long record."), added)


@bp.post("/<ref:reference>/withdrawal")
@readers_only
def create_withdrawal(reference: str) -> ResponseReturnValue:
    """The answer to a pupil who asks to take the report back."""
    case, form = case_for(Action.CLOSE, reference), WithdrawalForm()
    if not form.validate_on_submit():
        return shown_again(case, form), 422
    news = by_others(added_since(writing(), case, form.seen_length()), case)
    if news and not any(item.content.kind == "outcome" for item in news):
        # Nobody stops, or goes on, over words they have not read.
        return shown_again(case, form, news_lines(case, news)), 409
    answer = form.answer()
    try:
        answer_withdrawal(writing(), case, answer)
    except AlreadyClosed:
        return refused(case, _("A colleague closed this case before you."))
    except StillLeads:
        words = _("Nothing was kept: other reports are worked on with this one. Separate them first, then answer.")
        return refused(case, words)
    except NobodyAsks:
        return refused(case, _("The pupil has had an answer to that. Nothing was sent again."))
    if answer.stops:
        return done(case, _("The case is closed, and your answer is there for the pupil."))
    return done(case, _("Your answer is there for the pupil. The case stays open for what must go on."))
