"""The gate: closed unless marked. Every view carries the guard that let it be reached."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from sharp.web.languages import is_asked
from sharp.web.origin import is_from_elsewhere

Guard = Callable[[], ResponseReturnValue | None]
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
csrf = CSRFProtect()


def guarded_by(guard: Guard) -> Callable[[View], View]:
    """Mark a view with the guard to ask before it runs."""

    def mark(view: View) -> View:
        view.__dict__["guard"] = guard
        return view

    return mark


def _anyone() -> None:
    """Public: no session, no cookie."""


public = guarded_by(_anyone)


def takes_files(view: View) -> View:
    """Mark a view whose form may bring files; its page may then show how far they have come."""
    view.__dict__["takes_files"] = True
    return view


def may_bring_files(endpoint: str) -> bool:
    return bool(getattr(current_app.view_functions.get(endpoint), "takes_files", False))


def guard_of(endpoint: str) -> Guard | None:
    """The guard that a view was marked with; None for an unmarked one, which then answers 403."""
    view = current_app.view_functions[endpoint]
    return cast(Guard | None, getattr(view, "guard", None))


def is_public(endpoint: str) -> bool:
    return guard_of(endpoint) is _anyone


def stand_at_the_gate() -> ResponseReturnValue | None:
    """Before each request: where it comes from, its form token, and the view's own guard."""
    if request.endpoint is None:
        return None
    if request.endpoint == "static":
        return None
    if request.method not in SAFE_METHODS:
        if is_from_elsewhere():
            abort(403)
        if request.mimetype == "multipart/form-data":
            if not may_bring_files(request.endpoint):
                abort(400)
            cast(Any, request).takes_files = True
        _check_token()
        if is_asked():
            g.stale = True
    guard = guard_of(request.endpoint)
    if guard is None:
        abort(403)
    return guard()


def _check_token() -> None:
    """A missing or old token is not an error page: the form comes back as typed, and nothing is written."""
    try:
        csrf.protect()
    except CSRFError:
        g.stale = True
