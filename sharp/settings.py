"""The settings: one frozen object, read once from SHARP_… variables, refusing nonsense with a sentence."""

import difflib
import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import limits
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("localhost", "127.0.0.1", "::1")
NOT_OURS = frozenset({"SHARP_FILES_URL"})
"""Promised for files, which this version does not keep: set already, it does no harm."""
SECRETS_BY_FILE = ("SHARP_DATABASE_URL", "SHARP_MAIL_URL", "SHARP_LIMITER_URL")


class SettingsRefused(Exception):
    """A setting makes no sense; the message says which and what to do."""


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("must be the address people type, such as https://help.example.org, with no path")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must begin with https:// unless it is on this machine (localhost)")
    return value.rstrip("/")


def _database(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return value


def _mail(value: SecretStr | None) -> SecretStr | None:
    if value is not None and urlsplit(value.get_secret_value()).scheme not in ("smtp", "smtps"):
        raise ValueError("must look like smtp://user:password@host:587 or smtps://host:465")
    return value


def _limiter(value: str) -> str:
    if not value.startswith(("memory://", "redis://", "rediss://", "valkey://", "valkeys://")):
        raise ValueError("must begin with memory://, redis:// or valkey://")
    return value.replace("valkey", "redis", 1)  # they speak the same protocol; one client serves both


def _flood(value: str) -> str:
    try:
        limits.parse_many(value)
    except ValueError:
        raise ValueError("must look like `600 per hour`") from None
    return value


Flood = Annotated[str, AfterValidator(_flood)]


class Settings(BaseSettings):
    """Everything an operator may set; the defaults run one school on one machine."""

    model_config = SettingsConfigDict(env_prefix="SHARP_", frozen=True, extra="ignore", hide_input_in_errors=True)

    instance: Path = Path("instance")
    base_url: Annotated[str, AfterValidator(_origin)] = "http://localhost:8000"
    database_url: Annotated[str, AfterValidator(_database)] = Field("", repr=False)
    keyfile: Path = Path()
    anchor: Path = Path()
    levels: Path | None = None
    """An operator's own rules of levels, in place of schools/levels.toml."""
    danger: Path | None = None
    """An operator's own danger rules, in place of advice/danger.toml."""
    limiter_url: Annotated[str, AfterValidator(_limiter)] = Field("memory://", repr=False)
    mail_url: Annotated[SecretStr | None, AfterValidator(_mail)] = None
    mail_from: str = "sharp@localhost"
    trusted_proxies: int = Field(0, ge=0, le=5)
    workers: int = Field(2, ge=1, le=64)
    threads: int = Field(4, ge=1, le=64)
    derivations: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=64)
    """Code-word derivations a process runs at once; sends have as many again of their own."""
    backup_days: int = Field(35, ge=0, le=3650)
    """How long the oldest backup is kept (0: there are none): when what is deleted is gone from there too."""
    flood_pages: Flood = "6000 per minute"
    """Pages and forms of all kinds, a source address."""
    flood_sends: Flood = "600 per hour"
    """Reports sent, a source address: a school of 1,500 behind one address gets through."""
    flood_words: Flood = "600 per hour"
    """Tries of code words, a source address."""
    flood_sign_in: Flood = "300 per hour"
    """Tries to sign in, a source address, or a device or account known already; the slow-down per account is rows."""
    flood_total: Flood = "60000 per minute"
    """Everything, from everywhere."""

    @model_validator(mode="before")
    @classmethod
    def _fill_from_instance(cls, values: dict[str, Any]) -> dict[str, Any]:
        folder = Path(values.get("instance") or "instance")
        keyfile = Path(values.get("keyfile") or folder / "server.keys")
        filled = {
            "database_url": f"sqlite:///{(folder / 'sharp.db').absolute()}",
            "keyfile": keyfile,
            "anchor": keyfile.with_suffix(".anchor"),
        }
        return filled | {name: value for name, value in values.items() if value not in ("", None)}

    @cached_property
    def is_local(self) -> bool:
        """Plain http on this machine only: cookies then go without Secure and without the __Host- prefix."""
        return self.base_url.startswith("http://")

    @cached_property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")


def _check_names() -> None:
    """A misspelt name would otherwise be a setting that silently does nothing."""
    known = {f"SHARP_{name.upper()}" for name in Settings.model_fields} | {f"{name}_FILE" for name in SECRETS_BY_FILE}
    for name in sorted(os.environ):
        if name.startswith("SHARP_") and name not in known | NOT_OURS and not name.startswith("SHARP_TEST_"):
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise SettingsRefused(f"{name} is not a setting.{hint}")


def _read_secret_files() -> dict[str, str]:
    found = {}
    for name in SECRETS_BY_FILE:
        path = os.environ.get(f"{name}_FILE")
        if path:
            try:
                found[name.removeprefix("SHARP_").lower()] = Path(path).read_text(encoding="utf-8").strip()
            except OSError:
                raise SettingsRefused(
                    f"{name}_FILE names a file that cannot be read. Check the path and its rights."
                ) from None
    return found


def read_settings(**given: Any) -> Settings:
    """Settings from the environment, from SHARP_…_FILE for secrets, and from what is given here.

    Raises SettingsRefused with one sentence a fault.
    """
    _check_names()
    try:
        return Settings(**(_read_secret_files() | given))
    except ValidationError as refused:
        lines = (
            f"SHARP_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg'].removeprefix('Value error, ')}."
            for fault in refused.errors(include_input=False, include_url=False)
        )
        raise SettingsRefused("\n".join(lines)) from None
