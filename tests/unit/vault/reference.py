"""The byte-level specification written a second time, plainly and without the vault, to check the vault by."""

import hashlib
import hmac
import json
import struct
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    Suite,
)

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def lp(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def ctx(label: str, *fields: bytes) -> bytes:
    return lp(label.encode("ascii")) + struct.pack(">H", len(fields)) + b"".join(map(lp, fields))


def hmac256(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).digest()


def hkdf(key: bytes, info: bytes, salt: bytes = b"", size: int = 32) -> bytes:
    """RFC 5869, extract and expand."""
    prk = hmac256(salt or bytes(32), key)
    block, out = b"", b""
    while len(out) < size:
        block = hmac256(prk, block + info + bytes([len(out) // 32 + 1]))
        out += block
    return out[:size]


def gcm(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    return nonce + AESGCM(key).encrypt(nonce, plain, aad)


def ungcm(key: bytes, blob: bytes, aad: bytes) -> bytes:
    return AESGCM(key).decrypt(blob[:12], blob[12:], aad)


def padded(data: bytes, steps: list[int]) -> bytes:
    size = min(step for step in steps if step >= len(data) + 4)
    return (struct.pack(">I", len(data)) + data).ljust(size, b"\0")


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# person


def halves(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])


def public(seed: bytes) -> bytes:
    mlkem, x25519 = halves(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def sign_public(sign_seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(sign_seed).public_key().public_bytes_raw()


def signature(sign_seed: bytes, table: str, covered: bytes) -> bytes:
    signed = ctx("sharp/1/sign", table.encode(), covered)
    return Ed25519PrivateKey.from_private_bytes(sign_seed).sign(signed)


def hpke_seal(seed: bytes, plain: bytes, info: bytes) -> bytes:
    return SUITE.encrypt(plain, MLKEM768X25519PrivateKey(*halves(seed)).public_key(), info=info)


def hpke_open(seed: bytes, blob: bytes, info: bytes) -> bytes:
    return SUITE.decrypt(blob, MLKEM768X25519PrivateKey(*halves(seed)), info=info)


def hpke_seal_to_secret(shared_secret: bytes, enc: bytes, plain: bytes, info: bytes) -> bytes:
    """RFC 9180's key schedule in base mode, for X-Wing (0x647a), HKDF-SHA256 and AES-256-GCM."""
    suite = b"HPKE" + struct.pack(">HHH", 0x647A, 0x0001, 0x0002)

    def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac256(salt or bytes(32), b"HPKE-v1" + suite + label + ikm)

    def expand(prk: bytes, label: bytes, context: bytes, size: int) -> bytes:
        labelled = struct.pack(">H", size) + b"HPKE-v1" + suite + label + context
        return hmac256(prk, labelled + b"\x01")[:size]

    context = b"\x00" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared_secret, b"secret", b"")
    key, nonce = expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)
    return enc + AESGCM(key).encrypt(nonce, plain, b"")


# grants

GRANT_LABELS = {
    "staff": "sharp/1/grant",
    "recovery": "sharp/1/grant-recovery",
    "outside": "sharp/1/grant-outside",
    "pupil": "sharp/1/grant-pupil",
}


def grant_info(
    kind: str, school: bytes, report: bytes, reader: bytes, fp: bytes, slots: int, epoch: int, hand_over: bytes
) -> bytes:
    label = GRANT_LABELS[kind]
    return ctx(label, school, report, reader, fp, bytes([slots]), struct.pack(">H", epoch), hand_over)


def grant_plain(slots: int, epoch: int, hand_over: bytes, cells: list[bytes], version: int = 1) -> bytes:
    return bytes([version, slots]) + struct.pack(">H", epoch) + hand_over + b"".join(cells)


def rewrap_key(seed: bytes, staff: bytes, fp: bytes) -> bytes:
    return hkdf(seed, ctx("sharp/1/rewrap", staff, fp))


def views_key(seed: bytes, staff: bytes, fp: bytes) -> bytes:
    return hkdf(seed, ctx("sharp/1/views", staff, fp))


def views_aad(staff: bytes, fp: bytes, rev: int) -> bytes:
    return ctx("sharp/1/views-row", staff, fp, struct.pack(">Q", rev))


def rewrap_aad(info: bytes) -> bytes:
    return lp(b"sharp/1/rewrapped") + info


def commitment(key: bytes, report: bytes, slot: int, epoch: int) -> bytes:
    return hmac256(key, ctx("sharp/1/commit", report, bytes([slot]), struct.pack(">H", epoch)))


# entries, cards, files


def header(slot: int, epoch: int) -> bytes:
    return b"SH\x01\x01" + bytes([slot]) + struct.pack(">H", epoch)


def entry_aad(school: bytes, report: bytes, entry: bytes, seq: int, slot: int, epoch: int) -> bytes:
    return ctx("sharp/1/entry", school, report, entry, struct.pack(">Q", seq), header(slot, epoch))


def card_aad(school: bytes, report: bytes, length: int, epoch: int) -> bytes:
    return ctx("sharp/1/card", school, report, struct.pack(">Q", length), header(4, epoch))


def next_head(head: bytes, entry: bytes, envelope: bytes) -> bytes:
    return hashlib.sha256(ctx("sharp/1/journal", head, entry, hashlib.sha256(envelope).digest())).digest()


def file_chunks(key: bytes, ids: tuple[bytes, bytes, bytes, bytes], prefix: bytes, padded_plain: bytes) -> list[bytes]:
    """The header, then each sealed chunk."""
    start = b"SF\x01\x01" + prefix
    aad = ctx("sharp/1/file", *ids, start)
    pieces = [padded_plain[at : at + 65536] for at in range(0, len(padded_plain), 65536)] or [b""]
    out = [start]
    for index, piece in enumerate(pieces):
        nonce = prefix + struct.pack(">IB", index, index == len(pieces) - 1)
        out.append(AESGCM(key).encrypt(nonce, piece, aad))
    return out


# words, receipts, credentials, sessions


def words_keys(stretched: bytes, school: bytes) -> tuple[bytes, bytes]:
    return (
        hkdf(stretched, ctx("sharp/1/words/lookup", school)),
        hkdf(stretched, ctx("sharp/1/words/key", school)),
    )


def lookup(server_key: bytes, seed: bytes, school: bytes) -> bytes:
    return AESSIV(server_key).encrypt(seed, [ctx("sharp/1/lookup", school)])


def receipt(
    key: bytes, ring: bytes, server_key: bytes, v: int, school: bytes, report: bytes, nonces: list[bytes]
) -> bytes:
    inner = gcm(key, nonces[0], ring, ctx("sharp/1/receipt", school, report))
    aad = ctx("sharp/1/receipt-outer", school, report, struct.pack(">H", v))
    return gcm(server_key, nonces[1], inner, aad)


def credential(
    stretched: bytes,
    bundle: bytes,
    server_key: bytes,
    staff: bytes,
    gen: int,
    v: int,
    fp: bytes,
    nonces: list[bytes],
) -> bytes:
    numbered = struct.pack(">I", gen)
    verify = hkdf(stretched, ctx("sharp/1/staff/verify", staff, numbered))
    unseal = hkdf(stretched, ctx("sharp/1/staff/unseal", staff, numbered))
    inner = gcm(unseal, nonces[0], bundle, ctx("sharp/1/staff-key", staff, numbered, fp))
    aad = ctx("sharp/1/staff-cred", staff, numbered, struct.pack(">H", v))
    return gcm(server_key, nonces[1], verify + inner, aad)


def session_id(secret: bytes, audience: str) -> bytes:
    return hkdf(secret, ctx("sharp/1/session/id", audience.encode()))[:16]


def session_key(secret: bytes, server_key: bytes, audience: str, row: bytes) -> bytes:
    return hkdf(secret, ctx("sharp/1/session/key", audience.encode(), row), salt=server_key)


def session_aad(audience: str, row: bytes, staff: bytes, v: int, rev: int, purge_hour: int) -> bytes:
    numbers = struct.pack(">H", v), struct.pack(">I", rev), struct.pack(">q", purge_hour)
    return ctx("sharp/1/session", audience.encode(), row, staff, *numbers)


# rows, trails, server keys


def row_mac(key: bytes, table: str, shape: int, cells: list[bytes]) -> bytes:
    return hmac256(key, ctx("sharp/1/row", table.encode(), struct.pack(">H", shape), *cells))


def trail_tag(
    key: bytes,
    chain: bytes,
    i: int,
    previous: bytes,
    v: int,
    staff: bytes,
    act: str,
    report: bytes,
    hour: int,
) -> bytes:
    fields = chain, struct.pack(">Q", i), previous, struct.pack(">H", v), staff, act.encode(), report
    return hmac256(key, ctx("sharp/1/trail", *fields, struct.pack(">q", hour)))


def server_key(master: bytes, purpose: str) -> bytes:
    return hkdf(master, ctx("sharp/1/server", purpose.encode()), size=64 if purpose == "words" else 32)
