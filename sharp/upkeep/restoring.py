"""After a restore: the anchor takes the database as it is, and every school's trail says so."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.accounts import trail
from sharp.model.schools import Roster, School
from sharp.model.words import Act
from sharp.schools.anchor import Seen, SeenRoster
from sharp.upkeep.opening import Opened
from sharp.vault.encoding import NO_ID


def accept(deployment: Opened) -> int:
    """Lower the anchor to what the database holds; how many trails got a line about it."""
    with deployment.database.writing() as db:
        schools = tuple(_schools(db))
        for chain in (NO_ID, *(school_id for school_id, _ in schools)):
            trail.record(db, NO_ID, Act.RESTORED, school=chain)
        heads = {head.chain: head for head in trail.heads(db)}
    deployment.anchor.accept(Seen(rosters=dict(schools), trails=heads))
    return 1 + len(schools)


def _schools(db: Session) -> Iterator[tuple[bytes, SeenRoster]]:
    rows = db.execute(sa.select(School, Roster.n).join(Roster, Roster.school_id == School.id).order_by(School.id))
    for school, n in rows:
        yield school.id, SeenRoster(n, school.slug)
