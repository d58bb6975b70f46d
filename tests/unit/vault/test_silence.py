"""Types that hold a secret show nothing of it, are not copied or pickled, and compare in constant time."""

import copy
import hmac
import logging
import pickle
import traceback
from typing import Any

import pytest

from sharp.vault.keyfile import ServerKeys, new_keyfile
from sharp.vault.person import PersonKeys, RecoveryKeys
from sharp.vault.receipts import PupilKeys, Ring
from sharp.vault.report_keys import ReportKeys
from sharp.vault.silent import Silent
from sharp.vault.words import CodeWords, parse_words

from .cast import ACCOUNT, KEYS, OFFICER, PUPIL, RECOVERY, RING, fixed

WORDS = parse_words("osprey cinema attend netball bonus bluebell")
"""Fixed: a word drawn at random may stand in the path that a traceback shows."""
KEY_FILE = new_keyfile()
SECRETS: list[tuple[Any, list[bytes]]] = [
    (OFFICER, [OFFICER.seed, OFFICER.sign_seed]),
    (RECOVERY, [RECOVERY.seed]),
    (PUPIL, [PUPIL.seed]),
    (KEYS, list(KEYS.keys.values())),
    (RING, [RING.thread, RING.identity, RING.pupil_seed]),
    (WORDS, [word.encode() for word in WORDS.words]),
    (ServerKeys.parse(KEY_FILE), [ServerKeys.parse(KEY_FILE).key("mac")]),
    (ACCOUNT, [b"They wait for me"]),
]
secrets = pytest.mark.parametrize(("value", "hidden"), SECRETS, ids=lambda value: type(value).__name__)
silent = pytest.mark.parametrize("value", [one for one, _ in SECRETS if isinstance(one, Silent)], ids=repr)


@secrets
def test_nothing_shows(value: Any, hidden: list[bytes]) -> None:
    shown = [repr(value), str(value), f"{value}", f"{value!r}", f"{[value]}", "%s" % value]  # noqa: UP031
    try:
        raise ValueError(value)
    except ValueError:
        shown.append(traceback.format_exc())
    shown.append(logging.makeLogRecord({"msg": "%r", "args": (value,)}).getMessage())
    for text in shown:
        for secret in hidden:
            assert repr(secret)[2:-1] not in text
            assert secret.hex() not in text


def test_what_is_shown_is_the_type() -> None:
    assert repr(OFFICER) == "<PersonKeys>"
    assert repr(WORDS) == "<CodeWords>"
    assert repr(KEYS) == "<ReportKeys>"


@silent
def test_secrets_are_not_copied_or_stored(value: Silent) -> None:
    for store in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match=type(value).__name__):
            store(value)


@silent
def test_secrets_are_no_dictionary_keys(value: Silent) -> None:
    with pytest.raises(TypeError):
        hash(value)


@silent
def test_secrets_are_compared_in_constant_time(value: Silent, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert value == value
    assert compared


def test_sameness_is_of_the_whole_secret_and_the_type() -> None:
    assert PersonKeys(fixed("a"), fixed("b")) == PersonKeys(fixed("a"), fixed("b"))
    assert PersonKeys(fixed("a"), fixed("b")) != PersonKeys(fixed("a"), fixed("c"))
    assert RecoveryKeys(fixed("a")) != PupilKeys(fixed("a"))
    assert Ring(1, *[fixed("a")] * 3) != Ring(2, *[fixed("a")] * 3)
    assert ReportKeys(1, KEYS.keys) == KEYS
    assert CodeWords("en1", WORDS.words) != CodeWords("cy1", WORDS.words)
    assert ServerKeys.parse(KEY_FILE) == ServerKeys.parse(KEY_FILE) != ServerKeys.parse(new_keyfile())
    assert OFFICER.bundle() != OFFICER
