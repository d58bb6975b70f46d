"""A school's public pages: no session, no cookie, and nothing of who looked."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sharp.schools.categories import CATEGORIES
from sharp.schools.directory import by_letter, listed_schools, matching
from sharp.schools.facts import Roster
from sharp.schools.front import Front, front_of
from sharp.schools.own_words import notices_at, words_at
from sharp.schools.reading import next_reading_at, reading_sentence
from sharp.schools.timetable import parse_timetable
from sharp.schools.wording import show_pending, show_readers
from sharp.web.forms import one_line
from sharp.web.gate import public
from sharp.web.unit_of_work import db

LONGEST_SEARCH = 80

bp = Blueprint("schools", __name__)


@bp.get("/")
@public
def choose() -> ResponseReturnValue:
    typed = one_line(request.args.get("q"))[:LONGEST_SEARCH]
    schools = listed_schools(db())
    found = matching(schools, typed)
    return render_template(
        "schools/choose.html", letters=by_letter(found), typed=typed, found=len(found), count=len(schools)
    )


@bp.get("/<slug:slug>/")
@public
def start(slug: str) -> ResponseReturnValue:
    front = front_of(slug)
    return render_template(
        "schools/start.html",
        school=front.school,
        is_open=front.is_open,
        words=words_at(db(), front.school_id),
        notices=notices_at(db(), front.roster.school) if front.roster else (),
        **_reading(front.roster),
    )


@bp.get("/<slug:slug>/who-reads")
@public
def who_reads(slug: str) -> ResponseReturnValue:
    return _page("schools/who_reads.html", front_of(slug))


@bp.get("/<slug:slug>/how-it-works")
@public
def how_it_works(slug: str) -> ResponseReturnValue:
    return _page("schools/how_it_works.html", front_of(slug))


@bp.get("/<slug:slug>/covering-tracks")
@public
def covering_tracks(slug: str) -> ResponseReturnValue:
    return _page("schools/covering_tracks.html", front_of(slug))


def _page(template: str, front: Front) -> str:
    back = url_for("schools.start", slug=front.school.slug)
    return render_template(template, school=front.school, back=back, **_reading(front.roster))


def _reading(roster: Roster | None) -> dict[str, Any]:
    """Who reads, and when they next will; `is_held` false: the list was refused."""
    if roster is None:
        return {"is_held": False, "readers": (), "pending": (), "when": "", "on_call": "", "first": ()}
    reading = next_reading_at(roster)
    return {
        "is_held": True,
        "readers": show_readers(roster),
        "pending": show_pending(roster),
        "when": reading_sentence(reading),
        "on_call": parse_timetable(roster.school.timetable).on_call,
        "first": tuple(CATEGORIES[kind].pupil_words for kind in CATEGORIES if kind in roster.school.routing),
    }
