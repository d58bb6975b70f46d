"""Answering practice reports together: a form on the queue's practice view."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from sharp.accounts.current import current_staff
from sharp.accounts.trail import record
from sharp.model.reports import Report
from sharp.model.words import Act
from sharp.triage.access import CaseRef, case_for, readers_only, reading_at, visible_to
from sharp.triage.forms_practice import PracticeForm
from sharp.triage.policy import Action
from sharp.triage.practice import Answered, answer_together
from sharp.triage.views_queue import show_practice
from sharp.web.forms import one_line
from sharp.web.unit_of_work import db, surviving, writing

bp = Blueprint("practice", __name__, url_prefix="/staff/queue/practice")


@bp.post("")
@readers_only
def create_answers() -> ResponseReturnValue:
    form = PracticeForm()
    if not form.validate_on_submit():
        surviving(_leave_trace)
        return show_practice(form), 422
    cases = _chosen(form.cases.data or [])
    reason = _("A practice report, answered together with others.")
    answered = answer_together(writing(), cases, word=form.word.data or "", reason=reason)
    _say(answered)
    return redirect(url_for("queue.show", view="practice"), 303)


def _chosen(references: list[str]) -> list[CaseRef]:
    """Those that this person holds; what was ticked on a page that is old, and is theirs no more, is not there."""
    schools = [place.school.id for place in reading_at()]
    visible = visible_to(current_staff().id, schools).with_only_columns(Report.reference)
    found = db().scalars(visible.where(Report.reference.in_(map(one_line, references)))).all()
    return [case_for(Action.CLOSE, reference) for reference in found]


def _leave_trace(unit: Session) -> None:
    """The page that comes back is a page of the queue."""
    record(unit, current_staff().id, Act.LISTED)


def _say(answered: Answered) -> None:
    if answered.closed:
        flash(
            ngettext(
                "%(num)d practice report is answered and closed.",
                "%(num)d practice reports are answered and closed.",
                answered.closed,
            ),
            "success",
        )
    if answered.left or not answered.closed:
        flash(_("Not closed: what nobody has read yet, what the pupil added to, and what was closed or raised before."))
