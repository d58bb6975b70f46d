"""What was done in a case, as its page shows it: each action, what followed it, what was corrected."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from sharp.reports.journal import Item
from sharp.schools.facts import SchoolFacts
from sharp.triage.access import CaseRef
from sharp.triage.action_fields import Ask, Field, Kind, Value, parse_day
from sharp.triage.action_kinds import ALL, FIRST, following
from sharp.triage.actions import NAME_OF, actions_among, is_correcting, is_version_of
from sharp.triage.case_people import Names
from sharp.triage.policy import may
from sharp.triage.times import hour_words

REVIEWS = {"three": 3, "six": 6}
"""Months after a referral was sent."""
WITHOUT_NAME = "assessment"


@dataclass(frozen=True, repr=False)
class Answer:
    title: str
    text: str


@dataclass(frozen=True, repr=False)
class Version:
    """An action as it was written at one time."""

    by: str
    when: str
    reason: str
    """Why it was corrected; empty for the first."""
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Offer:
    """Something that may be recorded; `entry` is what it would continue, in hex."""

    what: str
    title: Any
    entry: str = ""


@dataclass(frozen=True, repr=False)
class Done:
    entry: str
    what: str
    title: str
    now: Version
    earlier: tuple[Version, ...]
    """What it said before it was corrected, the newest first."""
    followed_by: tuple["Done", ...] = ()
    next: tuple[Offer, ...] = ()
    due: tuple[str, ...] = ()
    """What is to be looked at again, and when."""
    may_correct: bool = False
    has_sheet: bool = False


@dataclass(frozen=True)
class Reader:
    """Who looks, and what for."""

    case: CaseRef
    names: Names
    school: SchoolFacts = field(repr=False)


def done_in(items: Sequence[Item], case: CaseRef, names: Names) -> tuple[Done, ...]:
    """The newest action first; what followed one stands under it, in order."""
    reader, found = Reader(case, names, case.roster.school), actions_among(items)
    first = [item for item in found if not is_correcting(item, items)]
    roots = [item for item in first if "continues" not in item.body]
    return tuple(_done(root, first, found, reader) for root in reversed(roots))


def offers(case: CaseRef, *, is_nameless: bool) -> tuple[Offer, ...]:
    """What this person may record; the assessment for reports without a name is offered for those alone."""
    return tuple(
        Offer(kind.id, kind.title)
        for kind in FIRST
        if may((case.role,), kind.action) and (is_nameless or kind.id != WITHOUT_NAME)
    )


def action_title(item: Item) -> str:
    """For the history and for what is new: what kind of action, without a word of what was written."""
    title = title_of(item.body.get("what", ""))
    return str(_("Corrected: %(what)s", what=title)) if item.body.get("reason") else title


def title_of(what: str) -> str:
    """A kind that is no longer there is shown by its id: it was true when it was recorded."""
    return str(ALL[what].done) if what in ALL else what or str(_("Decision recorded"))


def answers_of(item: Item) -> tuple[Answer, ...]:
    """In the order in which they were asked."""
    fields: dict[str, Value] = item.body["fields"]
    kind = ALL.get(item.body["what"])
    if kind is None:
        return tuple(Answer(name, _plain(value)) for name, value in fields.items())
    return tuple(Answer(str(one.title), words_for(one, fields)) for one in kind.fields if one.name in fields)


def words_for(one: Field, fields: dict[str, Value]) -> str:
    """One answer as it is read."""
    value = fields[one.name]
    if one.ask is Ask.AGENCY:
        return _plain(fields.get(NAME_OF.format(one.name), value))
    if isinstance(value, list):
        return "; ".join(str(one.options.get(each, each)) for each in value)
    if one.ask is Ask.DAY:
        return day_words(value)
    return str(one.options.get(value, value)) if one.ask is Ask.CHOICE else value


def day_words(kept: str) -> str:
    day = parse_day(kept)
    return kept if day is None else format_date(day, "EEEE d MMMM y", locale=get_locale())


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def _done(item: Item, first: Sequence[Item], found: Sequence[Item], reader: Reader) -> Done:
    what, entry = item.body["what"], item.entry_id.hex()
    versions = sorted((one for one in found if is_version_of(one, item)), key=lambda one: one.seq, reverse=True)
    after = [one for one in first if one.body.get("continues") == entry]
    kind = ALL.get(what)
    return Done(
        entry=entry,
        what=what,
        title=title_of(what),
        now=_version(versions[0], reader),
        earlier=tuple(_version(one, reader) for one in versions[1:]),
        followed_by=tuple(_done(one, first, found, reader) for one in after),
        next=tuple(Offer(each.id, each.title, entry) for each in following(what) if _may(reader, each)),
        due=tuple(_due(versions[0], [_newest(one, found) for one in after])),
        may_correct=kind is not None and _may(reader, kind),
        has_sheet=what == "referral",
    )


def _may(reader: Reader, kind: Kind) -> bool:
    return may((reader.case.role,), kind.action)


def _newest(item: Item, found: Iterable[Item]) -> Item:
    return max((one for one in found if is_version_of(one, item)), key=lambda one: one.seq)


def _version(item: Item, reader: Reader) -> Version:
    return Version(
        by=reader.names.of(bytes.fromhex(item.content.author)),
        when=hour_words(item.content.hour, reader.school.tz),
        reason=item.body.get("reason", ""),
        answers=answers_of(item),
    )


def _due(item: Item, after: Sequence[Item]) -> Iterator[str]:
    """A referral is looked at after 3 and 6 months; a plan and an agreement when they say so themselves."""
    fields = [item.body["fields"], *(one.body["fields"] for one in after)]
    if item.body["what"] == "referral":
        yield from _reviews_due(item, after)
    elif after and after[-1].body["what"] in ("plan-review", "conference-agreement", "plan") and "review" in fields[-1]:
        yield str(_("Next review: %(day)s", day=day_words(fields[-1]["review"])))
    elif not after and "review" in fields[0]:
        yield str(_("Next review: %(day)s", day=day_words(fields[0]["review"])))


def _reviews_due(item: Item, after: Sequence[Item]) -> Iterator[str]:
    sent = item.body["fields"].get("sent") or next(
        (one.body["fields"]["day"] for one in after if one.body["what"] == "referral-sent"), ""
    )
    day = parse_day(sent)
    if day is None:
        yield str(_("Not sent yet"))
        return
    held = {one.body["fields"]["which"] for one in after if one.body["what"] == "referral-review"}
    for which, months in REVIEWS.items():
        if which not in held:
            due = day_words(_months_after(day, months).isoformat())
            yield str(_("Review at %(months)d months: %(day)s", months=months, day=due))


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, day.day - 4, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")
