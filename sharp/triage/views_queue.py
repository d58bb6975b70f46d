"""The queue and the search: which cases wait, the most pressing first."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sharp.accounts.current import current_staff
from sharp.accounts.trail import record
from sharp.model.words import Act
from sharp.schools.facts import SchoolFacts
from sharp.triage.access import readers_only, reading_at
from sharp.triage.deletions import count_leaving
from sharp.triage.forms import SearchForm
from sharp.triage.forms_practice import PracticeForm
from sharp.triage.navigation import frame
from sharp.triage.practice import may_be_ticked
from sharp.triage.queue import PAGE, Filter, lines_at, queue_page
from sharp.triage.queue_lines import count_refused, shown_lines
from sharp.triage.search import MOST_FOUND, search
from sharp.web.session_cookies import current_session
from sharp.web.unit_of_work import db, writing

bp = Blueprint("queue", __name__, url_prefix="/staff/queue")

VIEWS = ("open", "practice", "closed")
ASKED = "search"
"""Where the sealed session keeps the words of a search; they stand nowhere else."""


@bp.get("")
@readers_only
def show() -> ResponseReturnValue:
    shown = show_queue(request.args.get("view", VIEWS[0]))
    record(writing(), current_staff().id, Act.LISTED)
    return shown


def show_queue(view: str, typed: PracticeForm | None = None) -> str:
    """The page of a view; `typed` is the form under the practice pile that comes back."""
    wanted, schools = _wanted_filter(view), _schools()
    page = queue_page(db(), current_staff(), wanted)
    practice_form = None
    if wanted.view == "practice":
        ticked = shown_lines(filter(may_be_ticked, page.lines), schools)
        practice_form = (typed or PracticeForm(formdata=None)).offer(ticked)
    return render_template(
        "triage/queue.html", page=page, lines=shown_lines(page.lines, schools), views=VIEWS, view=wanted.view,
        refused=count_refused(page.lines), practice_form=practice_form, form=typed,
        leaving=count_leaving(db(), current_staff().id, schools),
        schools=schools.values(), slug=request.args.get("school", ""), search_form=SearchForm(formdata=None),
        **frame("queue.show"),
    )  # fmt: skip


@bp.post("/search")
@readers_only
def create_search() -> ResponseReturnValue:
    form = SearchForm()
    if not form.validate_on_submit():
        return render_template("triage/search.html", form=form, lines=None, **frame("queue.show")), 422
    if not form.words.data:
        current_session().pop(ASKED, None)
        return redirect(url_for(".show"), 303)
    current_session()[ASKED] = form.words.data
    return redirect(url_for(".show_search"), 303)


@bp.get("/search")
@readers_only
def show_search() -> ResponseReturnValue:
    asked, schools = current_session().get(ASKED, ""), _schools()
    if not asked:
        return redirect(url_for(".show"))
    found = search(db(), current_staff(), tuple(schools), asked)
    pages = max(1, -(-len(found) // PAGE))
    page = min(_page_number(), pages)
    lines = lines_at(db(), current_staff(), found[(page - 1) * PAGE : page * PAGE])
    shown = render_template(
        "triage/search.html", form=SearchForm(formdata=None, data={"words": asked}),
        count=len(found), most=MOST_FOUND, page=page, pages=pages,
        lines=shown_lines(lines, schools), refused=count_refused(lines), **frame("queue.show"),
    )  # fmt: skip
    record(writing(), current_staff().id, Act.SEARCHED)
    return shown


def _wanted_filter(view: str) -> Filter:
    """From the address, which may name clear columns only; 404 for what is no school or view of ours."""
    slug = request.args.get("school", "")
    chosen = [school.id for school in _schools().values() if slug in ("", school.slug)]
    if view not in VIEWS or not chosen:
        abort(404)
    return Filter(tuple(chosen), view, _page_number())


def _schools() -> dict[bytes, SchoolFacts]:
    return {place.school.id: place.school for place in reading_at()}


def _page_number() -> int:
    typed = request.args.get("page", "1")
    return max(1, int(typed)) if typed.isdecimal() and len(typed) < 7 else 1
