"""Recording an action on a case: one page for every kind, and the sheet of a referral."""

from collections.abc import Iterable
from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.model.reports import Report
from sharp.model.words import ReportState
from sharp.reports.journal import Item
from sharp.schools.facts import date_of
from sharp.triage import actions, casework
from sharp.triage.access import CaseRef, case_for, readers_only
from sharp.triage.action_fields import Kind
from sharp.triage.action_forms import ActionForm, action_form
from sharp.triage.action_page import Done, done_in, title_of
from sharp.triage.action_sheet import sheet_of
from sharp.triage.case_news import added_since, by_others, news_lines
from sharp.triage.case_page import read_again
from sharp.triage.case_people import names_at
from sharp.triage.navigation import frame
from sharp.triage.policy import Action
from sharp.web.unit_of_work import db, surviving, writing

bp = Blueprint("actions", __name__, url_prefix="/staff/cases")

WHAT = "/<ref:reference>/actions/<what>"
CONTINUED = f"{WHAT}/<entry>"


@bp.get(WHAT, defaults={"entry": ""})
@bp.get(CONTINUED)
@readers_only
def show(reference: str, what: str, entry: str) -> ResponseReturnValue:
    kind, case = _kind_and_case(reference, what)
    refused = _refused_at_once(case, kind, *read_again(db(), case), entry)
    if refused:
        return refused
    report, items = casework.open_case(writing(), case)
    return _page(case, kind, report, items, entry)


@bp.post(WHAT, defaults={"entry": ""})
@bp.post(CONTINUED)
@readers_only
def create(reference: str, what: str, entry: str) -> ResponseReturnValue:
    kind, case = _kind_and_case(reference, what)
    report, items = read_again(db(), case)
    refused = _refused_at_once(case, kind, report, items, entry)
    if refused:
        return refused
    form = _form(case, kind, items, entry)
    if not form.validate_on_submit():
        return _shown_again(case, kind, entry, form), 422
    added = added_since(writing(), case, form.seen_length())
    news = by_others(added, case)
    if kind.unread_first and news:
        return _shown_again(case, kind, entry, form, news), 409
    try:
        _record(case, kind, items, entry, form, added)
    except actions.FieldsRefused as wrong:  # the list or the day has changed since the form was looked at
        form.refuse(wrong.why)
        return _shown_again(case, kind, entry, form), 422
    except casework.AlreadyClosed:
        return _back(case, _("A colleague closed this case before you."))
    flash(_("Recorded: %(what)s.", what=title_of(kind.id)), "success")
    return _back(
        case, _("New since you opened the page: %(what)s.", what="; ".join(news_lines(case, news))) if news else ""
    )


@bp.get("/<ref:reference>/sheets/<entry>")
@readers_only
def show_sheet(reference: str, entry: str) -> ResponseReturnValue:
    """What a referral says, to print: opening it is opening the case."""
    case = case_for(Action.READ, reference)
    _report, items = casework.open_case(writing(), case)
    found = actions.entry_with(items, _entry_id(entry))
    if found is None or found.body["what"] != "referral":
        abort(404)
    sheet = sheet_of(writing(), case, items, found)
    return render_template("triage/referral_sheet.html", sheet=sheet, reference=case.reference, **frame("actions.show"))


def _kind_and_case(reference: str, what: str) -> tuple[Kind, CaseRef]:
    """404 for a case or a kind that is not there, 403 for what this person's role does not do."""
    try:
        kind = actions.kind_of(what)
    except actions.UnknownAction:
        case_for(Action.ACT, reference)
        abort(404)
    return kind, case_for(kind.action, reference)


def _refused_at_once(
    case: CaseRef, kind: Kind, report: Report, items: tuple[Item, ...], entry: str
) -> ResponseReturnValue | None:
    """What no form can be for: no such entry, nothing that bears it out yet, a closed case."""
    try:
        actions.require_place(kind, items, _entry_id(entry) if entry else None)
    except actions.NothingToContinue:
        abort(404)
    except actions.NotBornOut:
        flash(_("First write down what bears it out. After that a search or a sanction can be recorded."))
        return redirect(url_for(".show", reference=case.reference, what=kind.after), 303)
    if report.state is ReportState.CLOSED and not entry:
        return _back(case, _("This case is closed. Open it again first, or write a note."))
    return None


def _record(
    case: CaseRef, kind: Kind, items: tuple[Item, ...], entry: str, form: ActionForm, added: tuple[Item, ...]
) -> None:
    """Once, however often the button is pressed."""
    continues, reason = _entry_id(entry) if entry else None, form.why_corrected()
    body = actions.body_of(writing(), case, kind, items, form.answers(), continues=continues, reason=reason)
    if not actions.was_written(added, case, body):
        actions.record_action(writing(), case, what=kind.id, fields=form.answers(), continues=continues, reason=reason)


def _form(case: CaseRef, kind: Kind, items: tuple[Item, ...], entry: str) -> ActionForm:
    """Empty, or with what is to be corrected in it."""
    found = actions.entry_with(items, _entry_id(entry)) if entry else None
    corrected = found if found is not None and found.body["what"] == kind.id else None
    return action_form(
        kind, date_of(case.roster.today()), actions.agencies_for(db(), case.school_id, corrected),
        corrects=None if corrected is None else actions.latest(corrected, items).body["fields"],
    )  # fmt: skip


def _shown_again(case: CaseRef, kind: Kind, entry: str, form: ActionForm, news: Iterable[Item] = ()) -> str:
    """The page with what was typed. It shows what it continues, so it leaves a trace though nothing else is kept."""
    report, items = read_again(db(), case)
    surviving(partial(_leave_trace, case))
    return _page(case, kind, report, items, entry, form, news_lines(case, news))


def _page(
    case: CaseRef,
    kind: Kind,
    report: Report,
    items: tuple[Item, ...],
    entry: str,
    form: ActionForm | None = None,
    news: tuple[str, ...] = (),
) -> str:
    earlier = [one for one in done_in(items, case, names_at(case.roster)) if _stands_under(entry, one)]
    return render_template(
        "triage/action.html", kind=kind, entry=entry, reference=case.reference, length=report.length, news=news,
        form=form or _form(case, kind, items, entry), earlier=earlier, **frame("actions.show"),
    )  # fmt: skip


def _stands_under(entry: str, one: Done) -> bool:
    return bool(entry) and entry in (one.entry, *(each.entry for each in one.followed_by))


def _leave_trace(case: CaseRef, unit: Session) -> None:
    casework.open_case(unit, case)


def _back(case: CaseRef, words: str) -> ResponseReturnValue:
    if words:
        flash(words)
    return redirect(url_for("case.show", reference=case.reference), 303)


def _entry_id(entry: str) -> bytes:
    """404 for what is no id."""
    try:
        return bytes.fromhex(entry)
    except ValueError:
        abort(404)
