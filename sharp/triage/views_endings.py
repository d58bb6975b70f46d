"""How cases ended: a coordinator's page of sums over a whole partnership."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from sharp.accounts.current import ask_to_sign_in
from sharp.triage.endings import coordinated_at, endings
from sharp.triage.navigation import frame
from sharp.web.gate import guarded_by
from sharp.web.unit_of_work import db

bp = Blueprint("endings", __name__, url_prefix="/staff/endings")


def _require_coordinator() -> ResponseReturnValue | None:
    refused = ask_to_sign_in()
    if refused is None and not coordinated_at():
        abort(403)
    return refused


coordinators_only = guarded_by(_require_coordinator)


@bp.get("")
@coordinators_only
def show() -> ResponseReturnValue:
    terms = endings(db(), coordinated_at())
    return render_template("triage/endings.html", terms=terms, **frame("endings.show"))
