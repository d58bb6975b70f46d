"""What counts as a passphrase of one's own: 50 bits without names, and every refusal with advice."""

import pytest

from sharp.accounts.passphrases import COMMON, HAS_YOURS, TOO_LONG, TooEasy, check_strength, is_offer
from sharp.vault.words import offer_passphrase

BLOCKED = ("Amara Okafor", "amara.okafor@example.org", "sharp", "Alder Park School alder")


@pytest.mark.parametrize(
    "strong",
    ["Marmalade 7 zeppelins hum under Krakatoa", "vR8#kq!2Lm@94zTp", "dyb9-Qua4-puffin-lattice", "ключ дождя 71 жираф"],
)
def test_strong_ones_are_taken(strong: str) -> None:
    check_strength(strong, BLOCKED)


@pytest.mark.parametrize(
    "weak", ["", "a", "password", "letmein2024", "correcthorse", "Summer2026!", "aaaaaaaaaaaaaaaaaaaaaa"]
)
def test_weak_ones_are_refused(weak: str) -> None:
    with pytest.raises(TooEasy):
        check_strength(weak, BLOCKED)


@pytest.mark.parametrize("own", ["Amara Okafor 1990 Alder Park", "okaforAMARAalderpark", "amara.okafor@example.org 7"])
def test_names_count_for_nothing(own: str) -> None:
    with pytest.raises(TooEasy) as refused:
        check_strength(own, BLOCKED)
    assert refused.value.advice == HAS_YOURS


def test_what_is_common_is_called_common() -> None:
    with pytest.raises(TooEasy) as refused:
        check_strength("iloveyou princess", BLOCKED)
    assert refused.value.advice == COMMON


def test_more_than_256_bytes_are_too_long() -> None:
    with pytest.raises(TooEasy) as refused:
        check_strength("é" * 129, BLOCKED)
    assert refused.value.advice == TOO_LONG


def test_a_very_long_one_is_rated_by_its_beginning() -> None:
    check_strength("Marmalade 7 zeppelins hum under Krakatoa " * 6, BLOCKED)


def test_the_offer_is_known_however_it_is_typed() -> None:
    offer = offer_passphrase()
    assert is_offer(f"  {offer.title()} ".replace(" ", "  "), offer)
    assert not is_offer(offer[:-1], offer)
    assert not is_offer("", "")
