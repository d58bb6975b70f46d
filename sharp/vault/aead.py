"""AES-256-GCM under a random nonce: `nonce 12 ‖ ciphertext ‖ tag 16`."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sharp.vault.encoding import sized
from sharp.vault.errors import SealBroken
from sharp.vault.kdf import KEY_SIZE

NONCE_SIZE = 12
TAG_SIZE = 16
OVERHEAD = NONCE_SIZE + TAG_SIZE


def gcm_seal(key: bytes, plain: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(NONCE_SIZE)
    return nonce + AESGCM(sized(key, KEY_SIZE)).encrypt(nonce, plain, aad)


def gcm_open(key: bytes, blob: bytes | memoryview, aad: bytes) -> bytes:
    if len(blob) < OVERHEAD:
        raise SealBroken("too short to be sealed")
    view = memoryview(blob)
    try:
        return AESGCM(sized(key, KEY_SIZE)).decrypt(view[:NONCE_SIZE], view[NONCE_SIZE:], aad)
    except InvalidTag:
        raise SealBroken("does not open here") from None
