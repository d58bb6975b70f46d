"""What staff read for each word that is kept: the terms of safeguarding and of Safer Schools officers."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from sharp.model.words import OfferAnswer, ReportState, Retention, Role, Turn
from sharp.reports.draft import About, Still, Want, When
from sharp.reports.readers import LastResort
from sharp.schools.deadlines import Step
from sharp.triage.casework import Outcome
from sharp.triage.followup_ends import Cause
from sharp.triage.followup_state import Progress, Reply, Scope
from sharp.triage.links import Tie
from sharp.triage.talks import Source

LEVELS: Mapping[int, Any] = {
    1: _l("1 Now: 999 if anybody is in danger, and the DSL"),
    2: _l("2 The same school day"),
    3: _l("3 Within two school days"),
    4: _l("4 When patterns are looked at"),
}
LEVEL_TAGS: Mapping[int, Any] = {
    1: _l("1 Now"),
    2: _l("2 Same day"),
    3: _l("3 Two days"),
    4: _l("4 Pattern"),
}
STATES: Mapping[ReportState, Any] = {
    ReportState.SENT: _l("Not read yet"),
    ReportState.READ: _l("Read"),
    ReportState.ACTIVE: _l("Being looked into"),
    ReportState.CLOSED: _l("Closed"),
}
TURNS: Mapping[Turn, Any] = {
    Turn.NOMINEE: _l("Our turn"),
    Turn.HELPER: _l("Turn of whoever was asked"),
    Turn.PUPIL: _l("Pupil’s turn"),
    Turn.NOBODY: _l("Nobody’s turn"),
}
DUE: Mapping[Step, Any] = {
    Step.READ: _l("to be read"),
    Step.ANSWERED: _l("to be answered"),
    Step.NEXT: _l("the next step"),
}
OVERDUE: Mapping[Step, Any] = {
    Step.READ: _l("Overdue: not read"),
    Step.ANSWERED: _l("Overdue: not answered"),
    Step.NEXT: _l("Overdue: next step"),
}
ROLES: Mapping[Role, Any] = {
    Role.SSO: _l("Safer Schools Officer"),
    Role.SPOC: _l("SPOC"),
    Role.HEAD: _l("Head"),
    Role.CONTACT: _l("Outside contact"),
    Role.PASTORAL: _l("Pastoral lead"),
    Role.COORDINATOR: _l("Partnership coordinator"),
}
TIES: Mapping[Tie, Any] = {
    Tie.RELATED: _l("They belong together"),
    Tie.SAME: _l("It is the same matter"),
    Tie.NONE: _l("They do not belong together"),
}
SOURCES: Mapping[Source, Any] = {
    Source.TALK: _l("What a pupil said aloud"),
    Source.NOTE: _l("A note that was handed in or found"),
    Source.REFERRAL: _l("What a colleague passed on"),
}
OUTCOMES: Mapping[Outcome, Any] = {
    Outcome.HELPED: _l("Supported in school, with a plan"),
    Outcome.ADVICE: _l("Advice given"),
    Outcome.RESTORED: _l("Restorative conference or mediation"),
    Outcome.SANCTION: _l("School discipline"),
    Outcome.REFERRED: _l("Referred to another agency"),
    Outcome.POLICE: _l("Recorded as a crime, or passed to police"),
    Outcome.COMMUNITY: _l("Diversion or community resolution"),
    Outcome.NOT_ENOUGH: _l("Not enough to act on"),
    Outcome.WITHDRAWN: _l("The pupil took it back"),
    Outcome.TRIED: _l("Practice report, answered"),
    Outcome.MOVED: _l("Handed to another school"),
}
ANSWERS: Mapping[OfferAnswer, Any] = {
    OfferAnswer.YES: _l("Yes, we take it"),
    OfferAnswer.NOT_HERE: _l("This pupil does not come here"),
    OfferAnswer.TALK_FIRST: _l("Please talk to us first"),
    OfferAnswer.KNOWN: _l("We know of it already"),
    OfferAnswer.COLLEAGUE: _l("Not for me: ask a colleague here"),
}
"""Of an offer from another school; that none was given has no words."""
REPLIES: Mapping[Reply, Any] = {
    Reply.DONE: _l("Pastoral lead: what was done"),
    Reply.ASKED: _l("Pastoral lead: a question"),
    Reply.RETURNED: _l("Given back by the pastoral lead"),
}
ADVICE: Mapping[Reply, Any] = {
    Reply.DONE: _l("Officer: advice"),
    Reply.ASKED: _l("Officer: a question"),
    Reply.RETURNED: _l("Given back by the officer"),
}
"""What an officer writes who was asked for it, and holds nothing of the case."""
FOLLOW_UPS: Mapping[Progress, Any] = {
    Progress.WAITING: _l("Waiting for the lead"),
    Progress.ASKED: _l("The lead asks"),
    Progress.ANSWERED: _l("Answered"),
    Progress.RETURNED: _l("Given back"),
    Progress.TAKEN_BACK: _l("Taken back"),
    Progress.CLOSED: _l("Over: the case was closed"),
    Progress.BROUGHT_IN: _l("Over: they were brought into the case"),
    Progress.LEFT: _l("Over: the lead has left"),
}
FOLLOW_UPS_OF_OFFICER: Mapping[Progress, Any] = {
    **FOLLOW_UPS,
    Progress.WAITING: _l("Waiting for the officer’s advice"),
    Progress.ASKED: _l("The officer asks"),
    Progress.LEFT: _l("Over: the officer has left"),
}
ENDS: Mapping[str, Any] = {
    Cause.CLOSED: _l("The case was closed."),
    Cause.BROUGHT_IN: _l("They were brought into the case."),
}
"""Why a hand-over ended, where nobody wrote a reason."""
FOLLOW_UPS_OF_LEAD: Mapping[Progress, Any] = {
    Progress.WAITING: _l("To do"),
    Progress.ASKED: _l("You asked; they will answer"),
    Progress.ANSWERED: _l("Answered"),
}
SCOPES: Mapping[Scope, Any] = {
    Scope.BRIEF: _l("Only what you write here"),
    Scope.WHOLE: _l("Also the whole report and the conversation, without the pupil’s name"),
    Scope.WITH_NAME: _l("Also the whole report and the conversation, with the pupil’s name"),
}
RETENTIONS: Mapping[Retention, Any] = {
    Retention.PRACTICE: _l("practice"),
    Retention.ORDINARY: _l("ordinary"),
    Retention.LONG: _l("child protection record"),
}
ABOUT: Mapping[str, Any] = {
    About.ME: _l("It happened to the pupil"),
    About.FRIEND: _l("Worried about a friend"),
    About.SAW: _l("Saw or heard it"),
    About.ADULT: _l("Concern about an adult in school"),
    About.OFFICER: _l("Concern about a police officer"),
    About.ASK: _l("A question"),
    About.GOOD: _l("Something good, or an idea"),
    About.PRACTICE: _l("Practice report"),
}
WHEN: Mapping[str, Any] = {
    When.TODAY: _l("Today"),
    When.WEEK: _l("This week"),
    When.LONGER: _l("Longer ago"),
    When.UNKNOWN: _l("The pupil does not know"),
}
STILL: Mapping[str, Any] = {
    Still.YES: _l("Yes"),
    Still.NO: _l("No"),
    Still.UNKNOWN: _l("The pupil does not know"),
}
WANTS: Mapping[str, Any] = {
    Want.LISTEN: _l("Someone to listen"),
    Want.STOP: _l("Make it stop"),
    Want.POLICE: _l("Police to do something"),
    Want.KNOW: _l("Just so we know"),
    Want.TALK: _l("Talk face to face"),
}
LAST_RESORTS: Mapping[str, Any] = {
    LastResort.SHEETS: _l("If every reader is gone, two of the school’s three recovery sheets could open it."),
    LastResort.OUTSIDE: _l("If every reader is gone, the outside recovery key could open it."),
    LastResort.NONE: _l("If every reader is gone, nobody could open it."),
}
NOT_SAID = _l("Not said")


def said(words: Mapping[Any, Any], kept: str) -> str:
    return str(words[kept]) if kept in words else str(NOT_SAID)


def reply_words(body: Mapping[str, Any]) -> Any:
    """What a lead, or an officer who was asked for advice, wrote back."""
    return (ADVICE if body["role"] == Role.SSO else REPLIES)[Reply(body["act"])]


def end_words(body: Mapping[str, Any]) -> str:
    return str(body["reason"] or ENDS.get(body.get("cause", ""), ""))


def place_words(place: str) -> str:
    """A place is kept as `zone: name`; the zone is for maps."""
    return place.partition(": ")[2] or place
