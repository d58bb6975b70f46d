"""The MAC over a row that decides something: a table, a shape and typed cells, under the server key."""

import hashlib
import hmac
from collections.abc import Sequence

from sharp.vault.encoding import ID_SIZE, ctx, i64, sized, u16
from sharp.vault.errors import RowForged

LONGEST_OCTETS = 64


def null() -> bytes:
    return b"\x00"


def flag(value: bool | None) -> bytes:
    if value is None:
        return null()
    return b"\x01\x01" if value else b"\x01\x00"


def integer(value: int | None) -> bytes:
    return null() if value is None else b"\x02" + i64(value)


def octets(value: bytes | None) -> bytes:
    """Short bytes as they are; more than 64 as their SHA-256."""
    if value is None:
        return null()
    return b"\x03" + (value if len(value) <= LONGEST_OCTETS else hashlib.sha256(value).digest())


def text(value: str | None) -> bytes:
    """UTF-8 as stored; the form made it NFC. Enums are text too."""
    return null() if value is None else b"\x04" + value.encode("utf-8", "surrogatepass")


def identifier(value: bytes | None) -> bytes:
    return null() if value is None else b"\x05" + sized(value, ID_SIZE)


def hour(value: int | None) -> bytes:
    """Hours since 1970."""
    return null() if value is None else b"\x06" + i64(value)


def row_mac(server_mac_key: bytes, table: str, shape: int, cells: Sequence[bytes]) -> bytes:
    return hmac.digest(server_mac_key, ctx("sharp/1/row", table.encode("ascii"), u16(shape), *cells), "sha256")


def verify_row(
    server_mac_key: bytes, table: str, shape: int, cells: Sequence[bytes], mac: bytes, row_id: bytes
) -> None:
    """`RowForged` unless the stored MAC is the one over these cells."""
    if not hmac.compare_digest(row_mac(server_mac_key, table, shape, cells), mac):
        raise RowForged(table, row_id.hex())
