"""Flood limits at the sign-in: who belongs here counts their own tries, and a flood beside them bars nobody."""

from flask import request

from sharp.accounts.devices import mark_of
from sharp.accounts.people import normal_email
from sharp.web.services import settings
from sharp.web.session_cookies import current_session
from sharp.web.throttle import limiter, source


def who_tries() -> str:
    """An account whose passphrase was right, a device that the account signed in from before, or else the address."""
    session = current_session()
    staff = session.get("staff") or session.get("arriving", {}).get("staff")
    if staff is not None:
        return f"staff {staff}"
    mark = mark_of(normal_email(request.form.get("email", "")))
    return source() if mark is None else f"device {mark.nonce.hex()}"


limit_sign_in = limiter.limit(lambda: settings().flood_sign_in, key_func=who_tries, methods=["POST"])
