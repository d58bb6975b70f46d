"""Staff accounts, invitations, and what staff did."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sharp.model.base import Base, Maced
from sharp.model.types import Choice, Count, Hour, Id, Octets, PrimaryId, refers_to
from sharp.model.words import Act, StaffState


class Staff(Base, Maced):
    __tablename__ = "staff"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = (
        "id", "email", "name", "operator", "state", "gen", "epoch", "salt", "cred", "cred_v",
        "totp", "totp_v", "totp_step", "recovery_codes", "public", "sign_public", "fp", "quiet_from", "quiet_until",
    )  # fmt: skip

    id: Mapped[PrimaryId]
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    """Case-folded."""
    name: Mapped[str] = mapped_column(sa.String(120))
    operator: Mapped[bool]
    """Runs the service; holds no key and no report."""
    state: Mapped[StaffState] = mapped_column(Choice(StaffState))
    gen: Mapped[int] = mapped_column(Count)
    """Rises with each new passphrase."""
    epoch: Mapped[int] = mapped_column(Count)
    """Rises with `sign out everywhere`: an older staff session opens nothing."""
    salt: Mapped[bytes] = mapped_column(Octets)
    cred: Mapped[bytes | None] = mapped_column(Octets)
    """The credential, sealed twice: passphrase inside, server key outside."""
    cred_v: Mapped[int] = mapped_column(sa.SmallInteger)
    totp: Mapped[bytes | None] = mapped_column(Octets)
    """The one-time-code secret under the server key."""
    totp_v: Mapped[int] = mapped_column(sa.SmallInteger)
    totp_step: Mapped[int] = mapped_column(Count)
    """The last time step used: a code works once."""
    recovery_codes: Mapped[bytes] = mapped_column(Octets)
    """32 B a code not yet used, keyed hashes."""
    public: Mapped[bytes | None] = mapped_column(Octets)
    sign_public: Mapped[bytes | None] = mapped_column(Octets)
    fp: Mapped[bytes | None] = mapped_column(Octets)
    quiet_from: Mapped[int | None] = mapped_column(sa.SmallInteger, default=None)
    """Minutes after midnight where the school is: from then no alert comes but of level 1."""
    quiet_until: Mapped[int | None] = mapped_column(sa.SmallInteger, default=None)


class Invitation(Base, Maced):
    """A one-time setting-up link; only its hash is kept."""

    __tablename__ = "invitations"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = ("id", "staff_id", "token_hash", "expires", "used")

    id: Mapped[PrimaryId]
    staff_id: Mapped[bytes] = mapped_column(Id, refers_to("staff.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(Octets, unique=True)
    expires: Mapped[int] = mapped_column(Hour)
    used: Mapped[bool]


class TrailLine(Base):
    """One thing that a member of staff did; chained by its tag, so that none can go missing."""

    __tablename__ = "trail"
    chain: Mapped[bytes] = mapped_column(Id, primary_key=True)
    """A school's id, or sixteen zeros for the service."""
    i: Mapped[int] = mapped_column(Count, primary_key=True, autoincrement=False)
    v: Mapped[int] = mapped_column(sa.SmallInteger)
    staff_id: Mapped[bytes] = mapped_column(Id)
    act: Mapped[Act] = mapped_column(Choice(Act))
    report_id: Mapped[bytes] = mapped_column(Id)
    """Sixteen zeros: about no report."""
    hour: Mapped[int] = mapped_column(Hour)
    tag: Mapped[bytes] = mapped_column(Octets)

    __table_args__ = (sa.Index("ix_trail_report_id", "report_id"),)


class TrailHead(Base):
    """Where a chain ends; locked by whoever adds to it."""

    __tablename__ = "trail_heads"
    chain: Mapped[PrimaryId]
    i: Mapped[int] = mapped_column(Count)
    tag: Mapped[bytes] = mapped_column(Octets)


class SavedViews(Base):
    """What one person saved of the queue, sealed to them alone; the seal is what says that the row is theirs."""

    __tablename__ = "saved_views"
    staff_id: Mapped[bytes] = mapped_column(Id, refers_to("staff.id"), primary_key=True)
    fp: Mapped[bytes] = mapped_column(Octets)
    """Of the keys that it is sealed under: with new keys it opens no more."""
    rev: Mapped[int] = mapped_column(Count)
    """Rises with each change, so that two tabs do not overwrite each other."""
    sealed: Mapped[bytes] = mapped_column(Octets)
