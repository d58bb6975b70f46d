from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.vault.errors import OutOfRange, SealBroken, TooLong
from sharp.vault.visits import new_secret, open_session, seal_session, session_id, session_key

from . import reference
from .cast import SSO, fixed

SECRET = fixed("cookie")
SERVER = fixed("session server key")
ID = session_id(SECRET, "pupil")
KEY = session_key(SECRET, SERVER, "pupil", ID)
ROW: dict[str, Any] = {"audience": "pupil", "id": ID, "staff": None, "v": 1, "rev": 0, "purge_hour": 498_000}


def test_secrets_are_32_random_bytes() -> None:
    assert {len(new_secret()) for _ in range(20)} == {32}
    assert len({new_secret() for _ in range(20)}) == 20


def test_ids_and_keys_belong_to_one_audience() -> None:
    assert len(ID) == 16
    assert session_id(SECRET, "staff") != ID
    assert session_key(SECRET, SERVER, "staff", ID) != KEY
    assert reference.session_id(SECRET, "pupil") == ID
    assert reference.session_key(SECRET, SERVER, "pupil", ID) == KEY


def test_neither_cookie_nor_server_key_is_enough() -> None:
    sealed = seal_session(KEY, b"draft", **ROW)
    for secret, server in ((fixed("another cookie"), SERVER), (SECRET, fixed("another server"))):
        with pytest.raises(SealBroken):
            open_session(session_key(secret, server, "pupil", ID), sealed, **ROW)


def test_the_row_id_says_nothing_of_the_key() -> None:
    assert ID not in KEY
    assert session_id(SECRET, "pupil") == ID  # found without the server key, opened only with it


@given(st.binary(max_size=5000))
def test_what_is_kept_comes_back(plain: bytes) -> None:
    assert open_session(KEY, seal_session(KEY, plain, **ROW), **ROW) == plain


@pytest.mark.parametrize(("length", "step"), [(0, 4), (4092, 4), (4093, 16), (65_532, 64), (200_000, 256)])
def test_lengths_show_in_steps_only(length: int, step: int) -> None:
    assert len(seal_session(KEY, bytes(length), **ROW)) == step * 1024 + 28


def test_the_largest_session() -> None:
    with pytest.raises(TooLong):
        seal_session(KEY, bytes(256 * 1024 - 3), **ROW)


def test_an_older_revision_does_not_pass_for_the_present_one() -> None:
    older = seal_session(KEY, b"draft", **ROW)
    with pytest.raises(SealBroken):
        open_session(KEY, older, **{**ROW, "rev": 1})


def test_no_staff_is_the_absent_id() -> None:
    sealed = seal_session(KEY, b"draft", **ROW)
    assert open_session(KEY, sealed, **{**ROW, "staff": bytes(16)}) == b"draft"
    with pytest.raises(SealBroken):
        open_session(KEY, sealed, **{**ROW, "staff": SSO})


@pytest.mark.parametrize(
    "changed",
    [
        {"id": b"short"},
        {"staff": b""},
        {"v": -1},
        {"v": 65_536},
        {"rev": -1},
        {"rev": 2**32},
        {"purge_hour": 2**63},
    ],
)
def test_rows_that_cannot_be_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(OutOfRange):
        seal_session(KEY, b"", **{**ROW, **changed})


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33)])
def test_a_cookie_of_another_size_is_refused(secret: bytes) -> None:
    with pytest.raises(OutOfRange):
        session_id(secret, "pupil")
    with pytest.raises(OutOfRange):
        session_key(secret, SERVER, "pupil", ID)
