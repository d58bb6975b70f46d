"""Working on two cases as one: choosing which leads, answering all their pupils, and separating them again."""

from collections.abc import Iterable, Iterator

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.triage import merging
from sharp.triage.access import CaseRef, case_for, readers_only, reading_at
from sharp.triage.case_replies import done, refused, shown_again
from sharp.triage.casework import AlreadyClosed
from sharp.triage.forms_merging import AnswersForm, MergingForm, SeparationForm
from sharp.triage.links import OtherReaders
from sharp.triage.navigation import frame
from sharp.triage.policy import Action
from sharp.triage.queue import CaseLine, lines_at
from sharp.triage.queue_lines import ShownLine, shown_lines
from sharp.triage.together import reference_held
from sharp.triage.together_news import added_together
from sharp.web.forms import one_line
from sharp.web.unit_of_work import db, writing

bp = Blueprint("merging", __name__, url_prefix="/staff/cases/<ref:reference>/merging")

REFUSALS = {
    OtherReaders: _l("Nothing was kept: somebody can open only one of the two, and would learn of the other."),
    AlreadyClosed: _l("Nothing was kept: one of the two is closed."),
    merging.AlreadyMerged: _l("These two are worked on as one already."),
    merging.OnlyPractice: _l("Nothing was kept: one of the two is a practice report."),
    merging.NotReadYet: _l("Nothing was kept: one of the two has not been read. Open and read it first."),
    merging.Chained: _l("Nothing was kept: one of the two is worked on with another case already. Look at that one."),
    merging.TooMany: _l("Nothing was kept: as many cases as there may be go with that one already."),
}
CHANGED = _l("Nothing was sent: what is worked on with this case has changed since. Look again, then answer.")
APART = _l("Nothing was sent: somebody can open only one of these cases now. Answer each pupil on their own.")


@bp.get("")
@readers_only
def show(reference: str) -> ResponseReturnValue:
    """For the other case, named in the address by its reference; nothing of either is opened but their cards."""
    case = case_for(Action.MERGE, reference)
    other = _other(case, one_line(request.args.get("other")).upper())
    if other is None:
        flash(_("You can open no other case of this school with that reference."))
        return redirect(url_for("links.show", reference=reference), 303)
    return _page(case, other, MergingForm(formdata=None))


@bp.post("")
@readers_only
def create(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.MERGE, reference), MergingForm()
    other = _other(case, form.other.data or "")
    if other is None:
        flash(_("You can open no other case of this school with that reference."))
        return redirect(url_for("links.show", reference=reference), 303)
    if not form.between(case.reference, other.reference).validate_on_submit():
        return _page(case, other, form), 422
    leader, led = (other, case) if form.is_other_leading else (case, other)
    reason = _("Looked at again, with all that is known.")
    try:
        merging.merge(writing(), leader, led, is_one_pupil=form.is_one_pupil, level_reason=reason)
    except tuple(REFUSALS) as why:
        return refused(case, str(REFUSALS[type(why)]))
    return done(leader, _("%(led)s goes with this case now. Each pupil has their own thread below.", led=led.reference))


@bp.post("/answers")
@readers_only
def create_answers(reference: str) -> ResponseReturnValue:
    """The same message to each pupil."""
    case, form = case_for(Action.ANSWER, reference), AnswersForm()
    if not form.validate_on_submit():
        return shown_again(case, form), 422
    try:
        news = added_together(writing(), case, form.seen_length(), form.led_seen())
        merging.answer_all(writing(), case, form.to_all.data or "", form.seen_length(), form.led_seen())
    except merging.NotTogether:
        flash(str(CHANGED))
        return shown_again(case, form), 409
    except OtherReaders:
        flash(str(APART))
        return shown_again(case, form), 409
    if news.lines:
        flash(_("New since you opened the page: %(what)s.", what="; ".join(news.lines)))
    return done(case, _("Your message is there for each of these pupils when they come back."))


@bp.post("/separation")
@readers_only
def create_separation(reference: str) -> ResponseReturnValue:
    case, form = case_for(Action.MERGE, reference), SeparationForm()
    if not form.validate_on_submit():
        return shown_again(case, form), 422
    other = _other(case, form.other.data or "")
    try:
        if other is None:
            raise merging.NotTogether
        merging.separate(writing(), case, other, form.why.data or "")
    except merging.NotTogether:
        return refused(case, _("Nothing was kept: these two are not worked on as one any more."))
    return done(case, _("They are separated: each goes on as a case of its own."))


def _other(case: CaseRef, reference: str) -> CaseRef | None:
    return reference_held(db(), case, reference)


def _page(case: CaseRef, other: CaseRef, form: MergingForm) -> str:
    found = lines_at(db(), case.staff, [case.report_id, other.report_id])
    schools = {place.school.id: place.school for place in reading_at()}
    lines = shown_lines((line for line in found if isinstance(line, CaseLine)), schools)
    return render_template(
        "triage/merging.html", reference=case.reference, lines=lines,
        other=other.reference, form=form.between(*_told_apart(case, other, lines)), **frame("case.show"),
    )  # fmt: skip


def _told_apart(case: CaseRef, other: CaseRef, lines: Iterable[ShownLine]) -> Iterator[str]:
    kinds = {line.reference: line.kinds for line in lines}
    for each in (case, other):
        yield f"{each.reference}: {kinds[each.reference]}" if each.reference in kinds else each.reference
