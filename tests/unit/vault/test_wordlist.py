import math

import pytest

from sharp.vault.wordlist import EN1, WordList, load

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FITTING = tuple(one + two + three + "ing" for one in LETTERS for two in "aeiou" for three in LETTERS)[:1200]


def test_the_english_list() -> None:
    assert EN1.id == "en1"
    assert len(EN1.words) >= 1150
    assert len({word[:3] for word in EN1.words}) == len(EN1.words)
    assert all(word.isascii() and word.isalpha() and word.islower() and len(word) >= 3 for word in EN1.words)


def test_six_of_them_make_61_bits_and_five_make_50() -> None:
    assert 6 * math.log2(len(EN1.words)) >= 61
    assert 5 * math.log2(len(EN1.words)) >= 50


def test_each_word_is_found_by_its_first_three_letters() -> None:
    assert all(EN1.by_head[word[:3]] == word for word in EN1.words)


def test_a_list_is_loaded_from_the_package() -> None:
    assert load("en1") == EN1
    with pytest.raises(FileNotFoundError):
        load("en0")


def test_a_fitting_list_is_accepted() -> None:
    assert len(WordList("xx", FITTING).by_head) == 1200


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (FITTING[:1149], "1149 words"),
        ((), "0 words"),
        ((*FITTING, FITTING[0][:3] + "ness"), "begin alike"),
        ((*FITTING, FITTING[0]), "begin alike"),
        ((*FITTING, "zz"), "three or more"),
        ((*FITTING, "Zzz"), "three or more"),
        ((*FITTING, "zz-top"), "three or more"),
        ((*FITTING, "zzŵ"), "three or more"),
        ((*FITTING, ""), "three or more"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(words: tuple[str, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        WordList("xx", words)
