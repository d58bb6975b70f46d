"""Filling a queue: thousands of reports by the real verbs, each opened once by the officer whose queue it is."""

import os
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context

import sqlalchemy as sa

from bench.deployment import Deployment
from sharp import clock
from sharp.model.reports import Grant, Report
from sharp.model.words import GrantForm, ReportState, Turn
from sharp.reports import filing, grants
from sharp.reports.draft import About, Draft, When
from sharp.reports.readers import readers_for
from sharp.schools.categories import CATEGORIES
from sharp.schools.roster import load_roster
from sharp.settings import Settings
from sharp.upkeep.opening import opened
from sharp.vault import grants as vault_grants
from sharp.vault import words as code_words
from sharp.vault.encoding import new_id
from sharp.vault.person import PersonKeys

PROCESSES = 2
BATCH = 250
OLDEST_HOURS = 60 * 24
SAID = (
    "they took my phone in the corridor and would not give it back",
    "somebody wrote things about my family on the wall by the gym",
    "a boy in my class keeps pushing me when the teacher looks away",
    "there is a group chat where they post pictures of people eating lunch",
    "I saw money change hands behind the shops near the bridge",
    "my friend cries every morning before registration and will not say why",
    "she said that her brother would wait for me at the bus stop",
    "nobody sits with us since the rumour about the swimming lesson",
)


@dataclass(frozen=True, repr=False)
class Batch:
    """One process's share; everything in it can be sent to another process."""

    settings: Settings
    school_id: bytes
    officer_id: bytes
    officer_bundle: bytes
    count: int
    seed: int


def fill(deployment: Deployment, count: int, seed: int) -> None:
    """So many more open cases at Elm Park."""
    elm = deployment.elm
    sizes = [BATCH] * (count // BATCH) + ([count % BATCH] if count % BATCH else [])
    batches = [
        Batch(deployment.settings, elm.id, elm.officer.id, elm.officer.keys.bundle(), size, seed + number)
        for number, size in enumerate(sizes)
    ]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=_skip_the_words) as pool:
        list(pool.map(fill_batch, batches))
    _tidied(deployment)


def _tidied(deployment: Deployment) -> None:
    """What PostgreSQL does by itself a minute after such a flood, and the bench does not wait for."""
    engine = deployment.opened.database.engine
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))


def _skip_the_words() -> None:
    """Nobody comes back to a filler report, so its Argon2id, 30 ms each, is left out; every seal is a real one."""
    code_words.stretch = lambda words, salt: os.urandom(32)


def fill_batch(batch: Batch) -> int:
    officer, chance = PersonKeys.from_bundle(batch.officer_bundle), random.Random(batch.seed)
    with opened(batch.settings) as deployment:
        with deployment.database.reading() as db:
            roster = load_roster(db, batch.school_id, deployment.anchor)
        prepared = []
        for draft in _drafts(chance, batch.count):
            moment = clock.now() - timedelta(hours=chance.randrange(OLDEST_HOURS))
            readers = readers_for(roster, draft)
            with clock.at(moment):
                made = filing.prepare(deployment.keys, roster, readers, draft, "en-GB")
            _open_once(made, officer, batch.officer_id)
            _move_on(made.report, chance)
            prepared.append(made)
        # As `filing.store` does, but for the alerts and for checking the roster again at each.
        with deployment.database.writing() as db:
            db.add_all(made.report for made in prepared)
            db.flush()
            db.add_all(row for made in prepared for row in made.rows)
    return batch.count


def _drafts(chance: random.Random, count: int) -> Iterator[Draft]:
    kinds, abouts = list(CATEGORIES), (About.ME, About.FRIEND, About.SAW, About.ASK)
    places = ("school: Corridor or stairs", "way: Bus or bus stop", "near: Shops or park", "online: Group chat", "")
    for _number in range(count):
        yield Draft(
            report_id=new_id().hex(),
            about=chance.choice(abouts),
            story=". ".join(chance.sample(SAID, chance.randint(1, 5))),
            kinds=tuple(chance.sample(kinds, chance.randint(0, 3))),
            place=chance.choice(places),
            when=chance.choice(list(When)),
        )


def _open_once(made: filing.Prepared, officer: PersonKeys, officer_id: bytes) -> None:
    """What `grants.rewrap` makes of the officer's grant at the first opening, before the rows are stored."""
    for grant in (row for row in made.rows if isinstance(row, Grant) and row.reader_id == officer_id):
        keys = grants.open_grant(made.report, grant, officer)
        grant.blob = vault_grants.rewrap_grant(grants.address_of(grant), keys, officer, officer_id)
        grant.form = GrantForm.REWRAPPED


def _move_on(report: Report, chance: random.Random) -> None:
    """All are read; a third has been answered and waits for the pupil."""
    report.state = ReportState.READ
    if chance.random() < 1 / 3:
        report.state, report.turn, report.due = ReportState.ACTIVE, Turn.PUPIL, None
