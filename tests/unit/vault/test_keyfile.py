import json
from typing import Any

import pytest

from sharp.vault.errors import KeyFileRefused, KeyNotAccepted
from sharp.vault.keyfile import PURPOSES, ServerKeys, activate, add_key, new_keyfile, retire, rotate

from .cast import vectors

GOOD: dict[str, Any] = vectors("sharp")["server"]["keyfile"]


def written(value: Any) -> bytes:
    return json.dumps(value).encode()


def with_key(index: int, **changed: Any) -> dict[str, Any]:
    keys = [{**key, **changed} if at == index else key for at, key in enumerate(GOOD["keys"])]
    return {**GOOD, "keys": keys}


def states(data: bytes) -> dict[int, str]:
    return {key["v"]: key["state"] for key in json.loads(data)["keys"]}


def test_a_new_key_file() -> None:
    data = new_keyfile("2026-11")
    raw = json.loads(data)
    assert raw["format"] == 1
    assert len(bytes.fromhex(raw["deployment"])) == 16
    assert [(key["v"], key["state"], key["made"]) for key in raw["keys"]] == [(1, "active", "2026-11")]
    keys = ServerKeys.parse(data)
    assert (keys.active, keys.accepted) == (1, (1,))
    assert keys.deployment.hex() == raw["deployment"]
    assert keys != ServerKeys.parse(new_keyfile())
    assert keys == ServerKeys.parse(data)


def test_the_month_is_this_one_if_not_said() -> None:
    ServerKeys.parse(new_keyfile())
    assert len(json.loads(new_keyfile())["keys"][0]["made"]) == 7


def test_each_purpose_has_its_own_key() -> None:
    keys = ServerKeys.parse(rotate(new_keyfile()))
    derived = [keys.key(purpose, v) for purpose in PURPOSES for v in (1, 2)]
    assert len(set(derived)) == 14
    assert {purpose: len(keys.key(purpose)) for purpose in PURPOSES} == dict(PURPOSES)
    assert PURPOSES["words"] == 64
    assert keys.key("mac") == keys.key("mac", 2) != keys.key("mac", 1)


def test_keys_nobody_has() -> None:
    keys = ServerKeys.parse(written(GOOD))
    for v in (0, 1, 4, -1):  # 1 is retired
        with pytest.raises(KeyNotAccepted):
            keys.key("mac", v)
    with pytest.raises(ValueError, match="no server key"):
        keys.key("report")


def test_rotation_on_one_machine() -> None:
    first = new_keyfile()
    second = rotate(first)
    assert states(second) == {1: "accept", 2: "active"}
    third = rotate(second)
    assert states(third) == {1: "accept", 2: "accept", 3: "active"}
    keys = ServerKeys.parse(third)
    assert keys.accepted == (3, 2, 1)
    assert keys.deployment == ServerKeys.parse(first).deployment
    assert keys.key("mac", 1) == ServerKeys.parse(first).key("mac")


def test_rotation_on_several_machines_step_by_step() -> None:
    data = add_key(new_keyfile())
    assert states(data) == {1: "active", 2: "accept"}
    assert ServerKeys.parse(data).accepted == (1, 2)
    data = activate(data, 2)
    assert states(data) == {1: "accept", 2: "active"}
    data = retire(data, 1)
    assert states(data) == {1: "retired", 2: "active"}
    assert ServerKeys.parse(data).accepted == (2,)
    assert states(add_key(data)) == {1: "retired", 2: "active", 3: "accept"}


def test_steps_that_would_lose_something_are_refused() -> None:
    for refused in (
        lambda: activate(new_keyfile(), 2),
        lambda: activate(written(GOOD), 1),
        lambda: retire(new_keyfile(), 1),
        lambda: retire(new_keyfile(), 2),
    ):
        with pytest.raises(KeyFileRefused):
            refused()


def test_activating_the_active_key_changes_nothing() -> None:
    assert json.loads(activate(written(GOOD), 3)) == GOOD


MASTER = GOOD["keys"][0]["master"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"{",
        b"[" * 100_000,
        written([]),
        written(None),
        written({}),
        written({**GOOD, "more": 1}),
        written({**GOOD, "format": 2}),
        written({**GOOD, "format": "1"}),
        written({**GOOD, "deployment": "00"}),
        written({**GOOD, "deployment": "G" * 32}),
        written({**GOOD, "deployment": None}),
        written({**GOOD, "keys": []}),
        written({**GOOD, "keys": {}}),
        written({**GOOD, "keys": 7}),
        written({**GOOD, "keys": [None]}),
        written({**GOOD, "keys": [*GOOD["keys"], GOOD["keys"][0]]}),
        written(with_key(0, v=2)),
        written(with_key(0, v=0)),
        written(with_key(0, v=65_536)),
        written(with_key(0, v="1")),
        written(with_key(0, v=True)),
        written(with_key(0, v=1.0)),
        written(with_key(0, state="Active")),
        written(with_key(0, state="active")),
        written(with_key(2, state="accept")),
        written(with_key(0, state=[])),
        written(with_key(0, made="2026-13")),
        written(with_key(0, made="November")),
        written(with_key(0, made=None)),
        written(with_key(0, master=GOOD["keys"][1]["master"])),
        written(with_key(0, master=MASTER[:-1])),
        written(with_key(0, master=MASTER + "AAAA")),
        written(with_key(0, master="")),
        written(with_key(0, master="!" + MASTER[1:])),
        written(with_key(0, master="ŵ" + MASTER[1:])),
        written(with_key(0, master=7)),
        written(with_key(0, more=1)),
    ],
)
def test_a_bad_key_file_is_refused_without_quoting_it(data: bytes) -> None:
    with pytest.raises(KeyFileRefused) as refusal:
        ServerKeys.parse(data)
    said = str(refusal.value)
    assert "key" in said
    assert not any(key["master"][:8] in said for key in GOOD["keys"])
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__


def test_padding_of_a_master_key_does_not_matter() -> None:
    assert ServerKeys.parse(written(with_key(2, master=GOOD["keys"][2]["master"] + "="))) == ServerKeys.parse(
        written(GOOD)
    )
