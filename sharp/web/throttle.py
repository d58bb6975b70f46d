"""Flood limits per source and in all, under a keyed hash of the address that changes each day."""

import hashlib
import hmac

from flask import request
from flask_limiter import Limiter

from sharp import clock
from sharp.vault.encoding import ctx, i64
from sharp.web import flood_memory  # noqa: F401 - counts there under memory://
from sharp.web.services import server_keys, settings


def source() -> str:
    """Who this comes from, as a hash that nobody can turn back and that means nothing tomorrow."""
    day = clock.hour() // 24
    info = ctx("sharp/1/flood", i64(day), (request.remote_addr or "").encode())
    return hmac.new(server_keys().key("form"), info, hashlib.sha256).hexdigest()[:32]


limiter = Limiter(
    source,
    default_limits=[lambda: settings().flood_pages],
    application_limits=[lambda: settings().flood_total],
    default_limits_exempt_when=lambda: request.endpoint in ("static", "health.live", "health.ready"),
    in_memory_fallback_enabled=True,
    headers_enabled=False,
    strategy="moving-window",
)
limit_sends = limiter.limit(lambda: settings().flood_sends, methods=["POST"])
limit_files = limiter.limit(lambda: settings().flood_files, methods=["POST"])
limit_words = limiter.limit(lambda: settings().flood_words, methods=["POST"])
