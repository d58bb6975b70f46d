"""The questions: one a page, each with its own address, kept in the visit as they are answered."""

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from sharp.reports import steps, visit
from sharp.reports.draft import Draft
from sharp.reports.forms_step import StepForm
from sharp.reports.steps import FIRST, Step
from sharp.reports.views_frame import address_of, answer_refusals, help_for, needs_of, show
from sharp.reports.views_people import usual_readers
from sharp.reports.views_words import words_first
from sharp.schools.evidence_rules import evidence_rules
from sharp.schools.facts import Roster
from sharp.schools.reading import next_reading_at, reading_sentence
from sharp.web.gate import public
from sharp.web.unit_of_work import db

bp = Blueprint("journey", __name__, url_prefix="/<slug:slug>/report")
answer_refusals(bp)

CHECKING = {"from": "check"}
"""In the address of a page that was opened to change one answer."""
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


@bp.get("/", defaults={"path": FIRST.path})
@bp.get("/<path>")
@words_first
def ask(slug: str, path: str) -> ResponseReturnValue:
    step, roster = _step(path), visit.open_roster_at(slug)
    draft = visit.draft(roster.school.id)
    if draft is None and step is not FIRST:
        return show("reports/gone.html", roster.school) if visit.is_expired() else redirect(address_of(slug))
    told = draft or visit.draft_or_new(roster.school.id)
    missing = steps.first_missing(path, told)
    if missing is not None:
        return redirect(address_of(slug, missing))
    return _page(roster, step, told, _form(step).at(roster, told))


@bp.post("/", defaults={"path": FIRST.path})
@bp.post("/<path>")
@words_first
def answer(slug: str, path: str) -> ResponseReturnValue:
    step, roster = _step(path), visit.open_roster_at(slug)
    draft = visit.draft_or_new(roster.school.id)
    form = _form(step).at(roster, draft)
    if not form.validate_on_submit():
        return _page(roster, step, draft, form), 422
    rules = evidence_rules(db(), roster.school.id)
    told = form.answered(draft).but(offers_files=rules.allowed)
    visit.keep(roster.school.id, told)
    following = "check" if _is_checking() else steps.following(path, told)
    return redirect(address_of(slug, following), 303)


@bp.get("/here")
@public
def here(slug: str) -> ResponseReturnValue:
    """An image that loads while the visit lives: asking for it keeps a busy visit alive."""
    if visit.stage() is None:
        abort(404)
    return DOT, {"Content-Type": "image/svg+xml"}


def _step(path: str) -> Step:
    step = steps.find(path)
    if step is None or step.form is None:
        abort(404)
    return step


def _form(step: Step) -> type[StepForm]:
    assert step.form is not None
    return step.form


def _is_checking() -> bool:
    return request.args.get("from") == CHECKING["from"]


def _page(roster: Roster, step: Step, draft: Draft, form: StepForm) -> str:
    slug = roster.school.slug
    changed = CHECKING if _is_checking() else {}
    before = steps.preceding(step.path, draft)
    needs = needs_of(draft.kinds) if before == "kind" else ()
    back = "check" if changed else before
    return show(
        step.template,
        roster.school,
        form=form,
        back=f"/{slug}/" if back is None else address_of(slug, back),
        action=address_of(slug, step.path, **changed),
        skip=address_of(slug, "check" if changed else steps.following(step.path, draft)) if step.may_skip else None,
        draft=draft,
        **help_for(*needs),
        people=usual_readers(roster),
        reading=reading_sentence(next_reading_at(roster)),
    )
