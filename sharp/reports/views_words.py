"""The six words, until they are kept: shown again by reload, second tab or Back, before anything else begins."""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sharp.advice.helplines import Need
from sharp.reports import coming_back, moved, pupil_case, visit
from sharp.reports.coming_back import OpenedReceipt, Stretched
from sharp.reports.forms_back import MoreForm
from sharp.reports.forms_start import STORY_LETTERS
from sharp.reports.moved import Onward
from sharp.reports.pupil_case import ReportGone
from sharp.reports.views_frame import address_of, answer_refusals, help_for, show
from sharp.reports.visit import Stage
from sharp.schools.facts import Roster, SchoolFacts
from sharp.schools.reading import next_reading_at, reading_sentence
from sharp.schools.roster import load_roster
from sharp.vault.words import CodeWords, parse_words
from sharp.web.forms import ButtonForm, plain_text
from sharp.web.gate import guarded_by
from sharp.web.services import server_keys, services
from sharp.web.throttle import limit_words
from sharp.web.unit_of_work import db, let_go_of_reading, writing

bp = Blueprint("words", __name__, url_prefix="/<slug:slug>/report")
answer_refusals(bp)


def show_words_first() -> ResponseReturnValue | None:
    """While words are unkept, every page that would begin another visit or report shows them instead.

    A text that differs from the one that was sent goes into a message form beside them, and is not sent.
    """
    story = plain_text(request.form.get("story")) if request.method == "POST" else ""
    if visit.stage() is Stage.KEPT and story and visit.was_sent(story):
        return redirect(url_for("words.done", slug=_slug_of_visit()), 303)
    if visit.stage() is not Stage.SENT:
        return None
    if story and not visit.was_sent(story):
        if g.get("stale", False) or len(story) > STORY_LETTERS:
            return _page(load_roster(db(), visit.school_id()), MoreForm(data={"message": story})), 422
        visit.set_aside({"message": story})
    return redirect(url_for("words.show_words", slug=_slug_of_visit()), 303)


def need_words() -> ResponseReturnValue | None:
    """These pages belong to a visit that has sent: before the words are kept the first, afterwards the second."""
    slug = str((request.view_args or {})["slug"])
    if visit.stage() not in (Stage.SENT, Stage.KEPT):
        return redirect(address_of(slug))
    is_late = request.endpoint == "words.done"
    if slug == _slug_of_visit() and is_late is (visit.stage() is Stage.KEPT):
        return None
    page = "words.done" if visit.stage() is Stage.KEPT else "words.show_words"
    return redirect(url_for(page, slug=_slug_of_visit()), 303)


words_first = guarded_by(show_words_first)
after_the_send = guarded_by(need_words)


def open_words(school: SchoolFacts, words: CodeWords) -> OpenedReceipt | None:
    """One slow derivation, outside any transaction; then the receipt these words open, or None. Raises Busy."""
    let_go_of_reading()
    with services().derivations.other():
        stretched = coming_back.stretch(words, school)
    return coming_back.open_by_words(db(), server_keys(), school, stretched)


MOST_SCHOOLS = 6
"""So many schools in turn do words follow a report."""


def follow_words(opened: OpenedReceipt, words: CodeWords) -> Onward | None:
    """To the school that has it now, by one derivation a school; None: it is where the words were typed.

    From now on the words open it there as well. What cannot be reached leaves the pupil at the last that can.
    """
    steps: list[tuple[Onward, Stretched]] = []
    for _school in range(MOST_SCHOOLS):
        there = moved.onward(db(), steps[-1][0].opened if steps else opened)
        if there is None:
            break
        let_go_of_reading()
        with services().derivations.other():
            steps.append((there, coming_back.stretch(words, there.school)))
    if steps:
        moved.take_words(writing(), server_keys(), steps)
    return steps[-1][0] if steps else None


@bp.get("/words")
@after_the_send
def show_words(slug: str) -> ResponseReturnValue:
    return _page(visit.roster_at(slug), MoreForm(data=visit.aside()))


@bp.post("/words")
@after_the_send
def keep_words(slug: str) -> ResponseReturnValue:
    form = ButtonForm()
    if not form.validate_on_submit():
        return _page(visit.roster_at(slug), form), 422
    if visit.aside():
        return redirect(url_for(".show_words", slug=slug, _anchor="more"), 303)
    visit.forget_words()
    return redirect(url_for(".done", slug=slug), 303)


@bp.post("/words/more")
@limit_words
@after_the_send
def add_to_sent(slug: str) -> ResponseReturnValue:
    roster, form = visit.roster_at(slug), MoreForm()
    if not form.validate_on_submit():
        return _page(roster, form), 422
    if not form.drop.data and visit.is_first_time(f"more: {form.message.data}"):
        opened = open_words(roster.school, parse_words(visit.words()))
        if opened is None:
            raise ReportGone
        pupil_case.add_message(writing(), opened.report_id, opened.ring, str(form.message.data))
    visit.drop_aside()
    return redirect(url_for(".show_words", slug=slug), 303)


@bp.get("/done")
@after_the_send
def done(slug: str) -> ResponseReturnValue:
    roster = visit.roster_at(slug)
    return show("reports/done.html", roster.school, reading=_reading(roster), **_help())


def _page(roster: Roster, form: ButtonForm) -> str:
    return show(
        "reports/words.html",
        roster.school,
        form=form,
        words=visit.words().split(),
        has_aside=isinstance(form, MoreForm) and bool(form.message.data or form.errors),
        reading=_reading(roster),
        **_help(),
    )


def _help() -> dict[str, Any]:
    """The helplines of the draft's kinds, still shown when the draft is gone."""
    return help_for(Need.DANGER, *map(Need, visit.needs()))


def _reading(roster: Roster) -> str:
    return reading_sentence(next_reading_at(roster))


def _slug_of_visit() -> str:
    return load_roster(db(), visit.school_id()).school.slug
