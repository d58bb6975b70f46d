"""What the case page shows, once opened: the account, the conversation, notes, history, and who can open it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.model.reports import Report
from sharp.model.staff import TrailLine
from sharp.model.words import Act, PreparedList, ReportState, Retention, Role, Turn
from sharp.reports.journal import Item, read_journal
from sharp.schools.deadlines import step_of
from sharp.schools.facts import Member, SchoolFacts
from sharp.triage.access import CaseRef
from sharp.triage.action_page import Done, Offer, done_in, offers
from sharp.triage.between_schools import BetweenSchools, between_schools
from sharp.triage.case_account import Account, PupilName, account_of, name_of
from sharp.triage.case_people import Names, Person, first_police, names_at, people_of, trail_of
from sharp.triage.case_timeline import Happening, author_of, timeline
from sharp.triage.conversation import Said, conversation_of, low_since, not_safe_since, since_last_answer
from sharp.triage.followup_shown import ShownFollowUp, shown_follow_ups
from sharp.triage.keeping_page import Keeping, keeping_of
from sharp.triage.kinds import Guidance, guidance_for, reason_words
from sharp.triage.naming import may_be_given_name
from sharp.triage.policy import Action, may
from sharp.triage.prepared import Item as Prepared
from sharp.triage.prepared import offered
from sharp.triage.prompts import Moment, Prompt, prompts_for
from sharp.triage.sharing import may_be_brought_in
from sharp.triage.times import age_words, due_words, hour_words, is_past, month_words
from sharp.triage.together_page import ALONE, Together
from sharp.triage.withdrawal import waits_for_an_answer
from sharp.triage.wording import DUE, LEVEL_TAGS, LEVELS, OVERDUE, RETENTIONS, STATES, TURNS
from sharp.web.unit_of_work import Moved


@dataclass(frozen=True, repr=False)
class Note:
    text: str
    by: str
    when: str


@dataclass(frozen=True, repr=False)
class CasePage:
    reference: str
    school: SchoolFacts
    length: int
    state: Any
    turn: Any
    is_ours: bool
    is_closed: bool
    is_practice: bool
    may_acknowledge: bool
    level: int
    level_tag: Any
    level_words: Any
    level_reason: str
    level_by: str
    age: str
    due: str
    due_for: Any
    """Which step it is."""
    is_overdue: bool
    kept_until: str
    account: Account
    name: PupilName
    guidance: Guidance | None
    prompts: tuple[Prompt, ...]
    """What the law and the field ask to be thought of."""
    said: tuple[Said, ...]
    notes: tuple[Note, ...]
    done: tuple[Done, ...]
    offers: tuple[Offer, ...]
    """What may be recorded."""
    history: tuple[Happening, ...]
    people: tuple[Person, ...]
    follow_ups: tuple[ShownFollowUp, ...]
    may_hand_over: bool
    may_be_brought_in: tuple[Member, ...]
    before_officer: tuple[Prompt, ...]
    """What bringing in an officer sets off; empty when none can be."""
    first_police: str
    """Who of the police first read it, and when."""
    first_brief: str
    """Who of the police first read a brief of it, and when."""
    may_be_given_name: tuple[Member, ...]
    """Colleagues who open it without the name, which this reader sees."""
    words: tuple[Prepared, ...]
    """To the pupil, as the school prepared them."""
    not_safe: str
    """When the pupil last said that they are not safe, if nobody has answered since."""
    is_withdrawing: bool
    low: str
    """What the pupil last said of help and safety, if that was low and nobody has answered since."""
    keeping: Keeping
    between: BetweenSchools
    """Where it went, came from, or is offered."""
    together: Together
    """What is worked on with it as one."""


def read_again(db: Session, case: CaseRef) -> tuple[Report, tuple[Item, ...]]:
    """For a page that comes back with what was typed: reads, and writes nothing. Raises Moved."""
    report = db.get(Report, case.report_id)
    if report is None:
        raise Moved
    return report, read_journal(db, report, case.ring)


def case_page(
    db: Session, case: CaseRef, report: Report, items: tuple[Item, ...], together: Together = ALONE
) -> CasePage:
    """Everything as strings and our own frozen objects; the template asks nothing of the database."""
    school, names, trail = case.roster.school, names_at(case.roster), trail_of(db, report.id)
    told = next(item for item in items if item.content.kind == "account")
    level = [item for item in items if item.content.kind == "level"][-1]
    unanswered, given = since_last_answer(items), name_of(items, case)
    is_closed = report.state is ReportState.CLOSED
    offered_members = may_be_brought_in(db, case, report, items) if may((case.role,), Action.SHARE) else ()
    return CasePage(
        reference=report.reference,
        school=school,
        length=report.length,
        state=STATES[report.state],
        turn=TURNS[report.turn],
        is_ours=report.turn is Turn.NOMINEE,
        is_closed=is_closed,
        is_practice=report.retention is Retention.PRACTICE,
        may_acknowledge=report.state in (ReportState.SENT, ReportState.READ),
        level=report.level,
        level_tag=LEVEL_TAGS[report.level],
        level_words=LEVELS[report.level],
        level_reason=_level_reason(report, level),
        level_by=_("the pupil") if _is_raised_by_pupil(report, level) else author_of(level, names),
        age=age_words(report.received, school.tz),
        due="" if report.due is None else due_words(report.due, school.tz),
        due_for=_due_for(report),
        is_overdue=is_past(report.due),
        kept_until=_kept_until(report),
        account=account_of(told, school),
        name=given,
        guidance=guidance_for(told.body["kinds"]),
        prompts=prompts_for(told.body["kinds"], told.body["about"]),
        said=conversation_of(items, names, school),
        notes=tuple(_note(item, names, school) for item in items if item.content.kind == "note"),
        done=done_in(items, case, names),
        offers=() if is_closed else offers(case, is_nameless=not given.name),
        history=timeline(items, trail, names, case.staff.id, school.tz),
        people=people_of(db, report.id, trail, names, case.staff.id),
        follow_ups=shown_follow_ups(db, report, items, names, school),
        may_hand_over=not is_closed and may((case.role,), Action.HAND_OVER),
        may_be_brought_in=offered_members,
        before_officer=_before_officer(offered_members, told),
        first_police=_first_police(case, trail, names, Act.OPENED),
        first_brief=_first_police(case, trail, names, Act.READ_BRIEF),
        may_be_given_name=may_be_given_name(db, case, report, items) if may((case.role,), Action.SHARE) else (),
        words=offered(db, school.id, PreparedList.WORDS),
        not_safe=not_safe_since(unanswered, school),
        is_withdrawing=waits_for_an_answer(items),
        low=low_since(unanswered),
        keeping=keeping_of(db, report, items, names, school),
        between=between_schools(db, case, report, items),
        together=together,
    )


def _due_for(report: Report) -> Any:
    step = step_of(report.state, report.turn)
    if step is None:
        return ""
    return (OVERDUE if is_past(report.due) else DUE)[step]


def _before_officer(members: Iterable[Member], told: Item) -> tuple[Prompt, ...]:
    if all(member.role is not Role.SSO for member in members):
        return ()
    return prompts_for(told.body["kinds"], told.body["about"], Moment.OFFICER)


def _first_police(case: CaseRef, trail: Iterable[TrailLine], names: Names, act: Act) -> str:
    found = first_police(case.roster, trail, names, act)
    if found is None:
        return ""
    return f"{found[0]}, {hour_words(found[1], case.roster.school.tz)}"


def _level_reason(report: Report, level: Item) -> str:
    """What set it last: the pupil's own "I am not safe now" is no entry of level."""
    if _is_raised_by_pupil(report, level):
        return str(_("The pupil said that they are not safe now, or that this is real."))
    return reason_words(level.body["reason"])


def _is_raised_by_pupil(report: Report, level: Item) -> bool:
    return bool(report.level != level.body["level"])


def _kept_until(report: Report) -> str:
    if report.retention_month is None:
        return ""
    month, kind = month_words(report.retention_month), RETENTIONS[report.retention]
    return str(_("Kept to the end of %(month)s (%(kind)s)", month=month, kind=kind))


def _note(item: Item, names: Names, school: SchoolFacts) -> Note:
    return Note(item.body["text"], author_of(item, names), hour_words(item.content.hour, school.tz))
