"""The device cookie: which accounts have signed in from this browser before, without a row and without a name."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, request

from sharp import clock
from sharp.vault.encoding import ctx, i64, u16
from sharp.vault.errors import KeyNotAccepted
from sharp.web.services import server_keys, settings

YEAR_SECONDS = 365 * 24 * 3600
HOURS_A_DAY = 24
MOST_ACCOUNTS = 8
MARK_SIZE = 2 + 8 + 16 + 32


@dataclass(frozen=True)
class Mark:
    """One account's sign-in from here: `u16 v ‖ i64 day ‖ 16 random ‖ HMAC 32`."""

    v: int
    day: int
    nonce: bytes
    tag: bytes

    def packed(self) -> bytes:
        return u16(self.v) + i64(self.day) + self.nonce + self.tag

    def is_of(self, email: str) -> bool:
        is_old = clock.hour() // HOURS_A_DAY - self.day > YEAR_SECONDS // 86400
        try:
            return not is_old and hmac.compare_digest(self.tag, _tag(self.v, self.day, self.nonce, email))
        except KeyNotAccepted:
            return False


def mark_of(email: str) -> Mark | None:
    """This browser's mark for the account, if it ever signed in from here."""
    return next((mark for mark in _marks() if mark.is_of(email)), None)


def remember(response: Response, email: str) -> None:
    """Keep in the browser that this account signed in from it, beside up to seven others."""
    others = [mark for mark in _marks() if not mark.is_of(email)][: MOST_ACCOUNTS - 1]
    v, day, nonce = server_keys().active, clock.hour() // HOURS_A_DAY, secrets.token_bytes(16)
    new = Mark(v, day, nonce, _tag(v, day, nonce, email))
    packed = b"".join(mark.packed() for mark in (new, *others))
    response.set_cookie(
        _cookie_name(), base64.urlsafe_b64encode(packed).decode(), max_age=YEAR_SECONDS, path="/",
        secure=not settings().is_local, httponly=True, samesite="Strict",
    )  # fmt: skip


def _marks() -> Iterator[Mark]:
    try:
        packed = base64.b64decode(request.cookies.get(_cookie_name(), ""), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return
    for i in range(0, min(len(packed), MOST_ACCOUNTS * MARK_SIZE), MARK_SIZE):
        one = packed[i : i + MARK_SIZE]
        if len(one) == MARK_SIZE:
            day = int.from_bytes(one[2:10], "big", signed=True)
            yield Mark(int.from_bytes(one[:2], "big"), day, one[10:26], one[26:])


def _tag(v: int, day: int, nonce: bytes, email: str) -> bytes:
    info = ctx("sharp/1/device", i64(day), nonce, email.encode("utf-8", "replace"))
    return hmac.digest(server_keys().key("form", v), info, "sha256")


def _cookie_name() -> str:
    return "sharp-d" if settings().is_local else "__Host-d"
