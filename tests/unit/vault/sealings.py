"""Every kind of thing the vault seals, one way to seal it and one to open it, for the tests that go over them all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sharp.vault import credentials, receipts, visits
from sharp.vault.cards import open_card, seal_card
from sharp.vault.entries import open_entry, seal_entry
from sharp.vault.files import open_file, seal_file
from sharp.vault.grants import GrantAddress, open_grant, open_rewrapped, rewrap_grant, seal_grant
from sharp.vault.report_keys import ReportKeys, commitments
from sharp.vault.slots import FULL, Slot
from sharp.vault.views import open_views, seal_views

from . import cast
from .cast import fixed, fixed_id


@dataclass(frozen=True)
class Place:
    """Where something is sealed: what it is bound to, by name."""

    bound: dict[str, Any]

    def moved(self, name: str, value: Any) -> "Place":
        return Place({**self.bound, name: value})


@dataclass(frozen=True)
class Kind:
    name: str
    place: Place
    others: dict[str, list[Any]]
    """For each thing it is bound to, other values that it must not open under."""
    seal: Callable[[Place], bytes]
    open: Callable[[Place, bytes], Any]
    content: Any

    def places(self) -> list[Place]:
        return [self.place, *(self.place.moved(name, v) for name, values in self.others.items() for v in values)]


FILE_LENGTH = 140_000
FILE_PLAIN = fixed("a file", FILE_LENGTH)
STRETCHED = fixed("stretched passphrase")
KEY = fixed("one key")
"""For everything alike, so that only what a seal is bound to can tell one thing or place from another."""
SESSION = b'{"stage":"story"}'
SAVED = b'{"views":[]}'


def keys_for(place: Place) -> ReportKeys:
    held = {slot: fixed(f"report key {int(slot)}") for slot in place.bound["slots"]}
    return ReportKeys(place.bound["epoch"], held, place.bound["followup_id"])


def grant_address(place: Place) -> GrantAddress:
    bound = {"reader": place.bound["school"], **place.bound}
    bound.pop("staff_id", None)
    return GrantAddress(**bound)


def committed(place: Place) -> dict[Slot, bytes]:
    return commitments(place.bound["report"], keys_for(place))


STAFF_PLACE = Place(
    {
        "kind": "staff",
        "school": cast.SCHOOL,
        "report": cast.REPORT,
        "reader": cast.SSO,
        "reader_fp": cast.OFFICER.fingerprint,
        "slots": Slot(9),
        "epoch": 1,
        "followup_id": cast.HAND_OVER,
    }
)
STAFF_OTHERS: dict[str, list[Any]] = {
    "school": [cast.OTHER_SCHOOL],
    "report": [cast.OTHER_REPORT],
    "reader": [cast.SPOC],
    "slots": [Slot(8), Slot(11), Slot(25)],
    "epoch": [2, 256],
    "followup_id": [fixed_id("another hand-over")],
}


def school_place(kind: str) -> Place:
    return Place(
        {
            "kind": kind,
            "school": cast.SCHOOL,
            "report": cast.REPORT,
            "reader_fp": cast.RECOVERY.fingerprint,
            "slots": FULL,
            "epoch": 1,
            "followup_id": bytes(16),
        }
    )


GRANT = Kind(
    "grant",
    STAFF_PLACE,
    {**STAFF_OTHERS, "reader_fp": [cast.TEACHER.fingerprint]},
    lambda place: seal_grant(grant_address(place), keys_for(place), cast.OFFICER.public),
    lambda place, blob: open_grant(grant_address(place), blob, cast.OFFICER, committed(place)),
    keys_for(STAFF_PLACE),
)
REWRAPPED = Kind(
    "rewrapped grant",
    STAFF_PLACE.moved("staff_id", cast.SSO),
    {**STAFF_OTHERS, "staff_id": [cast.SPOC]},
    lambda place: rewrap_grant(grant_address(place), keys_for(place), cast.OFFICER, place.bound["staff_id"]),
    lambda place, blob: open_rewrapped(
        grant_address(place), blob, cast.OFFICER, place.bound["staff_id"], committed(place)
    ),
    keys_for(STAFF_PLACE),
)
# The same key as a school's recovery and as its outside key: only the purpose differs.
RECOVERY_GRANT = Kind(
    "recovery grant",
    school_place("recovery"),
    {
        "kind": ["outside"],
        "school": [cast.OTHER_SCHOOL],
        "report": [cast.OTHER_REPORT],
        "slots": [Slot(5)],
        "epoch": [2],
    },
    lambda place: seal_grant(grant_address(place), keys_for(place), cast.RECOVERY.public),
    lambda place, blob: open_grant(grant_address(place), blob, cast.RECOVERY, committed(place)),
    keys_for(school_place("recovery")),
)
ENTRY = Kind(
    "entry",
    Place({"school": cast.SCHOOL, "report": cast.REPORT, "entry": cast.ENTRY, "seq": 0, "slot": 1, "epoch": 1}),
    {
        "school": [cast.OTHER_SCHOOL],
        "report": [cast.OTHER_REPORT],
        "entry": [cast.OTHER_ENTRY],
        "seq": [1, 2**32],
        "slot": [2],
        "epoch": [2, 256],
    },
    lambda place: seal_entry(KEY, entry_address(place), entry_content(place)),
    lambda place, blob: open_entry(KEY, entry_address(place), blob),
    cast.ACCOUNT,
)


def entry_address(place: Place) -> cast.EntryAddress:
    return cast.EntryAddress(**{**place.bound, "slot": Slot(place.bound["slot"])})


def entry_content(place: Place) -> cast.Content:
    return cast.ACCOUNT if place.bound["slot"] == Slot.THREAD else replace(cast.ACCOUNT, kind="name")


CARD = Kind(
    "card",
    Place({"school": cast.SCHOOL, "report": cast.REPORT, "length": 3, "epoch": 1}),
    {
        "school": [cast.OTHER_SCHOOL],
        "report": [cast.OTHER_REPORT],
        "length": [2, 4],
        "epoch": [2],
    },
    lambda place: seal_card(KEY, cast.CardAddress(**place.bound), cast.CARD),
    lambda place, blob: open_card(KEY, cast.CardAddress(**place.bound), blob),
    cast.CARD,
)
FILE = Kind(
    "file",
    Place({"school": cast.SCHOOL, "report": cast.REPORT, "entry": cast.ENTRY, "file": cast.FILE}),
    {
        "school": [cast.OTHER_SCHOOL],
        "report": [cast.OTHER_REPORT],
        "entry": [cast.OTHER_ENTRY],
        "file": [fixed_id("another file")],
    },
    lambda place: b"".join(seal_file(KEY, cast.FileAddress(**place.bound), [FILE_PLAIN])),
    lambda place, blob: b"".join(open_file(KEY, cast.FileAddress(**place.bound), FILE_LENGTH, [blob])),
    FILE_PLAIN,
)
RECEIPT = Kind(
    "receipt",
    Place({"v": 3, "school": cast.SCHOOL, "report": cast.REPORT}),
    {"v": [2], "school": [cast.OTHER_SCHOOL], "report": [cast.OTHER_REPORT]},
    lambda place: receipts.seal_receipt(KEY, cast.RING, KEY, **place.bound),
    lambda place, blob: receipts.open_receipt(KEY, blob, KEY, **place.bound),
    cast.RING,
)
CREDENTIAL = Kind(
    "credential",
    Place({"staff": cast.SSO, "gen": 4, "v": 3}),
    {"staff": [cast.SPOC], "gen": [3, 5], "v": [2]},
    lambda place: credentials.seal_credential(STRETCHED, cast.OFFICER, KEY, **place.bound),
    lambda place, blob: credentials.open_credential(STRETCHED, blob, KEY, **place.bound, fp=cast.OFFICER.fingerprint),
    cast.OFFICER,
)
SESSION_ROW = Kind(
    "session",
    Place(
        {
            "audience": "staff",
            "id": fixed_id("session"),
            "staff": cast.SSO,
            "v": 3,
            "rev": 17,
            "purge_hour": 498_012,
        }
    ),
    {
        "audience": ["pupil"],
        "id": [fixed_id("another session")],
        "staff": [cast.SPOC, None],
        "v": [2],
        "rev": [16, 18],
        "purge_hour": [498_013, -1],
    },
    lambda place: visits.seal_session(KEY, SESSION, **place.bound),
    lambda place, blob: visits.open_session(KEY, blob, **place.bound),
    SESSION,
)

VIEWS = Kind(
    "saved views",
    Place({"person": cast.OFFICER, "staff_id": cast.SSO, "rev": 3}),
    {"person": [cast.TEACHER], "staff_id": [cast.SPOC], "rev": [2, 4, 2**32]},
    lambda place: seal_views(plain=SAVED, **place.bound),
    lambda place, blob: open_views(sealed=blob, **place.bound),
    SAVED,
)

SMALL_KINDS = [GRANT, REWRAPPED, RECOVERY_GRANT, ENTRY, CARD, RECEIPT, CREDENTIAL, SESSION_ROW, VIEWS]
KINDS = [*SMALL_KINDS, FILE]
