"""One-time codes (TOTP): the secret under the server key, how a phone takes it in, and reading a typed code."""

import base64
import hmac
import secrets
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from sharp import clock
from sharp.vault.aead import gcm_open, gcm_seal
from sharp.vault.encoding import ctx, u16
from sharp.vault.keyfile import ServerKeys
from sharp.web.qr_code import Picture, qr_code

SECRET_SIZE = 20
DIGITS = 6
STEP_SECONDS = 30
STEPS_EITHER_WAY = 1
"""Phones' clocks go wrong by some seconds."""
ISSUER = "SHARP"


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_SIZE)


def seal_secret(keys: ServerKeys, staff_id: bytes, secret: bytes) -> bytes:
    return gcm_seal(keys.key("totp"), secret, _place(staff_id, keys.active))


def open_secret(keys: ServerKeys, staff_id: bytes, sealed: bytes, v: int) -> bytes:
    return gcm_open(keys.key("totp", v), sealed, _place(staff_id, v))


def _place(staff_id: bytes, v: int) -> bytes:
    return ctx("sharp/1/totp", staff_id, u16(v))


def this_step() -> int:
    return clock.seconds() // STEP_SECONDS


def code_at(secret: bytes, step: int) -> str:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS).generate(step * STEP_SECONDS).decode()  # noqa: S303 - RFC 6238


def is_one_time_code(typed: str) -> bool:
    """Six digits; anything else on the same page is tried as a recovery code."""
    return len(_digits(typed)) == DIGITS and _digits(typed).isdigit()


def matching_step(secret: bytes, typed: str) -> int | None:
    """The time step that this code belongs to, the latest if several; None: no step about now."""
    digits, now = _digits(typed).encode("utf-8", "replace"), this_step()
    steps = range(now - STEPS_EITHER_WAY, now + STEPS_EITHER_WAY + 1)
    fitting = [step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), digits)]
    return max(fitting, default=None)


def _digits(typed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", typed).replace("-", "").split())


def typed_secret(secret: bytes) -> str:
    """For typing into a phone that cannot take a picture: base 32, in fours."""
    letters = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def picture(secret: bytes, email: str) -> Picture:
    """What the phone's camera reads; drawn in the page, so that the secret has no address of its own."""
    address = TOTP(secret, DIGITS, SHA1(), STEP_SECONDS).get_provisioning_uri(email, ISSUER)  # noqa: S303
    return qr_code(address)
