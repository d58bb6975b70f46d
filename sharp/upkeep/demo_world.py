"""The demo partnership: its schools, and everyone who serves there, with real keys made through the real verbs."""

import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts import people
from sharp.accounts.one_time_codes import new_secret
from sharp.accounts.people import NewCredential
from sharp.accounts.recovery_codes import draw_codes
from sharp.advice import editing
from sharp.model.staff import Staff
from sharp.model.words import Role
from sharp.schools import settings as school_settings
from sharp.schools.anchor import Anchor
from sharp.schools.away import set_away
from sharp.schools.ceremony import hold_ceremony, write_demo_sheets
from sharp.schools.evidence_rules import EvidenceRules, set_evidence_rules
from sharp.schools.facts import DAY_ZERO
from sharp.schools.nominations import confirm, nominate
from sharp.schools.roster import load_roster
from sharp.upkeep.opening import Opened
from sharp.vault.person import PersonKeys
from sharp.vault.words import offer_passphrase

SCHOOLS_FILE = Path(__file__).with_name("demo_schools.toml")
SHEETS_FOLDER = "sheets"
AWAY = (-2, 5)
"""From so many days before today to so many after it."""


@dataclass(frozen=True, repr=False)
class DemoPerson:
    """Somebody of the demo, ready to act and to be printed."""

    id: bytes
    email: str
    name: str
    shown: str
    role: str
    schools: tuple[str, ...]
    keys: PersonKeys
    passphrase: str
    totp_secret: bytes


@dataclass(frozen=True, repr=False)
class DemoWorld:
    schools: Mapping[str, bytes]
    names: Mapping[str, str]
    people: Mapping[str, DemoPerson]
    nominations: Mapping[tuple[str, str], bytes]
    """By school and person."""


def build_world(deployment: Opened) -> DemoWorld:
    """Schools, accounts and nominations, as of the clock."""
    plan = tomllib.loads(SCHOOLS_FILE.read_text(encoding="utf-8"))
    with deployment.database.writing() as db:
        everyone = _set_everyone_up(db, plan["person"])
    with deployment.database.writing() as db:
        schools = {each["slug"]: _add_school(db, deployment, each) for each in plan["school"]}
        nominations = _nominate_all(db, deployment, schools, plan["person"], everyone)
        _record_keys(db, deployment, plan, schools, everyone)
        _open_pages(db, deployment, schools, nominations, everyone)
    names = {each["slug"]: each["name"] for each in plan["school"]}
    return DemoWorld(schools, names, everyone, nominations)


def _set_everyone_up(db: Session, plan: Sequence[Mapping[str, Any]]) -> dict[str, DemoPerson]:
    """One passphrase for all; its derivations, the slow part, run side by side."""
    passphrase, keys = offer_passphrase(), db.info["keys"]
    invited = {
        each["key"]: people.invite(db, email=each["email"], name=each["name"], operator=each["role"] == "operator")[0]
        for each in plan
    }

    def derive(staff: Staff) -> NewCredential:
        return people.new_credential(keys, staff.id, staff.gen + 1, passphrase)

    with ThreadPoolExecutor() as pool:
        made = dict(zip(invited, pool.map(derive, invited.values()), strict=True))
    return {each["key"]: _complete(db, each, invited[each["key"]], made[each["key"]], passphrase) for each in plan}


def _complete(
    db: Session, plan: Mapping[str, Any], staff: Staff, credential: NewCredential, passphrase: str
) -> DemoPerson:
    secret = new_secret()
    people.complete(db, staff, credential, secret=secret, codes=draw_codes(), used_step=0)
    return DemoPerson(
        staff.id, staff.email, staff.name, plan["shown"], plan["role"], tuple(plan["schools"]),
        credential.keys, passphrase, secret,
    )  # fmt: skip


def _add_school(db: Session, deployment: Opened, plan: Mapping[str, Any]) -> bytes:
    anchor = deployment.anchor
    school_id, ceremony = school_settings.add_school(db, slug=plan["slug"], name=plan["name"], demo=True, anchor=anchor)
    folder = deployment.settings.instance / SHEETS_FOLDER
    write_demo_sheets(folder, plan["slug"], plan["name"], ceremony)
    school_settings.set_timetable(db, school_id=school_id, text=plan["timetable"], anchor=anchor)
    school_settings.set_places(db, school_id=school_id, text=plan["places"], anchor=anchor)
    school_settings.set_routing(db, school_id=school_id, spoc_first=plan["spoc_first"], anchor=anchor)
    set_evidence_rules(db, school_id=school_id, rules=EvidenceRules(allowed=plan.get("evidence", False)))
    return school_id


def _nominate_all(
    db: Session,
    deployment: Opened,
    schools: Mapping[str, bytes],
    plan: Sequence[Mapping[str, Any]],
    everyone: Mapping[str, DemoPerson],
) -> dict[tuple[str, str], bytes]:
    """The safeguarding lead comes first at each school, and confirms everybody else."""
    made: dict[tuple[str, str], bytes] = {}
    leads: dict[str, bytes] = {}
    for each in plan:
        person = everyone[each["key"]]
        for slug in person.schools:
            made[slug, each["key"]] = nomination = nominate(
                db, school_id=schools[slug], staff_id=person.id, role=Role(person.role), shown_name=person.shown,
                dsl=each.get("dsl", False), anchor=deployment.anchor,
            )  # fmt: skip
            if slug in leads:
                fp = person.keys.fingerprint
                confirm(db, nomination_id=nomination, by=leads[slug], fp=fp, anchor=deployment.anchor)
            leads.setdefault(slug, person.id)
    return made


def _record_keys(
    db: Session,
    deployment: Opened,
    plan: Mapping[str, Any],
    schools: Mapping[str, bytes],
    everyone: Mapping[str, DemoPerson],
) -> None:
    """Who holds the sheets, and the authority's key for what the sheets must not reach."""
    outside, anchor = hold_ceremony(), deployment.anchor
    folder = deployment.settings.instance / SHEETS_FOLDER
    write_demo_sheets(folder, "outside", plan["authority"], outside)
    for school in plan["school"]:
        school_id = schools[school["slug"]]
        holders = {_holder(person.role): person.id for person in _served_by(everyone, school["slug"])}
        holders.pop("", None)
        school_settings.set_holders(db, school_id=school_id, holders=holders, anchor=anchor)
        school_settings.set_outside_key(
            db, school_id=school_id, public=outside.public, name=plan["authority"], anchor=anchor
        )


def _open_pages(
    db: Session,
    deployment: Opened,
    schools: Mapping[str, bytes],
    nominations: Mapping[tuple[str, str], bytes],
    everyone: Mapping[str, DemoPerson],
) -> None:
    """The lead of each school has accepted all that pupils read, and opened its page."""
    for slug, key in nominations:
        roster = load_roster(db, schools[slug], deployment.anchor)
        if editing.is_safeguarding_lead(roster, everyone[key].id):
            open_as_lead(db, schools[slug], everyone[key].id, deployment.anchor)


def open_as_lead(db: Session, school_id: bytes, lead: bytes, anchor: Anchor) -> None:
    """Where nobody is there to be shown anything: a made-up school. No command does this to a real one."""
    for missing in editing.missing_at(db, school_id):
        kind, item = missing.name
        shown = missing.waiting.print if missing.waiting else ""
        editing.accept(db, school_id=school_id, kind=kind, item=item, shown=shown, by=lead, anchor=anchor)
    editing.open_page(db, school_id=school_id, by=lead, anchor=anchor)


def _served_by(everyone: Mapping[str, DemoPerson], slug: str) -> Sequence[DemoPerson]:
    """Last first, so that the first of a role is the one that stays."""
    return [person for person in reversed(tuple(everyone.values())) if slug in person.schools]


def _holder(role: str) -> str:
    return {"head": "head", "spoc": "spoc", "sso": "force"}.get(role, "")


def send_away(deployment: Opened, world: DemoWorld) -> None:
    """Whoever the plan says is away just now."""
    plan = tomllib.loads(SCHOOLS_FILE.read_text(encoding="utf-8"))
    today = (clock.now().date() - DAY_ZERO).days
    with deployment.database.writing() as db:
        for each in plan["person"]:
            for slug in each["schools"] if each.get("is_away") else ():
                set_away(
                    db, nomination_id=world.nominations[slug, each["key"]], away_from=today + AWAY[0],
                    away_until=today + AWAY[1], anchor=deployment.anchor,
                )  # fmt: skip
