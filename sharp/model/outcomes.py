"""How cases ended, counted: one row for each combination of coarse facts, and no row for a case."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sharp.model.base import Base, Maced
from sharp.model.reports import NO_ROWID
from sharp.model.types import Count, Id, PrimaryId, refers_to

WORD = sa.String(16)


class OutcomeCount(Base, Maced):
    __tablename__ = "outcomes"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = (
        "id", "school_id", "term", "kind", "zone", "who", "outcome", "helped", "count",
    )  # fmt: skip

    id: Mapped[PrimaryId]
    """Worked out from the other cells, so that a combination has one row, and the rows have no order."""
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"))
    term: Mapped[str] = mapped_column(WORD)
    """The month in which the term began, such as 2026-09."""
    kind: Mapped[str] = mapped_column(WORD)
    """The group of the first kind that was ticked."""
    zone: Mapped[str] = mapped_column(WORD)
    who: Mapped[str] = mapped_column(WORD)
    """me, friend, saw or other."""
    outcome: Mapped[str] = mapped_column(WORD)
    helped: Mapped[str] = mapped_column(WORD)
    """1 to 5, or `-` where the pupil has not said."""
    count: Mapped[int] = mapped_column(Count)

    __table_args__ = (NO_ROWID,)
