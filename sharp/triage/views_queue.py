"""The queue and the search: which cases wait, the most pressing first."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sharp.accounts.current import current_staff
from sharp.accounts.trail import record
from sharp.model.words import Act
from sharp.schools.facts import SchoolFacts
from sharp.triage.access import readers_only, reading_at
from sharp.triage.alerts import worker_sentence
from sharp.triage.deletions import count_leaving
from sharp.triage.forms import SearchForm
from sharp.triage.forms_practice import PracticeForm
from sharp.triage.forms_saved import SEARCH, SavedForm, SavingForm
from sharp.triage.navigation import frame
from sharp.triage.practice import may_be_ticked
from sharp.triage.queue import MOST_LOOKED_AT, PAGE, Line, lines_at, queue_page
from sharp.triage.queue_filters import VIEWS, Filter, Whose, parse_level
from sharp.triage.queue_lines import count_refused, shown_lines
from sharp.triage.queue_links import address_of, links_for
from sharp.triage.saved_views import saved_by
from sharp.triage.search import MOST_FOUND, search
from sharp.web.session_cookies import current_session
from sharp.web.unit_of_work import db, writing

bp = Blueprint("queue", __name__, url_prefix="/staff/queue")

ASKED = "search"
"""Where the sealed session keeps the words of a search; they stand nowhere else."""


@bp.get("")
@readers_only
def show() -> ResponseReturnValue:
    shown = show_queue(_wanted_filter(request.args.get("view", VIEWS[0])))
    record(writing(), current_staff().id, Act.LISTED)
    return shown


def show_practice(typed: PracticeForm) -> str:
    """The practice pile with the form under it that comes back."""
    return show_queue(_wanted_filter("practice"), typed)


def show_queue(wanted: Filter, typed: PracticeForm | None = None) -> str:
    slug, every = request.args.get("school", ""), _schools()
    # Counted at every school of this person, so that they stand side by side; shown for those asked for.
    page = queue_page(db(), current_staff(), wanted, tuple(every))
    return render_template(
        "triage/queue.html", page=page, lines=shown_lines(page.lines, every), wanted=wanted,
        refused=count_refused(page.lines), links=links_for(wanted, page.counts, every.values(), slug),
        more=address_of(wanted, slug), slug=slug, has_schools=len(every) > 1 and not slug, looked_at=MOST_LOOKED_AT,
        search_form=SearchForm(formdata=None), alerts=worker_sentence(db()), form=typed,
        practice_form=_practice_form(page.lines, typed) if wanted.view == "practice" else None,
        leaving=count_leaving(db(), current_staff().id, every) if wanted.view == "closed" else 0,
        **_saved(_place_of(wanted, slug)),
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
        lines=shown_lines(lines, schools), refused=count_refused(lines), **_saved({}, SEARCH), **frame("queue.show"),
    )  # fmt: skip
    record(writing(), current_staff().id, Act.SEARCHED)
    return shown


def _saved(place: Mapping[str, str], of: str = "") -> dict[str, Any]:
    """What this person saved, as far as it leads anywhere, and a form to save what the page shows."""
    saved = saved_by(db(), current_staff())
    form = SavingForm(formdata=None, data={"rev": str(saved.rev), "of": of, **place})
    reached = [view for view in saved.views if view.is_search or is_queue_page(view.place)]
    return {"saved": saved, "reached": reached, "saving": form, "button_form": SavedForm(formdata=None)}


def _place_of(wanted: Filter, slug: str) -> dict[str, str]:
    """What the address of this page says, and where it says nothing, nothing."""
    return dict(parse_qsl(urlsplit(address_of(wanted, slug)).query))


def _practice_form(lines: Iterable[Line], typed: PracticeForm | None) -> PracticeForm:
    ticked = shown_lines(filter(may_be_ticked, lines), _schools())
    return (typed or PracticeForm(formdata=None)).offer(ticked)


def _wanted_filter(view: str) -> Filter:
    """From the address, which may name clear columns only; 404 for what is no school, view or choice of ours."""
    try:
        return parse_filter(request.args, view, _page_number())
    except ValueError:
        abort(404)


def is_queue_page(said: Mapping[str, str]) -> bool:
    """Whether an address that says this leads to a page of this person's queue."""
    try:
        parse_filter(said, said.get("view", VIEWS[0]))
    except ValueError:
        return False
    return True


def parse_filter(said: Mapping[str, str], view: str, page: int = 1) -> Filter:
    """Raises ValueError for what is no school, view or choice of ours."""
    slug = said.get("school", "")
    chosen = tuple(school.id for school in _schools().values() if slug in ("", school.slug))
    overdue = said.get("overdue", "")
    whose = Whose(said["whose"]) if said.get("whose") else None
    level = parse_level(said.get("level", ""))
    if view not in VIEWS or overdue not in ("", "1") or not chosen:
        raise ValueError
    return Filter(chosen, view, whose, level, bool(overdue), page)


def _schools() -> dict[bytes, SchoolFacts]:
    return {place.school.id: place.school for place in reading_at()}


def _page_number() -> int:
    typed = request.args.get("page", "1")
    return max(1, int(typed)) if typed.isdecimal() and len(typed) < 7 else 1
