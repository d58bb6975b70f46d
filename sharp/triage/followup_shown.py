"""Hand-overs as the nominees' pages show them, in strings and frozen objects."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.model.reports import Report
from sharp.model.words import Role
from sharp.reports import hand_over
from sharp.reports.journal import Item
from sharp.schools.facts import SchoolFacts
from sharp.triage.case_people import Names
from sharp.triage.followup_state import FollowUp, Progress, Scope, follow_ups
from sharp.triage.times import due_words, hour_words, is_past
from sharp.triage.wording import FOLLOW_UPS, FOLLOW_UPS_OF_OFFICER, ROLES, SCOPES, end_words, reply_words, said


@dataclass(frozen=True, repr=False)
class Word:
    """One thing that somebody wrote in a hand-over; `heading` says what it is."""

    text: str
    by: str
    when: str
    heading: Any


@dataclass(frozen=True, repr=False)
class ShownFollowUp:
    id: str
    """Hex."""
    title: str
    lead: str
    by: str
    brief: str
    when: str
    scope: Any
    may_say: bool
    progress: Any
    is_advice: bool
    """Asked of an officer."""
    is_standing: bool
    wants_word: bool
    due: str
    is_overdue: bool
    words: tuple[Word, ...]
    end: str
    """Why it was taken back, or what else ended it."""
    is_taken_back: bool


def shown_follow_ups(
    db: Session, report: Report, items: Iterable[Item], names: Names, school: SchoolFacts
) -> tuple[ShownFollowUp, ...]:
    """The newest first."""
    standing = hand_over.standing(db, report)
    found = [_shown(each, names, school) for each in follow_ups(items, standing)]
    return tuple(reversed(found))


def _shown(each: FollowUp, names: Names, school: SchoolFacts) -> ShownFollowUp:
    body, due = each.brief, each.due
    return ShownFollowUp(
        id=each.id.hex(),
        title=body["title"],
        lead=body["lead"],
        by=f"{body['shown_name']}, {said(ROLES, body['role'])}",
        brief=body["text"],
        when=hour_words(each.given.content.hour, school.tz),
        scope=SCOPES[Scope(body["scope"])],
        may_say=body["may_say"],
        progress=(FOLLOW_UPS_OF_OFFICER if each.is_advice else FOLLOW_UPS)[each.progress],
        is_advice=each.is_advice,
        is_standing=each.is_standing,
        wants_word=each.progress is Progress.ASKED,
        due="" if due is None else due_words(due, school.tz),
        is_overdue=is_past(due),
        words=tuple(word_of(item, school) for item in each.log),
        end=end_words(each.end.body) if each.end is not None else "",
        is_taken_back=each.progress is Progress.TAKEN_BACK,
    )


def word_of(item: Item, school: SchoolFacts) -> Word:
    body = item.body
    heading: Any = _("Word to the officer") if body.get("lead_role") == Role.SSO else _("Word to the lead")
    if item.content.kind == "followup_reply":
        heading = reply_words(body)
    elif item.content.kind == "helper_message":
        heading = _("Written to the pupil")
    by = f"{body['shown_name']}, {said(ROLES, body['role'])}"
    return Word(body["text"], by, hour_words(item.content.hour, school.tz), heading)
