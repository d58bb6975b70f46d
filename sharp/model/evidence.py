"""Evidence: which stored files belong to a report, and what each school takes."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sharp.model.base import Base, Maced
from sharp.model.reports import NO_ROWID
from sharp.model.types import Id, PrimaryId, refers_to


class StoredFile(Base, Maced):
    """A file outside the database that belongs to a report: its key, kind and size lie sealed in the journal.

    A stored file that no row names is an upload that was never sent, and goes after two days.
    """

    __tablename__ = "files"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = ("id", "school_id", "report_id")

    id: Mapped[PrimaryId]
    """In hex, the name that it is stored under."""
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"))
    report_id: Mapped[bytes] = mapped_column(Id, refers_to("reports.id"), index=True)

    __table_args__ = (NO_ROWID,)


class EvidenceRule(Base, Maced):
    """What a school takes; without a row, nothing."""

    __tablename__ = "evidence_rules"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = ("school_id", "allowed", "most_files", "file_mb", "together_mb")

    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"), primary_key=True)
    allowed: Mapped[bool]
    most_files: Mapped[int] = mapped_column(sa.SmallInteger)
    """For one report, or one coming back."""
    file_mb: Mapped[int] = mapped_column(sa.SmallInteger)
    together_mb: Mapped[int] = mapped_column(sa.SmallInteger)
