"""Health: nothing but the state."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from sharp.model.schools import Deployment
from sharp.web.gate import public
from sharp.web.heartbeat import is_late
from sharp.web.services import services

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
@public
def live() -> ResponseReturnValue:
    return {"state": "live"}


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Pages can be served without a worker, so its standing still is said, and sends nobody away."""
    if not _database_answers():
        return {"state": "not ready"}, 503
    return {"state": "ready, but no worker runs" if _worker_is_missed() else "ready"}


def _worker_is_missed() -> bool:
    if services().settings.mail_url is None:
        return False
    with services().database.reading() as db:
        return is_late(db)


def _database_answers() -> bool:
    """Does it answer, and is it the one that the key file belongs to?"""
    try:
        with services().database.reading() as db:
            return db.get(Deployment, services().keys.deployment) is not None
    except SQLAlchemyError:
        return False
