"""Offering a case to a nominee of another school: that it is offered and what they answer, and no word of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.trail import record
from sharp.model.reports import Offer, Report
from sharp.model.schools import Nomination, School
from sharp.model.words import NOMINEES, Act, OfferAnswer, OfferState, ReportState, Retention, Standing, Turn
from sharp.notices.outbox import OFFER, queue_letter
from sharp.reports.grants import alerted
from sharp.reports.journal import Item, Writing, read_journal
from sharp.reports.offered import offer_of, require_standing
from sharp.schools.facts import Member, day_of
from sharp.schools.roster import load_roster
from sharp.schools.rows import hold_lists
from sharp.triage import casework
from sharp.triage.access import CaseRef
from sharp.triage.due_times import next_due
from sharp.triage.readers_there import addressees
from sharp.triage.withdrawal import waits_for_an_answer
from sharp.vault.encoding import NO_ID, new_id
from sharp.vault.errors import VaultRefusal
from sharp.vault.slots import Slot
from sharp.web.logs import log_failure

NOT_URGENT = 4
"""Until it is sent the case is the first school's to act on: an offer never wakes anybody."""


class MayNotMove(Exception):
    """Only an open case goes to another school: no practice, and none that its pupil waits to have stopped."""


class AlreadyOffered(Exception):
    """A colleague offered it first."""


class NobodyThere(Exception):
    """This person is none (any more) of those there who could open it."""


class OfferGone(Exception):
    """There is no such offer to this person, or no longer."""


class Knows(StrEnum):
    """Whether the pupil knows that it is offered."""

    AGREES = "agrees"
    KNOWS = "knows"
    NOT_YET = "not-yet"


KNOWS: Mapping[Knows, Any] = {
    Knows.AGREES: _l("The pupil knows and agrees"),
    Knows.KNOWS: _l("The pupil knows, and does not agree or has not said"),
    Knows.NOT_YET: _l("The pupil does not know yet"),
}


@dataclass(frozen=True, repr=False)
class Proposal:
    """To whom, and why: a decision to share, kept with the case."""

    school_id: bytes
    nomination: str
    reason: str
    knows: Knows


def may_move(report: Report, items: Sequence[Item]) -> bool:
    return (
        report.state is not ReportState.CLOSED
        and report.retention is not Retention.PRACTICE
        and not waits_for_an_answer(items)
    )


def offer_to(db: Session, case: CaseRef, proposal: Proposal) -> Member:
    """Offer it to one nominee there. Raises MayNotMove, AlreadyOffered, NobodyThere, RosterRefused."""
    hold_lists(db, case.school_id, proposal.school_id)
    report = casework.locked(db, case)
    items = read_journal(db, report, case.ring)
    if not may_move(report, items):
        raise MayNotMove
    standing = offer_of(db, report.id)
    if standing is not None and standing.state is not OfferState.DECLINED:
        raise AlreadyOffered
    there = load_roster(db, proposal.school_id)
    offered = addressees(items, case.roster.school, there) if proposal.school_id != case.school_id else ()
    member = next((each for each in offered if each.nomination_id.hex() == proposal.nomination), None)
    if member is None:
        raise NobodyThere
    ended = () if standing is None else (_ended(case, standing, ""),)
    remove_offer(db, report.id)
    db.add(
        Offer(
            id=new_id(), report_id=report.id, school_id=case.school_id, staff_id=case.staff.id,
            to_school_id=proposal.school_id, to_staff_id=member.staff_id, state=OfferState.OFFERED,
            answer=OfferAnswer.NONE, since=clock.hour(),
        )
    )  # fmt: skip
    body = {
        "with": member.staff_id.hex(), "shown_name": member.shown_name, "role": member.role,
        "school": there.school.name, "reason": proposal.reason, "knows": proposal.knows,
    }  # fmt: skip
    casework.write(
        db, report, case, Act.OFFERED, *ended, (Slot.CASE, casework.content(case, "offer", body))
    )  # fmt: skip
    queue_letter(
        db, OFFER, school=proposal.school_id, report=report.id, staff=member.staff_id, level=NOT_URGENT
    )  # fmt: skip
    return member


def withdraw(db: Session, case: CaseRef, reason: str) -> None:
    """Also what was declined, what its addressee can answer no more, and a row that is refused. Raises OfferGone."""
    report = casework.locked(db, case)
    if school_of_offer(db, report.id) is None:
        raise OfferGone
    try:
        ended = _ended(case, offer_of(db, report.id), reason)
    except VaultRefusal as refused:
        log_failure(refused)
        ended = _ended(case, None, reason)
    remove_offer(db, report.id)
    casework.write(db, report, case, Act.OFFER_ENDED, ended)


def answer(db: Session, staff_id: bytes, offer_id: bytes, said: OfferAnswer) -> None:
    """By the addressee alone, while they serve there; pressed twice it is said once. Raises OfferGone, OfferPutBack."""
    # Where to look only; the row itself is read, and verified, once the lists and the report are held.
    place = db.execute(sa.select(Offer.school_id, Offer.to_school_id, Offer.report_id).where(Offer.id == offer_id))
    school_id, to_school_id, report_id = place.one_or_none() or (NO_ID, NO_ID, NO_ID)
    hold_lists(db, school_id, to_school_id)
    report = db.get(Report, report_id, with_for_update=True, populate_existing=True)
    offer = db.get(Offer, offer_id, with_for_update=True, populate_existing=True)
    if report is None or offer is None or not _may_answer(db, offer, report, staff_id):
        raise OfferGone
    require_standing(db, offer)
    if offer.answer is said:
        return
    state = OfferState.ACCEPTED if said is OfferAnswer.YES else OfferState.DECLINED
    offer.state, offer.answer, offer.since = state, said, clock.hour()
    if report.turn is not Turn.HELPER:
        report.turn = Turn.NOMINEE
        report.due = next_due(report, load_roster(db, school_id))
    act = Act.OFFER_ACCEPTED if state is OfferState.ACCEPTED else Act.OFFER_DECLINED
    record(db, staff_id, act, school=school_id, report=report_id)
    for reader in alerted(db, report):
        queue_letter(db, "offer-answered", school=school_id, report=report_id, staff=reader, level=NOT_URGENT)


def _may_answer(db: Session, offer: Offer, report: Report, staff_id: bytes) -> bool:
    return (
        offer.to_staff_id == staff_id
        and offer.report_id == report.id
        and offer.state is not OfferState.DECLINED
        and report.state is not ReportState.CLOSED
        and any(member.is_nominee for member in load_roster(db, offer.to_school_id).of_staff(staff_id))
    )


def school_of_offer(db: Session, report_id: bytes) -> bytes | None:
    """To which school, by the row's word alone: so that its list is held before the report is."""
    return db.scalar(sa.select(Offer.to_school_id).where(Offer.report_id == report_id))


def remove_offer(db: Session, report_id: bytes) -> None:
    db.execute(sa.delete(Offer).where(Offer.report_id == report_id))


def offers_to(db: Session, staff_id: bytes, schools: Collection[bytes]) -> tuple[Offer, ...]:
    """What waits for a nominee. A forged row or a refused list is logged, and hides no other."""
    theirs = sa.select(Offer.id).where(
        Offer.to_staff_id == staff_id, Offer.to_school_id.in_(schools), Offer.state != OfferState.DECLINED
    )
    found = []
    for offer_id in db.scalars(theirs.order_by(Offer.since, Offer.id)).all():
        try:
            offer = db.get_one(Offer, offer_id)
            require_standing(db, offer)
            load_roster(db, offer.school_id)
        except VaultRefusal as refused:
            log_failure(refused)
            continue
        if offer.to_staff_id == staff_id:
            found.append(offer)
    return tuple(found)


def still_serves(db: Session, offer: Offer) -> bool:
    """Whether the addressee is a nominee there now; for a page, which decides nothing. Raises RowForged."""
    school = db.get(School, offer.to_school_id)
    rows = db.scalars(
        sa.select(Nomination).where(
            Nomination.school_id == offer.to_school_id,
            Nomination.staff_id == offer.to_staff_id,
            Nomination.state == Standing.ACTIVE,
        )
    )
    today = 0 if school is None else day_of(clock.now(), ZoneInfo(school.timezone))
    return any(
        row.role in NOMINEES and row.from_day <= today and (row.to_day is None or row.to_day >= today) for row in rows
    )


def _ended(case: CaseRef, offer: Offer | None, reason: str) -> Writing:
    said = OfferAnswer.NONE if offer is None else offer.answer
    return Slot.CASE, casework.content(case, "offer_end", {"answer": said, "reason": reason})
