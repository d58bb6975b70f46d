import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import generate_mnemonics

from sharp.vault.errors import OutOfRange, SheetsDoNotBelong, SheetUnreadable, TooFewSheets
from sharp.vault.person import RecoveryKeys
from sharp.vault.recovery import combine, split_seed

from .cast import RECOVERY, fixed

SHEETS = split_seed(RECOVERY.seed)


def test_three_sheets_of_33_words() -> None:
    assert [len(sheet.split()) for sheet in SHEETS] == [33, 33, 33]
    assert len(set(SHEETS)) == 3


@pytest.mark.parametrize("chosen", [*itertools.permutations(range(3), 2), *itertools.permutations(range(3))])
def test_any_two_bring_it_back(chosen: tuple[int, ...]) -> None:
    assert combine([SHEETS[index] for index in chosen]) == RECOVERY.seed


def test_the_pair_is_the_same_again() -> None:
    assert RecoveryKeys(combine(SHEETS[1:])).public == RECOVERY.public


def test_sheets_may_be_typed_loosely() -> None:
    assert combine([f"  {SHEETS[0].upper()}\n", SHEETS[2].replace(" ", "\n  ")]) == RECOVERY.seed


@pytest.mark.parametrize("sheets", [[], [SHEETS[0]], [SHEETS[1], SHEETS[1]], [SHEETS[2]] * 3])
def test_one_sheet_is_not_enough(sheets: list[str]) -> None:
    with pytest.raises(TooFewSheets):
        combine(sheets)


@pytest.mark.parametrize(
    "mistyped",
    [
        "",
        "academic",
        SHEETS[0].rsplit(" ", 1)[0],
        SHEETS[0] + " academic",
        SHEETS[0].replace(SHEETS[0].split()[7], "nonsense", 1),
        " ".join(reversed(SHEETS[0].split())),
        " ".join(["academic"] * 33),
    ],
)
def test_a_mistyped_sheet_is_named(mistyped: str) -> None:
    for at in (1, 2):
        sheets = [SHEETS[1], SHEETS[2]]
        sheets.insert(at, mistyped)
        with pytest.raises(SheetUnreadable) as refusal:
            combine(sheets)
        assert refusal.value.number == at + 1
        assert str(refusal.value) == f"sheet {at + 1}"  # and none of its words


@given(st.lists(st.text(max_size=40) | st.lists(st.sampled_from(SHEETS[0].split()), max_size=40).map(" ".join)))
def test_any_text_is_read_or_refused_by_name(sheets: list[str]) -> None:
    with pytest.raises((SheetUnreadable, TooFewSheets)):
        combine(sheets)


def test_sheets_of_two_ceremonies_do_not_belong_together() -> None:
    again = split_seed(RECOVERY.seed)
    other = split_seed(fixed("another school"))
    for sheets in ([SHEETS[0], again[1]], [SHEETS[0], other[1]], [*SHEETS[:2], other[2]]):
        with pytest.raises(SheetsDoNotBelong):
            combine(sheets)


@pytest.mark.parametrize(
    "scheme",
    [
        (1, [(3, 3)], fixed("secret")),
        (1, [(2, 3)], fixed("secret", 16)),
        (2, [(2, 3), (2, 3)], fixed("secret")),
    ],
    ids=["three of three", "128 bits", "two groups"],
)
def test_other_kinds_of_sheet_are_refused(scheme: tuple[int, list[tuple[int, int]], bytes]) -> None:
    sheets = generate_mnemonics(*scheme)[0][:2]
    with pytest.raises(SheetsDoNotBelong):
        combine(sheets)


def test_one_sheet_says_nothing_of_the_seed() -> None:
    # Each splitting draws anew: the same seed never gives the same sheets.
    assert not set(SHEETS) & set(split_seed(RECOVERY.seed))


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_only_a_whole_seed_is_split(size: int) -> None:
    with pytest.raises(OutOfRange):
        split_seed(bytes(size))
