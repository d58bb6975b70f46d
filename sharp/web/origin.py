"""Is a post from another site? Asked of Sec-Fetch-Site and Origin; their absence is welcome (text browsers).

The service may have two addresses, the one that people type and an onion one: each takes posts of its own pages only.
"""

from urllib.parse import urlsplit

from flask import request

from sharp.settings import LOOPBACK
from sharp.web.services import settings


def is_from_elsewhere() -> bool:
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and not _is_ours(origin)


def is_at_onion() -> bool:
    """Was this asked for under the onion address that stands beside the one people type?"""
    onion = settings().onion_url
    return bool(onion) and request.host == urlsplit(onion).netloc


def _is_ours(origin: str) -> bool:
    base = settings().onion_url if is_at_onion() else settings().base_url
    if origin == base:
        return True
    ours, theirs = urlsplit(base), urlsplit(origin)
    try:
        same_door = (ours.scheme, ours.port) == (theirs.scheme, theirs.port)
    except ValueError:
        return False
    return settings().is_local and same_door and theirs.hostname in LOOPBACK
