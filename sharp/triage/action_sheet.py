"""The sheet of a referral: what an agency needs, filled from the case; who reported stays out of it unless agreed."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.words import PreparedList
from sharp.reports.journal import Item
from sharp.schools.facts import Member
from sharp.triage.access import CaseRef
from sharp.triage.action_kinds import ALL
from sharp.triage.action_page import Answer, day_words, words_for
from sharp.triage.actions import NAME_OF, actions_among, latest
from sharp.triage.case_account import Account, PupilName, account_of, name_of
from sharp.triage.prepared import SHIPPED, offered
from sharp.triage.wording import ROLES


@dataclass(frozen=True, repr=False)
class Sheet:
    agency: str
    asks: tuple[str, ...]
    """What the agency's own form asks for."""
    school: str
    today: str
    by: str
    """Who signs, with their role."""
    leads: tuple[str, ...]
    """Safeguarding leads of the school."""
    about: str
    need: str
    consent: str
    why_without: str
    account: Account
    """Kind, place and time; the pupil's words only if `has_words`."""
    has_words: bool
    name: PupilName | None
    """Of the pupil who reported; none if they are to stay out of it."""
    done: tuple[Answer, ...]
    """What else was done in the case that the agency should know of: whether parents were told."""


def sheet_of(db: Session, case: CaseRef, items: tuple[Item, ...], referral: Item) -> Sheet:
    """From the referral as last corrected."""
    fields = latest(referral, items).body["fields"]
    ticked, kind, school = fields.get("sheet", []), ALL["referral"], case.roster.school
    told = next(item for item in items if item.content.kind == "account")
    given = name_of(items, case)
    consent = kind.field("consent")
    assert consent is not None
    return Sheet(
        agency=fields[NAME_OF.format("agency")],
        asks=_asks(db, case, fields["agency"]),
        school=school.name,
        today=day_words(clock.now().astimezone(school.tz).date().isoformat()),
        by=f"{case.shown_name}, {ROLES[case.role]}",
        leads=tuple(_lead(member) for member in case.roster.nominees() if member.dsl),
        about=fields["about"],
        need=fields["need"],
        consent=words_for(consent, fields),
        why_without=fields.get("why", ""),
        account=account_of(told, school),
        has_words="words" in ticked,
        name=given if "name" in ticked and given.is_shown and given.name else None,
        done=tuple(_parents(items)),
    )


def _asks(db: Session, case: CaseRef, agency: str) -> tuple[str, ...]:
    """The school's own words for it where it has some; the shipped ones for an agency no longer offered."""
    own = {item.id: item.text for item in offered(db, case.school_id, PreparedList.AGENCIES)}
    shipped = {each.id: each.words for each in SHIPPED[PreparedList.AGENCIES]}
    text = own.get(agency) or gettext(shipped.get(agency, "")) if agency in {*own, *shipped} else ""
    parts = (part.strip() for line in text.splitlines() for part in line.split(";"))
    return tuple(part[0].upper() + part[1:] for part in parts if part)


def _lead(member: Member) -> str:
    return f"{member.shown_name}, {ROLES[member.role]}"


def _parents(items: tuple[Item, ...]) -> Iterator[Answer]:
    """As last recorded."""
    kind = ALL["parents"]
    told = kind.field("told")
    found = [item.body["fields"] for item in actions_among(items) if item.body["what"] == kind.id]
    if found and told is not None:
        yield Answer(str(kind.done), words_for(told, found[-1]))
