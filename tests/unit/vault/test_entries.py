from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.vault.aead import gcm_seal
from sharp.vault.entries import (
    FIRST_HEAD,
    KINDS,
    LARGEST_BODY,
    Content,
    EntryAddress,
    chain,
    open_entry,
    seal_entry,
)
from sharp.vault.errors import (
    BadContent,
    BadPadding,
    NoSuchSlot,
    OutOfRange,
    SealBroken,
    TooLong,
    UnknownEnvelope,
    WrongAuthor,
    WrongKind,
)
from sharp.vault.slots import SINGLE_SLOTS, Slot

from . import reference
from .cast import ACCOUNT, ENTRY_ADDRESS, OTHER_ENTRY, SSO, fixed, fixed_id

KEY = fixed("slot key")
STEPS = [1024 << n for n in range(7)]
TRUE = {"v": 1, "kind": "account", "author": "pupil", "hour": 498_000, "body": {"story": "x"}}


def crafted(plain: bytes, address: EntryAddress = ENTRY_ADDRESS) -> bytes:
    """What a holder of the slot key could write, whatever the vault would refuse to."""
    return address.header() + gcm_seal(KEY, plain, address.aad())


def in_slot(slot: Slot) -> EntryAddress:
    return replace(ENTRY_ADDRESS, slot=slot)


@pytest.mark.parametrize(
    ("kind", "slot"), [(kind, slot) for kind, slots in KINDS.items() for slot in SINGLE_SLOTS if slot in slots]
)
def test_every_kind_in_its_slot(kind: str, slot: Slot) -> None:
    content = Content(kind, SSO.hex(), 498_000, {"text": "Sgwrs â’r plentyn 🐢"})
    envelope = seal_entry(KEY, in_slot(slot), content)
    assert envelope[:7] == reference.header(slot, 1)
    assert open_entry(KEY, in_slot(slot), envelope) == content


@pytest.mark.parametrize(
    ("kind", "slot"),
    [(kind, slot) for kind, slots in KINDS.items() for slot in SINGLE_SLOTS if slot not in slots],
)
def test_no_kind_in_anothers_slot_even_when_validly_sealed(kind: str, slot: Slot) -> None:
    content = Content(kind, SSO.hex(), 498_000, {})
    with pytest.raises(WrongKind):
        seal_entry(KEY, in_slot(slot), content)
    plain = reference.padded(reference.canonical({**TRUE, "kind": kind, "author": SSO.hex()}), STEPS)
    with pytest.raises(WrongKind):
        open_entry(KEY, in_slot(slot), crafted(plain, in_slot(slot)))


@pytest.mark.parametrize("slot", [Slot.CASE, Slot.FOLLOW_UP])
def test_a_pupil_writes_nothing_where_they_hold_no_key(slot: Slot) -> None:
    kind = next(kind for kind, slots in KINDS.items() if slot in slots)
    with pytest.raises(WrongAuthor):
        seal_entry(KEY, in_slot(slot), Content(kind, "pupil", 1, {}))
    plain = reference.padded(reference.canonical({**TRUE, "kind": kind}), STEPS)
    with pytest.raises(WrongAuthor):
        open_entry(KEY, in_slot(slot), crafted(plain, in_slot(slot)))


@pytest.mark.parametrize(
    "author", ["", "Pupil", "operator", "0" * 31, "0" * 33, SSO.hex().upper(), SSO.hex() + "\n", None, 7, ["pupil"]]
)
def test_authors_that_are_nobody(author: Any) -> None:
    with pytest.raises(WrongAuthor):
        seal_entry(KEY, ENTRY_ADDRESS, replace(ACCOUNT, author=author))
    with pytest.raises(WrongAuthor):
        open_entry(
            KEY, ENTRY_ADDRESS, crafted(reference.padded(reference.canonical({**TRUE, "author": author}), STEPS))
        )


@pytest.mark.parametrize("kind", ["", "Account", "unheard_of", None, 1, ["account"], {}])
def test_unknown_kinds(kind: Any) -> None:
    with pytest.raises(WrongKind):
        open_entry(KEY, ENTRY_ADDRESS, crafted(reference.padded(reference.canonical({**TRUE, "kind": kind}), STEPS)))


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "text",
        {},
        {**TRUE, "v": 2},
        {**TRUE, "v": "1"},
        {**TRUE, "more": 1},
        {name: value for name, value in TRUE.items() if name != "hour"},
        {**TRUE, "hour": "498000"},
        {**TRUE, "hour": 498_000.0},
        {**TRUE, "hour": True},
        {**TRUE, "hour": None},
        {**TRUE, "body": []},
        {**TRUE, "body": "text"},
        {**TRUE, "body": None},
    ],
)
def test_what_is_no_entry_inside_is_refused(value: Any) -> None:
    with pytest.raises(BadContent):
        open_entry(KEY, ENTRY_ADDRESS, crafted(reference.padded(reference.canonical(value), STEPS)))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"not json",
        reference.canonical(TRUE).replace(b",", b", "),
        reference.canonical(TRUE)[:-1] + b',"v":1}',
        reference.canonical(TRUE).replace(b'"x"', b'"\\u0078"'),
        b'{"body":' + b"[" * 5000,
    ],
)
def test_other_spellings_inside_are_refused(text: bytes) -> None:
    with pytest.raises(BadContent):
        open_entry(KEY, ENTRY_ADDRESS, crafted(reference.padded(text, STEPS)))


@pytest.mark.parametrize(
    "plain",
    [
        reference.canonical(TRUE),
        reference.padded(reference.canonical(TRUE), STEPS)[:-1],
        reference.padded(reference.canonical(TRUE), STEPS)[:-1] + b"\1",
        (1021).to_bytes(4, "big") + bytes(1020),
    ],
    ids=["unpadded", "odd size", "not zeros", "too long"],
)
def test_bad_padding_inside_is_refused(plain: bytes) -> None:
    with pytest.raises(BadPadding):
        open_entry(KEY, ENTRY_ADDRESS, crafted(plain))


# the header


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, b"s"),
        (1, b"F"),
        (2, b"\0"),
        (2, b"\2"),
        (3, b"\0"),
        (3, b"\2"),
        (4, b"\0"),
        (4, b"\2"),
        (4, b"\x20"),
        (6, b"\2"),
    ],
)
def test_unknown_headers_have_their_own_refusal(at: int, value: bytes) -> None:
    envelope = seal_entry(KEY, ENTRY_ADDRESS, ACCOUNT)
    with pytest.raises(UnknownEnvelope):
        open_entry(KEY, ENTRY_ADDRESS, envelope[:at] + value + envelope[at + 1 :])


@pytest.mark.parametrize("envelope", [b"", b"SH", b'{"v":1}', reference.canonical(TRUE), bytes(1063)])
def test_nothing_is_ever_taken_for_plain_text(envelope: bytes) -> None:
    with pytest.raises(UnknownEnvelope):
        open_entry(KEY, ENTRY_ADDRESS, envelope)


def test_a_header_alone_is_no_entry() -> None:
    with pytest.raises(SealBroken):
        open_entry(KEY, ENTRY_ADDRESS, ENTRY_ADDRESS.header())


def test_addresses_that_cannot_be_are_refused() -> None:
    for changed in ({"school": b""}, {"report": bytes(15)}, {"entry": bytes(17)}):
        with pytest.raises(OutOfRange):
            replace(ENTRY_ADDRESS, **changed)  # type: ignore[arg-type]
    for number in ({"seq": -1}, {"seq": 2**64}, {"epoch": -1}, {"epoch": 2**16}):
        with pytest.raises(OutOfRange):
            replace(ENTRY_ADDRESS, **number)  # type: ignore[arg-type]
    for slot in (Slot(0), Slot(3), Slot.FULL):
        with pytest.raises(NoSuchSlot):
            in_slot(slot)


# sizes


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=2000))
def test_whatever_is_written_comes_back(story: str) -> None:
    content = replace(ACCOUNT, body={"story": story})
    assert open_entry(KEY, ENTRY_ADDRESS, seal_entry(KEY, ENTRY_ADDRESS, content)) == content


@pytest.mark.parametrize(("length", "step"), [(0, 1024), (900, 1024), (1100, 2048), (40_000, 65_536)])
def test_lengths_show_in_steps_only(length: int, step: int) -> None:
    envelope = seal_entry(KEY, ENTRY_ADDRESS, replace(ACCOUNT, body={"story": "x" * length}))
    assert len(envelope) == 7 + 12 + step + 16


def test_the_largest_story_and_answers_fit() -> None:
    body = {"story": "🐢" * 10_000, "answers": ['"' * 500] * 16}
    content = replace(ACCOUNT, body=body)
    assert open_entry(KEY, ENTRY_ADDRESS, seal_entry(KEY, ENTRY_ADDRESS, content)) == content


def test_the_largest_body() -> None:
    for fitting in ({"story": "x" * LARGEST_BODY}, {"story": "x" * 40_000, "more": ["x" * (LARGEST_BODY - 40_000)]}):
        seal_entry(KEY, ENTRY_ADDRESS, replace(ACCOUNT, body=fitting))
    for too_long in (
        {"story": "x" * (LARGEST_BODY + 1)},
        {"story": "ŵ" * (LARGEST_BODY // 2) + "x"},
        {"all": [{"story": "x" * LARGEST_BODY}, "x"]},
        {"story": '"' * LARGEST_BODY},
    ):
        with pytest.raises(TooLong):
            seal_entry(KEY, ENTRY_ADDRESS, replace(ACCOUNT, body=too_long))


def test_what_cannot_be_written_down_is_refused() -> None:
    with pytest.raises(BadContent):
        seal_entry(KEY, ENTRY_ADDRESS, replace(ACCOUNT, body={"story": "\ud800"}))


# the journal


def journal(count: int) -> list[tuple[bytes, bytes]]:
    ids = [fixed_id(f"entry {seq}") for seq in range(count)]
    return [
        (entry, seal_entry(KEY, replace(ENTRY_ADDRESS, entry=entry, seq=seq), ACCOUNT)) for seq, entry in enumerate(ids)
    ]


def head_of(entries: list[tuple[bytes, bytes]]) -> bytes:
    head = FIRST_HEAD
    for entry, envelope in entries:
        head = chain(head, entry, envelope)
    return head


def test_the_head_shows_every_change_to_the_journal() -> None:
    kept = journal(5)
    head = head_of(kept)
    assert head == head_of(list(kept))
    changed: list[list[tuple[bytes, bytes]]] = [[]]
    for at, (entry, envelope) in enumerate(kept):
        before, after = kept[:at], kept[at + 1 :]
        changed += [
            [*before, *after],
            [*before, kept[at], kept[at], *after],
            [*before, (OTHER_ENTRY, envelope), *after],
            [*before, (entry, envelope + b"\0"), *after],
        ]
        if after:
            changed.append([*before, after[0], kept[at], *after[1:]])
    heads = [head_of(entries) for entries in changed]
    assert head not in heads
    assert len(set(heads)) == len(changed)


def test_an_empty_journal_has_the_first_head() -> None:
    assert head_of([]) == bytes(32)
