"""Video clips of a school's own: what was brought and what became of it, and the worker's memory of what it makes."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sharp.model.base import Base, Maced
from sharp.model.types import Choice, Count, Id, Octets, PrimaryId, refers_to
from sharp.model.words import ClipFault, ClipState


class SchoolClip(Base, Maced):
    """One film that somebody brought. What pupils get of it stands in its accepted revision (`pieces`)."""

    __tablename__ = "school_clips"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = (
        "id", "school_id", "state", "fault", "topic", "title", "captions", "replaces", "hidden", "length", "sha256",
        "film", "author_id", "at",
    )  # fmt: skip

    id: Mapped[PrimaryId]
    """In hex, the name that what was brought is stored under until a clip is made of it."""
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"), index=True)
    state: Mapped[ClipState] = mapped_column(Choice(ClipState))
    fault: Mapped[ClipFault] = mapped_column(Choice(ClipFault))
    topic: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.String(120))
    captions: Mapped[str] = mapped_column(sa.Text)
    """WebVTT, as we wrote it anew."""
    replaces: Mapped[bytes | None] = mapped_column(Id)
    """The clip that goes once this one is accepted."""
    hidden: Mapped[bool]
    length: Mapped[int] = mapped_column(Count)
    """Bytes that were brought."""
    sha256: Mapped[bytes] = mapped_column(Octets)
    """Of what was brought."""
    film: Mapped[str] = mapped_column(sa.Text)
    """JSON: the finished files, by name, digest and size; empty until there are some."""
    author_id: Mapped[bytes] = mapped_column(Id)
    at: Mapped[int] = mapped_column(Count)
    """Seconds since 1970: what staff do may be timed."""


class ClipWork(Base):
    """That a clip waits for a worker, or is being made by one. It decides nothing but who works, and is gone after."""

    __tablename__ = "clip_work"
    id: Mapped[PrimaryId]
    """The clip's."""
    holder: Mapped[bytes | None] = mapped_column(Id)
    """Drawn anew by each worker that takes it up: one whose turn is over writes nothing any more."""
    locked_until: Mapped[int] = mapped_column(Count)
    """Seconds since 1970; nobody else takes it up before."""
    attempts: Mapped[int] = mapped_column(Count)
    percent: Mapped[int] = mapped_column(sa.SmallInteger)
