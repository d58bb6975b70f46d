"""One sealed item of a report's journal, and the chain that fixes their order."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sharp.vault.aead import gcm_open, gcm_seal
from sharp.vault.encoding import canonical_json, ctx, parse_canonical_json, require_ids, u64
from sharp.vault.envelope import header, sealed_part
from sharp.vault.errors import BadContent, TooLong, WrongAuthor, WrongKind
from sharp.vault.padding import ENTRY_STEPS, pad, unpad
from sharp.vault.slots import Slot

FIRST_HEAD = bytes(32)
LARGEST_BODY = 48 * 1024
"""In bytes of UTF-8 over all the text of a body."""

_THREAD = frozenset({Slot.THREAD})
_IDENTITY = frozenset({Slot.IDENTITY})
_CASE = frozenset({Slot.CASE})
_FOLLOW_UP = frozenset({Slot.FOLLOW_UP})
_SAY = frozenset({Slot.SAY})

KINDS: Mapping[str, frozenset[Slot]] = MappingProxyType(
    {
        "account": _THREAD,
        "answers": _THREAD,
        "message": _THREAD,  # the pupil's and the readers' alike
        "not_safe": _THREAD,
        "feedback": _THREAD,
        "withdraw_request": _THREAD,
        "closing_word": _THREAD,
        "name": _IDENTITY,
        "note": _CASE,
        "level": _CASE,
        "acknowledgement": _CASE,
        "decision": _CASE,
        "action": _CASE,
        "outcome": _CASE,
        "reopening": _CASE,
        "opened": _CASE,
        "shared": _CASE,
        "hold": _CASE,
        "release": _CASE,
        "filed": _CASE,  # copied to the child protection file, which is the long record
        "goes_on": _CASE,  # the pupil asked to take it back, and what must go on all the same
        "link": _CASE,  # what a person said of this case and another
        "merged": _CASE,  # worked on as one with another case, and which of the two leads
        "separated": _CASE,
        "handed": _CASE,  # a hand-over's keys, for whoever holds the case
        "offer": _CASE,  # to a nominee of another school, and why
        "offer_end": _CASE,  # withdrawn, or declined and noted
        "moved": _THREAD,  # to which school it went, and which report it is there
        "passed_on": _CASE,  # what was written for that school, and who there could open it
        "came_from": _THREAD,  # at the other school: the same word to the pupil
        "arrived": _CASE,  # at the other school: the brief
        "followup": _FOLLOW_UP,  # the brief
        "followup_word": _FOLLOW_UP,  # a nominee's further word to the lead
        "followup_reply": _FOLLOW_UP,  # the lead's
        "followup_end": _CASE,
        "helper_message": _SAY,
    }
)
_PUPILS_SLOTS = _THREAD | _IDENTITY
_STAFF_ID = re.compile(r"[0-9a-f]{32}")
_FIELDS = frozenset({"v", "kind", "author", "hour", "body"})


@dataclass(frozen=True)
class EntryAddress:
    school: bytes
    report: bytes
    entry: bytes
    seq: int
    slot: Slot
    epoch: int

    def __post_init__(self) -> None:
        require_ids(self.school, self.report, self.entry)
        u64(self.seq)
        self.header()

    def header(self) -> bytes:
        return header(self.slot, self.epoch)

    def aad(self) -> bytes:
        return ctx("sharp/1/entry", self.school, self.report, self.entry, u64(self.seq), self.header())


@dataclass(frozen=True, repr=False)
class Content:
    """What an entry says; `author` is "pupil", "service" or a staff id in hex, `hour` counts from 1970."""

    kind: str
    author: str
    hour: int
    body: dict[str, Any]

    def __repr__(self) -> str:
        return "<Content>"


def seal_entry(key: bytes, address: EntryAddress, content: Content) -> bytes:
    _check(content, address.slot)
    if _text_size(content.body) > LARGEST_BODY:
        raise TooLong(f"more than {LARGEST_BODY} bytes of text")
    plain = canonical_json(
        {
            "v": 1,
            "kind": content.kind,
            "author": content.author,
            "hour": content.hour,
            "body": content.body,
        }
    )
    return address.header() + gcm_seal(key, pad(plain, ENTRY_STEPS), address.aad())


def open_entry(key: bytes, address: EntryAddress, envelope: bytes) -> Content:
    sealed = sealed_part(envelope, address.header())
    raw = parse_canonical_json(unpad(gcm_open(key, sealed, address.aad()), ENTRY_STEPS))
    if not isinstance(raw, dict) or raw.keys() != _FIELDS or raw["v"] != 1:
        raise BadContent("no entry of a known version")
    content = Content(raw["kind"], raw["author"], raw["hour"], raw["body"])
    _check(content, address.slot)
    return content


def chain(head: bytes, entry_id: bytes, envelope: bytes) -> bytes:
    """The journal's next head: it changes if any entry is changed, dropped, doubled or moved."""
    return hashlib.sha256(ctx("sharp/1/journal", head, entry_id, hashlib.sha256(envelope).digest())).digest()


def _check(content: Content, slot: Slot) -> None:
    if not isinstance(content.kind, str) or slot not in KINDS.get(content.kind, ()):
        raise WrongKind("unknown, or not for this slot")
    if not isinstance(content.author, str):
        raise WrongAuthor("not a name")
    if content.author == "pupil":
        if slot not in _PUPILS_SLOTS:
            raise WrongAuthor("a pupil holds no key to this slot")
    elif content.author != "service" and not _STAFF_ID.fullmatch(content.author):
        raise WrongAuthor("neither pupil nor service nor a staff id")
    if type(content.hour) is not int or not isinstance(content.body, dict):
        raise BadContent("hour or body of another type")


def _text_size(value: Any) -> int:
    if isinstance(value, str):
        return len(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, dict):
        return sum(_text_size(item) for item in value.values())
    if isinstance(value, list | tuple):
        return sum(_text_size(item) for item in value)
    return 0
