"""The server key file: row MACs, outer seals, session and form keys, versioned; it opens no report."""

import base64
import binascii
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sharp.vault.encoding import ID_SIZE, ctx
from sharp.vault.errors import KeyFileRefused, KeyNotAccepted
from sharp.vault.kdf import KEY_SIZE, hkdf
from sharp.vault.silent import Silent

PURPOSES: Mapping[str, int] = MappingProxyType(
    {"mac": 32, "receipt": 32, "staff": 32, "session": 32, "totp": 32, "form": 32, "words": 64}
)
"""What the server derives keys for, and how many bytes each takes."""

_FORMAT = 1
_LARGEST_VERSION = 0xFFFF
_HEX_ID = re.compile(r"[0-9a-f]{32}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_STATES = ("accept", "active", "retired")


@dataclass(frozen=True, repr=False, eq=False)
class _Key(Silent):
    v: int
    state: str
    made: str
    master: bytes

    def _secret(self) -> bytes:
        return self.master


class ServerKeys(Silent):
    """The keys of one deployment: one version is active and seals; accepted ones still open."""

    def __init__(self, deployment: bytes, keys: tuple[_Key, ...]) -> None:
        usable = [key for key in keys if key.state != "retired"]
        self.deployment = deployment
        self.active = next(key.v for key in keys if key.state == "active")
        self.accepted = (self.active, *sorted((k.v for k in usable if k.v != self.active), reverse=True))
        self._derived = {
            (purpose, key.v): hkdf(key.master, ctx("sharp/1/server", purpose.encode()), length=size)
            for key in usable
            for purpose, size in PURPOSES.items()
        }

    @classmethod
    def parse(cls, data: bytes) -> "ServerKeys":
        return cls(*_read(data))

    def key(self, purpose: str, v: int | None = None) -> bytes:
        """The active version's key, or that of an accepted version named by a row."""
        if purpose not in PURPOSES:
            raise ValueError(f"no server key for {purpose!r}")
        try:
            return self._derived[purpose, self.active if v is None else v]
        except KeyError:
            raise KeyNotAccepted(f"version {v}") from None

    def _secret(self) -> bytes:
        return self.deployment + b"".join(self._derived[held] for held in sorted(self._derived))


def new_keyfile(made: str | None = None) -> bytes:
    """A fresh deployment with one active key; `made` is the month, this one if not said."""
    first = _Key(1, "active", made or _month(), secrets.token_bytes(KEY_SIZE))
    return _write(secrets.token_bytes(ID_SIZE), (first,))


def add_key(data: bytes, made: str | None = None) -> bytes:
    """One more key, accepted but not yet used: the first step where several machines hold the file."""
    deployment, keys = _read(data)
    v = 1 + max(key.v for key in keys)
    return _write(deployment, (*keys, _Key(v, "accept", made or _month(), secrets.token_bytes(KEY_SIZE))))


def activate(data: bytes, v: int) -> bytes:
    """Version v seals from now on; the one that did stays accepted."""
    deployment, keys = _read(data)
    if v not in {key.v for key in keys if key.state != "retired"}:
        raise KeyFileRefused(f"the key file has no usable key {v}")
    states = {key.v: "accept" if key.state == "active" else key.state for key in keys} | {v: "active"}
    return _write(deployment, tuple(_Key(k.v, states[k.v], k.made, k.master) for k in keys))


def retire(data: bytes, v: int) -> bytes:
    """Version v opens nothing more: only once no row names it."""
    deployment, keys = _read(data)
    if v not in {key.v for key in keys if key.state == "accept"}:
        raise KeyFileRefused(f"the key file has no key {v} that is accepted and not active")
    return _write(
        deployment,
        tuple(_Key(k.v, "retired" if k.v == v else k.state, k.made, k.master) for k in keys),
    )


def rotate(data: bytes, made: str | None = None) -> bytes:
    """A new active key, the old one still accepted: both steps at once, for a single machine."""
    added = add_key(data, made)
    _, keys = _read(added)
    return activate(added, keys[-1].v)


def _month() -> str:
    return time.strftime("%Y-%m", time.gmtime())


def _write(deployment: bytes, keys: tuple[_Key, ...]) -> bytes:
    listed = [{"v": k.v, "state": k.state, "made": k.made, "master": _b64(k.master)} for k in keys]
    written = json.dumps({"format": _FORMAT, "deployment": deployment.hex(), "keys": listed}, indent=1)
    return written.encode() + b"\n"


def _read(data: bytes) -> tuple[bytes, tuple[_Key, ...]]:
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        raise KeyFileRefused("the key file is not JSON") from None
    if not isinstance(raw, dict) or raw.keys() != {"format", "deployment", "keys"}:
        raise KeyFileRefused("the key file must hold format, deployment and keys, and nothing else")
    if raw["format"] != _FORMAT:
        raise KeyFileRefused(f"the key file's format is not {_FORMAT}")
    if not isinstance(raw["deployment"], str) or not _HEX_ID.fullmatch(raw["deployment"]):
        raise KeyFileRefused("the key file's deployment is not 16 bytes in hex")
    if not isinstance(raw["keys"], list):
        raise KeyFileRefused("the key file's keys are not a list")
    keys = tuple(_read_key(entry) for entry in raw["keys"])
    if len({key.v for key in keys}) != len(keys) or len({key.master for key in keys}) != len(keys):
        raise KeyFileRefused("the key file holds one version or one key twice")
    if [key.state for key in keys].count("active") != 1:
        raise KeyFileRefused("the key file must have exactly one active key")
    return bytes.fromhex(raw["deployment"]), keys


def _read_key(entry: Any) -> _Key:
    if not isinstance(entry, dict) or entry.keys() != {"v", "state", "made", "master"}:
        raise KeyFileRefused("each key must hold v, state, made and master, and nothing else")
    v, state, made = entry["v"], entry["state"], entry["made"]
    if type(v) is not int or not 1 <= v <= _LARGEST_VERSION:
        raise KeyFileRefused(f"a key's version is not a number from 1 to {_LARGEST_VERSION}")
    if state not in _STATES:
        raise KeyFileRefused(f"key {v} is neither accept nor active nor retired")
    if not isinstance(made, str) or not _MONTH.fullmatch(made):
        raise KeyFileRefused(f"key {v} does not say in which month it was made")
    return _Key(v, state, made, _master(v, entry["master"]))


def _master(v: int, written: Any) -> bytes:
    refused = KeyFileRefused(f"key {v} is not 32 bytes in base64url")
    if not isinstance(written, str):
        raise refused
    try:
        master = base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise refused from None
    if len(master) != KEY_SIZE:
        raise refused
    return master


def _b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
