"""Health: nothing but the state."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from sharp.model.schools import Deployment
from sharp.web.gate import public
from sharp.web.services import services

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
@public
def live() -> ResponseReturnValue:
    return {"state": "live"}


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    is_ready = _database_answers()
    return {"state": "ready" if is_ready else "not ready"}, 200 if is_ready else 503


def _database_answers() -> bool:
    """Does it answer, and is it the one that the key file belongs to?"""
    try:
        with services().database.reading() as db:
            return db.get(Deployment, services().keys.deployment) is not None
    except SQLAlchemyError:
        return False
