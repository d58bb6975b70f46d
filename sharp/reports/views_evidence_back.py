"""Showing something later: a pupil who came back adds files, looks at what they added, and sends them with a word."""

from contextlib import suppress

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.advice.helplines import Need
from sharp.files.evidence import Evidence
from sharp.files.pictures import TooBusy
from sharp.files.refusals import StoreAway
from sharp.reports import pupil_case, visit
from sharp.reports.evidence_words import lines_of
from sharp.reports.forms_evidence import FilesLaterForm, RemoveForm, sentence, why_nothing
from sharp.reports.moved import HasMoved
from sharp.reports.pupil_case import PupilView
from sharp.reports.receiving import brought, forget_pieces, lost_of, with_pieces
from sharp.reports.views_back import came_back
from sharp.reports.views_frame import answer_refusals, help_for, show
from sharp.schools.evidence_rules import EvidenceRules, evidence_rules
from sharp.schools.facts import Roster
from sharp.vault.encoding import new_id
from sharp.web.forms import BaseForm
from sharp.web.gate import takes_files
from sharp.web.logs import log_failure
from sharp.web.throttle import limit_files
from sharp.web.unit_of_work import db, writing

bp = Blueprint("evidence_back", __name__, url_prefix="/<slug:slug>/back/report/show")
answer_refusals(bp)


@bp.get("")
@takes_files
@came_back
def ask(slug: str) -> ResponseReturnValue:
    roster = visit.roster_at(slug)
    rules = evidence_rules(db(), roster.school.id)
    if not rules.allowed or _look().moved is not None:
        return redirect(url_for("back.report", slug=slug), 303)
    return _page(roster, rules, _empty_form())


@bp.post("/words")
@came_back
def keep_words(slug: str) -> ResponseReturnValue:
    """From beside a message that is not sent yet: its words come along."""
    roster, form = visit.roster_at(slug), FilesLaterForm()
    if not form.validate_on_submit():
        return _page(roster, evidence_rules(db(), roster.school.id), form), 422
    visit.set_aside({"message": form.message.data or ""})
    return redirect(url_for(".ask", slug=slug), 303)


@bp.post("")
@limit_files
@takes_files
@came_back
def add(slug: str) -> ResponseReturnValue:
    """Take what was brought, and send all there is with the word about it, unless more shall be added first."""
    roster, form = visit.roster_at(slug), FilesLaterForm()
    rules, evidence = evidence_rules(db(), roster.school.id), visit.held()
    if not form.validate_on_submit() or not (rules.allowed and _takes()):
        return _page(roster, rules, form), 422
    try:
        found = brought(evidence, evidence.spot(roster.school.id, visit.opened().report_id), rules)
    except (StoreAway, TooBusy) as failed:
        log_failure(failed)
        form.refuse(_("We cannot keep files right now. Please try again later. Nothing else is lost."))
        return _page(roster, rules, form), 503
    evidence, words, is_adding = with_pieces(evidence, found), form.message.data or "", "add" in request.args
    if not is_adding and not visit.is_first_time(form.once.data or ""):
        return redirect(url_for("back.report", slug=slug), 303)
    if not evidence.pieces or (is_adding and not found.pieces):
        form.refuse(*why_nothing(found.refused, rules))
        return _page(roster, rules, form), 422
    visit.hold(evidence)
    visit.set_aside({"message": words})
    for refused in found.refused:
        flash(sentence(refused, rules))
    if is_adding or found.refused or _has_lost(evidence):
        return redirect(url_for(".ask", slug=slug), 303)
    with suppress(HasMoved):  # its page says so, and shows what was typed
        _send(words, evidence)
    return redirect(url_for("back.report", slug=slug), 303)


def _has_lost(evidence: Evidence) -> bool:
    gone = lost_of(evidence)
    if gone:
        visit.hold(evidence.without(gone))
        flash(_("We have lost a file that you added. Nothing is sent yet. Add it again, or send the others."))
    return bool(gone)


def _send(words: str, evidence: Evidence) -> None:
    opened = visit.opened()
    pupil_case.add_evidence(writing(), opened.report_id, opened.ring, text=words, evidence=evidence)
    visit.sent_held()
    visit.drop_aside()
    flash(_("Your files are sent."), "success")


@bp.post("/remove")
@came_back
def remove(slug: str) -> ResponseReturnValue:
    roster, form = visit.roster_at(slug), RemoveForm()
    if not form.validate_on_submit():
        return _page(roster, evidence_rules(db(), roster.school.id), form), 422
    gone = tuple(piece for piece in visit.held().pieces if piece.file == form.file.data)
    visit.hold(visit.held().without(gone))
    forget_pieces(gone)
    return redirect(url_for(".ask", slug=slug), 303)


def _look() -> PupilView:
    opened = visit.opened()
    return pupil_case.look(db(), opened.report_id, opened.ring)


def _takes() -> bool:
    return _look().takes_evidence


def _page(roster: Roster, rules: EvidenceRules, form: BaseForm) -> str:
    slug, takes = roster.school.slug, _takes()
    return show(
        "reports/show_later.html",
        roster.school,
        form=form,
        chooser=form if isinstance(form, FilesLaterForm) else _empty_form(),
        back=url_for("back.report", slug=slug),
        action=url_for(".add", slug=slug),
        adding=url_for(".add", slug=slug, add=1),
        removing=url_for(".remove", slug=slug),
        once=new_id().hex(),
        takes=rules.allowed and takes,
        files=lines_of(visit.held().pieces),
        rules=rules,
        **help_for(*(() if takes else (Need.BODIES,))),
    )


def _empty_form() -> FilesLaterForm:
    return FilesLaterForm(formdata=None, data={"message": visit.aside().get("message", "")})
