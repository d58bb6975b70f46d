"""Links followed from a mail: browsers send no Strict cookie with them, so one page of ours stands between."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from sharp.web.gate import guarded_by

HOME = "/staff/"


def step_through() -> ResponseReturnValue | None:
    """For a page reached from another site: a page that goes on to the same address, now from here.

    Without it the page would look signed out, and a new cookie would end the session that there is.
    """
    if request.method != "GET" or request.headers.get("Sec-Fetch-Site") != "cross-site":
        return None
    return render_template("accounts/arriving.html", onward=request.full_path.rstrip("?"))


from_anywhere = guarded_by(step_through)
"""For pages that need no sign-in but hold a form: signing in, setting up."""


def own_page(wanted: str | None) -> str:
    """Where to go on to: a staff page of this service, or the staff home."""
    is_ours = wanted is not None and wanted.startswith(HOME) and wanted.isprintable()
    return wanted if is_ours and wanted and not set("\\ ") & set(wanted) else HOME
