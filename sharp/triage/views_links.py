"""What may belong with a case: hints from sealed cards, confirmed or dismissed by whoever holds both."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.accounts.trail import record
from sharp.model.words import Act
from sharp.triage import casework, links
from sharp.triage.access import CaseRef, case_for, readers_only
from sharp.triage.forms_links import TieForm
from sharp.triage.hints import Hint, Reason
from sharp.triage.kinds import KINDS
from sharp.triage.links import Beside
from sharp.triage.navigation import frame
from sharp.triage.policy import Action, may
from sharp.triage.queue_lines import ShownLine, shown_lines
from sharp.triage.wording import TIES, place_words, said
from sharp.web.unit_of_work import db, writing

bp = Blueprint("links", __name__, url_prefix="/staff/cases/<ref:reference>/links")


@dataclass(frozen=True, repr=False)
class Other:
    """Another case: its line, and why it may belong here or what was said of it."""

    line: ShownLine
    why: str


@bp.get("")
@readers_only
def show(reference: str) -> ResponseReturnValue:
    """Other cases' cards are looked through, as a search does: one line of the trail, beside the case's opening."""
    case = case_for(Action.LINK, reference)
    report, items = casework.open_case(writing(), case)
    found = links.beside(db(), case, items)
    record(writing(), case.staff.id, Act.SEARCHED)
    return render_template(
        "triage/links.html", reference=reference, length=report.length, form=TieForm(formdata=None),
        hints=tuple(_others(case, found, found.hints)),
        tied=tuple(Other(_line(case, found, each.report), said(TIES, each.tie)) for each in found.tied
                   if each.report in found.lines),
        named=found.named, may_merge=may((case.role,), Action.MERGE), **frame("queue.show"),
    )  # fmt: skip


@bp.post("")
@readers_only
def create(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.LINK, reference), TieForm()
    if not form.validate_on_submit():
        flash(_("This page was open for a long time, so nothing was kept. Press the button again."))
        return redirect(url_for(".show", reference=reference), 303)
    other = case_for(Action.LINK, form.other.data or "")
    if other.school_id != case.school_id or other.report_id == case.report_id:
        flash(_("Only two cases of one school can belong together."))
        return redirect(url_for(".show", reference=reference), 303)
    try:
        links.tie(writing(), case, other, form.tie())
    except links.OtherReaders:
        flash(_("Nothing was kept: somebody can open only one of the two, and would learn of the other."))
    except links.AlreadyTied:
        flash(_("That was said before."))
    else:
        flash(said(TIES, form.tie()), "success")
    return redirect(url_for(".show", reference=reference), 303)


def _others(case: CaseRef, found: Beside, hints: Iterable[Hint]) -> Iterable[Other]:
    for hint in hints:
        if hint.report in found.lines:
            yield Other(_line(case, found, hint.report), "; ".join(_why(hint)))


def _line(case: CaseRef, found: Beside, report: bytes) -> ShownLine:
    [line] = shown_lines([found.lines[report]], {case.school_id: case.roster.school})
    return line


def _why(hint: Hint) -> Iterable[str]:
    for reason, words in hint.reasons.items():
        shown = ", ".join(_shown(reason, word) for word in words)
        yield {
            Reason.NAME: _("the same name: %(what)s", what=shown),
            Reason.PLACE: _("the same place: %(what)s", what=shown),
            Reason.KIND: _("the same kind: %(what)s", what=shown),
            Reason.WORDS: _("the same rare words: %(what)s", what=shown),
        }[reason]


def _shown(reason: Reason, word: str) -> str:
    if reason is Reason.PLACE:
        return place_words(word)
    return said(KINDS, word) if reason is Reason.KIND else word
