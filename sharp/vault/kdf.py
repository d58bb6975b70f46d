"""Keys from keys (HKDF-SHA256) and keys from words (Argon2id)."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_SIZE = 32


def hkdf(key: bytes, info: bytes, *, salt: bytes = b"", length: int = KEY_SIZE) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(key)


def argon2id(secret: bytes, salt: bytes, *, memory_kib: int, passes: int) -> bytes:
    # One lane always: with more, OpenSSL's thread pool deadlocks when several threads derive at once.
    return Argon2id(salt=salt, length=KEY_SIZE, iterations=passes, lanes=1, memory_cost=memory_kib).derive(secret)
