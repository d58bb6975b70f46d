import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.vault.errors import BadPadding, TooLong
from sharp.vault.padding import (
    CARD_STEPS,
    ENTRY_STEPS,
    SESSION_STEPS,
    pad,
    padded_file_size,
    padme,
    unpad,
)

all_steps = st.sampled_from([ENTRY_STEPS, SESSION_STEPS, CARD_STEPS])


def test_the_steps_are_those_of_the_specification() -> None:
    assert ENTRY_STEPS == (1024, 2048, 4096, 8192, 16384, 32768, 65536)
    assert SESSION_STEPS == (4096, 16384, 65536, 262144)
    assert CARD_STEPS == (1024,)


@given(st.binary(max_size=1020), all_steps)
def test_what_is_padded_comes_back(data: bytes, steps: tuple[int, ...]) -> None:
    padded = pad(data, steps)
    assert len(padded) == steps[0]
    assert unpad(padded, steps) == data


@pytest.mark.parametrize("steps", [ENTRY_STEPS, SESSION_STEPS, CARD_STEPS])
def test_each_step_is_filled_to_its_last_byte_before_the_next(steps: tuple[int, ...]) -> None:
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        full = b"\xff" * (step - 4)
        assert len(pad(full, steps)) == step
        assert unpad(pad(full, steps), steps) == full
        if following is None:
            with pytest.raises(TooLong):
                pad(full + b"\xff", steps)
        else:
            assert len(pad(full + b"\xff", steps)) == following


@given(st.binary(max_size=1000), st.integers(0, 1023), st.integers(1, 255))
def test_a_byte_in_the_padding_is_refused(data: bytes, where: int, what: int) -> None:
    padded = bytearray(pad(data, ENTRY_STEPS))
    at = 4 + len(data) + where % (1024 - 4 - len(data))
    padded[at] = what
    with pytest.raises(BadPadding):
        unpad(bytes(padded), ENTRY_STEPS)


@pytest.mark.parametrize("claimed", [1021, 1022, 2**31, 2**32 - 1])
def test_a_length_beyond_the_step_is_refused(claimed: int) -> None:
    with pytest.raises(BadPadding):
        unpad(claimed.to_bytes(4, "big") + bytes(1020), ENTRY_STEPS)


@pytest.mark.parametrize("size", [0, 3, 4, 1023, 1025, 3000, 131072])
def test_what_is_of_no_known_step_is_refused(size: int) -> None:
    with pytest.raises(BadPadding):
        unpad(bytes(size), ENTRY_STEPS)


@given(st.integers(0, 2**40))
def test_padme_adds_little_and_settles(n: int) -> None:
    padded = padme(n)
    assert n <= padded <= n * 1.12 + 1
    assert padme(padded) == padded


@pytest.mark.parametrize(("n", "padded"), [(0, 0), (1, 1), (2, 2), (9, 10), (1000, 1024), (1_048_577, 1_081_344)])
def test_padme_by_hand(n: int, padded: int) -> None:
    assert padme(n) == padded


@pytest.mark.parametrize(
    ("n", "padded"),
    [
        (0, 65_536),
        (1, 65_536),
        (65_536, 65_536),
        (65_537, 131_072),
        (1_048_576, 1_048_576),
        (1_048_577, 1_081_344),
        (5_000_000, 5_111_808),
    ],
)
def test_files_take_whole_steps_then_padme(n: int, padded: int) -> None:
    assert padded_file_size(n) == padded


@given(st.integers(0, 2**34), st.integers(0, 2**34))
def test_a_longer_file_is_never_padded_to_less(one: int, other: int) -> None:
    short, long = sorted((one, other))
    assert padded_file_size(short) <= padded_file_size(long)
