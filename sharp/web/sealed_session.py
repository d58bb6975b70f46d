"""Visits and staff sessions: a row that only the browser's secret, with the server key, opens."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask.sessions import SessionMixin
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict

from sharp import clock
from sharp.model.passing import SealedSessionRow
from sharp.model.words import Audience
from sharp.vault import visits
from sharp.vault.encoding import NO_ID
from sharp.vault.errors import VaultRefusal
from sharp.vault.keyfile import ServerKeys
from sharp.web.unit_of_work import Moved

IDLE_SECONDS = {Audience.PUPIL: 20 * 60, Audience.STAFF: 30 * 60}
LONGEST_SECONDS = {Audience.PUPIL: 6 * 3600, Audience.STAFF: 10 * 3600}
TOUCH_SECONDS = 60
_UNSEEN: Mapping[str, Any] = {"synchronize_session": False}
"""For rows of which the unit of work holds no object."""
"""How stale `seen_at` may grow before a page that only reads writes it again."""


@dataclass(frozen=True)
class SealedPlace:
    """Where an opened session lies: its row and the revision that was read."""

    id: bytes
    rev: int


class SealedSession(CallbackDict[str, Any], SessionMixin):
    """A mapping for Flask and Flask-WTF; `place` is None until it has a row."""

    def __init__(self, audience: Audience, secret: bytes, data: dict[str, Any], place: SealedPlace | None) -> None:
        super().__init__(data, _mark)
        self.audience = audience
        self.secret = secret
        self.place = place
        self.modified = False
        self.accessed = True
        self.ended = False
        self.expired = False
        """A cookie came for a visit that is over: the page says so and keeps what was typed."""
        self.old_place: SealedPlace | None = None
        self.pristine = dict(data)

    @property
    def new(self) -> bool:  # type: ignore[override]
        return self.place is None

    def renew(self) -> None:
        """New secret, new row, new CSRF token: at each rise in what the session may do."""
        self.old_place = self.old_place or self.place
        self.secret, self.place = visits.new_secret(), None
        self.pop("csrf_token", None)
        self.modified = True

    def start_again(self) -> None:
        """Forget everything and begin a fresh session in the same browser."""
        self.clear()
        self.renew()

    def become(self, other: "SealedSession") -> None:
        """Be another opened session in place: Flask hands this object round."""
        self.__dict__.update(other.__dict__)
        dict.clear(self)
        dict.update(self, other)

    def end(self) -> None:
        """Forget everything and have the cookie expire."""
        self.clear()
        self.ended = self.modified = True


def _mark(session: Any) -> None:
    session.modified = True


def fresh(audience: Audience) -> SealedSession:
    return SealedSession(audience, visits.new_secret(), {}, None)


def cookie_value(session: SealedSession) -> str:
    return base64.urlsafe_b64encode(session.secret).rstrip(b"=").decode()


def opened(db: Session, keys: ServerKeys, audience: Audience, cookie: str | None) -> SealedSession:
    """The session behind a cookie, or a fresh one; a row that does not open, is over or is missing counts as none."""
    secret = _secret(cookie)
    if secret is None:
        return fresh(audience)
    row = db.get(SealedSessionRow, visits.session_id(secret, audience))
    data = _unsealed(row, keys, audience, secret) if row is not None else None
    if row is None or data is None or _is_over(audience, data):
        found = fresh(audience)
        found.expired = True
        if row is not None:
            found.old_place, found.modified = SealedPlace(row.id, row.rev), True
        return found
    found = SealedSession(audience, secret, data, SealedPlace(row.id, row.rev))
    if clock.seconds() - data["seen_at"] >= TOUCH_SECONDS:
        found.modified = True
    return found


def _secret(cookie: str | None) -> bytes | None:
    try:
        secret = base64.b64decode((cookie or "") + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return secret if len(secret) == 32 else None


def _unsealed(row: SealedSessionRow, keys: ServerKeys, audience: Audience, secret: bytes) -> dict[str, Any] | None:
    if row.v not in keys.accepted or row.audience != audience:
        return None
    key = visits.session_key(secret, keys.key("session", row.v), audience, row.id)
    try:
        plain = visits.open_session(
            key, row.sealed, audience=audience, id=row.id, staff=row.staff_id or NO_ID,
            v=row.v, rev=row.rev, purge_hour=row.purge_hour,
        )  # fmt: skip
    except VaultRefusal:
        return None
    data: dict[str, Any] = json.loads(plain)
    return data


def _is_over(audience: Audience, data: dict[str, Any]) -> bool:
    now = clock.seconds()
    return bool(now - data["seen_at"] >= IDLE_SECONDS[audience] or now >= data["ends_at"])


def check_unmoved(db: Session, session: SealedSession) -> None:
    """Under the lock: the row is still the one that was read. Raises Moved."""
    if session.place is not None:
        rev = db.scalar(
            sa.select(SealedSessionRow.rev).where(SealedSessionRow.id == session.place.id).with_for_update()
        )
        if rev != session.place.rev:
            raise Moved


def store(db: Session, keys: ServerKeys, session: SealedSession) -> None:
    """Write the session into its row, or remove the row of one that ended."""
    if session.old_place is not None:
        _remove(db, session.old_place.id)
        session.old_place = None
    if session.ended:
        if session.place is not None:
            _remove(db, session.place.id)
        return
    _purge(db)
    session["seen_at"] = clock.seconds()
    session.setdefault("ends_at", clock.seconds() + LONGEST_SECONDS[session.audience])
    id_ = visits.session_id(session.secret, session.audience)
    rev = session.place.rev + 1 if session.place else 1
    cells = _cells(keys, session, id_, rev)
    if session.place is None:
        db.execute(sa.insert(SealedSessionRow).values(cells))
    else:
        db.execute(
            sa.update(SealedSessionRow).where(SealedSessionRow.id == id_).values(cells), execution_options=_UNSEEN
        )
    session.place = SealedPlace(id_, rev)


def _cells(keys: ServerKeys, session: SealedSession, id_: bytes, rev: int) -> dict[str, Any]:
    staff = bytes.fromhex(session["staff"]) if session.get("staff") else None
    over_at = min(session["seen_at"] + IDLE_SECONDS[session.audience], session["ends_at"])
    purge_hour = over_at // clock.SECONDS_AN_HOUR + 1
    key = visits.session_key(session.secret, keys.key("session"), session.audience, id_)
    sealed = visits.seal_session(
        key, json.dumps(dict(session), separators=(",", ":")).encode(), audience=session.audience, id=id_,
        staff=staff or NO_ID, v=keys.active, rev=rev, purge_hour=purge_hour,
    )  # fmt: skip
    return {
        "id": id_,
        "audience": session.audience,
        "staff_id": staff,
        "v": keys.active,
        "rev": rev,
        "purge_hour": purge_hour,
        "sealed": sealed,
    }


def _remove(db: Session, id_: bytes) -> None:
    db.execute(sa.delete(SealedSessionRow).where(SealedSessionRow.id == id_))


def _purge(db: Session) -> None:
    """Rows that are over go with the next write, so that none outlives its hour even where no worker runs."""
    db.execute(sa.delete(SealedSessionRow).where(SealedSessionRow.purge_hour < clock.hour()), execution_options=_UNSEEN)
