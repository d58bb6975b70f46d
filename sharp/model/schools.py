"""A school, who reads there, and the one checked list of it all."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sharp.model.base import Base, Maced
from sharp.model.types import Choice, Count, Id, Octets, PrimaryId, refers_to
from sharp.model.words import PieceState, PreparedList, Role, Standing


class Deployment(Base):
    """One row: which deployment this database belongs to; must equal the key file's."""

    __tablename__ = "deployment"
    id: Mapped[PrimaryId]


class School(Base, Maced):
    __tablename__ = "schools"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = (
        "id", "slug", "name", "words_salt", "timezone", "exit_url", "recovery_public", "recovery_holders",
        "outside_public", "outside_name", "timetable", "places", "routing", "demo",
    )  # fmt: skip

    id: Mapped[PrimaryId]
    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    words_salt: Mapped[bytes] = mapped_column(Octets)
    timezone: Mapped[str] = mapped_column(sa.String(40))
    exit_url: Mapped[str] = mapped_column(sa.String(300))
    """The harmless page that leaving goes to."""
    recovery_public: Mapped[bytes | None] = mapped_column(Octets)
    """Public half of the recovery pair, 1216 B."""
    recovery_holders: Mapped[str] = mapped_column(sa.Text)
    """A line a sheet: `head HEX`, `spoc HEX`, `force -` (role, staff id or none)."""
    outside_public: Mapped[bytes | None] = mapped_column(Octets)
    """The outside recovery key (local authority or force), or none."""
    outside_name: Mapped[str] = mapped_column(sa.String(120))
    timetable: Mapped[str] = mapped_column(sa.Text)
    """Hours, terms, closures and on-call, in the lines that schools/timetable.py reads."""
    places: Mapped[str] = mapped_column(sa.Text)
    """The school's own places, a line each: `zone: name`."""
    routing: Mapped[str] = mapped_column(sa.Text)
    """Categories that go to the SPOC first, a line each; none: both."""
    demo: Mapped[bool]
    """Made by `sharp demo`: its recovery sheets lie in the instance folder, and its pages say so."""


class Roster(Base):
    """The MAC over a school's whole list; which cells it covers is written in schools/roster.py."""

    __tablename__ = "rosters"
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Count)
    """Rises with every change; the anchor file remembers the highest seen."""
    count: Mapped[int] = mapped_column(Count)
    mac_v: Mapped[int] = mapped_column(sa.SmallInteger)
    mac: Mapped[bytes] = mapped_column(Octets)


class Nomination(Base, Maced):
    """A person's role at a school, with the key it was given for."""

    __tablename__ = "nominations"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = (
        "id", "school_id", "staff_id", "role", "dsl", "shown_name", "from_day", "to_day",
        "away_from", "away_until", "stand_in", "fp", "state", "confirmed_by",
    )  # fmt: skip

    id: Mapped[PrimaryId]
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"), index=True)
    staff_id: Mapped[bytes] = mapped_column(Id, refers_to("staff.id"), index=True)
    role: Mapped[Role] = mapped_column(Choice(Role))
    dsl: Mapped[bool]
    """The designated safeguarding lead or deputy."""
    shown_name: Mapped[str] = mapped_column(sa.String(80))
    """What pupils read."""
    from_day: Mapped[int] = mapped_column(Count)
    """Days since 1970, in the school's own time."""
    to_day: Mapped[int | None] = mapped_column(Count)
    away_from: Mapped[int | None] = mapped_column(Count)
    away_until: Mapped[int | None] = mapped_column(Count)
    """First day back."""
    stand_in: Mapped[bytes | None] = mapped_column(Id)
    """The nomination that stands in while away."""
    fp: Mapped[bytes] = mapped_column(Octets)
    """Fingerprint of the keys it was given for; new keys are a new nomination."""
    state: Mapped[Standing] = mapped_column(Choice(Standing))
    confirmed_by: Mapped[bytes | None] = mapped_column(Id)


class Prepared(Base, Maced):
    """One thing a school prepared: words to a pupil, or an agency; its own, or in the place of a shipped one."""

    __tablename__ = "prepared"
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = ("id", "school_id", "which", "shipped", "title", "text", "hidden")

    id: Mapped[PrimaryId]
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"), index=True)
    which: Mapped[PreparedList] = mapped_column(Choice(PreparedList))
    shipped: Mapped[str] = mapped_column(sa.String(40))
    """The id of the shipped one that this changes or hides; empty for the school's own."""
    title: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
    hidden: Mapped[bool]


class Piece(Base, Maced):
    """One revision of something that pupils read at a school. Never changed: each revision is a row of its own."""

    __tablename__ = "pieces"
    __table_args__ = (sa.UniqueConstraint("school_id", "kind", "item", "n", name="uq_pieces_school_id"),)
    MAC_COLUMNS: ClassVar[tuple[str, ...]] = (
        "id", "school_id", "kind", "item", "n", "state", "parts", "based_on", "author_id", "at",
    )  # fmt: skip

    id: Mapped[PrimaryId]
    school_id: Mapped[bytes] = mapped_column(Id, refers_to("schools.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    """A kind of content, such as `topic`; `page` for the school's page as a whole."""
    item: Mapped[str] = mapped_column(sa.String(40))
    """The id of the shipped one that it stands in the place of."""
    n: Mapped[int] = mapped_column(Count)
    """From 1, for each piece of each school."""
    state: Mapped[PieceState] = mapped_column(Choice(PieceState))
    parts: Mapped[str] = mapped_column(sa.Text)
    """JSON: each part by its name."""
    based_on: Mapped[str] = mapped_column(sa.String(64))
    """The print of the shipped text that was there when it was written."""
    author_id: Mapped[bytes] = mapped_column(Id)
    at: Mapped[int] = mapped_column(Count)
    """Seconds since 1970: what staff do may be timed."""
