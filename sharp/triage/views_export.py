"""A copy of a case that leaves the service: chosen, blacked out, marked with who took it, and kept nowhere."""

from functools import partial

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.current import freshly_proved
from sharp.model.reports import Report
from sharp.model.words import Act
from sharp.reports.journal import Item
from sharp.triage import casework
from sharp.triage.access import CaseRef, case_for, reading_at
from sharp.triage.case_news import added_since, by_others
from sharp.triage.case_page import read_again
from sharp.triage.case_people import names_at, trail_of
from sharp.triage.chronology import Chronology, chronology
from sharp.triage.export_files import MAKERS, Format, Mark, TooLongForPages
from sharp.triage.forms_export import ExportForm
from sharp.triage.navigation import frame
from sharp.triage.policy import Action
from sharp.triage.redaction import redacted
from sharp.web.unit_of_work import db, surviving, writing

bp = Blueprint("export", __name__, url_prefix="/staff/cases/<ref:reference>/copy")


@bp.get("")
@freshly_proved
def show(reference: str) -> ResponseReturnValue:
    """Choosing what to black out shows the case, so it is an opening; the copy is one of its own."""
    case = _case(reference)
    return _page(case, _chronology(case, *casework.open_case(writing(), case)), ExportForm(formdata=None))


@bp.post("")
@freshly_proved
def create(reference: str) -> ResponseReturnValue:
    case, form = _case(reference), ExportForm()
    if not form.validate_on_submit():
        return _shown_again(case, form), 422
    if by_others(added_since(writing(), case, form.seen_length()), case):
        # What nobody looked through does not leave.
        form.black.errors = [_("Something was added since you opened this page. Look through it once more.")]
        return _shown_again(case, form), 409
    kind, whole = Format(form.format.data), _chronology(case, *casework.open_case(writing(), case, Act.EXPORTED))
    make, mimetype = MAKERS[kind]
    try:
        made = make(redacted(whole, form.redaction()), _mark(case), case.roster.school)
    except TooLongForPages:
        form.format.errors = [_("This is too long for one PDF. Choose CSV or JSON, or black out what is not needed.")]
        return _shown_again(case, form), 422
    return _as_file(made, mimetype, f"{case.reference}.{kind.value}")


def _case(reference: str) -> CaseRef:
    if not reading_at():
        abort(403)
    return case_for(Action.EXPORT, reference)


def _chronology(case: CaseRef, report: Report, items: tuple[Item, ...]) -> Chronology:
    return chronology(report, case.roster.school, items, trail_of(db(), report.id), names_at(case.roster))


def _shown_again(case: CaseRef, form: ExportForm) -> str:
    """What was chosen, kept; no copy was taken, but the case was shown."""
    surviving(partial(_leave_trace, case))
    return _page(case, _chronology(case, *read_again(db(), case)), form)


def _leave_trace(case: CaseRef, unit: Session) -> None:
    casework.open_case(unit, case)


def _page(case: CaseRef, whole: Chronology, form: ExportForm) -> str:
    gave_name = any(passage.is_name for passage in whole.passages)
    return render_template(
        "triage/export.html", reference=case.reference, form=form.offer(whole.passages), gave_name=gave_name,
        count=ngettext("%(num)d entry", "%(num)d entries", len(whole.passages)), length=whole.length,
        **frame("case.show"),
    )  # fmt: skip


def _mark(case: CaseRef) -> Mark:
    return Mark(case.shown_name, clock.now().astimezone(case.roster.school.tz))


def _as_file(made: bytes, mimetype: str, name: str) -> Response:
    response = make_response(made)
    response.headers["Content-Type"] = mimetype
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
