"""What every page of a visit is framed with: the school, the quiet minutes, and what to do when nothing can be sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sharp.advice.at_school import lines_at
from sharp.advice.helplines import Helpline, Need, helplines_for
from sharp.model.words import Audience
from sharp.reports import visit
from sharp.reports.moved import HasMoved
from sharp.reports.pupil_case import ReportGone
from sharp.reports.readers import LastResort, NoReaderLeft
from sharp.schools.categories import CATEGORIES
from sharp.schools.facts import SchoolFacts
from sharp.schools.front import Named, front_of
from sharp.schools.pieces import PageRefused
from sharp.schools.roster import RosterRefused
from sharp.web.forms import plain_text
from sharp.web.languages import FIELD
from sharp.web.logs import log_failure
from sharp.web.sealed_session import IDLE_SECONDS
from sharp.web.unit_of_work import db

NEEDS_BY_GROUP = {"home": Need.HOME, "bodies": Need.BODIES}
NEEDS_BY_KIND = {"selfharm": Need.SELFHARM, "sextortion": Need.ONLINE, "grooming": Need.ONLINE}
"""Which kinds of thing have helplines of their own, shown before the send and after it."""

WARN_SECONDS = 3 * 60
QUIET_MINUTES = IDLE_SECONDS[Audience.PUPIL] // 60


@dataclass(frozen=True)
class Idle:
    """What the layout's script needs to warn before a quiet visit ends."""

    ends: int
    warn: int
    keep: str


def address_of(slug: str, path: str = "", **query: Any) -> str:
    """Where a page of the journey lies; without a path, where it begins."""
    return url_for("journey.ask", slug=slug, path=path, **query)


def show(
    template: str,
    school: SchoolFacts | Named,
    *,
    form: Any = None,
    back: str | None = None,
    needs: Sequence[Need] = (),
    **more: Any,
) -> str:
    """A pupil's page. `back` is an address; `form` fills the summary of what is wrong; `needs`: of its help."""
    lines = cache(partial(_lines, school))
    return render_template(
        template,
        school=school,
        form=form,
        back=back,
        idle=Idle(IDLE_SECONDS[Audience.PUPIL], WARN_SECONDS, url_for("journey.here", slug=school.slug)),
        is_expired=visit.is_expired(),
        has_no_cookie=request.method == "POST" and not request.cookies,
        always=lambda: helplines_for(Need.DANGER, among=lines()),
        help=helplines_for(*needs, among=lines()) if needs else (),
        quiet_minutes=QUIET_MINUTES,
        **more,
    )


def needs_of(kinds: Iterable[str]) -> tuple[Need, ...]:
    """Which helplines to show beside those that are always there."""
    known = (CATEGORIES[kind] for kind in kinds if kind in CATEGORIES)
    found = (NEEDS_BY_KIND.get(kind.id) or NEEDS_BY_GROUP.get(kind.group) for kind in known)
    return tuple(dict.fromkeys(need for need in found if need is not None))


def help_for(*needs: Need) -> dict[str, Any]:
    """What the helpline parts of a page need: words for `show`."""
    return {
        "needs": needs,
        "is_risk": Need.SELFHARM in needs,
        "is_picture": Need.BODIES in needs,
    }


def last_resort_of(school: SchoolFacts, last_resort: str) -> str:
    """Who could open it if all of its readers are gone."""
    sentences = {
        LastResort.SHEETS: _(
            "If all of them have gone, it can still be opened with two of three secret sheets. "
            "The head, a member of staff and the police keep one sheet each."
        ),
        LastResort.OUTSIDE: _(
            "If all of them have gone, %(name)s can open it. They are outside the school.", name=school.outside_name
        ),
        LastResort.NONE: _("If all of them have gone, nobody can open it."),
    }
    return str(sentences[LastResort(last_resort)])


def show_not_sent(failure: Exception) -> ResponseReturnValue:
    """Nobody is there to read it, or the list of readers does not hold: said loudly, and nothing is lost."""
    log_failure(failure)
    school = _school()
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", FIELD)]
    page = render_template(
        "reports/not_sent.html",
        school=school,
        always=lambda: helplines_for(Need.DANGER, among=_lines(school)),
        typed=typed,
        address=request.path,
        is_post=request.method == "POST",
    )
    return make_response(page, 503)


def show_not_open(failure: Exception) -> ResponseReturnValue:
    """Nobody has opened this school's page yet. What was typed all the same is not lost."""
    if request.method == "POST":
        return show_not_sent(failure)
    return make_response(show("reports/not_open.html", _school(), back=f"/{_school().slug}/"), 404)


def show_deleted(_gone: ReportGone) -> ResponseReturnValue:
    """The report was deleted while the visit had it open."""
    return make_response(show("reports/deleted.html", _school()), 404)


def show_has_moved(_moved: HasMoved) -> ResponseReturnValue:
    """It went to another school while the visit had it open: nothing is added here, and what was typed is shown."""
    typed = plain_text(request.form.get("message"))
    return make_response(show("reports/moved_on.html", _school(), typed=typed), 422)


def answer_refusals(bp: Blueprint) -> None:
    """Have a blueprint answer so when no reader can be had, or the report has gone."""
    for failure in (NoReaderLeft, RosterRefused, PageRefused):
        bp.register_error_handler(failure, show_not_sent)
    bp.register_error_handler(visit.NotOpenYet, show_not_open)
    bp.register_error_handler(ReportGone, show_deleted)
    bp.register_error_handler(HasMoved, show_has_moved)


def _lines(school: SchoolFacts | Named) -> tuple[Helpline, ...]:
    """The school's own, asked for by the pages that show one, and once."""
    return lines_at(db(), school.id)


def _school() -> Named:
    """As much of the school as the layout needs, even while its list of readers is refused."""
    return front_of(str((request.view_args or {})["slug"])).school
