"""A school with its cast, and the anchor beside it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from sharp.model.database import Database
from sharp.model.staff import Staff
from sharp.model.words import Role, StaffState
from sharp.schools import nominations
from sharp.schools.anchor import Anchor
from sharp.schools.facts import Roster
from sharp.schools.roster import load_roster
from sharp.schools.settings import add_school
from sharp.vault.encoding import new_id
from sharp.vault.person import PersonKeys


@pytest.fixture
def anchor(tmp_path: Path) -> Anchor:
    return Anchor(tmp_path / "server.anchor")


def add_person(db: Session, name: str, keys: PersonKeys | None = None, *, operator: bool = False) -> Staff:
    """Somebody who has set up; without a credential, since nobody signs in here."""
    keys = keys or PersonKeys.generate()
    email = f"{name.lower().replace(' ', '.')}-{new_id().hex()}@example.org"
    staff = Staff(
        id=new_id(), email=email, name=name, operator=operator, state=StaffState.ACTIVE, gen=1, epoch=0,
        salt=bytes(16), cred=None, cred_v=1, totp=None, totp_v=1, totp_step=0, recovery_codes=b"",
        public=keys.public, sign_public=keys.sign_public, fp=keys.fingerprint,
    )  # fmt: skip
    db.add(staff)
    db.flush()
    return staff


@dataclass(frozen=True)
class Cast:
    """One school: an officer and a designated lead who read, a head, and a deputy who waits."""

    database: Database
    anchor: Anchor
    school: bytes
    staff: dict[str, bytes]
    nominations: dict[str, bytes]

    def roster(self) -> Roster:
        with self.database.reading() as db:
            return load_roster(db, self.school, self.anchor)


def make_cast(database: Database, anchor: Anchor, slug: str = "alder") -> Cast:
    staff: dict[str, bytes] = {}
    given: dict[str, bytes] = {}
    with database.writing() as db:
        school, _ = add_school(db, slug=slug, name=f"{slug.title()} Park School", anchor=anchor)
        for who, role in (("amara", Role.SPOC), ("ben", Role.SSO), ("cora", Role.HEAD), ("dev", Role.SPOC)):
            person = add_person(db, who.title())
            staff[who] = person.id
            given[who] = nominations.nominate(
                db,
                school_id=school,
                staff_id=person.id,
                role=role,
                shown_name=who.title(),
                dsl=who == "amara",
                anchor=anchor,
            )
            if who in ("ben", "cora"):
                assert person.fp is not None
                nominations.confirm(db, nomination_id=given[who], by=staff["amara"], fp=person.fp, anchor=anchor)
    return Cast(database, anchor, school, staff, given)


@pytest.fixture
def cast(database: Database, anchor: Anchor) -> Cast:
    return make_cast(database, anchor)
