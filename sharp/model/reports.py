"""A report: its clear columns, its sealed journal, and who may open it.

On SQLite these tables are WITHOUT ROWID, so that no row number tells the order of sending.
"""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sharp.model.base import Base, Maced
from sharp.model.types import Choice, Count, Hour, Id, Octets, PrimaryId, refers_to
from sharp.model.words import (
    GrantForm,
    GrantState,
    OfferAnswer,
    OfferState,
    ReaderKind,
    ReportState,
    Retention,
    Turn,
)
from sharp.vault.encoding import ID_SIZE

NO_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}


class Report(Base, Maced):
    __tablename__ = "reports"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = (
        "id", "school_id", "reference", "received", "state", "turn", "level", "due", "retention",
        "retention_month", "epoch", "renew", "pupil_public", "commits", "granted", "length", "head",
    )  # fmt: skip

    id: Mapped[PrimaryId]
    """Drawn when the draft begins: that alone makes a second send the same report."""
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"))
    reference: Mapped[str] = mapped_column(sa.String(16), unique=True)
    """Random; what staff say aloud."""
    received: Mapped[int] = mapped_column(Hour)
    state: Mapped[ReportState] = mapped_column(Choice(ReportState))
    turn: Mapped[Turn] = mapped_column(Choice(Turn))
    level: Mapped[int] = mapped_column(sa.SmallInteger)
    due: Mapped[int | None] = mapped_column(Count)
    """Quarter-hours since 1970, counted from the hour received."""
    retention: Mapped[Retention] = mapped_column(Choice(Retention))
    retention_month: Mapped[int | None] = mapped_column(Count)
    """Months since 1970; set at closing."""
    epoch: Mapped[int] = mapped_column(sa.SmallInteger)
    renew: Mapped[bool]
    """A reader was removed: whoever acts next draws new keys."""
    pupil_public: Mapped[bytes] = mapped_column(Octets)
    commits: Mapped[bytes] = mapped_column(Octets)
    """96 B an epoch: commitments to its thread, identity and case keys."""
    granted: Mapped[bytes] = mapped_column(Octets)
    """16 B a grant, the ids of all there are: one that is not listed opens nothing, one that is gone is missed."""
    length: Mapped[int] = mapped_column(Count)
    head: Mapped[bytes] = mapped_column(Octets)
    """The journal's chained hash."""

    __table_args__ = (
        sa.Index("ix_reports_queue", "school_id", "state", "retention", "level", "turn", "due", "received", "id"),
        NO_ROWID,
    )

    def lists(self, grant_id: bytes) -> bool:
        return grant_id in self.granted_ids()

    def granted_ids(self) -> list[bytes]:
        return [self.granted[start : start + ID_SIZE] for start in range(0, len(self.granted), ID_SIZE)]

    def list_grants(self, ids: Iterable[bytes]) -> None:
        """Beside those listed already."""
        self.granted = b"".join(sorted({*self.granted_ids(), *ids}))

    def unlist_grants(self, ids: Collection[bytes]) -> None:
        self.granted = b"".join(each for each in self.granted_ids() if each not in ids)


class Entry(Base, Maced):
    """One sealed item of the journal; kind, author and time lie inside the seal."""

    __tablename__ = "entries"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = (
        "id",
        "school_id",
        "report_id",
        "seq",
        "slot",
        "epoch",
        "envelope",
    )

    id: Mapped[PrimaryId]
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"))
    report_id: Mapped[bytes] = mapped_column(Id, refers_to("reports.id"))
    seq: Mapped[int] = mapped_column(Count)
    slot: Mapped[int] = mapped_column(sa.SmallInteger)
    epoch: Mapped[int] = mapped_column(sa.SmallInteger)
    envelope: Mapped[bytes] = mapped_column(Octets)

    __table_args__ = (sa.UniqueConstraint("report_id", "seq"), NO_ROWID)


class Card(Base, Maced):
    """What queue and search show of a report, sealed under its case key."""

    __tablename__ = "cards"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = ("report_id", "school_id", "epoch", "length", "sealed")

    report_id: Mapped[bytes] = mapped_column(Id, refers_to("reports.id"), primary_key=True)
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"))
    epoch: Mapped[int] = mapped_column(sa.SmallInteger)
    length: Mapped[int] = mapped_column(Count)
    """The journal's length when the card was written."""
    sealed: Mapped[bytes] = mapped_column(Octets)

    __table_args__ = (NO_ROWID,)


class Grant(Base, Maced):
    """One reader's right to some slots of one epoch of one report."""

    __tablename__ = "grants"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = (
        "id", "school_id", "report_id", "kind", "reader_id", "reader_fp", "slots", "epoch",
        "followup_id", "form", "state", "blob", "commits",
    )  # fmt: skip

    id: Mapped[PrimaryId]
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"))
    report_id: Mapped[bytes] = mapped_column(Id, refers_to("reports.id"))
    kind: Mapped[ReaderKind] = mapped_column(Choice(ReaderKind))
    reader_id: Mapped[bytes] = mapped_column(Id)
    """A staff id; the school's id for the recovery and outside keys; zeros for the pupil."""
    reader_fp: Mapped[bytes] = mapped_column(Octets)
    slots: Mapped[int] = mapped_column(sa.SmallInteger)
    epoch: Mapped[int] = mapped_column(sa.SmallInteger)
    followup_id: Mapped[bytes] = mapped_column(Id)
    form: Mapped[GrantForm] = mapped_column(Choice(GrantForm))
    state: Mapped[GrantState] = mapped_column(Choice(GrantState))
    blob: Mapped[bytes] = mapped_column(Octets)
    commits: Mapped[bytes] = mapped_column(Octets)
    """Commitments to follow-up and say keys; empty for all other grants."""

    __table_args__ = (
        sa.UniqueConstraint("report_id", "kind", "reader_id", "epoch", "followup_id"),
        sa.Index("ix_grants_reader", "reader_id", "kind", "state", "followup_id", "report_id"),
        NO_ROWID,
    )


class Receipt(Base, Maced):
    """What the code words open."""

    __tablename__ = "receipts"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = ("report_id", "school_id", "lookup", "v", "until", "stored")

    report_id: Mapped[bytes] = mapped_column(Id, refers_to("reports.id"), primary_key=True)
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"))
    lookup: Mapped[bytes] = mapped_column(Octets)
    """48 B, deterministic under the words and the server key."""
    v: Mapped[int] = mapped_column(sa.SmallInteger)
    """Version of the server key in `lookup` and `stored`."""
    until: Mapped[int | None] = mapped_column(Count)
    """Months since 1970: the last one in which the words open anything; set at closing."""
    stored: Mapped[bytes] = mapped_column(Octets)

    __table_args__ = (sa.UniqueConstraint("school_id", "lookup"), NO_ROWID)


class Hold(Base, Maced):
    """While this row stands, nothing of its report is deleted; why is sealed in the journal."""

    __tablename__ = "holds"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = ("report_id", "school_id", "staff_id", "since")

    report_id: Mapped[bytes] = mapped_column(Id, refers_to("reports.id"), primary_key=True)
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"))
    staff_id: Mapped[bytes] = mapped_column(Id, refers_to("staff.id"))
    """Who placed it."""
    since: Mapped[int] = mapped_column(Hour)

    __table_args__ = (NO_ROWID,)


class Offer(Base, Maced):
    """That a case may go to another school: to whom it was offered, and no word of it. Gone once that is settled."""

    __tablename__ = "offers"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = (
        "id", "report_id", "school_id", "staff_id", "to_school_id", "to_staff_id", "state", "answer", "since",
    )  # fmt: skip

    id: Mapped[PrimaryId]
    report_id: Mapped[bytes] = mapped_column(Id, refers_to("reports.id"))
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"))
    staff_id: Mapped[bytes] = mapped_column(Id, refers_to("staff.id"))
    """Who offered it."""
    to_school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"))
    to_staff_id: Mapped[bytes] = mapped_column(Id, refers_to("staff.id"))
    state: Mapped[OfferState] = mapped_column(Choice(OfferState))
    answer: Mapped[OfferAnswer] = mapped_column(Choice(OfferAnswer))
    since: Mapped[int] = mapped_column(Hour)
    """When it was offered, then when it was answered."""

    __table_args__ = (sa.UniqueConstraint("report_id"), sa.Index("ix_offers_to", "to_staff_id", "state"), NO_ROWID)
