"""People's keys: a hybrid ML-KEM-768 and X25519 pair to receive with, an Ed25519 pair to sign with."""

import hashlib
import secrets
from functools import cached_property, lru_cache
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from sharp.vault.encoding import ctx, sized, u8
from sharp.vault.errors import BadPublicKey, SealBroken, SignatureBroken, UnknownEnvelope
from sharp.vault.kdf import hkdf
from sharp.vault.silent import Silent

SEED_SIZE = 32
MLKEM_SEED_SIZE = 64
MLKEM_PUBLIC_SIZE = 1184
BUNDLE_VERSION = 1
BUNDLE_SIZE = 1 + 2 * SEED_SIZE

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Opener(Protocol):
    """Anyone who can open what `seal_to` made for them."""

    def open(self, blob: bytes, info: bytes) -> bytes: ...


def fingerprint(public: bytes, sign_public: bytes) -> bytes:
    return hashlib.sha256(public + sign_public).digest()


def seal_to(public: bytes, plain: bytes, info: bytes) -> bytes:
    """HPKE in base mode: `enc 1120 ‖ ciphertext ‖ tag 16`. It proves nothing about who sealed it."""
    try:
        return _SUITE.encrypt(plain, _parsed_public(public), info=info)
    except ValueError:
        raise BadPublicKey("not a usable public key") from None


@lru_cache(maxsize=256)  # a send seals to the same few readers over and over
def _parsed_public(public: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC_SIZE]),
        X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC_SIZE:]),
    )


class ReceivingKeys(Silent):
    """A pair to receive with, made from 32 bytes as X-Wing expands them."""

    def __init__(self, seed: bytes) -> None:
        self.seed = sized(seed, SEED_SIZE)

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(SEED_SIZE))

    def _secret(self) -> bytes:
        return self.seed

    @cached_property
    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.seed).digest(MLKEM_SEED_SIZE + 32)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:MLKEM_SEED_SIZE]),
            X25519PrivateKey.from_private_bytes(expanded[MLKEM_SEED_SIZE:]),
        )

    @cached_property
    def public(self) -> bytes:
        mlkem, x25519 = self._halves
        return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    @cached_property
    def fingerprint(self) -> bytes:
        return hashlib.sha256(self.public).digest()

    @cached_property
    def _private(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(*self._halves)

    def open(self, blob: bytes, info: bytes) -> bytes:
        try:
            return _SUITE.decrypt(blob, self._private, info=info)
        except InvalidTag:
            raise SealBroken("not sealed to this person for this purpose") from None


class RecoveryKeys(ReceivingKeys):
    """A school's recovery pair, or the pair of an authority outside it: it receives, and never signs."""


class PersonKeys(ReceivingKeys):
    """One member of staff's keys."""

    def __init__(self, seed: bytes, sign_seed: bytes) -> None:
        super().__init__(seed)
        self.sign_seed = sized(sign_seed, SEED_SIZE)
        self._rewrap_keys: dict[bytes, bytes] = {}  # a queue opens thousands of grants under one of these

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(SEED_SIZE), secrets.token_bytes(SEED_SIZE))

    @classmethod
    def from_bundle(cls, bundle: bytes) -> Self:
        if len(bundle) != BUNDLE_SIZE or bundle[0] != BUNDLE_VERSION:
            raise UnknownEnvelope("no key bundle of a known version")
        return cls(bundle[1 : 1 + SEED_SIZE], bundle[1 + SEED_SIZE :])

    def bundle(self) -> bytes:
        """`u8 1 ‖ seed ‖ sign seed`: what a credential and a staff session hold."""
        return u8(BUNDLE_VERSION) + self.seed + self.sign_seed

    def _secret(self) -> bytes:
        return self.bundle()

    @cached_property
    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.sign_seed)

    @cached_property
    def sign_public(self) -> bytes:
        return self._signer.public_key().public_bytes_raw()

    @cached_property
    def fingerprint(self) -> bytes:
        return fingerprint(self.public, self.sign_public)

    def sign(self, table: str, covered_sha256: bytes) -> bytes:
        """64 bytes over the SHA-256 of what the row's MAC covers, less the signature itself."""
        return self._signer.sign(_signed(table, covered_sha256))

    def rewrap_key(self, staff_id: bytes) -> bytes:
        """The key under which this person keeps the grants they have opened."""
        key = self._rewrap_keys.get(staff_id)
        if key is None:
            key = hkdf(self.seed, ctx("sharp/1/rewrap", staff_id, self.fingerprint))
            self._rewrap_keys[staff_id] = key
        return key

    def views_key(self, staff_id: bytes) -> bytes:
        """The key under which this person keeps the views they have saved."""
        return hkdf(self.seed, ctx("sharp/1/views", staff_id, self.fingerprint))


def verify_signature(sign_public: bytes, table: str, covered_sha256: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(sign_public).verify(signature, _signed(table, covered_sha256))
    except (InvalidSignature, ValueError):
        raise SignatureBroken(table) from None


def _signed(table: str, covered_sha256: bytes) -> bytes:
    return ctx("sharp/1/sign", table.encode(), sized(covered_sha256, 32))
