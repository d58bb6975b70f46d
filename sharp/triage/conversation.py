"""The conversation with a pupil as its readers see it, and what of it waits for an answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from sharp.reports.journal import Item
from sharp.reports.pupil_case import LOW
from sharp.schools.facts import SchoolFacts
from sharp.triage.case_people import Names
from sharp.triage.kinds import reason_words
from sharp.triage.times import hour_words
from sharp.triage.wording import ROLES, said

CONVERSATION = frozenset(
    {
        "message", "not_safe", "feedback", "withdraw_request", "closing_word", "helper_message", "moved", "came_from",
    }
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Said:
    """One line of the conversation."""

    text: str
    who: str
    when: str
    side: str
    kind: str
    danger: str
    """Why the danger rules made it level 1; empty: they did not."""


def conversation_of(items: Iterable[Item], names: Names, school: SchoolFacts) -> tuple[Said, ...]:
    return tuple(_said(item, names, school) for item in items if item.content.kind in CONVERSATION)


def _said(item: Item, names: Names, school: SchoolFacts) -> Said:
    is_pupils = item.content.author == "pupil"
    by = _("Pupil") if is_pupils else f"{item.body['shown_name']}, {said(ROLES, item.body['role'])}"
    by = f"{by}, {item.body['at']}" if "at" in item.body and not is_pupils else by
    return Said(
        text=_text(item),
        who=by,
        when=hour_words(item.content.hour, school.tz),
        side="them" if is_pupils else "me",
        kind=item.content.kind,
        danger=reason_words(str(item.body.get("danger", ""))),
    )


def _text(item: Item) -> str:
    if item.content.kind != "feedback":
        return str(item.body["text"])
    marks = [(_("Did it help"), item.body["helped"]), (_("Safe now"), item.body["safe"])]
    return ". ".join(_("%(what)s: %(mark)s of 5", what=what, mark=mark) for what, mark in marks if mark is not None)


def since_last_answer(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """What the pupil said after a reader last wrote to them."""
    answers = [item.seq for item in items if item.content.kind in ("message", "closing_word") and not _is_pupils(item)]
    return tuple(item for item in items if item.seq > max(answers, default=0) and _is_pupils(item))


def not_safe_since(unanswered: Iterable[Item], school: SchoolFacts) -> str:
    found = [item for item in unanswered if item.content.kind == "not_safe"]
    return hour_words(found[-1].content.hour, school.tz) if found else ""


def low_since(unanswered: Iterable[Item]) -> str:
    found = [item for item in unanswered if item.content.kind == "feedback"]
    marks = (found[-1].body["helped"], found[-1].body["safe"]) if found else ()
    return _text(found[-1]) if any(mark is not None and mark <= LOW for mark in marks) else ""


def _is_pupils(item: Item) -> bool:
    return item.content.author == "pupil"
