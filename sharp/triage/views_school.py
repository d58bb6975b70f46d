"""What nominees look after at their schools, beside cases: one page that leads to each."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from sharp.triage.access import nominees_only
from sharp.triage.navigation import SCHOOL_PAGES, frame

bp = Blueprint("school", __name__, url_prefix="/staff/school")


@bp.get("")
@nominees_only
def show() -> ResponseReturnValue:
    pages = [(url_for(endpoint), *words) for endpoint, words in SCHOOL_PAGES.items()]
    return render_template("triage/school.html", pages=pages, **frame("school.show"))
