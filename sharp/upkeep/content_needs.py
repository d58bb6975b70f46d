"""What `sharp doctor` says of words: what waits at a school, helplines to ring again, and languages by how much."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from sharp.advice.at_school import lines_at
from sharp.advice.danger import danger_rules
from sharp.advice.helplines import HELPLINES, unchecked
from sharp.advice.standing import standings
from sharp.schools.pieces import PageRefused, is_open
from sharp.settings import Settings
from sharp.triage.prompts import unreviewed
from sharp.web.catalogs import Found, languages_found

UNREVIEWED = "not yet reviewed"


def needs_at(db: Session, school_id: bytes) -> Iterator[str]:
    """What waits for a safeguarding lead, whom alone it waits for, and which of the school's numbers are old."""
    found = standings(db, school_id)
    missing, waiting = sum(each.is_missing for each in found), sum(each.waiting is not None for each in found)
    here = f"content of school {school_id.hex()}"
    for line in unchecked(each for each in lines_at(db, school_id) if each not in HELPLINES):
        yield f"{here}: nobody has checked its own helpline {line.id} for {line.age_days} days; is it {line.number}?"
    try:
        if not is_open(db, school_id):
            yield (
                f"{here}: its page is closed to reports until its safeguarding lead has accepted {missing} texts and "
                "opened it: /staff/content"
            )
        elif waiting:
            yield f"{here}: {waiting} texts wait for its safeguarding lead; pupils read what was accepted before"
    except PageRefused:
        return  # the row has been named
    for each in found:
        if each.is_behind:
            yield f"{here}: its own {' '.join(each.name)} was written over an older shipped text; does it still hold?"


def needs_of_what_is_shipped() -> Iterator[str]:
    for line in unchecked():
        yield f"helplines {line.id}: nobody has checked it for {line.age_days} days; is it still {line.number}?"
    if danger_rules().reviewer == UNREVIEWED:
        dated = danger_rules().dated
        yield f"danger rules of {dated:%d %b %Y}: nobody has reviewed them; let a professional read them"
    for prompt in unreviewed():
        yield f"prompts {prompt.id}: nobody has reviewed it for {prompt.age_days} days; does it still say what holds?"


def languages(settings: Settings) -> Iterator[str]:
    """Each translation that lies there. Raises TranslationRefused."""
    yield from (_about(each) for each in languages_found(settings.translations))


def _about(found: Found) -> str:
    share = 100 * found.translated // found.sentences if found.sentences else 0
    said = f"language {found.tag} ({found.own_name}): {found.translated} of {found.sentences} sentences, {share} %"
    if not found.is_reviewed:
        return f"{said}; nobody has reviewed it, so it is shown to nobody"
    return said if found.translated == found.sentences else f"{said}; the others stand in English"
