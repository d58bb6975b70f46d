import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.vault.aead import gcm_seal
from sharp.vault.credentials import (
    NO_CREDENTIAL,
    STORED_SIZE,
    decoy_salt,
    new_salt,
    normal_passphrase,
    open_credential,
    reseal_credential,
    seal_credential,
    stretch_passphrase,
)
from sharp.vault.errors import OutOfRange, SealBroken, TooLong

from . import reference
from .cast import OFFICER, SPOC, SSO, TEACHER, fixed

STRETCHED = fixed("stretched")
SERVER = fixed("staff server key")
FP = OFFICER.fingerprint


def stored() -> bytes:
    return seal_credential(STRETCHED, OFFICER, SERVER, SSO, 1, 1)


def test_the_right_passphrase_gives_the_person_back() -> None:
    assert len(stored()) == STORED_SIZE == 153
    assert open_credential(STRETCHED, stored(), SERVER, SSO, 1, 1, FP) == OFFICER


def test_everything_wrong_is_the_same_refusal() -> None:
    refusals = set()
    for stretched, server, staff, gen, v, fp in (
        (fixed("other"), SERVER, SSO, 1, 1, FP),
        (STRETCHED, fixed("other"), SSO, 1, 1, FP),
        (STRETCHED, SERVER, SPOC, 1, 1, FP),
        (STRETCHED, SERVER, SSO, 2, 1, FP),
        (STRETCHED, SERVER, SSO, 1, 2, FP),
        (STRETCHED, SERVER, SSO, 1, 1, TEACHER.fingerprint),
    ):
        with pytest.raises(SealBroken) as refusal:
            open_credential(stretched, stored(), server, staff, gen, v, fp)
        refusals.add(str(refusal.value))
    assert len(refusals) == 1


def test_the_server_key_alone_gives_no_key_away() -> None:
    outer = reference.ctx("sharp/1/staff-cred", SSO, b"\0\0\0\1", b"\0\1")
    inner = reference.ungcm(SERVER, stored(), outer)
    assert OFFICER.seed not in inner
    assert OFFICER.sign_seed not in inner
    assert STRETCHED not in inner


def test_a_true_verifier_before_another_inner_seal_opens_nothing() -> None:
    outer = reference.ctx("sharp/1/staff-cred", SSO, b"\0\0\0\1", b"\0\1")
    verifier = reference.ungcm(SERVER, stored(), outer)[:32]
    for inner in (b"", bytes(93), reference.ungcm(SERVER, stored(), outer)[32:-1]):
        with pytest.raises(SealBroken):
            open_credential(STRETCHED, gcm_seal(SERVER, verifier + inner, outer), SERVER, SSO, 1, 1, FP)


def test_a_true_inner_seal_behind_another_verifier_opens_nothing() -> None:
    outer = reference.ctx("sharp/1/staff-cred", SSO, b"\0\0\0\1", b"\0\1")
    inner = reference.ungcm(SERVER, stored(), outer)[32:]
    with pytest.raises(SealBroken):
        open_credential(STRETCHED, gcm_seal(SERVER, fixed("verifier") + inner, outer), SERVER, SSO, 1, 1, FP)


def test_another_persons_keys_under_this_fingerprint_are_refused() -> None:
    numbered = b"\0\0\0\1"
    nonces = [fixed("n1", 12), fixed("n2", 12)]
    forged = reference.credential(STRETCHED, TEACHER.bundle(), SERVER, SSO, 1, 1, FP, nonces)
    assert reference.ungcm(SERVER, forged, reference.ctx("sharp/1/staff-cred", SSO, numbered, b"\0\1"))
    with pytest.raises(SealBroken):
        open_credential(STRETCHED, forged, SERVER, SSO, 1, 1, FP)


def test_the_outer_seal_moves_to_a_new_server_key_without_the_passphrase() -> None:
    new = fixed("new server key")
    moved = reseal_credential(stored(), SERVER, 1, new, 2, SSO, 1)
    assert open_credential(STRETCHED, moved, new, SSO, 1, 2, FP) == OFFICER
    with pytest.raises(SealBroken):
        open_credential(STRETCHED, moved, SERVER, SSO, 1, 1, FP)


# passphrases


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("river apple", b"river apple"),
        ("  river apple \n", b"river apple"),
        ("\u00a0river\u00a0apple", b"river apple"),
        ("ｒｉｖｅｒ", b"river"),
        ("cafe\u0301", "caf\u00e9".encode()),
        ("Case Counts", b"Case Counts"),
        ("two  spaces", b"two  spaces"),
        ("", b""),
    ],
)
def test_passphrases_are_made_normal(typed: str, normal: bytes) -> None:
    assert normal_passphrase(typed) == normal


@given(st.text(max_size=60))
def test_making_normal_settles(typed: str) -> None:
    once = normal_passphrase(typed)
    assert normal_passphrase(once.decode()) == once


def test_the_longest_passphrase() -> None:
    assert len(normal_passphrase("x" * 256)) == 256
    for too_long in ("x" * 257, "ŵ" * 129, "\ufdfa" * 10):
        with pytest.raises(TooLong):
            normal_passphrase(too_long)


def test_the_cost_is_an_argument() -> None:
    salt = new_salt()
    assert len(salt) == 16
    cheap = stretch_passphrase(" river ", salt, memory_kib=8, passes=1)
    assert cheap == stretch_passphrase("river", salt, memory_kib=8, passes=1)
    assert cheap != stretch_passphrase("river", salt, memory_kib=16, passes=1)
    assert cheap != stretch_passphrase("river", new_salt(), memory_kib=8, passes=1)
    with pytest.raises(OutOfRange):
        stretch_passphrase("river", b"short", memory_kib=8, passes=1)


# nobody


def test_an_unknown_email_has_a_steady_salt_of_the_usual_size() -> None:
    form = fixed("form key")
    assert len(decoy_salt(form, "nobody@example.org")) == 16
    assert decoy_salt(form, "nobody@example.org") == decoy_salt(form, "nobody@example.org")
    assert decoy_salt(form, "nobody@example.org") != decoy_salt(form, "somebody@example.org")
    assert decoy_salt(form, "nobody@example.org") != decoy_salt(fixed("other"), "nobody@example.org")


def test_nobodys_credential_has_the_usual_size_and_never_opens() -> None:
    assert len(NO_CREDENTIAL) == STORED_SIZE
    with pytest.raises(SealBroken):
        open_credential(STRETCHED, NO_CREDENTIAL, SERVER, SSO, 1, 1, FP)
