"""What happened in the demo partnership: reports sent and worked on through the real verbs, at past times."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.current import SignedIn
from sharp.model.passing import Letter
from sharp.model.reports import Report
from sharp.model.words import Role
from sharp.reports import pupil_case
from sharp.reports.coming_back import open_by_words, stretch
from sharp.reports.draft import About, Draft, Named, Still, Want, When
from sharp.reports.filing import TakenDown, prepare, store
from sharp.reports.grants import staff_keyring
from sharp.reports.readers import readers_for
from sharp.schools.facts import Roster
from sharp.schools.roster import load_roster
from sharp.triage import casework
from sharp.triage.access import CaseRef
from sharp.triage.links import Tie, tie
from sharp.triage.talks import take_down
from sharp.upkeep.demo_acts import staff_acts
from sharp.upkeep.demo_ends import count_ended, sweep_since
from sharp.upkeep.demo_followups import hand_over, lead_acts
from sharp.upkeep.demo_world import DemoWorld
from sharp.upkeep.opening import Opened
from sharp.vault.encoding import new_id
from sharp.vault.receipts import Ring
from sharp.vault.words import CodeWords

REPORTS_FILE = Path(__file__).with_name("demo_reports.toml")
SATURDAY = 5
OPENS, CLOSES = 8, 16
LANGUAGE = "en"


@dataclass
class Told:
    """One report of the demo on its way: what its pupil keeps, once it is sent."""

    plan: Mapping[str, Any]
    words: CodeWords | None = None
    report_id: bytes = b""
    ring: Ring | None = None


@dataclass(order=True)
class Event:
    """Something that happens at a moment: the send, or an act that follows it."""

    moment: datetime
    order: int
    told: Told = field(compare=False)
    act: Mapping[str, Any] | None = field(compare=False)


def tell(deployment: Opened, world: DemoWorld) -> tuple[tuple[str, str], ...]:
    """Everything in the order in which it happened; gives school and words of each report, newest last."""
    with deployment.database.reading() as db:
        rosters = {slug: load_roster(db, school, deployment.anchor) for slug, school in world.schools.items()}
    plan = tomllib.loads(REPORTS_FILE.read_text(encoding="utf-8"))
    told = [Told(each) for each in plan["report"]]
    teller = Teller(deployment, world, rosters, {each.plan["key"]: each for each in told if "key" in each.plan})
    with deployment.database.writing() as db:
        for event in sorted(_events(told, rosters)):
            with clock.at(event.moment):
                teller.happen(db, event)
                db.flush()
        db.execute(sa.delete(Letter))  # alerts of the past went long ago
        count_ended(db, plan["ended"], rosters)
    gone = sweep_since(deployment)
    left = (each for each in told if each.report_id not in gone)
    return tuple((each.plan["school"], each.words.display) for each in left if each.words is not None)


def _events(told: Sequence[Told], rosters: Mapping[str, Roster]) -> Iterator[Event]:
    """Sends when the plan says, acts of staff in school hours, and nothing in the future."""
    now = clock.now()
    for number, each in enumerate(told):
        roster = rosters[each.plan["school"]]
        sent = moment = _sent_at(each.plan, roster, now)
        yield Event(sent, number * 100, each, None)
        for step, act in enumerate(each.plan.get("then", ()), start=1):
            wanted = sent + timedelta(hours=act["after"])
            moment = max(moment, wanted if act["who"] == "pupil" else _in_school_hours(wanted, roster))
            if moment >= now:
                break
            yield Event(moment, number * 100 + step, each, act)


def _sent_at(plan: Mapping[str, Any], roster: Roster, now: datetime) -> datetime:
    if "hours_ago" in plan:
        return now - timedelta(hours=plan["hours_ago"])
    local = (now - timedelta(days=plan["days"])).astimezone(roster.school.tz)
    weekday = local - timedelta(days=max(0, local.weekday() - SATURDAY + 1))
    return weekday.replace(hour=plan["hour"], minute=20)


def _in_school_hours(moment: datetime, roster: Roster) -> datetime:
    local = moment.astimezone(roster.school.tz)
    if local.hour >= CLOSES:
        local = (local + timedelta(days=1)).replace(hour=OPENS, minute=40)
    if local.hour < OPENS:
        local = local.replace(hour=OPENS, minute=40)
    while local.weekday() >= SATURDAY:
        local += timedelta(days=1)
    return local


@dataclass(frozen=True, repr=False)
class Teller:
    """Who is who while the story is told."""

    deployment: Opened
    world: DemoWorld
    rosters: Mapping[str, Roster]
    by_key: Mapping[str, Told]

    def happen(self, db: Session, event: Event) -> None:
        if event.act is None:
            self._send(db, event.told)
        elif event.act["who"] == "pupil":
            self._pupil_acts(db, event.told, event.act)
        elif self.world.people[event.act["who"]].role == Role.PASTORAL:
            person, roster = self.world.people[event.act["who"]], self.rosters[event.told.plan["school"]]
            lead_acts(db, event.told.report_id, person, roster, event.act)
        else:
            case = self._case(db, event.told, event.act["who"])
            casework.open_case(db, case)
            db.flush()
            self._staff_acts(db, case, event.told, event.act)

    def _staff_acts(self, db: Session, case: CaseRef, told: Told, act: Mapping[str, Any]) -> None:
        if act["act"] == "hand_over":
            hand_over(db, case, act, self.world.nominations[told.plan["school"], act["lead"]])
        elif act["act"] == "link":
            tie(db, case, self._case(db, self.by_key[act["to"]], act["who"]), Tie.RELATED)
        else:
            staff_acts(db, case, act)

    def _send(self, db: Session, told: Told) -> None:
        roster, draft, by = self.rosters[told.plan["school"]], self._draft(told.plan), self._by(told.plan)
        prepared = prepare(self.deployment.keys, roster, readers_for(roster, draft), draft, LANGUAGE, by)
        if by is None:
            store(db, prepared, self.deployment.anchor)
        else:
            take_down(db, prepared, by.staff_id, self.deployment.anchor)
        told.words, told.report_id = prepared.words, prepared.report_id

    def _by(self, plan: Mapping[str, Any]) -> TakenDown | None:
        """Who wrote it down, if the pupil did not."""
        if "taken_down" not in plan:
            return None
        person = self.world.people[plan["taken_down"]["who"]]
        return TakenDown(plan["taken_down"]["source"], person.id, person.shown, Role(person.role))

    def _draft(self, plan: Mapping[str, Any]) -> Draft:
        def nominations(who: str) -> tuple[str, ...]:
            return tuple(self.world.nominations[plan["school"], key].hex() for key in plan.get(who, ()))

        return Draft(
            report_id=new_id().hex(),
            about=About(plan["about"]),
            story=plan["story"].strip(),
            kinds=tuple(plan.get("kinds", ())),
            place=plan.get("place", ""),
            when=When(plan["when"]) if "when" in plan else None,
            still=Still(plan["still"]) if "still" in plan else None,
            wants=tuple(Want(want) for want in plan.get("wants", ())),
            name=plan.get("name", ""),
            reach=plan.get("reach", ""),
            named=Named(plan["named"]) if "named" in plan else None,
            concerns=nominations("concerns"),
            left_out=nominations("left_out"),
            past_them=plan.get("past_them", False),
        )

    def _pupil_acts(self, db: Session, told: Told, act: Mapping[str, Any]) -> None:
        if told.ring is None and told.words is not None:
            school = self.rosters[told.plan["school"]].school
            found = open_by_words(db, self.deployment.keys, school, stretch(told.words, school))
            told.ring = found.ring if found else None
        assert told.ring is not None
        match act["act"]:
            case "message":
                pupil_case.add_message(db, told.report_id, told.ring, act["text"])
            case "not_safe":
                pupil_case.say_not_safe(db, told.report_id, told.ring, act["text"])
            case "feedback":
                pupil_case.did_it_help(db, told.report_id, told.ring, helped=act["helped"], safe=act["safe"])
            case unknown:
                raise LookupError(unknown)

    def _case(self, db: Session, told: Told, who: str) -> CaseRef:
        person, roster = self.world.people[who], self.rosters[told.plan["school"]]
        report = db.get_one(Report, told.report_id)
        return CaseRef(
            report_id=report.id,
            school_id=report.school_id,
            reference=report.reference,
            staff=SignedIn(person.id, person.name, person.email, False, person.keys, clock.seconds()),
            role=Role(person.role),
            shown_name=person.shown,
            roster=roster,
            ring=staff_keyring(db, report, person.id, person.keys),
        )
