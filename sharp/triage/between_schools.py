"""What the case page shows of a case between two schools: where it went or came from, and where an offer stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from sharp.model.reports import Offer, Report
from sharp.model.words import OfferState, Role
from sharp.reports.journal import Item
from sharp.reports.offered import offer_of
from sharp.schools.facts import SchoolFacts
from sharp.triage.access import CaseRef
from sharp.triage.offers import may_move, still_serves
from sharp.triage.policy import Action, may
from sharp.triage.times import hour_words
from sharp.triage.wording import ANSWERS, ROLES
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log_failure


@dataclass(frozen=True)
class ShownOffer:
    to: str
    """Name, role and school of the addressee, as they were when it was offered."""
    since: str
    state: OfferState | None
    """None: the row was changed outside the service, and is refused."""
    answer: Any
    has_left: bool
    """The addressee is no nominee there any more, and can answer nothing."""

    @property
    def is_standing(self) -> bool:
        """Nobody else can be asked until it is withdrawn."""
        return self.state is not OfferState.DECLINED

    @property
    def is_accepted(self) -> bool:
        return self.state is OfferState.ACCEPTED and not self.has_left


@dataclass(frozen=True, repr=False)
class Came:
    """From another school, with what was written there for those who read here."""

    school: str
    by: str
    when: str
    reference: str
    brief: str


@dataclass(frozen=True, repr=False)
class BetweenSchools:
    went_to: str
    """The school that leads it now; empty: this one."""
    went: str
    """When."""
    brief: str
    """What was written for those who read there."""
    came: Came | None
    offer: ShownOffer | None
    may_move: bool
    """This person may offer it, and it can be offered."""
    has_page: bool
    """There is something for this person to do about it, or to withdraw."""


def between_schools(db: Session, case: CaseRef, report: Report, items: Sequence[Item]) -> BetweenSchools:
    school, last = case.roster.school, {item.content.kind: item for item in items}
    moved, passed, arrived = last.get("moved"), last.get("passed_on"), last.get("arrived")
    offer, is_nominees = shown_offer(db, report.id, last.get("offer"), school), may((case.role,), Action.MOVE)
    can_move = may_move(report, items)
    return BetweenSchools(
        went_to=moved.body["to"] if moved else "",
        went=hour_words(moved.content.hour, school.tz) if moved else "",
        brief=passed.body["text"] if passed else "",
        came=_came(arrived, school) if arrived else None,
        offer=offer,
        may_move=is_nominees and can_move,
        has_page=is_nominees and (can_move or offer is not None),
    )


def shown_offer(db: Session, report_id: bytes, told: Item | None, school: SchoolFacts) -> ShownOffer | None:
    """The row says where it stands, the journal to whom. A forged row is logged, said to be, and hides nothing else."""
    to = f"{told.body['shown_name']}, {ROLES[Role(told.body['role'])]}, {told.body['school']}" if told else ""
    try:
        offer = offer_of(db, report_id)
        return None if offer is None else _shown(db, offer, to, school)
    except VaultRefusal as refused:
        log_failure(refused)
        return ShownOffer(to, "", None, "", has_left=False)


def _shown(db: Session, offer: Offer, to: str, school: SchoolFacts) -> ShownOffer:
    since, answer = hour_words(offer.since, school.tz), ANSWERS.get(offer.answer, "")
    return ShownOffer(to, since, offer.state, answer, has_left=not still_serves(db, offer))


def _came(arrived: Item, school: SchoolFacts) -> Came:
    body = arrived.body
    by, when = f"{body['shown_name']}, {ROLES[Role(body['role'])]}", hour_words(arrived.content.hour, school.tz)
    return Came(body["at"], by, when, body["reference"], body["text"])
