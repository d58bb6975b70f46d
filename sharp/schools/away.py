"""Who is away, until when, and who stands in for them."""

from sqlalchemy.orm import Session

from sharp.accounts.trail import record
from sharp.model.schools import Nomination
from sharp.model.words import READERS, Act, Standing
from sharp.schools.anchor import Anchor
from sharp.schools.nominations import NominationRefused, known, school_of
from sharp.schools.rows import Rows
from sharp.schools.signing import changing
from sharp.vault.encoding import NO_ID


class BadDates(NominationRefused):
    """The first day back is not after the first day away."""


class BadStandIn(NominationRefused):
    """Whoever stands in is another person who reads at this school."""


def set_away(
    db: Session,
    *,
    nomination_id: bytes,
    away_from: int | None,
    away_until: int | None,
    stand_in: bytes | None = None,
    by: bytes = NO_ID,
    anchor: Anchor | None = None,
) -> None:
    """Say from which day (since 1970) somebody is away, and the first day back; none and none: not away.

    `stand_in` is a nomination's id, and may stand without dates: who would come next.
    Raises NoSuchNomination, BadDates, BadStandIn, RosterRefused.
    """
    if away_until is not None and (away_from is None or away_until <= away_from):
        raise BadDates
    school_id = school_of(db, nomination_id)
    with changing(db, school_id, anchor) as rows:
        nomination = known(rows, nomination_id)
        if stand_in is not None and not _may_stand_in(rows, nomination, stand_in):
            raise BadStandIn
        nomination.away_from, nomination.away_until, nomination.stand_in = away_from, away_until, stand_in
        record(db, by, Act.SCHOOL_CHANGED, school=school_id)


def _may_stand_in(rows: Rows, away: Nomination, stand_in: bytes) -> bool:
    other = rows.nomination(stand_in)
    return (
        other is not None
        and other.staff_id != away.staff_id
        and other.state is Standing.ACTIVE
        and other.role in READERS
    )
