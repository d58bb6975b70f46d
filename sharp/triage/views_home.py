"""The start page of every member of staff."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from sharp.accounts.current import current_staff, staff_only
from sharp.accounts.trail import record
from sharp.model.words import Act
from sharp.triage.home_page import home_page
from sharp.triage.navigation import frame
from sharp.triage.wording import STATES
from sharp.web.unit_of_work import db, writing

bp = Blueprint("home", __name__, url_prefix="/staff")


@bp.get("/")
@staff_only
def show() -> ResponseReturnValue:
    page = home_page(db(), current_staff())
    shown = render_template("triage/home.html", page=page, states=STATES, **frame("home.show"))
    if page.handed is not None and page.handed.lines:
        record(writing(), current_staff().id, Act.LISTED)
    return shown
