"""Error pages: kind, plain, and saying nothing about what exists."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError, ServiceUnavailable

from sharp.vault.errors import VaultRefusal
from sharp.web.derivation import Busy
from sharp.web.languages import FIELD
from sharp.web.logs import log_failure
from sharp.web.unit_of_work import StaleForm, is_lost_race

PAGES = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)
RETRY_SECONDS = 30
NEVER_SHOWN_AGAIN = frozenset({"csrf_token", "passphrase", "again", "old", "code", FIELD})
"""What a page never gives back, however much else it keeps."""


@dataclass(frozen=True)
class Words:
    heading: str
    line: str


def words_for(status: int) -> Words:
    nothing_lost = _("Nothing was sent. What you typed is below. Wait a little, then press the button.")
    return {
        400: Words(_("We could not read that"), _("Go back and try again.")),
        403: Words(_("You cannot open this page"), _("Go back, or start again from the first page.")),
        404: Words(_("We cannot find that page"), _("Check the address, or start again from the first page.")),
        405: Words(_("That did not work"), _("Go back and try again.")),
        409: Words(_("Somebody else was quicker"), _("Nothing was changed. Open the page again and see what is new.")),
        413: Words(_("That is too big to send"), _("Go back and make it shorter. Nothing was sent.")),
        422: Words(_("Please press the button again"), _("This page was open for a long time. Nothing was sent.")),
        429: Words(_("Too many people are pressing buttons right now"), nothing_lost),
        503: Words(_("We cannot do that right now"), nothing_lost),
    }.get(
        status,
        Words(_("Something went wrong here"), _("It is not your fault. Nothing was sent. Try again soon.")),
    )


def set_up_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(RateLimitExceeded, _flooded)
    app.register_error_handler(Busy, _unavailable)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(VaultRefusal, _refused)
    app.register_error_handler(StaleForm, _stale)
    app.register_error_handler(InternalServerError, _show)


def error_page(status: int, *, retry: bool = False) -> Response:
    """One page for every error; with `retry`, what was typed comes back in a form to send again."""
    words = words_for(status)
    typed = _typed_fields() if retry else []
    page = render_template(
        "errors/page.html",
        status=status,
        heading=words.heading,
        line=words.line,
        typed=typed,
        again=request.path,
    )
    return make_response(page, status)


def _typed_fields() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_SHOWN_AGAIN]


def _show(error: HTTPException) -> Response:
    if error.response is not None and error.code is not None and error.code < 400:
        return make_response(error.response)
    code = error.code if error.code in PAGES else (400 if error.code and error.code < 500 else 500)
    response = error_page(code, retry=code == Conflict.code and request.method == "POST")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _flooded(_error: RateLimitExceeded) -> Response:
    response = error_page(429, retry=request.method == "POST")
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _unavailable(error: Any) -> Response:
    """The database is away, or too much is going on: nothing was written, try again."""
    if isinstance(error, OperationalError) and is_lost_race(error):
        raise error
    log_failure(error)
    g.pop("reader", None)
    response = error_page(ServiceUnavailable.code, retry=request.method == "POST")
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _refused(error: VaultRefusal) -> Response:
    """A seal or a row's MAC did not hold: refused loudly in the log, plainly on the page."""
    log_failure(error)
    return error_page(ServiceUnavailable.code, retry=request.method == "POST")


def _stale(_error: StaleForm) -> Response:
    return error_page(422)
