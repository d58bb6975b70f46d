import hashlib
import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sharp.vault.errors import OutOfRange, RowForged
from sharp.vault.rowmac import flag, hour, identifier, integer, null, octets, row_mac, text, verify_row

from . import reference
from .cast import REPORT, SCHOOL, fixed

KEY = fixed("mac key")
cells = st.lists(
    st.one_of(
        st.just(null()),
        st.booleans().map(flag),
        st.integers(-(2**63), 2**63 - 1).map(integer),
        st.binary(max_size=64).map(octets),
        st.text(max_size=12).map(text),
        st.binary(min_size=16, max_size=16).map(identifier),
        st.integers(0, 10**6).map(hour),
    ),
    max_size=6,
)


def test_cells_to_the_byte() -> None:
    assert null() == b"\0"
    assert flag(True) == b"\1\1"
    assert flag(False) == b"\1\0"
    assert integer(-2) == b"\2" + b"\xff" * 7 + b"\xfe"
    assert octets(b"") == b"\3"
    assert octets(bytes(64)) == b"\3" + bytes(64)
    assert octets(bytes(65)) == b"\3" + hashlib.sha256(bytes(65)).digest()
    assert text("ŵ") == b"\4\xc5\xb5"
    assert identifier(SCHOOL) == b"\5" + SCHOOL
    assert hour(1) == b"\6" + bytes(7) + b"\1"


def test_an_absent_value_is_null_whatever_the_column() -> None:
    assert {cell(None) for cell in (flag, integer, octets, text, identifier, hour)} == {null()}


def test_like_values_of_unlike_columns_are_unlike_cells() -> None:
    alike = [null(), flag(False), integer(0), octets(b""), text(""), identifier(bytes(16)), hour(0)]
    assert len(set(alike)) == len(alike)
    assert octets(SCHOOL) != identifier(SCHOOL)
    assert octets(b"open") != text("open")
    assert integer(498_000) != hour(498_000)


def test_values_that_do_not_fit_are_refused() -> None:
    for size in (0, 15, 17):
        with pytest.raises(OutOfRange):
            identifier(bytes(size))
    for value in (2**63, -(2**63) - 1):
        with pytest.raises(OutOfRange):
            integer(value)
        with pytest.raises(OutOfRange):
            hour(value)


@given(cells)
def test_reference_and_vault_agree(row: list[bytes]) -> None:
    assert row_mac(KEY, "report", 1, row) == reference.row_mac(KEY, "report", 1, row)


@given(cells, cells)
def test_unlike_rows_have_unlike_macs(one: list[bytes], other: list[bytes]) -> None:
    assume(one != other)
    assert row_mac(KEY, "report", 1, one) != row_mac(KEY, "report", 1, other)


def test_table_shape_and_key_count() -> None:
    row = [identifier(REPORT), text("open")]
    made = {
        row_mac(key, table, shape, row)
        for key, table, shape in itertools.product((KEY, fixed("other")), ("report", "grant"), (1, 2, 256))
    }
    assert len(made) == 12


def test_a_true_row_passes() -> None:
    row = [identifier(REPORT), text("open")]
    verify_row(KEY, "report", 1, row, row_mac(KEY, "report", 1, row), REPORT)


def test_a_forged_row_is_named_by_table_and_id_and_nothing_else() -> None:
    row = [identifier(REPORT), text("secret word")]
    made = row_mac(KEY, "report", 1, row)
    for mac in (bytes(32), b"", made[:-1], made + b"\0", row_mac(KEY, "report", 2, row)):
        with pytest.raises(RowForged) as refusal:
            verify_row(KEY, "report", 1, row, mac, REPORT)
        assert (refusal.value.table, refusal.value.row_id) == ("report", REPORT.hex())
        assert str(refusal.value) == f"report {REPORT.hex()}"


@pytest.mark.parametrize("at", range(32))
def test_every_byte_of_a_mac_counts(at: int) -> None:
    row = [identifier(REPORT)]
    mac = bytearray(row_mac(KEY, "report", 1, row))
    mac[at] ^= 1
    with pytest.raises(RowForged):
        verify_row(KEY, "report", 1, row, bytes(mac), REPORT)
