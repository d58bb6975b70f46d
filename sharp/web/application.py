"""The Flask application: every request in one unit of work, committed before the first byte is sent."""

from collections.abc import Mapping
from typing import IO, Any

import flask
import sqlalchemy.exc
from flask import Flask, Request, Response, g
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, Conflict

from sharp.files.parts import FormBroken, Parts
from sharp.files.refusals import LineBroken
from sharp.web import unit_of_work
from sharp.web.logs import log_failure
from sharp.web.session_cookies import SealedSessions, reopen_session
from sharp.web.unit_of_work import Moved

TRIES = 4
LOST_RACES = (Moved, StaleDataError, sqlalchemy.exc.IntegrityError)
MAX_BODY = 512 * 1024


MAX_FILES_BODY = 512 * 1024 * 1024
"""Beyond what any school may take; what is larger is not even read to its end."""


class PlainRequest(Request):
    """A request that never spools a body: multipart is refused unread unless the view takes files.

    Where it does, a form is its fields before the first file; `parts` then gives the files, one after the other.
    """

    takes_files = False
    parts: Parts | None = None
    max_content_length = MAX_BODY
    max_form_memory_size = MAX_BODY
    max_form_parts = 200

    def make_form_data_parser(self) -> Any:
        if self.mimetype != "multipart/form-data":
            return super().make_form_data_parser()
        if not self.takes_files:
            raise BadRequest
        self.max_content_length = MAX_FILES_BODY
        return _LeadingFields(self)


class _LeadingFields:
    """Stands where the library's parser would, and leaves the files where they are: on the line."""

    def __init__(self, request: PlainRequest) -> None:
        self._request = request

    def parse(self, stream: IO[bytes], _mimetype: str, _length: int | None, options: Mapping[str, str]) -> Any:
        try:
            self._request.parts = Parts(stream, options.get("boundary", "").encode("ascii", "replace"))
        except (FormBroken, LineBroken):
            raise BadRequest from None
        fields: MultiDict[str, str] = MultiDict(self._request.parts.fields)
        return stream, fields, MultiDict()


def drain(response: Response) -> Response:
    """What is left of an upload is read to its end before the answer goes: else the browser shows a broken line."""
    parts = getattr(flask.request, "parts", None)
    if parts is not None and not parts.is_over:
        unit_of_work.let_go_of_reading()
        parts.drain()
    return response


class Sharp(Flask):
    request_class = PlainRequest
    session_interface = SealedSessions()

    def full_dispatch_request(self) -> Response:
        """Run the request; commit below 400, roll back otherwise; run again what lost a race."""
        for left in reversed(range(TRIES)):
            try:
                return self._settled(super().full_dispatch_request())
            except LOST_RACES:
                unit_of_work.roll_back()
                if left:
                    _start_over()
            except sqlalchemy.exc.OperationalError as away:
                unit_of_work.roll_back()
                if not unit_of_work.is_lost_race(away):
                    # The commit itself failed, so no view's handler saw it: a full disk loses nothing that was typed.
                    return self.finalize_request(self.handle_user_exception(away))
                if left:
                    _start_over()
            except BaseException:
                unit_of_work.roll_back()
                raise
        return self.finalize_request(self.handle_http_exception(Conflict()))

    def _settled(self, response: Response) -> Response:
        if response.status_code < 400 and not unit_of_work.is_stale():
            unit_of_work.commit()
        else:
            unit_of_work.roll_back()
            unit_of_work.keep_survivors()
        return response

    def log_exception(self, exc_info: Any) -> None:
        """Type and frames, never the message: it may hold what somebody typed."""
        log_failure(exc_info[1])


def _start_over() -> None:
    for name in list(g):
        g.pop(name)
    reopen_session()
