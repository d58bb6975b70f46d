"""Whether an offer's row is the one that stands: the trail, which is chained, has the last word on what was settled."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.reports import Offer
from sharp.model.staff import TrailLine
from sharp.model.words import Act, OfferState
from sharp.vault.errors import VaultRefusal

SAID: Mapping[Act, OfferState] = {
    Act.OFFERED: OfferState.OFFERED,
    Act.OFFER_ACCEPTED: OfferState.ACCEPTED,
    Act.OFFER_DECLINED: OfferState.DECLINED,
}
SETTLED = (Act.OFFER_ENDED, Act.CLOSED, Act.MOVED)


class OfferPutBack(VaultRefusal):
    """A row that once was right, put back after it had been answered or settled; the message names it."""


def offer_of(db: Session, report_id: bytes) -> Offer | None:
    """What stands of a case. Raises RowForged, OfferPutBack."""
    offer = db.scalar(sa.select(Offer).where(Offer.report_id == report_id).execution_options(populate_existing=True))
    if offer is not None:
        require_standing(db, offer)
    return offer


def require_standing(db: Session, offer: Offer) -> None:
    if state_by_trail(db, offer.report_id) is not offer.state:
        raise OfferPutBack(f"offers {offer.id.hex()}")


def state_by_trail(db: Session, report_id: bytes) -> OfferState | None:
    """Where the last offer stands; None: there is none, or it was settled."""
    last = (
        sa.select(TrailLine.act)
        .where(TrailLine.report_id == report_id, TrailLine.act.in_((*SAID, *SETTLED)))
        .order_by(TrailLine.hour.desc(), TrailLine.i.desc())
        .limit(1)
    )
    act = db.scalar(last)
    return None if act is None else SAID.get(act)
