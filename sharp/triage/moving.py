"""Sending a case to another school: made anew there for those who read there, and closed here, in one unit of work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.accounts.trail import hold_heads, record
from sharp.model.reports import Report
from sharp.model.words import Act, OfferState
from sharp.reports.arriving import arrive
from sharp.reports.draft import Draft
from sharp.reports.filing import account_body
from sharp.reports.journal import Item, Writing, read_journal
from sharp.reports.levels import Level
from sharp.reports.offered import offer_of
from sharp.reports.readers import ReaderList, readers_for
from sharp.schools.facts import Roster
from sharp.schools.roster import load_roster
from sharp.schools.rows import hold_lists
from sharp.triage import casework
from sharp.triage.access import CaseRef
from sharp.triage.casework import Closure, Outcome
from sharp.triage.offers import MayNotMove, may_move, school_of_offer
from sharp.triage.readers_there import able_at_once, draft_there, mark_of
from sharp.vault.encoding import NO_ID
from sharp.vault.entries import Content
from sharp.vault.slots import Slot

CARRIED = frozenset(
    {"message", "helper_message", "not_safe", "feedback", "withdraw_request", "closing_word", "came_from"}
)
"""The conversation, which the pupil goes on with there. Notes and what was done stay where they were written."""
RETOLD = frozenset({"helper_message", "withdraw_request", "closing_word", "came_from"})
"""There it is a message like any other: nothing was asked of that school yet, and it has closed nothing."""


class NotAccepted(Exception):
    """Nobody there has said yes, or not any more."""


class CannotOpenThere(Exception):
    """By that school's own list whoever said yes could not open it."""


class ListChanged(Exception):
    """Other people there than were shown could open it now."""


@dataclass(frozen=True, repr=False)
class Sending:
    brief: str
    """For those who read there."""
    word: str
    """For the pupil."""
    keep_long: bool
    shown: str
    """The mark of the people who were shown."""


def readers_at(case: CaseRef, items: Sequence[Item], there: Roster, addressee: bytes) -> ReaderList:
    """Who could open it there. Raises NoReaderLeft, CannotOpenThere."""
    readers = readers_for(there, draft_there(items, case.roster.school, there))
    if addressee not in able_at_once(readers):
        raise CannotOpenThere
    return readers


def send(db: Session, case: CaseRef, sending: Sending) -> Report:
    """Gives the report as it is there. Raises NotAccepted, MayNotMove, CannotOpenThere, ListChanged, NoReaderLeft."""
    there_id = school_of_offer(db, case.report_id) or NO_ID
    hold_lists(db, case.school_id, there_id)
    report = casework.locked(db, case)
    offer, items = offer_of(db, report.id), read_journal(db, report, case.ring)
    if offer is None or offer.state is not OfferState.ACCEPTED or offer.to_school_id != there_id:
        raise NotAccepted
    if not may_move(report, items):
        raise MayNotMove
    there = load_roster(db, there_id)
    readers = readers_at(case, items, there, offer.to_staff_id)
    if mark_of(readers) != sending.shown:
        raise ListChanged
    draft, level = draft_there(items, case.roster.school, there), _level(report, items)
    writings = tuple(_writings(case, draft, level, readers, items, sending))
    made = arrive(db, there, readers, draft, level, pupil_public=report.pupil_public, writings=writings)
    hold_heads(db, case.school_id, there_id)
    # By the service: whoever sent it stands sealed in the journal there, and no clear line is to name both reports.
    record(db, NO_ID, Act.ARRIVED, school=there_id, report=made.id)
    _end_here(db, report, case, there, made, readers, sending)
    return made


def _end_here(
    db: Session, report: Report, case: CaseRef, there: Roster, made: Report, readers: ReaderList, sending: Sending
) -> None:
    school = there.school
    moved = casework.spoken(case, "moved", sending.word)
    moved.body.update(to=school.name, slug=school.slug, to_id=school.id.hex(), report=made.id.hex())
    listed = [{"name": each.shown_name, "role": each.role, "state": each.state} for each in readers.listed]
    passed = {"school": school.name, "reference": made.reference, "text": sending.brief, "readers": listed}
    closure = Closure(Outcome.MOVED, school.name, sending.word, sending.keep_long)
    casework.end(
        db, report, case, closure, Act.MOVED,
        (Slot.THREAD, moved), (Slot.CASE, casework.content(case, "passed_on", passed)),
    )  # fmt: skip


def _writings(
    case: CaseRef, draft: Draft, level: Level, readers: ReaderList, items: Sequence[Item], sending: Sending
) -> Iterator[Writing]:
    """Account, name and level, as in every report; what was said; the word to the pupil; and the brief."""
    told, here = items[0], case.roster.school
    yield Slot.THREAD, Content("account", told.content.author, told.content.hour, _account(case, told, draft, readers))
    yield Slot.IDENTITY, _name(items)
    by = {"shown_name": case.shown_name, "role": case.role, "at": here.name}
    yield Slot.CASE, casework.content(case, "level", {"level": level.level, "reason": level.reason} | by)
    for item in items:
        if item.content.kind in CARRIED:
            yield Slot.THREAD, _retold(item, here.name)
    yield Slot.THREAD, casework.content(case, "came_from", {"text": sending.word} | by)
    yield Slot.CASE, casework.content(case, "arrived", {"text": sending.brief, "reference": case.reference} | by)


def _account(case: CaseRef, told: Item, draft: Draft, readers: ReaderList) -> dict[str, Any]:
    """As it was told, for that school's readers; whoever was left out stays so, whether they serve there or not."""
    body = account_body(readers, draft, told.body["language"])
    source = {name: told.body[name] for name in ("source", "shown_name", "role", "at") if name in told.body}
    if told.content.author != "pupil":
        source.setdefault("at", case.roster.school.name)
    return body | source | {"left_out": sorted({*body["left_out"], *told.body["left_out"]})}


def _name(items: Sequence[Item]) -> Content:
    """The last that was given, if whoever sends it can read it; an empty one all the same, as in every report."""
    names = [item.content for item in items if item.content.kind == "name"]
    given = [content for content in names if content.body["name"] or content.body["reach"]]
    if given:
        return given[-1]
    told = items[0].content
    return Content("name", told.author, told.hour, {"name": "", "reach": ""})


def _level(report: Report, items: Sequence[Item]) -> Level:
    """As it stands; what the pupil raised it by is in the conversation."""
    last = [item.body for item in items if item.content.kind == "level"][-1]
    if last["level"] == report.level:
        return Level(report.level, last["reason"])
    return Level(report.level, str(_("The pupil said that they are not safe now, or that this is real.")))


def _retold(item: Item, school: str) -> Content:
    """With its author's shown name, and at which school they wrote it."""
    content, body = item.content, dict(item.body)
    kind = "message" if content.kind in RETOLD else content.kind
    if content.kind == "withdraw_request":
        body["text"] = "\n".join(filter(None, (str(_("Please stop.")), body["text"])))
    if content.author != "pupil":
        body.setdefault("at", school)
    return Content(kind, content.author, content.hour, body)
