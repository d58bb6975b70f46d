"""Sealed sessions: a row that only the secret in the browser's cookie and the server key open together."""

import secrets

from sharp.vault.aead import gcm_open, gcm_seal
from sharp.vault.encoding import ID_SIZE, NO_ID, ctx, i64, require_ids, sized, u16, u32
from sharp.vault.kdf import hkdf
from sharp.vault.padding import SESSION_STEPS, pad, unpad

SECRET_SIZE = 32


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_SIZE)


def session_id(secret: bytes, audience: str) -> bytes:
    return hkdf(sized(secret, SECRET_SIZE), ctx("sharp/1/session/id", audience.encode()))[:ID_SIZE]


def session_key(secret: bytes, server_key: bytes, audience: str, id: bytes) -> bytes:
    info = ctx("sharp/1/session/key", audience.encode(), id)
    return hkdf(sized(secret, SECRET_SIZE), info, salt=server_key)


def seal_session(
    key: bytes,
    plain: bytes,
    *,
    audience: str,
    id: bytes,
    staff: bytes | None,
    v: int,
    rev: int,
    purge_hour: int,
) -> bytes:
    return gcm_seal(key, pad(plain, SESSION_STEPS), _aad(audience, id, staff, v, rev, purge_hour))


def open_session(
    key: bytes,
    sealed: bytes,
    *,
    audience: str,
    id: bytes,
    staff: bytes | None,
    v: int,
    rev: int,
    purge_hour: int,
) -> bytes:
    return unpad(gcm_open(key, sealed, _aad(audience, id, staff, v, rev, purge_hour)), SESSION_STEPS)


def _aad(audience: str, id: bytes, staff: bytes | None, v: int, rev: int, purge_hour: int) -> bytes:
    owner = NO_ID if staff is None else staff
    require_ids(id, owner)
    return ctx("sharp/1/session", audience.encode(), id, owner, u16(v), u32(rev), i64(purge_hour))
