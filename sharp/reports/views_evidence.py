"""Anything to show us? Several files at once, in a visit that tells something; and what was added taken out again."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.advice.helplines import Need
from sharp.files.pictures import TooBusy
from sharp.files.refusals import StoreAway
from sharp.reports import steps, visit
from sharp.reports.draft import Draft
from sharp.reports.evidence_words import lines_of
from sharp.reports.forms_evidence import FilesForm, RemoveForm, sentence, why_nothing
from sharp.reports.receiving import brought, forget_pieces, is_without_files, with_pieces
from sharp.reports.views_frame import address_of, answer_refusals, help_for, show
from sharp.reports.views_words import words_first
from sharp.schools.evidence_rules import EvidenceRules, evidence_rules
from sharp.schools.facts import Roster
from sharp.web.gate import takes_files
from sharp.web.logs import log_failure
from sharp.web.throttle import limit_files
from sharp.web.unit_of_work import db

bp = Blueprint("evidence", __name__, url_prefix="/<slug:slug>/report/show")
answer_refusals(bp)
PATH = "show"


@bp.get("")
@takes_files
@words_first
def ask(slug: str) -> ResponseReturnValue:
    roster = visit.open_roster_at(slug)
    draft, rules = visit.draft(roster.school.id), evidence_rules(db(), roster.school.id)
    if draft is None:
        return _gone(roster)
    missing = steps.first_missing(PATH, draft)
    if missing is not None:
        return redirect(address_of(slug, missing))
    if not rules.allowed:
        return redirect(_onward(slug, draft))
    return _page(roster, draft, rules, FilesForm())


@bp.post("")
@limit_files
@takes_files
@words_first
def add(slug: str) -> ResponseReturnValue:
    roster, form = visit.open_roster_at(slug), FilesForm()
    draft, rules = visit.draft(roster.school.id), evidence_rules(db(), roster.school.id)
    if draft is None:
        return _gone(roster)
    if not form.validate_on_submit():
        return _page(roster, draft, rules, form), 422
    if not (rules.allowed and draft.may_show):
        return redirect(_onward(slug, draft), 303) if is_without_files() else (_page(roster, draft, rules, form), 422)
    evidence = draft.evidence.begun()
    spot = evidence.spot(roster.school.id, bytes.fromhex(draft.report_id))
    try:
        found = brought(evidence, spot, rules)
    except (StoreAway, TooBusy) as failed:
        log_failure(failed)
        form.refuse(_("We cannot keep files right now. You can go on without them. Nothing else is lost."))
        return _page(roster, draft, rules, form), 503
    if found.is_nothing and not _is_adding():
        return redirect(_onward(slug, draft), 303)
    if not found.pieces:
        form.refuse(*why_nothing(found.refused, rules))
        return _page(roster, draft, rules, form), 422
    visit.keep(roster.school.id, draft.but(evidence=with_pieces(evidence, found), offers_files=True))
    for refused in found.refused:
        flash(sentence(refused, rules))
    stays = _is_adding() or found.refused
    return redirect(url_for(".ask", slug=slug, **_checking()) if stays else _onward(slug, draft), 303)


@bp.post("/remove")
@words_first
def remove(slug: str) -> ResponseReturnValue:
    roster, form = visit.open_roster_at(slug), RemoveForm()
    draft = visit.draft(roster.school.id)
    if draft is None:
        return _gone(roster)
    if not form.validate_on_submit():
        return _page(roster, draft, evidence_rules(db(), roster.school.id), form), 422
    gone = tuple(piece for piece in draft.evidence.pieces if piece.file == form.file.data)
    visit.keep(roster.school.id, draft.but(evidence=draft.evidence.without(gone)))
    forget_pieces(gone)
    return redirect(url_for(".ask", slug=slug, **_checking()), 303)


def _gone(roster: Roster) -> ResponseReturnValue:
    if request.method == "POST":
        return show("reports/gone.html", roster.school), 422
    return show("reports/gone.html", roster.school) if visit.is_expired() else redirect(address_of(roster.school.slug))


def _checking() -> dict[str, Any]:
    return {"from": "check"} if request.args.get("from") == "check" else {}


def _is_adding() -> bool:
    """The button that stays on the page was pressed, not the one that goes on with what was chosen."""
    return "add" in request.args


def _onward(slug: str, draft: Draft) -> str:
    return address_of(slug, "check" if _checking() else steps.following(PATH, draft))


def _page(roster: Roster, draft: Draft, rules: EvidenceRules, form: FilesForm | RemoveForm) -> str:
    slug = roster.school.slug
    return show(
        "reports/show.html",
        roster.school,
        form=form,
        back=address_of(slug, "check" if _checking() else steps.preceding(PATH, draft) or ""),
        action=url_for(".add", slug=slug, **_checking()),
        adding=url_for(".add", slug=slug, add=1, **_checking()),
        removing=url_for(".remove", slug=slug, **_checking()),
        takes=rules.allowed and draft.may_show,
        files=lines_of(draft.evidence.pieces),
        rules=rules,
        draft=draft,
        skip=None,
        **help_for(*(() if draft.may_show else (Need.BODIES,))),
    )
