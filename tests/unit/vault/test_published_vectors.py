"""The parts we build on, against the vectors their authors published."""

from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from shamir_mnemonic import combine_mnemonics

from sharp.vault.kdf import argon2id, hkdf
from sharp.vault.person import RecoveryKeys

from . import reference
from .cast import vectors

unhex = bytes.fromhex


@pytest.mark.parametrize("vector", vectors("xwing")["vectors"])
def test_xwing_keys_from_their_seed(vector: dict[str, str]) -> None:
    assert RecoveryKeys(unhex(vector["seed"])).public.hex() == vector["pk"]


@pytest.mark.parametrize("vector", vectors("xwing")["vectors"])
def test_xwing_ciphertext_gives_the_published_secret(vector: dict[str, str]) -> None:
    # The secret itself is not to be had, so something is sealed under it by hand and opened by the vault.
    info = b"any context"
    blob = reference.hpke_seal_to_secret(unhex(vector["ss"]), unhex(vector["ct"]), b"a word", info)
    assert RecoveryKeys(unhex(vector["seed"])).open(blob, info) == b"a word"


@pytest.mark.parametrize("vector", vectors("hpke_xwing")["vectors"])
def test_hpke_keys_from_the_published_seed(vector: dict[str, Any]) -> None:
    assert RecoveryKeys(unhex(vector["skRm"])).public.hex() == vector["pkRm"]


def test_hpke_opens_the_published_encryption() -> None:
    # None was published for AES-256-GCM; this one is ChaCha20-Poly1305, with data our own seals never have.
    vector = vectors("hpke_xwing")["vectors"][0]
    assert (vector["kem_id"], vector["kdf_id"], vector["aead_id"]) == (0x647A, 1, 3)
    sealed = vector["encryption"]
    opened = openssl.hpke._decrypt_with_aad(
        Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305),
        unhex(vector["enc"] + sealed["ct"]),
        RecoveryKeys(unhex(vector["skRm"]))._private,
        info=unhex(vector["info"]),
        aad=unhex(sealed["aad"]),
    )
    assert opened.hex() == sealed["pt"]


def test_our_suite_from_the_published_encapsulation() -> None:
    vector = vectors("hpke_xwing")["vectors"][0]
    info = unhex(vector["info"])
    blob = reference.hpke_seal_to_secret(unhex(vector["shared_secret"]), unhex(vector["enc"]), b"a word", info)
    assert RecoveryKeys(unhex(vector["skRm"])).open(blob, info) == b"a word"


@pytest.mark.parametrize(
    ("ikm", "salt", "info", "okm"),
    [
        (
            "0b" * 22,
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            bytes(range(0x50)).hex(),
            bytes(range(0x60, 0xB0)).hex(),
            bytes(range(0xB0, 0x100)).hex(),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da"
            "3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
        ),
        (
            "0b" * 22,
            "",
            "",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
)
def test_hkdf_of_rfc_5869(ikm: str, salt: str, info: str, okm: str) -> None:
    expected = unhex(okm)
    assert hkdf(unhex(ikm), unhex(info), salt=unhex(salt), length=len(expected)) == expected
    assert reference.hkdf(unhex(ikm), unhex(info), unhex(salt), len(expected)) == expected


@pytest.mark.parametrize(
    ("memory_kib", "passes", "expected"),
    [
        (256, 2, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"),
        (65_536, 1, "f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98"),
        (65_536, 2, "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"),
    ],
)
def test_argon2id_with_one_lane(memory_kib: int, passes: int, expected: str) -> None:
    # From the reference implementation's src/test.c: RFC 9106 has none with one lane, and we use no other.
    assert argon2id(b"password", b"somesalt", memory_kib=memory_kib, passes=passes).hex() == expected


def test_siv_of_rfc_5297() -> None:
    key = unhex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
    data = unhex("101112131415161718191a1b1c1d1e1f2021222324252627")
    sealed = AESSIV(key).encrypt(unhex("112233445566778899aabbccddee"), [data])
    assert sealed.hex() == "85632d07c6e8f37f950acd320a2ecc93" + "40c02b9690c4dc04daef7f6afe5c"


def test_siv_with_the_key_size_we_use() -> None:
    # OpenSSL's own vector for aes-256-siv: the RFC stops at 128.
    key = unhex(
        "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfefffffefdfcfbfaf9f8f7f6f5f4f3f2f1f0"
    )
    data = unhex("101112131415161718191a1b1c1d1e1f2021222324252627")
    sealed = AESSIV(key).encrypt(unhex("112233445566778899aabbccddee"), [data])
    assert sealed.hex() == "724dfb2eaf94dbb19b0ba3a299a0801e" + "f3b05a55498ec2552690b89810e4"


def test_slip39_two_of_three_with_256_bits() -> None:
    sheets = [
        "humidity disease academic always aluminum jewelry energy woman receiver strategy amuse duckling lying "
        "evidence network walnut tactics forget hairy rebound impulse brother survive clothes stadium mailman "
        "rival ocean reward venture always armed unwrap",
        "humidity disease academic agency actress jacket gross physics cylinder solution fake mortgage benefit "
        "public busy prepare sharp friar change work slow purchase ruler again tricycle involve viral wireless "
        "mixture anatomy desert cargo upgrade",
    ]
    expected = "c938b319067687e990e05e0da0ecce1278f75ff58d9853f19dcaeed5de104aae"
    assert combine_mnemonics(sheets, b"TREZOR").hex() == expected
