import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.vault.errors import OutOfRange, SealBroken, UnknownWords, WordTooShort, WrongWordCount
from sharp.vault.wordlist import EN1
from sharp.vault.words import (
    CodeWords,
    draw_words,
    fingerprint_words,
    lookup,
    lookup_seed,
    offer_passphrase,
    parse_words,
    renew_lookup,
    stretch,
    words_key,
)

from . import reference
from .cast import OFFICER, OTHER_SCHOOL, SCHOOL, TEACHER, fixed

SERVER = fixed("words server key", 64)
SIX = CodeWords(EN1.id, EN1.words[:6])
six_words = st.lists(st.sampled_from(EN1.words), min_size=6, max_size=6)
between = st.text(" ,.-–—_\n\t\u00a0;:/0123456789'\"!", min_size=1, max_size=4)
# Not the one letter that comes with a stop of its own, which rightly parts words.
endings = st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x17F, exclude_characters="Ŀŀ"), max_size=6)


def cased(word: str, upper: list[bool]) -> str:
    return "".join(letter.upper() if up else letter for letter, up in zip(word, upper, strict=False))


@st.composite
def typed(draw: st.DrawFn) -> tuple[list[str], str]:
    """Six words, and one of the many ways in which a pupil may type them."""
    words = draw(six_words)
    text = draw(st.just("") | between)
    for word in words:
        cut = word[: draw(st.integers(3, len(word)))]
        upper = draw(st.lists(st.booleans(), min_size=len(cut), max_size=len(cut)))
        text += cased(cut, upper) + draw(endings) + draw(between)
    return words, text


@given(typed())
def test_words_are_read_however_they_are_typed(given_typed: tuple[list[str], str]) -> None:
    words, text = given_typed
    assert parse_words(text).words == tuple(words)


@given(six_words)
def test_what_is_shown_is_read_back(words: list[str]) -> None:
    six = CodeWords(EN1.id, tuple(words))
    assert parse_words(six.display) == six
    assert parse_words(six.display.upper()) == six
    assert parse_words(six.display.replace(" ", "-")) == six
    assert parse_words("  " + six.display.title().replace(" ", ",  ") + ".") == six


def test_full_width_letters_are_letters() -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalpha() else letter for letter in SIX.display)
    assert parse_words(wide) == SIX


def test_a_turkish_keyboard_spells_the_same_words() -> None:
    dotted = " ".join(word.replace("i", "\u0130", 1) for word in SIX.words)
    assert "\u0130" in dotted
    assert parse_words(dotted) == SIX


def test_canonical_form() -> None:
    assert SIX.canonical == b"en1:" + " ".join(EN1.words[:6]).encode()


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    try:
        six = parse_words(text)
    except (UnknownWords, WrongWordCount):
        return
    assert set(six.words) <= set(EN1.words)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("  - ", 0), ("123 456", 0), (" ".join(EN1.words[:5]), 5)])
def test_too_few_words(text: str, count: int) -> None:
    with pytest.raises(WrongWordCount) as refusal:
        parse_words(text)
    assert refusal.value.count == count


def test_too_many_words() -> None:
    with pytest.raises(WrongWordCount) as refusal:
        parse_words(" ".join(EN1.words[:7]))
    assert (refusal.value.count, str(refusal.value)) == (7, "7 words")
    with pytest.raises(WrongWordCount):
        parse_words("x " * 100_000)


def test_words_not_on_the_list_are_named() -> None:
    with pytest.raises(UnknownWords) as refusal:
        parse_words(f"Qqqword {' '.join(EN1.words[:4])} ZZZ")
    assert refusal.value.words == ("qqqword", "zzz")
    assert not isinstance(refusal.value, WordTooShort)
    assert "qqq" not in str(refusal.value) + repr(refusal.value)


@pytest.mark.parametrize("short", ["a", "it", "É"])
def test_words_too_short_to_tell_are_named(short: str) -> None:
    with pytest.raises(WordTooShort) as refusal:
        parse_words(f"{short} {' '.join(EN1.words[:5])}")
    assert refusal.value.words == (short.casefold(),)


def test_words_are_never_told_apart_by_later_letters() -> None:
    assert parse_words(" ".join(word[:3] + "xyz" for word in SIX.words)) == SIX


def test_there_are_six_of_them() -> None:
    with pytest.raises(WrongWordCount):
        CodeWords(EN1.id, EN1.words[:5])


def test_words_are_drawn_with_repetition_from_the_whole_list() -> None:
    drawn = [draw_words() for _ in range(2000)]
    assert len({six.words for six in drawn}) == 2000
    seen = {word for six in drawn for word in six.words}
    assert len(seen) > 0.99 * len(EN1.words)
    assert any(len(set(six.words)) < 6 for six in drawn)


# what comes of them


def test_order_and_salt_and_list_matter() -> None:
    salt = bytes(16)
    swapped = CodeWords(EN1.id, (SIX.words[1], SIX.words[0], *SIX.words[2:]))
    made = {
        stretch(SIX, salt),
        stretch(swapped, salt),
        stretch(SIX, bytes(15) + b"\1"),
        stretch(CodeWords("cy1", SIX.words), salt),
    }
    assert len(made) == 4
    for size in (0, 15, 17):
        with pytest.raises(OutOfRange):
            stretch(SIX, bytes(size))


def test_lookup_and_key_are_unlike_and_belong_to_one_school() -> None:
    stretched = fixed("stretched")
    made = {derive(stretched, school) for derive in (lookup_seed, words_key) for school in (SCHOOL, OTHER_SCHOOL)}
    assert len(made) == 4
    assert reference.words_keys(stretched, SCHOOL) == (lookup_seed(stretched, SCHOOL), words_key(stretched, SCHOOL))


def test_a_lookup_is_always_the_same_for_one_school_and_server_key() -> None:
    seed = lookup_seed(fixed("stretched"), SCHOOL)
    found = lookup(SERVER, seed, SCHOOL)
    assert found == lookup(SERVER, seed, SCHOOL) == reference.lookup(SERVER, seed, SCHOOL)
    assert len(found) == 48
    others = {
        lookup(fixed("another server key", 64), seed, SCHOOL),
        lookup(SERVER, fixed("another seed"), SCHOOL),
        lookup(SERVER, seed, OTHER_SCHOOL),
    }
    assert len(others | {found}) == 4


def test_a_lookup_moves_to_a_new_server_key_without_the_words() -> None:
    seed, new = lookup_seed(fixed("stretched"), SCHOOL), fixed("another server key", 64)
    found = lookup(SERVER, seed, SCHOOL)
    assert renew_lookup(found, SERVER, new, SCHOOL) == lookup(new, seed, SCHOOL)
    for wrong in ((found, new, SCHOOL), (found, SERVER, OTHER_SCHOOL), (found[:-1] + b"\0", SERVER, SCHOOL)):
        with pytest.raises(SealBroken):
            renew_lookup(*wrong[:2], new, wrong[2])


def test_lookups_take_whole_keys() -> None:
    with pytest.raises(OutOfRange):
        lookup(SERVER[:32], fixed("seed"), SCHOOL)
    with pytest.raises(OutOfRange):
        lookup(SERVER, b"short", SCHOOL)


# words for staff


def test_an_offered_passphrase_is_five_words() -> None:
    offered = {offer_passphrase() for _ in range(50)}
    assert len(offered) == 50
    assert all(re.fullmatch(r"[a-z]+( [a-z]+){4}", one) for one in offered)


def test_a_fingerprint_reads_out_as_six_words() -> None:
    assert fingerprint_words(OFFICER.fingerprint) == fingerprint_words(OFFICER.fingerprint)
    assert fingerprint_words(OFFICER.fingerprint) != fingerprint_words(TEACHER.fingerprint)
    words = fingerprint_words(OFFICER.fingerprint).split()
    assert len(words) == 6
    assert set(words) <= set(EN1.words)
