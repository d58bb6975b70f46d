"""A deployment of the bench's own: two schools, their staff, and accounts for others to guess at."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.plan import LIMITS, WORKERS
from sharp.accounts import people
from sharp.app import create_app
from sharp.model.words import Role
from sharp.schools.anchor import anchor_at
from sharp.schools.facts import Roster
from sharp.schools.nominations import confirm, nominate
from sharp.schools.roster import load_roster
from sharp.schools.settings import add_school
from sharp.settings import Settings, read_settings
from sharp.upkeep.demo_world import open_as_lead
from sharp.upkeep.founding import found
from sharp.upkeep.opening import Opened, open_services
from sharp.vault.person import PersonKeys
from sharp.web.application import Sharp

PASSPHRASE = "seven otters juggle blue lanterns"
CAST = (
    ("spoc", Role.SPOC, "Ms Adeyemi"),
    ("sso", Role.SSO, "PC Bright"),
    ("deputy", Role.SPOC, "Mr Carr"),
    ("head", Role.HEAD, "Dr Dunn"),
    ("contact", Role.CONTACT, "Mrs Evans"),
)
"""The first is nominated by nobody and confirms the others. Three of them read an ordinary report."""


@dataclass(frozen=True, repr=False)
class Person:
    id: bytes
    email: str
    name: str
    keys: PersonKeys
    totp_secret: bytes


@dataclass(frozen=True, repr=False)
class School:
    id: bytes
    slug: str
    staff: Mapping[str, Person]

    @property
    def officer(self) -> Person:
        return self.staff["sso"]


@dataclass(repr=False)
class Deployment:
    opened: Opened
    port: int
    oak: School
    """Where reports are sent and answered."""
    elm: School
    """Where the queue is long."""
    guessed: tuple[str, ...]
    """E-mail addresses of accounts that somebody tries wrong passphrases on."""

    @property
    def settings(self) -> Settings:
        return self.opened.settings

    @property
    def folder(self) -> Path:
        return self.settings.instance

    @cached_property
    def app(self) -> Sharp:
        """The application in this process, on the same database as the server."""
        return create_app(self.settings)

    def roster(self, school: School) -> Roster:
        with self.opened.database.reading() as db:
            return load_roster(db, school.id, self.opened.anchor)


def make(folder: Path, database_url: str, port: int, accounts: int) -> Deployment:
    """An empty folder becomes a deployment; whatever an earlier run left there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    limits = {name.removeprefix("SHARP_").lower(): limit for name, limit in LIMITS.items()}
    settings = read_settings(
        instance=folder.absolute(),
        database_url=database_url,
        base_url=f"http://localhost:{port}",
        workers=WORKERS,
        **limits,
    )
    found(settings)
    opened = open_services(settings)
    oak, elm = _school(opened, "oak-lane", "Oak Lane School"), _school(opened, "elm-park", "Elm Park School")
    guessed = tuple(f"staff{number:03}@bench.example" for number in range(accounts))
    for email in guessed:
        _person(opened, email, "A Colleague")
    return Deployment(opened, port, oak, elm, guessed)


def environment(settings: Settings) -> dict[str, str]:
    """What the server is told; it reads nothing else of ours."""
    return {
        "SHARP_INSTANCE": str(settings.instance),
        "SHARP_DATABASE_URL": settings.database_url,
        "SHARP_BASE_URL": settings.base_url,
        "SHARP_WORKERS": str(settings.workers),
        **LIMITS,
    }


def _school(opened: Opened, slug: str, name: str) -> School:
    anchor = anchor_at(opened.settings.anchor)
    with opened.database.writing() as db:
        school_id, _ceremony = add_school(db, slug=slug, name=name, anchor=anchor)
    staff: dict[str, Person] = {}
    for post, role, shown in CAST:
        person = _person(opened, f"{post}@{slug}.example", shown)
        with opened.database.writing() as db:
            nomination = nominate(
                db,
                school_id=school_id,
                staff_id=person.id,
                role=role,
                shown_name=shown,
                dsl=post == "spoc",
                anchor=anchor,
            )
        if staff:
            first, fp = staff["spoc"].id, person.keys.fingerprint
            with opened.database.writing() as db:
                confirm(db, nomination_id=nomination, by=first, fp=fp, anchor=anchor)
        staff[post] = person
    with opened.database.writing() as db:
        open_as_lead(db, school_id, staff["spoc"].id, anchor)
    return School(school_id, slug, staff)


def _person(opened: Opened, email: str, name: str) -> Person:
    with opened.database.writing() as db:
        row, _token = people.invite(db, email=email, name=name)
        made = people.set_up(db, row, PASSPHRASE)
    return Person(row.id, email, name, made.keys, made.totp_secret)
