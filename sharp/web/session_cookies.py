"""Which session a path belongs to, and its cookie: pupils, staff, or none at all."""

from typing import Any

import flask
from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from sharp.model.words import Audience
from sharp.web import sealed_session
from sharp.web.sealed_session import SealedSession
from sharp.web.services import server_keys, settings
from sharp.web.unit_of_work import Moved, db, is_stale, on_begin, surviving, writing

VISIT_PATHS = frozenset({"report", "back", "leave"})
COOKIES = {Audience.PUPIL: ("v", "Lax"), Audience.STAFF: ("s", "Strict")}


class NoSession(dict[str, Any], SessionMixin):
    """Public pages have no session; writing to it is a mistake in the program."""

    modified = False
    accessed = False

    def __setitem__(self, key: str, value: Any) -> None:
        raise RuntimeError("this page has no session; only a visit or staff page may hold a form")


def audience_of(path: str) -> Audience | None:
    """Staff pages lie under /staff; a visit lives under /<school>/report, back and leave."""
    parts = path.split("/")[1:3]
    if parts[0] == "staff":
        return Audience.STAFF
    return Audience.PUPIL if len(parts) == 2 and parts[1] in VISIT_PATHS else None


def cookie_name(audience: Audience) -> str:
    name = COOKIES[audience][0]
    return f"sharp-{name}" if settings().is_local else f"__Host-{name}"


class SealedSessions(SessionInterface):
    """Flask's session interface over sealed rows; the commit that follows wraps what it writes."""

    def open_session(self, app: Flask, request: Request) -> Any:
        audience = audience_of(request.path)
        return NoSession() if audience is None else _load(audience, request.cookies.get(cookie_name(audience)))

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if not isinstance(session, SealedSession) or not session.modified:
            return
        if response.status_code < 400 and not is_stale():
            sealed_session.store(writing(), server_keys(), session)
        elif session.new:
            # A form shown after a refusal needs its token, and a page why one is signed out: the fresh visit is kept.
            surviving(lambda db: sealed_session.store(db, server_keys(), session))
        else:
            _keep_alive(session)
            return
        _set_cookie(response, session)


def _load(audience: Audience, cookie: str | None) -> SealedSession:
    """Open the request's session and have its row checked again when the unit of work begins."""
    opened = sealed_session.opened(db(), server_keys(), audience, cookie)
    on_begin(lambda unit: sealed_session.check_unmoved(unit, current_session()))
    return opened


def current_session() -> SealedSession:
    """The visit or staff session of this request; a mistake in the program on a public page."""
    found = _of_this_request()
    if not isinstance(found, SealedSession):
        raise RuntimeError("this page has no session")
    return found


def _of_this_request() -> object:
    proxy: Any = flask.session
    return proxy._get_current_object()


def reopen_session() -> None:
    """Before a request runs again: the session as it lies in its row now."""
    found = _of_this_request()
    if isinstance(found, SealedSession):
        name = cookie_name(found.audience)
        found.become(_load(found.audience, flask.request.cookies.get(name)))


def _keep_alive(session: SealedSession) -> None:
    """A refused page still counts as being here: the session as it was, with a new time."""
    kept = SealedSession(session.audience, session.secret, session.pristine, session.place)
    surviving(lambda db: _store_if_unmoved(db, kept))


def _store_if_unmoved(db: Any, session: SealedSession) -> None:
    try:
        sealed_session.check_unmoved(db, session)
    except Moved:
        return
    sealed_session.store(db, server_keys(), session)


def _set_cookie(response: Response, session: SealedSession) -> None:
    _, same_site = COOKIES[session.audience]
    name = cookie_name(session.audience)
    secure = not settings().is_local
    if session.ended:
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite=same_site)
        return
    response.set_cookie(
        name, sealed_session.cookie_value(session), path="/", secure=secure, httponly=True, samesite=same_site
    )
