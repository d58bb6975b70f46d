"""Counting how cases ended and whether it helped: coarse facts and a number, and nothing that leads to a case."""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.outcomes import OutcomeCount
from sharp.reports.draft import About
from sharp.reports.journal import Item
from sharp.schools.categories import CATEGORIES
from sharp.schools.facts import SchoolFacts
from sharp.schools.places import Zone
from sharp.schools.timetable import parse_timetable
from sharp.vault.encoding import ID_SIZE

NOT_SAID = "-"
SAID, SAID_LATER = "said", "said-later"
"""In the place of an outcome: what pupils answered after the closing, and from four weeks after it on."""
LATER_HOURS = 28 * 24
LONGEST_HOLIDAY = timedelta(days=70)
"""So long after a term's end its timetable is an old one."""
SEASONS = {1: 1, 2: 1, 3: 1, 4: 4, 5: 4, 6: 4, 7: 4, 8: 4, 9: 9, 10: 9, 11: 9, 12: 9}
"""Month to the month in which its term begins, where a school has set no terms: spring, summer, autumn."""
WHO = {About.ME: "me", About.FRIEND: "friend", About.SAW: "saw"}


@dataclass(frozen=True)
class Facts:
    """What is known of a case when it is counted, each a word from a short list."""

    term: str
    kind: str
    zone: str
    who: str


def count_closing(db: Session, school: SchoolFacts, items: Sequence[Item], outcome: str) -> None:
    """Once a case: the caller keeps in the journal that it was counted, and locks its report before."""
    answers = [item.body["helped"] for item in items if item.content.kind == "feedback" and item.body["helped"]]
    _count(db, school, items, outcome, str(answers[-1]) if answers else NOT_SAID)


def count_answer(db: Session, school: SchoolFacts, items: Sequence[Item], helped: int | None) -> None:
    """What a pupil says of a closed case: once soon after its closing, and once from four weeks on."""
    closing = closing_of(items)
    if helped is None or closing is None:
        return
    hour = clock.hour()
    said_before = [item for item in items if _is_answer(item) and item.seq > closing.seq and item.body["helped"]]
    if not any(_is_late(item.content.hour, closing) is _is_late(hour, closing) for item in said_before):
        _count(db, school, items, SAID_LATER if _is_late(hour, closing) else SAID, str(helped))


def closing_of(items: Sequence[Item]) -> Item | None:
    """The last word to the pupil, with which the case was closed."""
    return next((item for item in reversed(items) if item.content.kind == "closing_word"), None)


def asks_whether_it_helped(items: Sequence[Item]) -> str:
    """Of a closed case: `now` or `later` (four weeks on) while that question has no answer yet, else nothing."""
    closing = closing_of(items)
    if closing is None:
        return ""
    is_later = _is_late(clock.hour(), closing)
    answers = [item for item in items if _is_answer(item) and item.seq > closing.seq]
    if any(_is_late(item.content.hour, closing) is is_later for item in answers):
        return ""
    return "later" if is_later else "now"


def facts_of(school: SchoolFacts, items: Sequence[Item]) -> Facts:
    body = next(item.body for item in items if item.content.kind == "account")
    kinds = [CATEGORIES[kind].group for kind in body["kinds"] if kind in CATEGORIES]
    return Facts(
        term=term_of(school.timetable, clock.now().astimezone(school.tz).date()),
        kind=kinds[0] if kinds else NOT_SAID,
        zone=_zone(body["place"], body["place_more"]),
        who=WHO.get(body["about"], "other"),
    )


def term_of(timetable: str, day: date) -> str:
    """The month in which the day's term began; a holiday belongs to the term before it."""
    begun = [term for term in parse_timetable(timetable).terms if term.first <= day <= term.last + LONGEST_HOLIDAY]
    if begun:
        return max(term.first for term in begun).strftime("%Y-%m")
    return f"{day.year}-{SEASONS[day.month]:02}"


def _zone(place: str, more: str) -> str:
    zone = place.partition(": ")[0]
    if zone in tuple(Zone):
        return zone
    return "elsewhere" if place or more else "unknown"


def _is_answer(item: Item) -> bool:
    return item.content.kind == "feedback"


def _is_late(hour: int, closing: Item) -> bool:
    return hour >= closing.content.hour + LATER_HOURS


def _count(db: Session, school: SchoolFacts, items: Sequence[Item], outcome: str, helped: str) -> None:
    facts = facts_of(school, items)
    row_id = _row_id(school.id, *astuple(facts), outcome, helped)
    row = db.get(OutcomeCount, row_id, with_for_update=True, populate_existing=True)
    if row is not None:
        row.count += 1
        return
    db.add(
        OutcomeCount(
            id=row_id,
            school_id=school.id,
            term=facts.term,
            kind=facts.kind,
            zone=facts.zone,
            who=facts.who,
            outcome=outcome,
            helped=helped,
            count=1,
        )
    )
    db.flush()


def _row_id(school: bytes, *words: str) -> bytes:
    """Two that count the same thing for the first time collide, and one of them is run again."""
    return hashlib.sha256(school + "\n".join(words).encode()).digest()[:ID_SIZE]
