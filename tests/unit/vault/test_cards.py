from dataclasses import replace
from typing import Any

import pytest

from sharp.vault.aead import gcm_seal
from sharp.vault.cards import open_card, seal_card
from sharp.vault.entries import Content, EntryAddress, open_entry, seal_entry
from sharp.vault.errors import BadContent, BadPadding, OutOfRange, SealBroken, TooLong, UnknownEnvelope
from sharp.vault.slots import Slot

from . import reference
from .cast import CARD, CARD_ADDRESS, ENTRY, REPORT, SCHOOL, SSO, fixed

KEY = fixed("case key")


def test_a_card_comes_back() -> None:
    assert open_card(KEY, CARD_ADDRESS, seal_card(KEY, CARD_ADDRESS, CARD)) == CARD


@pytest.mark.parametrize("words", [0, 1, 40, 100])
def test_every_card_has_one_size(words: int) -> None:
    assert len(seal_card(KEY, CARD_ADDRESS, {"people": ["someone"] * words})) == 7 + 12 + 1024 + 16


def test_the_fullest_card() -> None:
    fullest = {"p": "x" * (1020 - len('{"p":""}'))}
    assert open_card(KEY, CARD_ADDRESS, seal_card(KEY, CARD_ADDRESS, fullest)) == fullest
    with pytest.raises(TooLong):
        seal_card(KEY, CARD_ADDRESS, {"p": fullest["p"] + "x"})


def test_an_older_card_does_not_pass_for_the_present_one() -> None:
    older = seal_card(KEY, CARD_ADDRESS, CARD)
    with pytest.raises(SealBroken):
        open_card(KEY, replace(CARD_ADDRESS, length=4), older)


def test_a_case_entry_is_no_card_and_a_card_no_entry() -> None:
    # Both are sealed under the case key with the same header.
    address = EntryAddress(SCHOOL, REPORT, ENTRY, 3, Slot.CASE, 1)
    note = seal_entry(KEY, address, Content("note", SSO.hex(), 498_000, {}))
    card = seal_card(KEY, CARD_ADDRESS, CARD)
    assert len(note) == len(card)
    with pytest.raises(SealBroken):
        open_card(KEY, CARD_ADDRESS, note)
    with pytest.raises(SealBroken):
        open_entry(KEY, address, card)


@pytest.mark.parametrize("value", [[], None, "text", 1])
def test_what_is_no_card_inside_is_refused(value: Any) -> None:
    plain = reference.padded(reference.canonical(value), [1024])
    with pytest.raises(BadContent):
        open_card(KEY, CARD_ADDRESS, CARD_ADDRESS.header() + gcm_seal(KEY, plain, CARD_ADDRESS.aad()))


def test_a_larger_step_is_no_card() -> None:
    plain = reference.padded(reference.canonical(CARD), [2048])
    with pytest.raises(BadPadding):
        open_card(KEY, CARD_ADDRESS, CARD_ADDRESS.header() + gcm_seal(KEY, plain, CARD_ADDRESS.aad()))


@pytest.mark.parametrize("envelope", [b"", b"{}", bytes(1059), reference.header(1, 1) + bytes(1052)])
def test_unknown_headers_have_their_own_refusal(envelope: bytes) -> None:
    with pytest.raises(UnknownEnvelope):
        open_card(KEY, CARD_ADDRESS, envelope)


def test_addresses_that_cannot_be_are_refused() -> None:
    with pytest.raises(OutOfRange):
        replace(CARD_ADDRESS, report=b"")
    with pytest.raises(OutOfRange):
        replace(CARD_ADDRESS, length=-1)
    with pytest.raises(OutOfRange):
        replace(CARD_ADDRESS, epoch=65_536)
