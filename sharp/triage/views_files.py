"""A file of a case: looked at if it was made safe, else downloaded behind a warning; each time an opening."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.files.kinds import Kind
from sharp.files.refusals import Infected, NotThere, StoreAway
from sharp.files.scanning import ScannerAway
from sharp.files.sealing import Piece, check, opened
from sharp.model.reports import Report
from sharp.model.words import Act
from sharp.reports.evidence import Shown, shown_in
from sharp.reports.grants import Keyring
from sharp.reports.journal import Item, read_journal
from sharp.triage import casework, followup_replies
from sharp.triage.access import case_for, readers_only
from sharp.triage.case_page import read_again
from sharp.triage.file_lines import what
from sharp.triage.followup_access import Handed, NotWithThem, handed_for, leads_only
from sharp.triage.navigation import frame
from sharp.triage.policy import Action
from sharp.vault.errors import VaultRefusal
from sharp.web.forms import ButtonForm
from sharp.web.headers import SHUT_IN
from sharp.web.logs import log_failure
from sharp.web.services import services
from sharp.web.unit_of_work import Moved, db, let_go_of_reading, surviving, writing

bp = Blueprint("files", __name__, url_prefix="/staff")
OF_CASE = "/cases/<ref:reference>/files/<handed:file>"
OF_LEAD = "/followups/<handed:followup>/files/<handed:file>"
MIMETYPES = {Kind.JPEG: "image/jpeg", Kind.PNG: "image/png", Kind.WEBP: "image/webp"}
Leave = Callable[[Session, Act], object]
"""Opens the case or the hand-over, with its line in the trail."""


@bp.get(OF_CASE)
@readers_only
def show(reference: str, file: str) -> ResponseReturnValue:
    case = case_for(Action.READ, reference)
    shown = _wanted(file, *read_again(db(), case))
    here = url_for("case.show", reference=reference)
    return _shown(shown, here, lambda unit, act: casework.open_case(unit, case, act))


@bp.post(OF_CASE)
@readers_only
def download(reference: str, file: str) -> ResponseReturnValue:
    case = case_for(Action.READ, reference)
    shown = _wanted(file, *read_again(db(), case))
    here = url_for("case.show", reference=reference)
    return _downloaded(shown, here, lambda unit, act: casework.open_case(unit, case, act))


@bp.get(OF_LEAD)
@leads_only
def show_handed(followup: str, file: str) -> ResponseReturnValue:
    """To whom the whole report was handed; a brief's keys open no evidence, so that there is none."""
    here = url_for("followups.show_one", followup=followup)
    with _still_with_them():
        handed, shown = _handed_and_wanted(followup, file)
        return _shown(shown, here, lambda unit, act: followup_replies.open_handed(unit, handed, act))


@bp.post(OF_LEAD)
@leads_only
def download_handed(followup: str, file: str) -> ResponseReturnValue:
    here = url_for("followups.show_one", followup=followup)
    with _still_with_them():
        handed, shown = _handed_and_wanted(followup, file)
        return _downloaded(shown, here, lambda unit, act: followup_replies.open_handed(unit, handed, act))


@contextmanager
def _still_with_them() -> Iterator[None]:
    """What ended while they looked is as if it never was."""
    try:
        yield
    except NotWithThem:
        abort(404)


def _handed_and_wanted(followup: str, file: str) -> tuple[Handed, Shown]:
    handed = handed_for(followup)
    return handed, _wanted(file, *_of_lead(handed.report_id, handed.ring))


def _of_lead(report_id: bytes, ring: Keyring) -> tuple[Report, tuple[Item, ...]]:
    report = db().get(Report, report_id)
    if report is None:
        raise Moved
    return report, read_journal(db(), report, ring)


def _wanted(file: str, report: Report, items: tuple[Item, ...]) -> Shown:
    return next((each for each in shown_in(report, items) if each.piece.file == file), None) or abort(404)


def _shown(shown: Shown, here: str, leave: Leave) -> ResponseReturnValue:
    if not shown.piece.safe:
        leave(writing(), Act.OPENED)
        return _warning(shown, here)
    return _given(shown, here, leave, "inline", MIMETYPES[shown.piece.kind])


def _downloaded(shown: Shown, here: str, leave: Leave) -> ResponseReturnValue:
    if not ButtonForm().validate_on_submit():
        surviving(lambda unit: _trace(leave, unit))
        return _warning(shown, here), 422
    return _given(shown, here, leave, "attachment", "application/octet-stream")


def _trace(leave: Leave, unit: Session) -> None:
    """A page that comes back shows what there is: an opening too."""
    leave(unit, Act.OPENED)


def _given(shown: Shown, here: str, leave: Leave, how: str, mimetype: str) -> ResponseReturnValue:
    """Nothing of it goes out before all of it has opened, and before the trail says so."""
    refused = _why_not(shown)
    if refused is not None:
        return _page("triage/file_refused.html", shown, here, why=refused), 503
    leave(writing(), Act.OPENED_FILE)
    response = Response(opened(services().files, shown.spot, shown.piece), mimetype=mimetype)
    response.content_length = shown.piece.length
    response.headers["Content-Disposition"] = f'{how}; filename="{name_of(shown.number, shown.piece)}"'
    response.headers["Content-Security-Policy"] = SHUT_IN
    return response


def _why_not(shown: Shown) -> str | None:
    let_go_of_reading()  # a large file takes a while
    try:
        check(services().files, shown.spot, shown.piece, services().settings.clamav)
    except Infected:
        return str(_("The virus scanner names this file. It is not given out."))
    except ScannerAway as failed:
        log_failure(failed)
        return str(_("The virus scanner does not answer, so nothing that was sent is given out. Try again later."))
    except StoreAway as failed:
        log_failure(failed)
        return str(_("The place where files lie cannot be reached. Try again later."))
    except (NotThere, VaultRefusal) as failed:
        log_failure(failed)
        return str(_("This file is gone, or was changed outside the service. Tell whoever runs SHARP."))
    return None


def name_of(number: int, piece: Piece) -> str:
    """Nothing of the case, nothing of the pupil's."""
    return f"file-{number}.{'jpg' if piece.kind is Kind.JPEG else piece.kind}"


def _warning(shown: Shown, here: str) -> str:
    return _page("triage/file_warning.html", shown, here)


def _page(template: str, shown: Shown, here: str, **more: str) -> str:
    return render_template(
        template, number=shown.number, what=what(shown.piece), here=here, again=request.path, **more, **frame("")
    )
