"""How numbers, fields and contexts become bytes, so that no two meanings ever share an encoding."""

import json
import secrets
from typing import Any

from sharp.vault.errors import BadContent, OutOfRange

ID_SIZE = 16
NO_ID = bytes(ID_SIZE)


def _unsigned(value: int, width: int) -> bytes:
    try:
        return value.to_bytes(width, "big")
    except OverflowError:
        raise OutOfRange(f"no {8 * width}-bit number") from None


def u8(value: int) -> bytes:
    return _unsigned(value, 1)


def u16(value: int) -> bytes:
    return _unsigned(value, 2)


def u32(value: int) -> bytes:
    return _unsigned(value, 4)


def u64(value: int) -> bytes:
    return _unsigned(value, 8)


def i64(value: int) -> bytes:
    try:
        return value.to_bytes(8, "big", signed=True)
    except OverflowError:
        raise OutOfRange("no signed 64-bit number") from None


def lp(value: bytes) -> bytes:
    """The length in four bytes, then the value: concatenations of these read back in one way only."""
    return len(value).to_bytes(4, "big") + value


def ctx(label: str, *fields: bytes) -> bytes:
    """The context of one cryptographic act: `lp(label) ‖ u16 n ‖ lp(f1)..lp(fn)`; labels are ASCII."""
    parts = [lp(label.encode("ascii")), u16(len(fields))]
    for field in fields:
        parts += (len(field).to_bytes(4, "big"), field)
    return b"".join(parts)


def new_id() -> bytes:
    """Sixteen random bytes: identifiers carry no time and no sequence."""
    return secrets.token_bytes(ID_SIZE)


def sized(value: bytes, size: int) -> bytes:
    """The value itself, when it has that many bytes."""
    if len(value) != size:
        raise OutOfRange(f"{len(value)} bytes where {size} are needed")
    return value


def require_ids(*values: bytes) -> None:
    for value in values:
        sized(value, ID_SIZE)


def canonical_json(value: Any) -> bytes:
    """UTF-8, keys sorted, no spaces: one object, one spelling."""
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-8")
    except (TypeError, ValueError, RecursionError):  # the cause would quote what was to be sealed
        raise BadContent("not expressible in canonical JSON") from None


def parse_canonical_json(data: bytes) -> Any:
    """What `canonical_json` wrote; any other spelling, such as a key given twice, is refused."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise BadContent("not JSON") from None
    if canonical_json(value) != data:
        raise BadContent("not the canonical spelling")
    return value
