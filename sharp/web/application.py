"""The Flask application: every request in one unit of work, committed before the first byte is sent."""

from typing import Any

import sqlalchemy.exc
from flask import Flask, Request, Response, g
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadRequest, Conflict

from sharp.web import unit_of_work
from sharp.web.logs import log_failure
from sharp.web.session_cookies import SealedSessions, reopen_session
from sharp.web.unit_of_work import Moved

TRIES = 4
LOST_RACES = (Moved, StaleDataError, sqlalchemy.exc.IntegrityError)
MAX_BODY = 512 * 1024


class PlainRequest(Request):
    """A request that never spools a body: multipart is refused unread unless the view asks for files."""

    max_content_length = MAX_BODY
    max_form_memory_size = MAX_BODY
    max_form_parts = 200

    def make_form_data_parser(self) -> Any:
        if self.mimetype == "multipart/form-data":
            raise BadRequest
        return super().make_form_data_parser()


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
