import pytest

from sharp.vault.errors import BadPublicKey, OutOfRange, SealBroken, SignatureBroken, UnknownEnvelope
from sharp.vault.person import PersonKeys, RecoveryKeys, fingerprint, seal_to, verify_signature

from . import reference
from .cast import OFFICER, RECOVERY, SPOC, SSO, TEACHER, fixed

COVERED = fixed("covered")


def test_people_differ() -> None:
    one, other = PersonKeys.generate(), PersonKeys.generate()
    assert one != other
    assert one.public != other.public
    assert one.sign_public != other.sign_public


def test_sizes() -> None:
    person = PersonKeys.generate()
    assert len(person.public) == 1216
    assert len(person.sign_public) == 32
    assert len(person.fingerprint) == 32
    assert len(person.bundle()) == 65


def test_a_bundle_gives_the_same_person_back() -> None:
    person = PersonKeys.generate()
    again = PersonKeys.from_bundle(person.bundle())
    assert again == person
    assert again.open(seal_to(person.public, b"word", b"info"), b"info") == b"word"


@pytest.mark.parametrize("bundle", [b"", bytes(65), b"\x02" + bytes(64), b"\x01" + bytes(63), b"\x01" + bytes(65)])
def test_other_bundles_are_refused(bundle: bytes) -> None:
    with pytest.raises(UnknownEnvelope):
        PersonKeys.from_bundle(bundle)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_seeds_are_32_bytes(size: int) -> None:
    with pytest.raises(OutOfRange):
        RecoveryKeys(bytes(size))
    with pytest.raises(OutOfRange):
        PersonKeys(bytes(32), bytes(size))


def test_reference_and_vault_open_each_others_seals() -> None:
    assert OFFICER.open(reference.hpke_seal(OFFICER.seed, b"word", b"info"), b"info") == b"word"
    assert reference.hpke_open(OFFICER.seed, seal_to(OFFICER.public, b"word", b"info"), b"info") == b"word"


def test_a_seal_opens_for_its_reader_and_its_purpose_only() -> None:
    blob = seal_to(OFFICER.public, b"word", b"purpose")
    assert len(blob) == 1120 + 4 + 16
    for opener, info in ((TEACHER, b"purpose"), (RECOVERY, b"purpose"), (OFFICER, b"other"), (OFFICER, b"")):
        with pytest.raises(SealBroken):
            opener.open(blob, info)


@pytest.mark.parametrize("size", [0, 1, 32, 1119, 1120, 1135, 1136])
def test_a_blob_without_content_does_not_open(size: int) -> None:
    with pytest.raises(SealBroken):
        OFFICER.open(bytes(size), b"")


@pytest.mark.parametrize(
    "public",
    [
        b"",
        OFFICER.public[:-1],
        OFFICER.public + b"\0",
        b"\xff" * 1184 + OFFICER.public[1184:],
        OFFICER.public[:1184] + bytes(32),
        bytes(1216),
    ],
    ids=["empty", "short", "long", "not ML-KEM", "a point of low order", "zeros"],
)
def test_what_is_no_public_key_is_refused(public: bytes) -> None:
    with pytest.raises(BadPublicKey):
        seal_to(public, b"word", b"info")


def test_a_fingerprint_covers_both_halves() -> None:
    assert OFFICER.fingerprint == fingerprint(OFFICER.public, OFFICER.sign_public)
    assert OFFICER.fingerprint != fingerprint(OFFICER.public, TEACHER.sign_public)
    assert OFFICER.fingerprint != fingerprint(TEACHER.public, OFFICER.sign_public)


def test_signatures() -> None:
    signature = OFFICER.sign("nomination", COVERED)
    verify_signature(OFFICER.sign_public, "nomination", COVERED, signature)
    for public, table, covered, tried in (
        (TEACHER.sign_public, "nomination", COVERED, signature),
        (OFFICER.sign_public, "invitation", COVERED, signature),
        (OFFICER.sign_public, "nomination", fixed("other"), signature),
        (OFFICER.sign_public, "nomination", COVERED, bytes(64)),
        (OFFICER.sign_public, "nomination", COVERED, signature[:-1]),
        (b"short", "nomination", COVERED, signature),
    ):
        with pytest.raises(SignatureBroken):
            verify_signature(public, table, covered, tried)


@pytest.mark.parametrize("size", [0, 31, 64])
def test_only_a_digest_is_signed(size: int) -> None:
    with pytest.raises(OutOfRange):
        OFFICER.sign("nomination", bytes(size))


def test_rewrap_keys_belong_to_one_person_and_account() -> None:
    keys = {person.rewrap_key(staff) for person in (OFFICER, TEACHER) for staff in (SSO, SPOC)}
    assert len(keys) == 4
    assert OFFICER.rewrap_key(SSO) == OFFICER.rewrap_key(SSO)
