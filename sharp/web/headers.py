"""The response headers: one constant table."""

from flask import Response, request

from sharp.web.assets import is_fleeting
from sharp.web.gate import is_public, may_bring_files
from sharp.web.origin import is_at_onion
from sharp.web.services import settings
from sharp.web.session_cookies import audience_of

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'none'",
        "connect-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# Browsers hold form-action to the redirects that follow a post as well: leaving is therefore a link, not a form.

SHOWING_PROGRESS = POLICY.replace("connect-src 'none'", "connect-src 'self'")
"""The pages that take files: their script sends the form itself, to say how far it has come."""
SHUT_IN = "; ".join(
    ("default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "sandbox")
)
"""What a pupil sent: whatever it is, it runs nothing and reaches nothing."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # no-referrer would make Chromium send Origin: null with our own forms
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
KEPT = "public, max-age=31536000, immutable"
"""Static files carry a version in their address; those that nobody's browser shall keep do not."""


def add_headers(response: Response) -> Response:
    is_shut_in = response.headers.get("Content-Security-Policy") == SHUT_IN
    response.headers.update(HEADERS)
    if is_shut_in:
        response.headers["Content-Security-Policy"] = SHUT_IN
    elif request.endpoint is not None and may_bring_files(request.endpoint):
        response.headers["Content-Security-Policy"] = SHOWING_PROGRESS
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    if _has_an_onion_twin(response):
        response.headers["Onion-Location"] = settings().onion_url + request.path
    response.headers["Cache-Control"] = KEPT if _may_be_kept(response) else "no-store"
    response.headers.pop("Server", None)
    return response


def _may_be_kept(response: Response) -> bool:
    if request.endpoint != "static" or response.status_code not in (200, 206, 304):
        return False
    return not is_fleeting((request.view_args or {})["filename"])


def _has_an_onion_twin(response: Response) -> bool:
    """Tor Browser offers to go there. Never out of a visit, whose answers would stay behind, and not for staff."""
    if not settings().onion_url or is_at_onion() or not request.is_secure or request.endpoint is None:
        return False
    is_page = response.mimetype == "text/html" and response.status_code == 200 and request.endpoint != "static"
    return is_page and is_public(request.endpoint) and audience_of(request.path) is None
