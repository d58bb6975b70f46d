"""A lead's own pages: what was handed to them and nothing else, no reference, no number of anybody's."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from sharp.model.reports import Report
from sharp.model.words import ReportState
from sharp.reports.journal import Item, read_journal
from sharp.schools.facts import SchoolFacts
from sharp.triage.case_account import Account, account_of
from sharp.triage.case_people import names_at
from sharp.triage.conversation import Said, conversation_of
from sharp.triage.followup_access import Handed, all_handed, is_lead, opened
from sharp.triage.followup_shown import Word, word_of
from sharp.triage.followup_state import FollowUp, Progress, follow_ups
from sharp.triage.times import due_words, hour_words, is_past
from sharp.triage.wording import FOLLOW_UPS_OF_LEAD, ROLES, said
from sharp.vault.errors import VaultRefusal
from sharp.vault.slots import Slot
from sharp.web.logs import log_failure


@dataclass(frozen=True, repr=False)
class HandedLine:
    """One line of a lead's list."""

    id: str
    """Hex."""
    title: str
    by: str
    school: str
    progress: Any
    is_mine: bool
    due: str
    is_overdue: bool


@dataclass(frozen=True)
class HandedList:
    is_advice: bool
    """Of somebody who is a lead nowhere: an officer is asked for advice."""
    lines: tuple[HandedLine, ...]
    refused: int
    """Changed outside the service: nothing they say is believed."""


@dataclass(frozen=True, repr=False)
class HandedPage:
    id: str
    seen: int
    title: str
    brief: str
    by: str
    when: str
    school: SchoolFacts
    progress: Any
    due: str
    is_overdue: bool
    is_closed: bool
    is_advice: bool
    may_say: bool
    words: tuple[Word, ...]
    account: Account | None
    """For those to whom the whole report was handed."""
    shows_name: bool
    name: str
    reach: str
    said: tuple[Said, ...]


def handed_list(db: Session) -> HandedList:
    """What waits for the lead first, the earliest due on top; a forged row refuses its own line and no other."""
    found, refused = [], 0
    for grants in all_handed():
        try:
            handed = opened(grants)
            report = db.get_one(Report, handed.report_id)
            found.append((handed, report.state, _of(handed, read_journal(db, report, handed.ring))))
        except VaultRefusal as failure:
            log_failure(failure)
            refused += 1
    ordered = sorted(found, key=lambda each: _place(each[2]))
    return HandedList(not is_lead(), tuple(_line(handed, state, one) for handed, state, one in ordered), refused)


def handed_page(handed: Handed, report: Report, items: tuple[Item, ...]) -> HandedPage:
    school, one = handed.roster.school, _of(handed, items)
    is_closed = report.state is ReportState.CLOSED
    due = None if is_closed else one.due
    return HandedPage(
        id=handed.followup_id.hex(),
        seen=len(items),
        title=one.brief["title"],
        brief=one.brief["text"],
        by=_by(one),
        when=hour_words(one.given.content.hour, school.tz),
        school=school,
        progress=FOLLOW_UPS_OF_LEAD.get(one.progress, ""),
        due="" if due is None else due_words(due, school.tz),
        is_overdue=is_past(due),
        is_closed=is_closed,
        is_advice=one.is_advice,
        may_say=one.brief["may_say"] and not is_closed,
        words=tuple(word_of(item, school) for item in one.log),
        **_whole(handed, items),
    )


def _whole(handed: Handed, items: tuple[Item, ...]) -> dict[str, Any]:
    """The report itself, as far as this lead's keys open it."""
    school, names = handed.roster.school, names_at(handed.roster)
    told = next((item for item in items if item.content.kind == "account"), None)
    given = [item.body for item in items if item.content.kind == "name" and (item.body["name"] or item.body["reach"])]
    return {
        "account": None if told is None else account_of(told, school),
        "shows_name": any(Slot.IDENTITY in keys.slots for keys in handed.ring.held),
        "name": given[-1]["name"] if given else "",
        "reach": given[-1]["reach"] if given else "",
        "said": conversation_of(items, names, school) if told is not None else (),
    }


def _of(handed: Handed, items: tuple[Item, ...]) -> FollowUp:
    """A lead's keys open the entries of their own hand-over alone."""
    return next(follow_ups(items, {handed.followup_id}))


def _place(one: FollowUp) -> tuple[bool, int, str]:
    return one.due is None, one.due or 0, one.brief["title"]


def _line(handed: Handed, state: ReportState, one: FollowUp) -> HandedLine:
    school = handed.roster.school
    due = None if state is ReportState.CLOSED else one.due
    return HandedLine(
        id=handed.followup_id.hex(),
        title=one.brief["title"],
        by=_by(one),
        school=school.name,
        progress=FOLLOW_UPS_OF_LEAD.get(one.progress, ""),
        is_mine=one.progress is Progress.WAITING,
        due="" if due is None else due_words(due, school.tz),
        is_overdue=is_past(due),
    )


def _by(one: FollowUp) -> str:
    return f"{one.brief['shown_name']}, {said(ROLES, one.brief['role'])}"
