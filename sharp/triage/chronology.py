"""A case as one chronology, oldest first: what an export says of it, as far as this reader's keys reach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date, format_time
from flask_babel import get_locale
from flask_babel import gettext as _

from sharp import clock
from sharp.model.reports import Report
from sharp.model.staff import TrailLine
from sharp.reports.journal import Item
from sharp.schools.facts import SchoolFacts
from sharp.triage.action_page import answers_of
from sharp.triage.actions import ENTRY_KINDS
from sharp.triage.case_account import account_of
from sharp.triage.case_people import Names
from sharp.triage.case_timeline import author_of, is_shown, outcome_words, title_of
from sharp.triage.kinds import reason_words
from sharp.triage.offers import KNOWS, Knows
from sharp.triage.wording import LEVELS, ROLES, STATES, end_words, said
from sharp.vault.slots import Slot


@dataclass(frozen=True, repr=False)
class Line:
    """One labelled piece of what was written; its label says nothing of the case."""

    label: str
    text: str
    is_reach: bool = False
    """How to reach the pupil, not what they are called."""


@dataclass(frozen=True, repr=False)
class Passage:
    """One entry. `seq` is its place in the journal, which is how it is blacked out."""

    seq: int
    hour: int
    when: str
    who: str
    title: str
    lines: tuple[Line, ...]
    is_reporters: bool
    """By or for the reporter, or worked out by the service from what they ticked."""
    is_name: bool


@dataclass(frozen=True, repr=False)
class Chronology:
    reference: str
    school: str
    kinds: str
    received: str
    level: str
    state: str
    length: int
    """Of the journal."""
    passages: tuple[Passage, ...]
    openings: tuple[str, ...]


def chronology(
    report: Report, school: SchoolFacts, items: Iterable[Item], trail: Iterable[TrailLine], names: Names
) -> Chronology:
    """Every entry that the case page shows."""
    items = tuple(items)
    told = next(item for item in items if item.content.kind == "account")
    passages = (_passage(item, school, names) for item in items if is_shown(item))
    return Chronology(
        reference=report.reference,
        school=school.name,
        kinds=account_of(told, school).kinds,
        received=moment_words(report.received, school),
        level=str(LEVELS[report.level]),
        state=str(STATES[report.state]),
        length=report.length,
        passages=tuple(passages),
        openings=tuple(_openings(trail, school, names)),
    )


def moment_words(hour: int, school: SchoolFacts) -> str:
    """`23 November 2026, after 8 am`: on paper no day is today."""
    moment = clock.of_hour(hour).astimezone(school.tz)
    time = format_time(moment, "h a", tzinfo=school.tz, locale=get_locale())
    day = format_date(moment, "d MMMM y", locale=get_locale())
    return str(_("%(day)s, after %(time)s", day=day, time=time.replace("\N{NARROW NO-BREAK SPACE}", " ")))


def _passage(item: Item, school: SchoolFacts, names: Names) -> Passage:
    return Passage(
        seq=item.seq,
        hour=item.content.hour,
        when=moment_words(item.content.hour, school),
        who=_who(item, names),
        title=title_of(item),
        lines=tuple(line for line in _lines(item, school) if line.text),
        is_reporters=item.slot in (Slot.THREAD, Slot.SAY) or item.content.author == "service",
        is_name=item.slot is Slot.IDENTITY,
    )


def _who(item: Item, names: Names) -> str:
    name = author_of(item, names)
    if item.content.author in ("pupil", "service"):
        return name
    role = names.role_of(bytes.fromhex(item.content.author))
    return f"{name}, {role}" if role else name


def _lines(item: Item, school: SchoolFacts) -> Iterable[Line]:
    body = item.body
    if item.content.kind in ENTRY_KINDS:
        return [Line(answer.title, answer.text) for answer in answers_of(item)]
    match item.content.kind:
        case "account":
            return _account_lines(item, school)
        case "name":
            reach = Line(str(_("How to reach them")), body["reach"], is_reach=True)
            return Line(str(_("Name")), body["name"]), reach
        case "feedback":
            marks = ((_("Did it help, of 5"), body["helped"]), (_("Safe now, of 5"), body["safe"]))
            return [Line(str(label), str(mark)) for label, mark in marks if mark is not None]
        case "level":
            return (Line(str(_("Reason")), reason_words(body["reason"])),)
        case "outcome":
            return Line(str(_("Outcome")), str(outcome_words(body["outcome"]))), Line(str(_("Reason")), body["reason"])
        case "filed":
            return (Line(str(_("On")), body["on"]),)
        case "followup":
            return Line(str(_("What for")), body["title"]), Line(str(_("Brief")), body["text"])
        case "offer":
            with_whom = f"{body['shown_name']}, {said(ROLES, body['role'])}, {body['school']}"
            knows = Line(str(_("The pupil")), str(KNOWS[Knows(body["knows"])]))
            return Line(str(_("With")), with_whom), knows, *_plain_lines(body)
        case "passed_on":
            listed = "; ".join(f"{each['name']}, {said(ROLES, each['role'])}" for each in body["readers"])
            return (
                Line(str(_("Reference there")), body["reference"]),
                Line(str(_("Who could open it there")), listed),
                *_plain_lines(body),
            )
        case "arrived":
            return Line(str(_("Reference there")), body["reference"]), *_plain_lines(body)
        case "shared":
            reason = Line(str(_("Reason")), body.get("reason", ""))
            return Line(str(_("With")), f"{body['shown_name']}, {said(ROLES, body['role'])}"), reason
        case "followup_end":
            return (Line(str(_("Reason")), end_words(body)),)
        case _:
            return _plain_lines(body)


def _account_lines(item: Item, school: SchoolFacts) -> Iterable[Line]:
    told = account_of(item, school)
    return (
        Line(str(_("What happened")), told.story),
        Line(str(_("Who it is about")), told.about),
        Line(str(_("Kind")), told.kinds),
        Line(str(_("Where")), ", ".join(filter(None, (told.place, told.place_more)))),
        Line(str(_("When")), told.when),
        Line(str(_("Still happening")), told.still),
        Line(str(_("What would help")), told.wants),
        Line(str(_("Shown to the pupil before sending")), "; ".join(told.shown_readers)),
    )


def _plain_lines(body: Mapping[str, Any]) -> Iterable[Line]:
    labels = {"text": _("Text"), "reason": _("Reason")}
    return [Line(str(labels[name]), str(body[name])) for name in labels if body.get(name)]


def _openings(trail: Iterable[TrailLine], school: SchoolFacts, names: Names) -> Iterable[str]:
    """Who opened or exported it, each person and hour once."""
    found = {(line.hour, line.staff_id): line for line in trail if line.act.is_opening}
    for hour, staff_id in sorted(found):
        yield f"{moment_words(hour, school)}: {names.of(staff_id)}"
