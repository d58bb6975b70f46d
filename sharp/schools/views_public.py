"""A school's public pages: no session, no cookie, and nothing of who looked."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sharp.schools.directory import by_letter, listed_schools, matching
from sharp.schools.front import Front, front_of, reading_facts
from sharp.schools.own_words import notices_at, words_at
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
        **reading_facts(front.roster),
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
    return render_template(template, school=front.school, back=back, **reading_facts(front.roster))
