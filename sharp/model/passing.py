"""Rows that pass: visits, waiting letters, sign-in counts. Exact times may stand here; they are gone within a day."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sharp.model.base import Base
from sharp.model.reports import NO_ROWID
from sharp.model.types import Choice, Count, Hour, Id, Octets, PrimaryId
from sharp.model.words import Audience


class SealedSessionRow(Base):
    """A visit or a staff session: only the secret in the browser's cookie, with the server key, opens it."""

    __tablename__ = "sessions"
    id: Mapped[PrimaryId]
    audience: Mapped[Audience] = mapped_column(Choice(Audience))
    staff_id: Mapped[bytes | None] = mapped_column(Id, index=True)
    v: Mapped[int] = mapped_column(sa.SmallInteger)
    rev: Mapped[int] = mapped_column(Count)
    purge_hour: Mapped[int] = mapped_column(Hour, index=True)
    sealed: Mapped[bytes] = mapped_column(Octets)


class Letter(Base):
    """One alert to one person, waiting in the outbox: ids only, re-checked against grants before it goes."""

    __tablename__ = "outbox"
    id: Mapped[PrimaryId]
    kind: Mapped[str] = mapped_column(sa.String(16))
    school_id: Mapped[bytes] = mapped_column(Id)
    report_id: Mapped[bytes] = mapped_column(Id)
    staff_id: Mapped[bytes] = mapped_column(Id)
    run_at: Mapped[int] = mapped_column(Count, index=True)
    """Seconds since 1970."""
    locked_until: Mapped[int | None] = mapped_column(Count)
    attempts: Mapped[int] = mapped_column(Count)
    dead_since: Mapped[int | None] = mapped_column(Hour, default=None)
    """It could not go within a day, and waits for an operator; its other times are then whole hours."""

    __table_args__ = (NO_ROWID,)


class Heartbeat(Base):
    """That a worker runs: one row for all of them."""

    __tablename__ = "heartbeats"
    id: Mapped[PrimaryId]
    """The deployment's."""
    minute: Mapped[int] = mapped_column(Count)
    """Minutes since 1970: when the last round ended well."""


class SignInCount(Base):
    """Failed sign-ins of one account from one source, under a keyed hash of both."""

    __tablename__ = "sign_in_counts"
    key: Mapped[bytes] = mapped_column(Octets, primary_key=True)
    count: Mapped[int] = mapped_column(Count)
    barred_until: Mapped[int] = mapped_column(Count)
    """Seconds since 1970; never more than 15 minutes ahead."""
    purge_hour: Mapped[int] = mapped_column(Hour, index=True)
