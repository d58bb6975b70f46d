"""No byte of anything sealed can be changed, cut off or added, and nothing sealed opens as another kind of thing."""

import pytest

from sharp.vault.aead import gcm_open, gcm_seal
from sharp.vault.errors import OutOfRange, SealBroken, VaultRefusal

from .cast import fixed
from .sealings import FILE, KINDS, SMALL_KINDS, Kind

small_kinds = pytest.mark.parametrize("kind", SMALL_KINDS, ids=lambda kind: kind.name)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def flipped(blob: bytes, at: int, bits: int) -> bytes:
    changed = bytearray(blob)
    changed[at] ^= bits
    return bytes(changed)


def assert_refused(kind: Kind, blob: bytes, what: object) -> None:
    try:
        kind.open(kind.place, blob)
    except VaultRefusal:
        return
    pytest.fail(f"{kind.name} opened although changed: {what}")


@every_kind
def test_it_opens_unchanged(kind: Kind) -> None:
    assert kind.open(kind.place, kind.seal(kind.place)) == kind.content


@small_kinds
def test_every_byte_counts(kind: Kind) -> None:
    blob = kind.seal(kind.place)
    for at in range(len(blob)):
        assert_refused(kind, flipped(blob, at, 1 << at % 8), at)


def test_every_part_of_a_file_counts() -> None:
    blob = FILE.seal(FILE.place)
    near_an_edge = {at for edge in (0, 65_563, 131_115, len(blob)) for at in range(edge - 40, edge + 40)}
    for at in sorted({*near_an_edge, *range(0, len(blob), 251)}):
        if 0 <= at < len(blob):
            assert_refused(FILE, flipped(blob, at, 1 << at % 8), at)


@small_kinds
def test_no_part_of_it_opens(kind: Kind) -> None:
    blob = kind.seal(kind.place)
    for end in range(len(blob)):
        assert_refused(kind, blob[:end], f"first {end}")
    for start in range(1, 80):
        assert_refused(kind, blob[start:], f"from {start}")


@every_kind
def test_nothing_can_be_added(kind: Kind) -> None:
    blob = kind.seal(kind.place)
    for more in (b"\0", bytes(16), blob):
        assert_refused(kind, blob + more, "longer")
        assert_refused(kind, more + blob, "shifted")


@every_kind
def test_no_other_kind_opens_it(kind: Kind) -> None:
    for other in KINDS:
        if other is not kind and {other.name, kind.name} != {"grant", "recovery grant"}:
            assert_refused(kind, other.seal(other.place), other.name)


@every_kind
def test_the_same_thing_is_never_sealed_alike_twice(kind: Kind) -> None:
    assert kind.seal(kind.place) != kind.seal(kind.place)


@pytest.mark.parametrize("size", [0, 1, 11, 12, 27, 28])
def test_what_is_too_short_for_a_seal_is_refused_like_any_other(size: int) -> None:
    with pytest.raises(SealBroken):
        gcm_open(fixed("key"), bytes(size), b"")


@pytest.mark.parametrize("size", [0, 16, 24, 31, 33])
def test_keys_are_256_bits(size: int) -> None:
    with pytest.raises(OutOfRange):
        gcm_seal(bytes(size), b"", b"")
    with pytest.raises(OutOfRange):
        gcm_open(bytes(size), bytes(40), b"")


def test_an_empty_text_still_has_a_tag() -> None:
    sealed = gcm_seal(fixed("key"), b"", b"here")
    assert len(sealed) == 28
    assert gcm_open(fixed("key"), sealed, b"here") == b""
    with pytest.raises(SealBroken):
        gcm_open(fixed("key"), sealed, b"there")
