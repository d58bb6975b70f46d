"""One-time codes by the RFC's own figures, their picture, and recovery codes."""

from datetime import UTC, datetime

import pytest

from sharp import clock
from sharp.accounts import one_time_codes, recovery_codes
from sharp.vault.errors import SealBroken
from sharp.vault.keyfile import ServerKeys, new_keyfile

RFC_SECRET = b"12345678901234567890"
WHO, OTHER = bytes(16), bytes(15) + b"\x01"


@pytest.mark.parametrize(
    ("second", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_codes_are_those_of_rfc_6238(second: int, code: str) -> None:
    assert one_time_codes.code_at(RFC_SECRET, second // 30) == code
    with clock.at(datetime.fromtimestamp(second, UTC)):
        assert one_time_codes.matching_step(RFC_SECRET, f" {code[:3]} {code[3:]}") == second // 30


@pytest.mark.parametrize(("steps_off", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_fits_one_step_either_way(steps_off: int, is_right: bool) -> None:
    code = one_time_codes.code_at(RFC_SECRET, one_time_codes.this_step() + steps_off)
    assert (one_time_codes.matching_step(RFC_SECRET, code) is not None) is is_right


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "ABCDE-23456", "\ud800" * 6])
def test_other_things_are_no_code(typed: str) -> None:
    assert not one_time_codes.is_one_time_code(typed)
    assert one_time_codes.matching_step(RFC_SECRET, typed) is None


def test_full_width_digits_are_digits() -> None:
    assert one_time_codes.is_one_time_code("123456")


def test_the_secret_opens_only_for_its_owner_and_version() -> None:
    keys = ServerKeys.parse(new_keyfile())
    sealed = one_time_codes.seal_secret(keys, WHO, RFC_SECRET)
    assert one_time_codes.open_secret(keys, WHO, sealed, keys.active) == RFC_SECRET
    with pytest.raises(SealBroken):
        one_time_codes.open_secret(keys, OTHER, sealed, keys.active)


def test_the_typed_secret_is_base_32_in_fours() -> None:
    assert one_time_codes.typed_secret(RFC_SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_the_picture_has_its_quiet_zone_and_three_corners() -> None:
    picture = one_time_codes.picture(RFC_SECRET, "amara@example.org")
    for corner in ("M4 4h", f"M{picture.size - 5} 4h", f"M4 {picture.size - 5}h"):
        assert corner in picture.path
    assert "M3 " not in picture.path


def test_ten_recovery_codes_each_work_once_and_only_for_their_owner() -> None:
    codes = recovery_codes.draw_codes()
    kept = recovery_codes.hashes(RFC_SECRET, WHO, codes)
    assert recovery_codes.how_many(kept) == len(set(codes)) == 10
    left = recovery_codes.left_after(RFC_SECRET, WHO, kept, codes[4].lower().replace("-", ""))
    assert left is not None
    assert recovery_codes.how_many(left) == 9
    assert recovery_codes.left_after(RFC_SECRET, WHO, left, codes[4]) is None
    assert recovery_codes.left_after(RFC_SECRET, OTHER, kept, codes[4]) is None
    assert recovery_codes.left_after(RFC_SECRET, WHO, kept, "") is None
