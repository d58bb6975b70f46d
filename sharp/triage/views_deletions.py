"""Deletions: what goes soon, and the certificates of what is gone."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from sharp.accounts.current import current_staff
from sharp.accounts.trail import record
from sharp.model.words import Act
from sharp.triage.access import readers_only, reading_at
from sharp.triage.deletions import certificates, leaving
from sharp.triage.navigation import frame
from sharp.web.services import services
from sharp.web.unit_of_work import db, writing

bp = Blueprint("deletions", __name__, url_prefix="/staff/deletions")


@bp.get("")
@readers_only
def show() -> ResponseReturnValue:
    staff, schools = current_staff(), {place.school.id: place.school for place in reading_at()}
    days = services().settings.backup_days
    shown = render_template(
        "triage/deletions.html", leaving=leaving(db(), staff.id, schools),
        certificates=certificates(db(), staff.id, schools, days), has_backups=bool(days), **frame("deletions.show"),
    )  # fmt: skip
    record(writing(), staff.id, Act.LISTED)
    return shown
