import pytest

from sharp.vault.aead import gcm_seal
from sharp.vault.errors import KeyNotAccepted, OutOfRange, SealBroken, UnknownEnvelope
from sharp.vault.keyfile import ServerKeys, new_keyfile, retire, rotate
from sharp.vault.person import seal_to
from sharp.vault.receipts import PupilKeys, Ring, open_receipt, reseal_receipt, seal_receipt
from sharp.vault.slots import Slot

from . import reference
from .cast import KEYS, PUPIL, REPORT, RING, SCHOOL, fixed

WORDS_KEY = fixed("words key")
SERVER = fixed("receipt server key")


def test_a_ring_holds_the_pupils_keys() -> None:
    assert RING.keys == KEYS.only(Slot.THREAD | Slot.IDENTITY)
    assert RING.pupil == PUPIL
    assert RING.pupil.open(seal_to(PUPIL.public, b"renewed", b"info"), b"info") == b"renewed"


def test_a_ring_packs_and_unpacks() -> None:
    assert len(RING.packed()) == 99
    assert Ring.unpack(RING.packed()) == RING
    assert Ring.unpack(Ring(513, RING.thread, RING.identity, RING.pupil_seed).packed()).epoch == 513


@pytest.mark.parametrize("data", [b"", bytes(99), b"\2" + bytes(98), b"\1" + bytes(97), b"\1" + bytes(99)])
def test_other_rings_are_refused(data: bytes) -> None:
    with pytest.raises(UnknownEnvelope):
        Ring.unpack(data)
    sealed = gcm_seal(WORDS_KEY, data, reference.ctx("sharp/1/receipt", SCHOOL, REPORT))
    stored = gcm_seal(SERVER, sealed, reference.ctx("sharp/1/receipt-outer", SCHOOL, REPORT, b"\0\1"))
    with pytest.raises(UnknownEnvelope):
        open_receipt(WORDS_KEY, stored, SERVER, 1, SCHOOL, REPORT)


def test_misuse_is_refused() -> None:
    with pytest.raises(OutOfRange):
        Ring(1, b"short", RING.identity, RING.pupil_seed)
    with pytest.raises(OutOfRange):
        Ring(65_536, RING.thread, RING.identity, RING.pupil_seed)


def test_both_the_words_and_the_server_are_needed() -> None:
    stored = seal_receipt(WORDS_KEY, RING, SERVER, 1, SCHOOL, REPORT)
    assert open_receipt(WORDS_KEY, stored, SERVER, 1, SCHOOL, REPORT) == RING
    for words_key, server in ((fixed("other"), SERVER), (WORDS_KEY, fixed("other")), (SERVER, WORDS_KEY)):
        with pytest.raises(SealBroken):
            open_receipt(words_key, stored, server, 1, SCHOOL, REPORT)


def test_the_server_key_alone_shows_only_another_seal() -> None:
    stored = seal_receipt(WORDS_KEY, RING, SERVER, 1, SCHOOL, REPORT)
    inner = reference.ungcm(SERVER, stored, reference.ctx("sharp/1/receipt-outer", SCHOOL, REPORT, b"\0\1"))
    for secret in (RING.thread, RING.identity, RING.pupil_seed):
        assert secret not in inner
    assert len(stored) == 28 + 28 + 99


def test_the_outer_seal_moves_to_a_new_server_key_without_the_words() -> None:
    data = new_keyfile()
    before = ServerKeys.parse(data)
    stored = seal_receipt(WORDS_KEY, RING, before.key("receipt"), 1, SCHOOL, REPORT)
    after = ServerKeys.parse(rotate(data))
    old, new = after.key("receipt", 1), after.key("receipt")
    moved = reseal_receipt(stored, old, 1, new, after.active, SCHOOL, REPORT)
    assert open_receipt(WORDS_KEY, moved, new, 2, SCHOOL, REPORT) == RING
    with pytest.raises(SealBroken):
        open_receipt(WORDS_KEY, moved, old, 1, SCHOOL, REPORT)
    with pytest.raises(KeyNotAccepted):
        ServerKeys.parse(retire(rotate(data), 1)).key("receipt", 1)


def test_pupils_have_keys_of_their_own() -> None:
    assert PupilKeys.generate() != PupilKeys.generate()
    assert PupilKeys(PUPIL.seed).fingerprint == PUPIL.fingerprint
