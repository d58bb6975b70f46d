from dataclasses import replace

import pytest

from sharp.vault.aead import gcm_seal
from sharp.vault.entries import open_entry, seal_entry
from sharp.vault.errors import (
    BadPublicKey,
    CommitmentMismatch,
    GrantMismatch,
    NoSuchSlot,
    OutOfRange,
    SealBroken,
    UnknownEnvelope,
)
from sharp.vault.grants import (
    GrantAddress,
    GrantForm,
    open_grant,
    open_rewrapped,
    rewrap_grant,
    seal_grant,
)
from sharp.vault.person import PersonKeys, seal_to
from sharp.vault.report_keys import ReportKeys, commitments
from sharp.vault.slots import FULL, SINGLE_SLOTS, Slot

from . import reference
from .cast import (
    ACCOUNT,
    COMMITTED,
    ENTRY_ADDRESS,
    FOLLOW_UP_KEYS,
    HAND_OVER,
    KEYS,
    OFFICER,
    PUPIL,
    RECOVERY,
    REPORT,
    SCHOOL,
    SPOC,
    SSO,
    SSO_ADDRESS,
    TEACHER,
    fixed,
    fixed_id,
)

ALL_KEYS = KEYS.joined(FOLLOW_UP_KEYS)
ALL_COMMITTED = commitments(REPORT, ALL_KEYS)
SCOPES = {
    "reader": Slot(7),
    "police, anonymised": Slot(5),
    "police, advice only": Slot(8),
    "lead on a brief": Slot(8),
    "lead on a brief who may speak": Slot(24),
    "lead on the whole": Slot(9),
    "lead on the whole with their name": Slot(11),
}
scopes = pytest.mark.parametrize("slots", SCOPES.values(), ids=SCOPES)


def staff_address(slots: Slot) -> GrantAddress:
    hand_over = HAND_OVER if slots & Slot(24) else bytes(16)
    return replace(SSO_ADDRESS, slots=slots, followup_id=hand_over)


def crafted(address: GrantAddress, plain: bytes) -> bytes:
    """What anyone can make who knows a reader's public key."""
    return seal_to(OFFICER.public, plain, address.info())


def cells(keys: ReportKeys) -> list[bytes]:
    return [keys.keys.get(slot, fixed("unused")) for slot in SINGLE_SLOTS]


@scopes
def test_a_grant_gives_exactly_its_slots(slots: Slot) -> None:
    address = staff_address(slots)
    held = ALL_KEYS.only(slots)
    blob = seal_grant(address, held, OFFICER.public)
    opened = open_grant(address, blob, OFFICER, ALL_COMMITTED)
    assert opened == held
    for slot in Slot(31) & ~slots:
        with pytest.raises(NoSuchSlot):
            opened.key(slot)


@scopes
def test_every_scope_has_one_size(slots: Slot) -> None:
    address = staff_address(slots)
    assert len(seal_grant(address, ALL_KEYS.only(slots), OFFICER.public)) == 1316
    assert len(rewrap_grant(address, ALL_KEYS.only(slots), OFFICER, SSO)) == 12 + 180 + 16


@scopes
def test_rewrapping_keeps_what_was_granted(slots: Slot) -> None:
    address = staff_address(slots)
    held = ALL_KEYS.only(slots)
    blob = rewrap_grant(address, held, OFFICER, SSO)
    assert open_rewrapped(address, blob, OFFICER, SSO, ALL_COMMITTED) == held


def test_unused_cells_are_random_and_of_no_use() -> None:
    address = staff_address(Slot.CASE)
    plains = [
        reference.hpke_open(OFFICER.seed, seal_grant(address, KEYS.only(Slot.CASE), OFFICER.public), address.info())
        for _ in range(2)
    ]
    for index, slot in enumerate(SINGLE_SLOTS):
        one, other = (plain[20 + 32 * index : 52 + 32 * index] for plain in plains)
        assert (one == other) == (slot == Slot.CASE)
        assert one != KEYS.keys.get(slot) or slot == Slot.CASE
        assert any(one)


def test_the_forms_have_their_numbers() -> None:
    assert (GrantForm.HPKE, GrantForm.REWRAPPED) == (1, 2)


# who may open


@pytest.mark.parametrize(
    ("kind", "reader", "keys"),
    [("recovery", SCHOOL, RECOVERY), ("outside", SCHOOL, RECOVERY), ("pupil", bytes(16), PUPIL)],
)
def test_keys_that_are_no_persons(kind: str, reader: bytes, keys: object) -> None:
    address = GrantAddress(kind, SCHOOL, REPORT, reader, keys.fingerprint, FULL, 1)  # type: ignore[arg-type, attr-defined]
    blob = seal_grant(address, KEYS, keys.public)  # type: ignore[attr-defined]
    assert open_grant(address, blob, keys, COMMITTED) == KEYS  # type: ignore[arg-type]
    with pytest.raises(GrantMismatch):
        seal_grant(address, KEYS, OFFICER.public)
    with pytest.raises(GrantMismatch):
        rewrap_grant(address, KEYS, OFFICER, SSO)


def test_a_colleagues_grant_does_not_open() -> None:
    blob = seal_grant(SSO_ADDRESS, KEYS, OFFICER.public)
    with pytest.raises(SealBroken):
        open_grant(SSO_ADDRESS, blob, TEACHER, COMMITTED)
    rewrapped = rewrap_grant(SSO_ADDRESS, KEYS, OFFICER, SSO)
    with pytest.raises(GrantMismatch):
        open_rewrapped(SSO_ADDRESS, rewrapped, TEACHER, SSO, COMMITTED)
    as_teacher = replace(SSO_ADDRESS, reader_fp=TEACHER.fingerprint)
    with pytest.raises(SealBroken):
        open_rewrapped(as_teacher, rewrapped, TEACHER, SSO, COMMITTED)


def test_one_form_does_not_open_as_the_other() -> None:
    with pytest.raises(SealBroken):
        open_rewrapped(SSO_ADDRESS, seal_grant(SSO_ADDRESS, KEYS, OFFICER.public), OFFICER, SSO, COMMITTED)
    with pytest.raises(SealBroken):
        open_grant(SSO_ADDRESS, rewrap_grant(SSO_ADDRESS, KEYS, OFFICER, SSO), OFFICER, COMMITTED)


# an intruder's grants: HPKE says nothing of who sealed


def test_fresh_keys_with_perfect_addresses_open_nothing() -> None:
    """Someone rewrites grants and entries under keys of their own; the commitments are as the school stored them."""
    forged = ReportKeys.draw(1)
    for person, staff in ((OFFICER, SSO), (TEACHER, SPOC)):
        address = replace(SSO_ADDRESS, reader=staff, reader_fp=person.fingerprint)
        blob = seal_grant(address, forged, person.public)
        with pytest.raises(CommitmentMismatch):
            open_grant(address, blob, person, COMMITTED)


def test_one_forged_slot_among_true_ones_is_enough_to_refuse() -> None:
    for slot in FULL:
        mixed = ReportKeys(1, {**KEYS.keys, slot: fixed("forged")})
        with pytest.raises(CommitmentMismatch):
            open_grant(SSO_ADDRESS, seal_grant(SSO_ADDRESS, mixed, OFFICER.public), OFFICER, COMMITTED)


def test_two_readers_cannot_be_given_different_keys() -> None:
    """Whichever set the commitments name, the reader who was given the other is refused."""
    sets = ReportKeys.draw(1), ReportKeys.draw(1)
    teacher_address = replace(SSO_ADDRESS, reader=SPOC, reader_fp=TEACHER.fingerprint)
    to_officer = seal_grant(SSO_ADDRESS, sets[0], OFFICER.public)
    to_teacher = seal_grant(teacher_address, sets[1], TEACHER.public)
    with pytest.raises(CommitmentMismatch):
        open_grant(teacher_address, to_teacher, TEACHER, commitments(REPORT, sets[0]))
    with pytest.raises(CommitmentMismatch):
        open_grant(SSO_ADDRESS, to_officer, OFFICER, commitments(REPORT, sets[1]))


def test_true_keys_open_no_entry_of_an_intruders() -> None:
    forged = ReportKeys.draw(1)
    envelope = seal_entry(forged.key(Slot.THREAD), ENTRY_ADDRESS, ACCOUNT)
    blob = seal_grant(SSO_ADDRESS, KEYS, OFFICER.public)
    opened = open_grant(SSO_ADDRESS, blob, OFFICER, COMMITTED)
    with pytest.raises(SealBroken):
        open_entry(opened.key(Slot.THREAD), ENTRY_ADDRESS, envelope)


def test_a_thief_of_the_seed_cannot_rewrap_other_keys_either() -> None:
    blob = rewrap_grant(SSO_ADDRESS, ReportKeys.draw(1), OFFICER, SSO)
    with pytest.raises(CommitmentMismatch):
        open_rewrapped(SSO_ADDRESS, blob, OFFICER, SSO, COMMITTED)


@pytest.mark.parametrize("gone", FULL)
def test_a_missing_commitment_is_a_wrong_one(gone: Slot) -> None:
    blob = seal_grant(SSO_ADDRESS, KEYS, OFFICER.public)
    for committed in (
        {slot: made for slot, made in COMMITTED.items() if slot != gone},
        {**COMMITTED, gone: b""},
        {**COMMITTED, gone: bytes(32)},
        {**COMMITTED, gone: COMMITTED[gone][:-1]},
    ):
        with pytest.raises(CommitmentMismatch):
            open_grant(SSO_ADDRESS, blob, OFFICER, committed)


def test_commitments_of_another_epoch_or_report_do_not_hold() -> None:
    blob = seal_grant(SSO_ADDRESS, KEYS, OFFICER.public)
    with pytest.raises(CommitmentMismatch):
        open_grant(SSO_ADDRESS, blob, OFFICER, commitments(REPORT, ReportKeys(2, KEYS.keys)))
    with pytest.raises(CommitmentMismatch):
        open_grant(SSO_ADDRESS, blob, OFFICER, commitments(fixed_id("other"), KEYS))


@pytest.mark.parametrize(
    "plain",
    [
        reference.grant_plain(5, 1, bytes(16), cells(KEYS)),
        reference.grant_plain(7, 2, bytes(16), cells(KEYS)),
        reference.grant_plain(7, 1, HAND_OVER, cells(KEYS)),
        reference.grant_plain(31, 1, bytes(16), cells(KEYS)),
    ],
    ids=["slots", "epoch", "hand-over", "more slots"],
)
def test_a_grant_that_says_otherwise_inside_is_refused(plain: bytes) -> None:
    with pytest.raises(GrantMismatch):
        open_grant(SSO_ADDRESS, crafted(SSO_ADDRESS, plain), OFFICER, COMMITTED)


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        reference.grant_plain(7, 1, bytes(16), cells(KEYS), version=2),
        reference.grant_plain(7, 1, bytes(16), cells(KEYS))[:-1],
        reference.grant_plain(7, 1, bytes(16), cells(KEYS)) + b"\0",
    ],
    ids=["empty", "version", "short", "long"],
)
def test_a_grant_of_no_known_form_is_refused(plain: bytes) -> None:
    with pytest.raises(UnknownEnvelope):
        open_grant(SSO_ADDRESS, crafted(SSO_ADDRESS, plain), OFFICER, COMMITTED)
    rewrapped = gcm_seal(OFFICER.rewrap_key(SSO), plain, reference.rewrap_aad(SSO_ADDRESS.info()))
    with pytest.raises(UnknownEnvelope):
        open_rewrapped(SSO_ADDRESS, rewrapped, OFFICER, SSO, COMMITTED)


# misuse


def test_keys_and_address_must_agree() -> None:
    for keys in (KEYS.only(Slot(5)), ReportKeys(2, KEYS.keys), ALL_KEYS):
        with pytest.raises(GrantMismatch):
            seal_grant(SSO_ADDRESS, keys, OFFICER.public)
        with pytest.raises(GrantMismatch):
            rewrap_grant(SSO_ADDRESS, keys, OFFICER, SSO)


def test_addresses_that_cannot_be_are_refused() -> None:
    for changed in (
        {"slots": Slot(0)},
        {"slots": Slot.FOLLOW_UP},
        {"followup_id": HAND_OVER},
        {"kind": "pupil"},
        {"kind": "recovery"},
        {"kind": "outside"},
    ):
        with pytest.raises(GrantMismatch):
            replace(SSO_ADDRESS, **changed)  # type: ignore[arg-type]
    for changed in (
        {"school": b"short"},
        {"report": bytes(17)},
        {"reader": b""},
        {"reader_fp": bytes(16)},
        {"followup_id": b""},
    ):
        with pytest.raises(OutOfRange):
            replace(SSO_ADDRESS, **changed)  # type: ignore[arg-type]
    with pytest.raises(OutOfRange):
        replace(SSO_ADDRESS, epoch=65_536)


def test_what_is_no_key_gets_no_grant() -> None:
    with pytest.raises(BadPublicKey):
        seal_grant(SSO_ADDRESS, KEYS, bytes(1216))


def test_a_new_person_can_be_granted_at_once() -> None:
    person = PersonKeys.generate()
    address = replace(SSO_ADDRESS, reader=fixed_id("cover"), reader_fp=person.fingerprint)
    blob = seal_grant(address, KEYS, person.public)
    assert open_grant(address, blob, PersonKeys.from_bundle(person.bundle()), COMMITTED) == KEYS
