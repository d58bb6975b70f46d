"""The response headers: one constant table."""

from flask import Response, request

from sharp.web.gate import is_public
from sharp.web.origin import is_at_onion
from sharp.web.services import settings
from sharp.web.session_cookies import audience_of

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'none'",
        "connect-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# Browsers hold form-action to the redirects that follow a post as well: leaving is therefore a link, not a form.

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
"""Static files carry a version in their address."""


def add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    if _has_an_onion_twin(response):
        response.headers["Onion-Location"] = settings().onion_url + request.path
    is_static = request.endpoint == "static" and response.status_code in (200, 206, 304)
    response.headers["Cache-Control"] = KEPT if is_static else "no-store"
    response.headers.pop("Server", None)
    return response


def _has_an_onion_twin(response: Response) -> bool:
    """Tor Browser offers to go there. Never out of a visit, whose answers would stay behind, and not for staff."""
    if not settings().onion_url or is_at_onion() or not request.is_secure or request.endpoint is None:
        return False
    is_page = response.mimetype == "text/html" and response.status_code == 200 and request.endpoint != "static"
    return is_page and is_public(request.endpoint) and audience_of(request.path) is None
