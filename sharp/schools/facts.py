"""What is known of a school and of the people on its list, once all of it has been verified."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sharp import clock
from sharp.model.words import NOMINEES, READERS, Role, Standing
from sharp.schools.places import Place

DAY_ZERO = date(1970, 1, 1)
SHOWN_ORDER = (Role.SPOC, Role.SSO, Role.HEAD, Role.CONTACT, Role.PASTORAL, Role.COORDINATOR)


def day_of(moment: datetime, timezone: ZoneInfo) -> int:
    """Days since 1970 where the school is."""
    return (moment.astimezone(timezone).date() - DAY_ZERO).days


def date_of(day: int) -> date:
    return DAY_ZERO + timedelta(days=day)


@dataclass(frozen=True)
class Holder:
    """Who keeps a recovery sheet: `head`, `spoc` or `force`, and their account if they have one."""

    role: str
    staff_id: bytes | None


@dataclass(frozen=True)
class SchoolFacts:
    id: bytes
    slug: str
    name: str
    words_salt: bytes = field(repr=False)
    timezone: str
    exit_url: str
    recovery_public: bytes | None = field(repr=False)
    recovery_holders: tuple[Holder, ...] = field(repr=False)
    outside_public: bytes | None = field(repr=False)
    outside_name: str
    timetable: str = field(repr=False)
    """The lines that schools/timetable.py reads."""
    places: tuple[Place, ...] = field(repr=False)
    routing: frozenset[str] = field(repr=False)
    """Categories that go to the SPOC first; all others go to both."""
    demo: bool

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def day(self, moment: datetime | None = None) -> int:
        return day_of(moment or clock.now(), self.tz)


@dataclass(frozen=True)
class Member:
    """One nomination, verified; days count from 1970 where the school is."""

    nomination_id: bytes
    staff_id: bytes
    role: Role
    dsl: bool
    shown_name: str
    from_day: int
    to_day: int | None
    """The last day."""
    away_from: int | None
    away_until: int | None
    """The first day back."""
    stand_in: bytes | None
    """The nomination that stands in while this one is away."""
    fp: bytes = field(repr=False)
    state: Standing
    public: bytes = field(repr=False)
    """Empty unless the nomination is active."""
    sign_public: bytes = field(repr=False)

    @property
    def is_nominee(self) -> bool:
        return self.role in NOMINEES

    @property
    def is_reader(self) -> bool:
        return self.role in READERS

    def is_active_on(self, day: int) -> bool:
        return self.state is Standing.ACTIVE and self.from_day <= day and (self.to_day is None or day <= self.to_day)

    def is_away_on(self, day: int) -> bool:
        return (
            self.away_from is not None and self.away_from <= day and (self.away_until is None or day < self.away_until)
        )


@dataclass(frozen=True)
class Roster:
    """Who reads at a school now: the one checked list. Ended nominations are members too, for their names."""

    school: SchoolFacts
    n: int
    members: tuple[Member, ...]

    def today(self) -> int:
        return self.school.day()

    def active(self, day: int | None = None) -> tuple[Member, ...]:
        """Everyone who serves on that day (today, if not said), in the order they are shown."""
        on = self.today() if day is None else day
        return in_shown_order(member for member in self.members if member.is_active_on(on))

    def readers(self, day: int | None = None) -> tuple[Member, ...]:
        """Those a report may be sealed to at the send."""
        return tuple(member for member in self.active(day) if member.is_reader)

    def nominees(self, day: int | None = None) -> tuple[Member, ...]:
        return tuple(member for member in self.active(day) if member.is_nominee)

    def pending(self) -> tuple[Member, ...]:
        """Nominations not yet confirmed: shown to nominees and pupils, and able to read nothing."""
        return in_shown_order(member for member in self.members if member.state is Standing.PENDING)

    def member(self, nomination_id: bytes | None) -> Member | None:
        return next((member for member in self.members if member.nomination_id == nomination_id), None)

    def of_staff(self, staff_id: bytes, day: int | None = None) -> tuple[Member, ...]:
        return tuple(member for member in self.active(day) if member.staff_id == staff_id)


def in_shown_order(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=_place))


def _place(member: Member) -> tuple[int, bool, str, bytes]:
    return SHOWN_ORDER.index(member.role), not member.dsl, member.shown_name, member.nomination_id
