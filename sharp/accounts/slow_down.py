"""Slowing down who guesses: rows per account and source, at most 15 minutes, never barring a known device."""

import hmac
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts import devices
from sharp.model.passing import SignInCount
from sharp.vault.encoding import ctx
from sharp.vault.keyfile import ServerKeys
from sharp.web.throttle import source

FREE_TRIES = 5
FREE_TRIES_OF_A_KNOWN_DEVICE = 10
FIRST_WAIT = 30
LONGEST_WAIT = 15 * 60
KEPT_HOURS = 2


class SlowDown(Exception):
    """Too many wrong tries: nothing is tried for so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True)
class Tries:
    """Which tries are counted together, and how many of them are free."""

    fields: tuple[bytes, ...]
    free: int = FREE_TRIES

    def key(self, keys: ServerKeys) -> bytes:
        return hmac.digest(keys.key("form"), ctx("sharp/1/sign-in-count", *self.fields), "sha256")


def passphrase_tries(email: str) -> Tries | None:
    """Per account and source; None: the account signed in from this device before, and is never slowed here."""
    if devices.mark_of(email) is not None:
        return None
    return Tries((b"passphrase", email.encode("utf-8", "replace"), source().encode()))


def code_tries(email: str) -> Tries:
    """Codes are short, and only who has the passphrase comes here: so per account, wherever they come from.

    A known device counts its own, so that nobody elsewhere can bar it.
    """
    mark = devices.mark_of(email)
    if mark is not None:
        return Tries((b"code", email.encode(), mark.nonce), FREE_TRIES_OF_A_KNOWN_DEVICE)
    return Tries((b"code", email.encode()))


def refuse_if_barred(db: Session, tries: Tries | None) -> None:
    """Before any derivation. Raises SlowDown."""
    row = None if tries is None else db.get(SignInCount, tries.key(_keys(db)))
    if row is not None and row.barred_until > clock.seconds():
        raise SlowDown(min(row.barred_until - clock.seconds(), LONGEST_WAIT))


def count_wrong(db: Session, tries: Tries | None) -> None:
    """One more wrong try: from some number on each bars for twice as long as the one before."""
    db.execute(sa.delete(SignInCount).where(SignInCount.purge_hour < clock.hour()))
    if tries is None:
        return
    key = tries.key(_keys(db))
    row = db.get(SignInCount, key, with_for_update=True, populate_existing=True)
    if row is None:
        row = SignInCount(key=key, count=0, barred_until=0, purge_hour=0)
        db.add(row)
    row.count += 1
    row.purge_hour = clock.hour() + KEPT_HOURS
    if row.count >= tries.free:
        doublings = min(row.count - tries.free, 10)
        row.barred_until = clock.seconds() + min(LONGEST_WAIT, FIRST_WAIT << doublings)
    db.flush()


def forget_wrong(db: Session, tries: Tries | None) -> None:
    """A right one: what went before no longer counts."""
    if tries is not None:
        db.execute(sa.delete(SignInCount).where(SignInCount.key == tries.key(_keys(db))))


def _keys(db: Session) -> ServerKeys:
    keys = db.info["keys"]
    assert isinstance(keys, ServerKeys)
    return keys
