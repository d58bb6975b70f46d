"""Who can open a report and who has, as its pupil is told: by the role in which they can, or could."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.accounts.trail import lines_about
from sharp.model.reports import Grant, Report
from sharp.model.schools import Nomination
from sharp.model.staff import TrailLine
from sharp.model.words import READERS, Act, GrantState, ReaderKind, Role, Standing
from sharp.vault.encoding import NO_ID
from sharp.vault.slots import Slot

ASKED = frozenset({Role.PASTORAL, Role.SSO})
"""To whom a brief is given: a lead to follow up, an officer for advice."""
HOURS_A_DAY = 24


@dataclass(frozen=True)
class Who:
    """Somebody who can open the report now, or who has opened it."""

    shown_name: str
    role: Role
    can_open: bool
    is_standing_by: bool
    """Can open it once they stand in, and not before."""
    has_opened: bool
    """What the pupil told; a brief is not that."""
    only_part: bool
    """Holds a brief, and cannot open what the pupil told."""
    sees_name: bool


@dataclass(frozen=True)
class _Held:
    """What one person holds of the report, and has opened of it."""

    grants: tuple[Grant, ...]
    lines: tuple[TrailLine, ...]

    @property
    def is_reader(self) -> bool:
        return any(grant.followup_id == NO_ID for grant in self.grants)

    @property
    def can_open(self) -> bool:
        return any(grant.state is GrantState.LIVE for grant in self.grants)

    @property
    def has_opened(self) -> bool:
        return any(line.act.is_opening for line in self.lines)

    def opens(self, slot: Slot) -> bool:
        return any(grant.state is GrantState.LIVE and Slot(grant.slots) & slot for grant in self.grants)


def who_of(db: Session, report: Report) -> tuple[Who, ...]:
    grants = db.scalars(sa.select(Grant).where(Grant.report_id == report.id, Grant.kind == ReaderKind.STAFF)).all()
    seen = (Act.READ_BRIEF, *(act for act in Act if act.is_opening))
    lines = [line for line in db.scalars(lines_about(report.id)) if line.act in seen]
    people = {grant.reader_id for grant in grants} | {line.staff_id for line in lines}
    held = {
        each: _Held(
            tuple(grant for grant in grants if grant.reader_id == each),
            tuple(line for line in lines if line.staff_id == each),
        )
        for each in people
    }
    return tuple(sorted(_shown(db, report.school_id, held), key=lambda who: (who.role, who.shown_name)))


def _shown(db: Session, school_id: bytes, held: dict[bytes, _Held]) -> Iterator[Who]:
    for staff_id, rows in _nominations(db, school_id, held).items():
        theirs = held[staff_id]
        as_what = _nomination_of(rows, theirs)
        yield Who(
            as_what.shown_name,
            as_what.role,
            can_open=theirs.can_open,
            is_standing_by=bool(theirs.grants) and not theirs.can_open,
            has_opened=theirs.has_opened,
            only_part=theirs.can_open and not theirs.opens(Slot.THREAD),
            sees_name=theirs.opens(Slot.IDENTITY),
        )


def _nominations(db: Session, school_id: bytes, staff: Collection[bytes]) -> dict[bytes, list[Nomination]]:
    """Of each person, the oldest first; one that nobody has confirmed made nobody a reader."""
    asked = sa.select(Nomination).where(Nomination.school_id == school_id, Nomination.state != Standing.PENDING)
    found: dict[bytes, list[Nomination]] = {}
    for row in db.scalars(asked.order_by(Nomination.from_day, Nomination.id)):
        if row.staff_id in staff:
            found.setdefault(row.staff_id, []).append(row)
    return found


def _nomination_of(rows: Sequence[Nomination], held: _Held) -> Nomination:
    """The one by which they hold what they hold; of those who hold nothing, by which they last opened it."""
    if held.is_reader or (held.has_opened and not held.grants):
        fitting, lines = READERS, [line for line in held.lines if line.act.is_opening]
    else:
        fitting, lines = ASKED, list(held.lines)
    if held.grants:
        # A lead before an officer: what may be asked of either was asked of the lead.
        return max(rows, key=lambda row: (row.role in fitting, row.state is Standing.ACTIVE, row.role is Role.PASTORAL))
    day = max(line.hour for line in lines) // HOURS_A_DAY
    return max(rows, key=lambda row: (_stood(row, day), row.role in fitting, row.state is Standing.ACTIVE))


def _stood(row: Nomination, day: int) -> bool:
    return row.from_day <= day and (row.to_day is None or day <= row.to_day)
