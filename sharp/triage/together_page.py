"""What a case page shows of cases worked on as one: which leads, and each led pupil's conversation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.model.words import ReportState, Turn
from sharp.reports.journal import Item
from sharp.triage.access import CaseRef
from sharp.triage.case_people import Names, names_at
from sharp.triage.case_timeline import author_of
from sharp.triage.conversation import Said, conversation_of, low_since, not_safe_since, since_last_answer
from sharp.triage.followup_state import pupil_waits
from sharp.triage.merging import is_same_readers
from sharp.triage.policy import Action, may
from sharp.triage.times import hour_words
from sharp.triage.together import Group, Held, leader_of, led_by, led_in, other_in, refs_held
from sharp.triage.withdrawal import waits_for_an_answer
from sharp.triage.wording import TURNS
from sharp.vault.encoding import NO_ID


@dataclass(frozen=True, repr=False)
class LedCase:
    """One report that goes with the case, as its leader's page shows it."""

    reference: str
    length: int
    story: str
    said: tuple[Said, ...]
    turn: Any
    is_ours: bool
    is_unanswered: bool
    """Nobody has written to this pupil yet, or they have written since."""
    is_one_pupil: bool
    """It was said to be the same pupil's."""
    not_safe: str
    low: str
    is_withdrawing: bool


@dataclass(frozen=True)
class Before:
    """A case that was worked on with this one, and is not any more."""

    reference: str
    words: str


@dataclass(frozen=True, repr=False)
class Together:
    leader: str = ""
    """Reference of the case that leads this one; empty: none."""
    led: tuple[LedCase, ...] = ()
    before: tuple[Before, ...] = ()
    has_same_readers: bool = True
    """Else somebody can open only one of them, and nothing is written to all."""
    may_separate: bool = False

    @property
    def seen(self) -> str:
        """What a form says of the led cases that its page showed: reference and length of each."""
        return " ".join(f"{one.reference}:{one.length}" for one in self.led)


ALONE = Together()


def together_of(db: Session, case: CaseRef, items: Iterable[Item], group: Group) -> Together:
    """Only of cases that this person holds: whoever holds one alone reads nothing of another."""
    items, led, leader, names = tuple(items), led_by(group, case), leader_of(group, case), names_at(case.roster)
    now = {NO_ID if leader is None else leader.ref.report_id, *(one.ref.report_id for one in led)}
    every = [group[case.report_id], *led, *([leader] if leader else [])] if group else []
    return Together(
        leader=leader.ref.reference if leader else "",
        led=tuple(_led_case(one, group[case.report_id], names) for one in led),
        before=tuple(_before(db, case, items, now, names)),
        has_same_readers=is_same_readers(db, every),
        may_separate=may((case.role,), Action.MERGE),
    )


def _led_case(one: Held, leader: Held, names: Names) -> LedCase:
    report, items, school = one.report, one.items, one.ref.roster.school
    told, unanswered = next(item for item in items if item.content.kind == "account"), since_last_answer(items)
    is_answered = any(item.content.kind == "message" and item.content.author != "pupil" for item in items)
    return LedCase(
        reference=one.ref.reference,
        length=report.length,
        story=str(told.body["story"]),
        said=conversation_of(items, names, school),
        turn=TURNS[report.turn],
        is_ours=report.turn is Turn.NOMINEE and report.state is not ReportState.CLOSED,
        is_unanswered=not is_answered or pupil_waits(items),
        is_one_pupil=bool(led_in(leader.items)[one.ref.report_id].body["one_pupil"]),
        not_safe=not_safe_since(unanswered, school),
        low=low_since(unanswered),
        is_withdrawing=waits_for_an_answer(items),
    )


def _before(db: Session, case: CaseRef, items: tuple[Item, ...], now: set[bytes], names: Names) -> Iterator[Before]:
    """What was merged, and separated or closed since; each case once, as it was said last."""
    last = {other_in(item): item for item in items if item.content.kind in ("merged", "separated")}
    gone = {each: item for each, item in last.items() if each not in now}
    for ref in refs_held(db, case, list(gone)):
        item = gone[ref.report_id]
        when, by = hour_words(item.content.hour, case.roster.school.tz), author_of(item, names)
        if item.content.kind == "separated":
            words = _("Separated again by %(who)s, %(when)s: %(why)s", who=by, when=when, why=item.body["reason"])
        else:
            words = _("Was worked on with this one until one of them was closed")
        yield Before(ref.reference, str(words))
