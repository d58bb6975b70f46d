"""Leaving at once: a plain link that ends the visit and goes to the school's harmless page."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from sharp.reports import visit
from sharp.schools.roster import RosterRefused
from sharp.schools.settings import HARMLESS_PAGE
from sharp.web.gate import public
from sharp.web.looks import forget_look
from sharp.web.services import settings
from sharp.web.session_cookies import current_session
from sharp.web.throttle import limiter

bp = Blueprint("leaving", __name__)


@bp.get("/<slug:slug>/leave")
@limiter.exempt
@public
def leave(slug: str) -> ResponseReturnValue:
    session = current_session()
    if session.expired or not session.new:
        session.end()
    answer = redirect(_way_out(slug), 303)
    forget_look(answer, is_secure=not settings().is_local)
    answer.headers["Clear-Site-Data"] = '"cache"'  # pages kept for Back, and our style sheets, would tell of the visit
    return answer


def _way_out(slug: str) -> str:
    """The school's own choice; where that cannot be trusted the way out still never fails."""
    try:
        return visit.roster_at(slug).school.exit_url
    except RosterRefused:
        return HARMLESS_PAGE
