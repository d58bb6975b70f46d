"""Ten recovery codes for the day the phone is lost: each works once in the place of a one-time code."""

import hmac
import secrets
import unicodedata

from sharp.vault.encoding import ctx
from sharp.vault.kdf import hkdf

COUNT = 10
LENGTH = 10
GROUP = 5
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that reads like another; ten of them: 49 bits
HASH_SIZE = 32


def draw_codes() -> tuple[str, ...]:
    return tuple(_draw_code() for _ in range(COUNT))


def _draw_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{letters[:GROUP]}-{letters[GROUP:]}"


def hashes(totp_secret: bytes, staff_id: bytes, codes: tuple[str, ...]) -> bytes:
    """32 B a code. Keyed by the TOTP secret: as safe as that is, and unchanged when server keys are."""
    return b"".join(_hash(totp_secret, staff_id, code) for code in codes)


def left_after(totp_secret: bytes, staff_id: bytes, kept: bytes, typed: str) -> bytes | None:
    """The hashes that are left once the typed code is used up; None: it is none of them."""
    wanted = _hash(totp_secret, staff_id, typed)
    each = [kept[i : i + HASH_SIZE] for i in range(0, len(kept), HASH_SIZE)]
    left = [one for one in each if not hmac.compare_digest(one, wanted)]
    return b"".join(left) if len(left) < len(each) else None


def how_many(kept: bytes) -> int:
    return len(kept) // HASH_SIZE


def _hash(totp_secret: bytes, staff_id: bytes, code: str) -> bytes:
    folded = unicodedata.normalize("NFKC", code).upper()
    plain = "".join(mark for mark in folded if mark.isalnum())
    key = hkdf(totp_secret, ctx("sharp/1/recovery-codes", staff_id))
    return hmac.digest(key, ctx("sharp/1/recovery-code", plain.encode("utf-8", "replace")), "sha256")
