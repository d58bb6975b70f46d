"""The fixed school, report and people that the vault's tests are about."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from sharp.vault.cards import CardAddress
from sharp.vault.entries import Content, EntryAddress
from sharp.vault.files import FileAddress
from sharp.vault.grants import GrantAddress
from sharp.vault.person import PersonKeys, RecoveryKeys
from sharp.vault.receipts import PupilKeys, Ring
from sharp.vault.report_keys import ReportKeys, commitments
from sharp.vault.slots import FULL, Slot


def fixed(label: str, size: int = 32) -> bytes:
    return hashlib.shake_256(label.encode()).digest(size)


def fixed_id(label: str) -> bytes:
    return fixed(label, 16)


@cache
def vectors(name: str) -> Any:
    return json.loads((Path(__file__).parent / "vectors" / f"{name}.json").read_text("utf-8"))


SCHOOL = fixed_id("school")
OTHER_SCHOOL = fixed_id("other school")
REPORT = fixed_id("report")
OTHER_REPORT = fixed_id("other report")
ENTRY = fixed_id("entry")
OTHER_ENTRY = fixed_id("other entry")
FILE = fixed_id("file")
HAND_OVER = fixed_id("hand-over")
SSO = fixed_id("sso")
SPOC = fixed_id("spoc")

OFFICER = PersonKeys(fixed("officer seed"), fixed("officer sign seed"))
TEACHER = PersonKeys(fixed("teacher seed"), fixed("teacher sign seed"))
RECOVERY = RecoveryKeys(fixed("recovery seed"))
PUPIL = PupilKeys(fixed("pupil seed"))

KEYS = ReportKeys(1, {slot: fixed(f"report key {int(slot)}") for slot in FULL})
FOLLOW_UP_KEYS = ReportKeys(
    1, {slot: fixed(f"report key {int(slot)}") for slot in (Slot.FOLLOW_UP, Slot.SAY)}, HAND_OVER
)
COMMITTED = commitments(REPORT, KEYS)
RING = Ring(1, KEYS.key(Slot.THREAD), KEYS.key(Slot.IDENTITY), PUPIL.seed)

SSO_ADDRESS = GrantAddress("staff", SCHOOL, REPORT, SSO, OFFICER.fingerprint, FULL, 1)
ENTRY_ADDRESS = EntryAddress(SCHOOL, REPORT, ENTRY, 0, Slot.THREAD, 1)
CARD_ADDRESS = CardAddress(SCHOOL, REPORT, 3, 1)
FILE_ADDRESS = FileAddress(SCHOOL, REPORT, ENTRY, FILE)

ACCOUNT = Content("account", "pupil", 498_000, {"story": "They wait for me at the bus stop.", "kinds": ["bus"]})
CARD = {"kinds": ["bullying"], "place": "bus stop", "level": 2}
