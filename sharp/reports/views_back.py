"""Coming back with six words: where it stands, who can open it, the conversation, and what a pupil may do then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.advice.helplines import Need
from sharp.model.words import ReportState
from sharp.reports import moved, pupil_case, visit
from sharp.reports.forms_back import (
    AddNameForm,
    HelpedForm,
    MessageForm,
    NotSafeForm,
    RealForm,
    WithdrawForm,
    WordsForm,
)
from sharp.reports.moved import HasMoved
from sharp.reports.pupil_case import PupilView
from sharp.reports.views_frame import answer_refusals, help_for, last_resort_of, show
from sharp.reports.views_people import conversation, those_who_can, words_end
from sharp.reports.views_words import follow_words, open_words, words_first
from sharp.reports.visit import Stage
from sharp.schools.facts import Roster
from sharp.schools.reading import next_reading_at, reading_sentence
from sharp.vault.encoding import new_id
from sharp.web.gate import guarded_by
from sharp.web.throttle import limit_words
from sharp.web.unit_of_work import db, writing

bp = Blueprint("back", __name__, url_prefix="/<slug:slug>/back")
answer_refusals(bp)


@dataclass(frozen=True)
class Act:
    """One thing a pupil may do with a report that is open."""

    form: type[Any]
    verb: Callable[..., None]
    thanks: Any


ACTS = {
    "message": Act(MessageForm, pupil_case.add_message, _l("Your message is sent.")),
    "name": Act(
        AddNameForm, pupil_case.give_name, _l("Thank you. Everyone who can open all of this now sees your name.")
    ),
    "now": Act(NotSafeForm, pupil_case.say_not_safe, _l("We have told them that you are not safe now.")),
    "helped": Act(HelpedForm, pupil_case.did_it_help, _l("Thank you for telling us.")),
    "withdraw": Act(WithdrawForm, pupil_case.ask_withdrawal, _l("We have told them that you want to stop.")),
    "real": Act(RealForm, pupil_case.say_real, _l("Thank you. We now treat this as real.")),
}
"""By the last part of its address, under /<school>/back/report/; `message` has no page but the report's."""


def show_words_first() -> ResponseReturnValue | None:
    """Without an open report: the six words again, and what was typed too late waits beside them."""
    slug, act = str((request.view_args or {})["slug"]), str((request.view_args or {}).get("act", ""))
    roster = visit.roster_at(slug)
    if visit.is_at(roster.school.id, Stage.BACK):
        return None
    if visit.stage() is Stage.SENT or request.method != "POST":
        return redirect(url_for("back.ask", slug=slug), 303)
    return _page_of_words(roster, WordsForm(formdata=None, data={"to": act}), late=True), 422


came_back = guarded_by(show_words_first)


@bp.get("")
@words_first
def ask(slug: str) -> ResponseReturnValue:
    return _page_of_words(visit.roster_at(slug), WordsForm())


@bp.post("")
@limit_words
@words_first
def come_back(slug: str) -> ResponseReturnValue:
    roster, form = visit.roster_at(slug), WordsForm()
    if not form.validate_on_submit():
        return _page_of_words(roster, form), 422
    opened = open_words(roster.school, form.code_words)
    if opened is None:
        return _page_of_words(roster, form, opens_nothing=True), 422
    there = follow_words(opened, form.code_words)
    school, opened = (there.school, there.opened) if there else (roster.school, opened)
    visit.come_back(school.id, opened)
    visit.set_aside(form.carried())
    if school.id != roster.school.id:
        flash(_passed_on(roster.school.name, school.name))
    return redirect(_address(school.slug, form.to.data or "message"), 303)


@bp.get("/report")
@came_back
def report(slug: str) -> ResponseReturnValue:
    return _page_of_report(visit.roster_at(slug), MessageForm(data=visit.aside()))


@bp.get("/report/<act>")
@came_back
def prepare(slug: str, act: str) -> ResponseReturnValue:
    if act not in ACTS or act in ("message", "real"):
        abort(404)
    roster, opened = visit.roster_at(slug), visit.opened()
    if pupil_case.look(db(), opened.report_id, opened.ring).moved is not None:
        return redirect(url_for(".report", slug=slug), 303)
    return _page_of_act(roster, act, ACTS[act].form(data=visit.aside()))


@bp.post("/report/<act>")
@came_back
def do(slug: str, act: str) -> ResponseReturnValue:
    roster, chosen = visit.roster_at(slug), ACTS.get(act) or abort(404)
    form = chosen.form()
    if not form.validate_on_submit():
        return _page_of_act(roster, act, form), 422
    if visit.is_first_time(form.once.data or ""):
        opened = visit.opened()
        try:
            chosen.verb(writing(), opened.report_id, opened.ring, **form.facts())
        except HasMoved:
            return _page_of_words(roster, WordsForm(formdata=None, data={"to": act}), has_moved=True), 422
        visit.drop_aside()
        flash(str(chosen.thanks), "success")
    return redirect(url_for(".report", slug=slug), 303)


def _address(slug: str, act: str) -> str:
    if act in ACTS and act not in ("message", "real"):
        return url_for(".prepare", slug=slug, act=act)
    return url_for(".report", slug=slug)


def _passed_on(here: str, there: str) -> str:
    return str(
        _(
            "%(here)s has passed this on to %(there)s. Below you see who can open it now. "
            "Your words now work on both pages.",
            here=here, there=there,
        )
    )  # fmt: skip


def _page_of_words(
    roster: Roster, form: WordsForm, *, late: bool = False, opens_nothing: bool = False, has_moved: bool = False
) -> str:
    draft = visit.draft(roster.school.id)
    return show(
        "reports/back.html",
        roster.school,
        form=form,
        back=f"/{roster.school.slug}/",
        carried=form.carried() if request.method == "POST" else {},
        is_late=late,
        opens_nothing=opens_nothing,
        has_moved=has_moved,
        has_draft=draft is not None and bool(draft.story),
    )


def _page_of_report(roster: Roster, form: MessageForm) -> str:
    opened = visit.opened()
    view = pupil_case.look(db(), opened.report_id, opened.ring)
    if view.moved is not None:
        return _page_of_moved(roster, view)
    return show(
        "reports/report.html",
        roster.school,
        form=form,
        view=view,
        states=(_("Sent"), _("Read"), _("Being looked into"), _("Done")),
        state=tuple(ReportState).index(view.state),
        talk=conversation(roster.school, view.said),
        people=those_who_can(view),
        once=new_id().hex(),
        words_until=words_end(view.words_until),
        last_resort=last_resort_of(roster.school, view.last_resort),
        reading=reading_sentence(next_reading_at(roster)),
    )


def _page_of_moved(roster: Roster, view: PupilView) -> str:
    """Of a report that went to another school, in a visit that words opened before, or that cannot follow it."""
    return show(
        "reports/moved.html",
        roster.school,
        view=view,
        talk=conversation(roster.school, view.said),
        people=those_who_can(view),
        words_until=words_end(view.words_until),
        is_there=moved.onward(db(), visit.opened()) is not None,
        typed=tuple(visit.aside().values()),
        last_resort=last_resort_of(roster.school, view.last_resort),
        **help_for(Need.DANGER),
    )


def _page_of_act(roster: Roster, act: str, form: Any) -> str:
    if act in ("message", "real"):
        return _page_of_report(roster, form if act == "message" else MessageForm(formdata=None))
    return show(
        f"reports/{act}_later.html",
        roster.school,
        form=form,
        back=url_for(".report", slug=roster.school.slug),
        action=url_for(".do", slug=roster.school.slug, act=act),
        once=new_id().hex(),
        reading=reading_sentence(next_reading_at(roster)),
    )
