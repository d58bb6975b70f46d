"""Letters to safeguarding leads for whom words wait: one a person and school day at most, until all is seen."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.advice.editing import is_safeguarding_lead
from sharp.advice.standing import standings
from sharp.model.passing import Letter
from sharp.model.schools import Deployment
from sharp.notices.outbox import WORDS, queue_word_letter
from sharp.notices.sending import Judgement
from sharp.schools.anchor import Anchor
from sharp.schools.facts import Roster, SchoolFacts
from sharp.schools.roster import all_rosters
from sharp.schools.serving import serving
from sharp.schools.timetable import next_reading, parse_timetable

A_DAY = 24 * 3600
Called = dict[bytes, SchoolFacts]
"""Staff ids, each with the first school where words wait for them."""


def leads_to_call(db: Session, anchor: Anchor) -> Called:
    """All for whom words wait and who have no letter yet."""
    have_one = set(db.scalars(sa.select(Letter.staff_id).where(Letter.kind == WORDS)))
    found: Called = {}
    for roster in all_rosters(db, anchor):
        for lead in sorted(_leads(roster) - have_one - found.keys()):
            if words_wait(db, roster, lead):
                found[lead] = roster.school
    return found


def queue_word_letters(db: Session, called: Called) -> int:
    """Begin a letter for each who still has none; how many. One worker does it at a time."""
    db.get(Deployment, db.info["keys"].deployment, with_for_update=True)
    have_one = set(db.scalars(sa.select(Letter.staff_id).where(Letter.kind == WORDS)))
    begun = {staff: school for staff, school in called.items() if staff not in have_one}
    for staff, school in begun.items():
        queue_word_letter(db, school=school.id, staff=staff, run_at=_opens(school, days=0))
    return len(begun)


def judge_words(db: Session, letter: Letter, anchor: Anchor) -> Judgement:
    """Of a letter whose time has come. Its row stays until nothing waits: it is the memory of when it goes again."""
    for roster in serving(db, letter.staff_id, anchor).rosters:
        if letter.staff_id in _leads(roster) and words_wait(db, roster, letter.staff_id):
            return Judgement(is_wanted=True, again_at=_opens(roster.school, days=1))
    return Judgement(is_wanted=False)


def words_wait(db: Session, roster: Roster, lead: bytes) -> bool:
    """Words that others put before this lead, or that came with the service."""
    return any(each.waiting is not None and each.put_by != lead for each in standings(db, roster.school.id))


def _leads(roster: Roster) -> set[bytes]:
    staff = {member.staff_id for member in roster.nominees()}
    return {each for each in staff if is_safeguarding_lead(roster, each)}


def _opens(school: SchoolFacts, *, days: int) -> int:
    """When the school is next open, today or from a later day on, in seconds since 1970; words are not urgent."""
    start = clock.now()
    if days:
        midnight = start.astimezone(school.tz).replace(hour=0, minute=0, second=0, microsecond=0)
        start = midnight + timedelta(days=days)
    found = next_reading(parse_timetable(school.timetable), school.tz, start)
    return int(found.opens.timestamp()) if found else clock.seconds() + A_DAY
