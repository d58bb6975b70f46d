"""Every derivation and every sealed form against stored answers that the reference made with fixed inputs.

A failure here means that the format changed, and that what schools have stored no longer opens.
"""

import base64
import hashlib
import json
from typing import Any

import pytest

from sharp.vault import credentials, files, receipts, rowmac, visits, words
from sharp.vault.cards import CardAddress, open_card
from sharp.vault.encoding import ctx
from sharp.vault.entries import Content, EntryAddress, chain, open_entry
from sharp.vault.files import FileAddress, open_file, seal_file
from sharp.vault.grants import GrantAddress, open_grant, open_rewrapped
from sharp.vault.keyfile import ServerKeys
from sharp.vault.person import PersonKeys, ReceivingKeys, fingerprint, verify_signature
from sharp.vault.recovery import combine
from sharp.vault.report_keys import commitment
from sharp.vault.slots import Slot
from sharp.vault.trails import trail_tag
from sharp.vault.views import open_views

from .cast import fixed, vectors

unhex = bytes.fromhex
KNOWN = vectors("sharp")


def blob(written: str) -> bytes:
    return base64.b64decode(written)


@pytest.mark.parametrize("known", KNOWN["encoding"])
def test_contexts(known: dict[str, Any]) -> None:
    assert ctx(known["label"], *map(unhex, known["fields"])).hex() == known["ctx"]


def test_person() -> None:
    known = KNOWN["person"]
    person = PersonKeys(unhex(known["seed"]), unhex(known["sign_seed"]))
    assert person.public.hex() == known["public"]
    assert person.sign_public.hex() == known["sign_public"]
    assert person.fingerprint.hex() == known["fingerprint"]
    assert fingerprint(person.public, person.sign_public).hex() == known["fingerprint"]
    assert person.bundle().hex() == known["bundle"]
    assert PersonKeys.from_bundle(unhex(known["bundle"])) == person
    assert person.rewrap_key(unhex(known["staff"])).hex() == known["rewrap_key"]
    assert person.sign(known["table"], unhex(known["covered"])).hex() == known["signature"]
    verify_signature(person.sign_public, known["table"], unhex(known["covered"]), unhex(known["signature"]))


def test_views() -> None:
    known = vectors("views")
    person = PersonKeys(unhex(known["seed"]), unhex(known["sign_seed"]))
    assert person.views_key(unhex(known["staff"])).hex() == known["key"]
    assert open_views(person, unhex(known["staff"]), known["rev"], blob(known["sealed"])) == known["plain"].encode()


def grant_address(known: dict[str, Any]) -> GrantAddress:
    ids = (unhex(known[name]) for name in ("school", "report", "reader", "reader_fp"))
    slots, epoch, hand_over = Slot(known["slots"]), known["epoch"], unhex(known["followup_id"])
    return GrantAddress(known["kind"], *ids, slots, epoch, hand_over)


@pytest.mark.parametrize("known", KNOWN["grants"], ids=lambda known: f"{known['kind']}-{known['slots']}")
def test_grants(known: dict[str, Any]) -> None:
    address = grant_address(known)
    assert address.info().hex() == known["info"]
    expected = {Slot(int(slot)): unhex(key) for slot, key in known["keys"].items()}
    committed = {Slot(int(slot)): unhex(made) for slot, made in known["commitments"].items()}
    for slot, key in expected.items():
        assert commitment(key, address.report, slot, address.epoch) == committed[slot]
    sealed = blob(known["blob"])
    assert len(sealed) == 1316
    opened = open_grant(address, sealed, ReceivingKeys(unhex(known["seed"])), committed)
    assert dict(opened.keys) == expected
    if known["kind"] == "staff":
        person = PersonKeys(unhex(known["seed"]), unhex(known["sign_seed"]))
        assert open_rewrapped(address, unhex(known["rewrapped"]), person, address.reader, committed) == opened


@pytest.mark.parametrize("known", KNOWN["entries"], ids=lambda known: known["content"]["kind"])
def test_entries(known: dict[str, Any]) -> None:
    ids = (unhex(known[name]) for name in ("school", "report", "entry"))
    address = EntryAddress(*ids, known["seq"], Slot(known["slot"]), known["epoch"])
    envelope = blob(known["envelope"])
    assert open_entry(unhex(known["key"]), address, envelope) == Content(**known["content"])
    assert chain(unhex(known["head_before"]), address.entry, envelope).hex() == known["head_after"]


def test_card() -> None:
    known = KNOWN["card"]
    address = CardAddress(unhex(known["school"]), unhex(known["report"]), known["length"], known["epoch"])
    assert open_card(unhex(known["key"]), address, blob(known["envelope"])) == known["card"]


def test_file(monkeypatch: pytest.MonkeyPatch) -> None:
    known = KNOWN["file"]
    monkeypatch.setattr(files.os, "urandom", lambda size: unhex(known["prefix"])[:size])
    address = FileAddress(*(unhex(known[name]) for name in ("school", "report", "entry", "file")))
    plain = fixed("file", known["length"])
    sealed = b"".join(seal_file(unhex(known["key"]), address, [plain]))
    assert len(sealed) == known["sealed_length"]
    assert hashlib.sha256(sealed).hexdigest() == known["sealed_sha256"]
    assert b"".join(open_file(unhex(known["key"]), address, known["length"], [sealed])) == plain


def test_words() -> None:
    known = KNOWN["words"]
    six = words.CodeWords(known["list_id"], tuple(known["words"]))
    school = unhex(known["school"])
    assert six.canonical == known["canonical"].encode()
    stretched = words.stretch(six, unhex(known["salt"]))
    assert stretched.hex() == known["stretched"]
    seed = words.lookup_seed(stretched, school)
    assert seed.hex() == known["lookup_seed"]
    assert words.words_key(stretched, school).hex() == known["words_key"]
    found = words.lookup(unhex(known["server_key"]), seed, school)
    assert len(found) == 48
    assert found.hex() == known["lookup"]


def test_receipt() -> None:
    known = KNOWN["receipt"]
    stored = unhex(known["stored"])
    keys = unhex(known["words_key"]), unhex(known["server_key"])
    ring = receipts.open_receipt(keys[0], stored, keys[1], known["v"], unhex(known["school"]), unhex(known["report"]))
    assert ring.packed().hex() == known["ring"]
    assert ring == receipts.Ring(
        known["epoch"], unhex(known["thread"]), unhex(known["identity"]), unhex(known["pupil_seed"])
    )


def test_credential() -> None:
    known = KNOWN["credential"]
    stretched = credentials.stretch_passphrase(known["typed"], unhex(known["salt"]))
    assert stretched.hex() == known["stretched"]
    stored, server_key = unhex(known["stored"]), unhex(known["server_key"])
    assert len(stored) == credentials.STORED_SIZE
    staff, fp = unhex(known["staff"]), unhex(known["fp"])
    person = credentials.open_credential(stretched, stored, server_key, staff, known["gen"], known["v"], fp)
    assert person == PersonKeys(unhex(known["seed"]), unhex(known["sign_seed"]))
    decoy = credentials.decoy_salt(unhex(known["form_key"]), known["email"])
    assert decoy.hex() == known["decoy_salt"]


@pytest.mark.parametrize("known", KNOWN["sessions"], ids=lambda known: known["audience"])
def test_sessions(known: dict[str, Any]) -> None:
    secret, audience = unhex(known["secret"]), known["audience"]
    row = visits.session_id(secret, audience)
    assert row.hex() == known["id"]
    key = visits.session_key(secret, unhex(known["server_key"]), audience, row)
    assert key.hex() == known["key"]
    opened = visits.open_session(
        key,
        blob(known["sealed"]),
        audience=audience,
        id=row,
        staff=known["staff"] and unhex(known["staff"]),
        v=known["v"],
        rev=known["rev"],
        purge_hour=known["purge_hour"],
    )
    assert opened == known["plain"].encode()


def test_row_mac() -> None:
    known = KNOWN["row"]
    binary = {"octets", "identifier"}
    cells = [
        getattr(rowmac, kind)(*(unhex(value) if kind in binary else value for value in values))
        for kind, *values in known["cells"]
    ]
    made = rowmac.row_mac(unhex(known["key"]), known["table"], known["shape"], cells)
    assert made.hex() == known["mac"]


@pytest.mark.parametrize("known", KNOWN["trail"], ids=lambda known: known["act"])
def test_trail(known: dict[str, Any]) -> None:
    tag = trail_tag(
        unhex(known["key"]),
        unhex(known["chain"]),
        known["i"],
        unhex(known["previous"]),
        known["v"],
        known["staff"] and unhex(known["staff"]),
        known["act"],
        known["report"] and unhex(known["report"]),
        known["hour"],
    )
    assert tag.hex() == known["tag"]


def test_server_keys() -> None:
    known = KNOWN["server"]
    server = ServerKeys.parse(json.dumps(known["keyfile"]).encode())
    assert server.deployment.hex() == known["keyfile"]["deployment"]
    assert server.active == 3
    assert server.accepted == (3, 2)
    for v, derived in known["derived"].items():
        for purpose, key in derived.items():
            assert server.key(purpose, int(v)).hex() == key


@pytest.mark.parametrize("chosen", [(0, 1), (0, 2), (1, 2), (2, 0), (0, 1, 2)])
def test_recovery_sheets(chosen: tuple[int, ...]) -> None:
    known = KNOWN["recovery"]
    assert combine([known["sheets"][index] for index in chosen]).hex() == known["seed"]
