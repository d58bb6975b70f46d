"""Gzip for static files and public pages, for slow lines; never for a page of a visit or of staff.

A compressed page that holds a secret beside something an attacker chose gives the secret away by its length.
"""

import gzip
from functools import lru_cache

from flask import Response, request

from sharp.web.gate import is_public

COMPRESSIBLE = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml"})
LEAST_BYTES = 400
LEVEL = 6


def compress(response: Response) -> Response:
    if not _is_worth_it(response):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        response.direct_passthrough = False
        squeezed = _squeeze(response.get_data())
        response.set_data(squeezed)
        response.content_encoding = "gzip"
        response.content_length = len(squeezed)
    return response


def _is_worth_it(response: Response) -> bool:
    if response.status_code != 200 or response.mimetype not in COMPRESSIBLE or request.endpoint is None:
        return False
    if request.range is not None or (response.content_length or 0) < LEAST_BYTES:
        return False
    return request.endpoint == "static" or is_public(request.endpoint)


@lru_cache(maxsize=64)
def _squeeze(data: bytes) -> bytes:
    return gzip.compress(data, LEVEL, mtime=0)
