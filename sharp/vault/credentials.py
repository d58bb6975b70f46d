"""A member of staff's keys at rest: inside under the passphrase, outside under the server key file."""

import hmac
import os
import unicodedata

from sharp.vault.aead import OVERHEAD, gcm_open, gcm_seal
from sharp.vault.encoding import ctx, sized, u16, u32
from sharp.vault.errors import SealBroken, TooLong
from sharp.vault.kdf import KEY_SIZE, argon2id, hkdf
from sharp.vault.person import BUNDLE_SIZE, PersonKeys

LONGEST_PASSPHRASE = 256
SALT_SIZE = 16
MEMORY_KIB = 64 * 1024
PASSES = 3
STORED_SIZE = OVERHEAD + KEY_SIZE + OVERHEAD + BUNDLE_SIZE
NO_CREDENTIAL = os.urandom(STORED_SIZE)
"""Opens under nothing: what an unknown e-mail is tried against, so that it costs what a known one does."""


def normal_passphrase(text: str) -> bytes:
    """NFKC, outer spaces cut, at most 256 bytes of UTF-8."""
    normal = unicodedata.normalize("NFKC", text).strip().encode("utf-8", "replace")
    if len(normal) > LONGEST_PASSPHRASE:
        raise TooLong(f"at most {LONGEST_PASSPHRASE} bytes")
    return normal


def new_salt() -> bytes:
    return os.urandom(SALT_SIZE)


def decoy_salt(form_key: bytes, email: str) -> bytes:
    """A salt for an e-mail nobody has: always the same, so that timing and caches tell nothing."""
    return hmac.digest(form_key, email.encode("utf-8", "replace"), "sha256")[:SALT_SIZE]


def stretch_passphrase(text: str, salt: bytes, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> bytes:
    secret = normal_passphrase(text)
    return argon2id(secret, sized(salt, SALT_SIZE), memory_kib=memory_kib, passes=passes)


def seal_credential(stretched: bytes, person: PersonKeys, server_key: bytes, staff: bytes, gen: int, v: int) -> bytes:
    inner = gcm_seal(_unseal_key(stretched, staff, gen), person.bundle(), _inner(staff, gen, person.fingerprint))
    return gcm_seal(server_key, _verifier(stretched, staff, gen) + inner, _outer(staff, gen, v))


def open_credential(
    stretched: bytes, stored: bytes, server_key: bytes, staff: bytes, gen: int, v: int, fp: bytes
) -> PersonKeys:
    """`SealBroken` for a wrong passphrase as for a wrong server key: nobody learns which."""
    opened = gcm_open(server_key, stored, _outer(staff, gen, v))
    if not hmac.compare_digest(opened[:KEY_SIZE], _verifier(stretched, staff, gen)):
        raise SealBroken("does not open here")
    inner = opened[KEY_SIZE:]
    person = PersonKeys.from_bundle(gcm_open(_unseal_key(stretched, staff, gen), inner, _inner(staff, gen, fp)))
    if not hmac.compare_digest(person.fingerprint, fp):
        raise SealBroken("other keys than the fingerprint names")
    return person


def reseal_credential(
    stored: bytes, old_key: bytes, old_v: int, server_key: bytes, v: int, staff: bytes, gen: int
) -> bytes:
    """The outer seal renewed under another server key; the inner one stays shut."""
    return gcm_seal(server_key, gcm_open(old_key, stored, _outer(staff, gen, old_v)), _outer(staff, gen, v))


def _verifier(stretched: bytes, staff: bytes, gen: int) -> bytes:
    return hkdf(stretched, ctx("sharp/1/staff/verify", staff, u32(gen)))


def _unseal_key(stretched: bytes, staff: bytes, gen: int) -> bytes:
    return hkdf(stretched, ctx("sharp/1/staff/unseal", staff, u32(gen)))


def _inner(staff: bytes, gen: int, fp: bytes) -> bytes:
    return ctx("sharp/1/staff-key", staff, u32(gen), fp)


def _outer(staff: bytes, gen: int, v: int) -> bytes:
    return ctx("sharp/1/staff-cred", staff, u32(gen), u16(v))
