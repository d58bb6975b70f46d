"""Where a member of staff serves, and as what: read from verified rosters alone."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sharp.model.schools import Nomination
from sharp.model.words import Role, Standing
from sharp.schools.anchor import Anchor
from sharp.schools.facts import Member, Roster, SchoolFacts
from sharp.schools.roster import RosterRefused, load_roster


@dataclass(frozen=True)
class Serving:
    """The rosters of the schools where a person is active today, by name, and the schools whose list was refused."""

    staff_id: bytes
    rosters: tuple[Roster, ...]
    refused: tuple[bytes, ...]


def serving(db: Session, staff_id: bytes, anchor: Anchor | None = None) -> Serving:
    """Where this person serves. One refused list, which is logged, does not close the other schools to them."""
    # Where to look only: whether the nomination holds is the roster's to say.
    at = select(Nomination.school_id).where(Nomination.staff_id == staff_id, Nomination.state == Standing.ACTIVE)
    rosters, refused = [], []
    for school_id in db.scalars(at.distinct()).all():
        try:
            roster = load_roster(db, school_id, anchor)
        except RosterRefused:
            refused.append(school_id)
            continue
        if roster.of_staff(staff_id):
            rosters.append(roster)
    by_name = sorted(rosters, key=lambda each: (each.school.name, each.school.id))
    return Serving(staff_id, tuple(by_name), tuple(sorted(refused)))


def roles_of(
    db: Session, staff_id: bytes, anchor: Anchor | None = None
) -> tuple[tuple[SchoolFacts, Role, Member], ...]:
    """The active roles of a person, school by school; refused schools are left out."""
    rosters = serving(db, staff_id, anchor).rosters
    return tuple((each.school, member.role, member) for each in rosters for member in each.of_staff(staff_id))
