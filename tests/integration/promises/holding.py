"""Cases for the table of acts: one for each state, used again until an act has changed how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from sharp import clock
from sharp.model.reports import Entry, Hold, Report
from sharp.model.staff import TrailLine
from sharp.model.words import Act, Role
from sharp.reports import pupil_case
from sharp.reports.draft import About, Named
from sharp.reports.forgetting import forget
from sharp.reports.standing_in import wake_stand_ins
from sharp.schools.away import set_away
from sharp.schools.nominations import confirm, end, nominate
from sharp.schools.roster import load_roster
from sharp.schools.settings import set_routing
from sharp.triage import casework, followups, keeping
from sharp.triage.access import CaseRef
from sharp.triage.action_kinds import ALL
from sharp.triage.actions import record_action
from sharp.triage.casework import Closure, Outcome
from sharp.triage.followup_state import Scope
from sharp.triage.followups import Brief
from sharp.triage.sharing import share_case
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.reports import Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.triage.deeds import case_of, deeds, right
from tests.integration.triage.desk import token_of
from tests.integration.triage.handing import followups_in, lead_path

SPOC_FIRST = "bully_verbal"
CONTINUED = tuple(dict.fromkeys(kind.continues or kind.after for kind in ALL.values() if kind.continues or kind.after))
"""Actions that others follow, or that bear others out; and with them one of each kind that is corrected."""


@dataclass(frozen=True)
class Holder:
    """Somebody of the cast, and the case as they stand to it."""

    who: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    """What the pupil said, so that it reaches them, or does not."""
    actor: str = "spoc"
    """Who brings the case into its state."""
    is_brought_in: bool = False
    """By the spoc, and without the name."""
    stands_in: bool = False
    scope: Scope | None = None
    """Of what was handed to them."""
    may_say: bool = False
    gives_back: bool = False
    handed_to: str = "pastoral"
    """Whose the hand-over is; nobody else's of this school."""
    has_ended: bool = False
    """Their nomination, after the case was made."""

    @property
    def may_be_handed(self) -> bool:
        """Whether a nominee holds this case, and so can hand it over."""
        return self.actor == "spoc"


ADULT, HEAD = {"about": About.ADULT, "named": Named.NONE}, {"about": About.ADULT, "named": Named.HEAD}
HOLDERS: Mapping[str, Holder] = {
    "officer": Holder("officer"),
    "anonymised": Holder("officer", {"kinds": (SPOC_FIRST,)}, is_brought_in=True),
    "passed-over": Holder("officer", {"kinds": (SPOC_FIRST,)}),
    "spoc": Holder("spoc"),
    "sleeping": Holder("spoc", ADULT, actor="head"),
    "standing-in": Holder("spoc", ADULT, stands_in=True),
    "ended": Holder("deputy", has_ended=True),
    "head": Holder("head", ADULT, actor="head"),
    "head-without": Holder("head"),
    "contact": Holder("contact", HEAD, actor="contact"),
    "contact-without": Holder("contact"),
    "lead-brief": Holder("pastoral", scope=Scope.BRIEF),
    "lead-saying": Holder("pastoral", scope=Scope.BRIEF, may_say=True),
    "lead-whole": Holder("pastoral", scope=Scope.WITH_NAME, may_say=True, gives_back=True),
    "lead-without": Holder("pastoral", handed_to="spoc_elsewhere"),
    "coordinator": Holder("coordinator"),
    "operator": Holder("operator"),
    "elsewhere": Holder("officer_elsewhere"),
    "nobody": Holder("nobody"),
}
Key = tuple[str, bool, bool]
CLEAR = (Report.length, Report.state, Report.turn, Report.retention, Report.retention_month, Report.granted)
"""The journal's length, and by what it is seen how a case stands."""


@dataclass(frozen=True)
class Case:
    filed: Filed
    followup: str = ""
    """In hex, if it was handed over."""
    actions: Mapping[str, str] = field(default_factory=dict)
    """Kind to entry, in hex."""


@dataclass(frozen=True)
class Left:
    """What a case holds: compared before and after an act."""

    entries: int
    length: int
    trail: tuple[Act, ...]
    stands: tuple[Any, ...]


@dataclass
class Grounds:
    world: World
    app: Sharp
    as_: SignIn
    holder: Holder
    cases: dict[Key, Case] = field(default_factory=dict)
    other: str = ""
    newcomer: bytes = b""
    lead: bytes = b""
    seen: dict[bytes, Left] = field(default_factory=dict)

    def begin(self) -> None:
        """An officer who serves from today, after all was sent: somebody who can be brought in."""
        world, school = self.world, self.world.cast.schools["alder"]
        person = world.person("head_elsewhere")
        with world.database.writing() as db:
            set_routing(db, school_id=school, spoc_first=[SPOC_FIRST], anchor=world.anchor)
            self.newcomer = nominate(
                db, school_id=school, staff_id=person.id, role=Role.SSO, shown_name="PC Farah",
                from_day=world.roster().today(), anchor=world.anchor,
            )  # fmt: skip
            by = world.person("deputy").id
            confirm(db, nomination_id=self.newcomer, by=by, fp=person.keys.fingerprint, anchor=world.anchor)
        self.lead = world.nomination("pastoral")
        if self.holder.handed_to != "pastoral":
            self._nominate_lead(self.holder.handed_to)

    def _nominate_lead(self, who: str) -> None:
        world, person = self.world, self.world.person(who)
        with world.database.writing() as db:
            self.lead = nominate(
                db, school_id=world.cast.schools["alder"], staff_id=person.id, role=Role.PASTORAL,
                shown_name="Mr Bell", anchor=world.anchor,
            )  # fmt: skip
            by = world.person("deputy").id
            confirm(db, nomination_id=self.lead, by=by, fp=person.keys.fingerprint, anchor=world.anchor)

    def nomination(self, who: str) -> bytes:
        return self.newcomer if who == "newcomer" else self.world.nomination(who)

    def end_holder(self) -> None:
        with self.world.database.writing() as db:
            nomination = self.world.nomination(self.holder.who)
            end(db, nomination_id=nomination, even_last=False, anchor=self.world.anchor)

    def case_for(self, act: Any, state: str) -> Case:
        """One that stands so; what an act needs besides is done before."""
        key = (state, act.of_hand_over and state not in ("sent", "read"), act.of_actions)
        if key not in self.cases:
            self.cases[key] = self._made(*key)
        return self.cases[key]

    def another_like(self, _case: Case) -> str:
        """The reference of another case that the same people hold."""
        self.other = self.other or self._made("active", of_hand_over=False, of_actions=False).filed.reference
        return self.other

    def _made(self, state: str, of_hand_over: bool, of_actions: bool) -> Case:
        is_lead, may_be_handed = self.holder.scope is not None, self.holder.may_be_handed
        filed = self._file(**({"about": About.PRACTICE} if state == "practice" else {}))
        if state != "sent":
            self._do(filed, casework.open_case)
        actions = self._act(filed) if of_actions else {}
        followup = ""
        if may_be_handed and (of_hand_over or is_lead or state in ("handed", "back")):
            followup = self._hand(filed)
        {
            "active": self._answer_lead if followup else lambda filed, _: self._do(filed, casework.acknowledge),
            "back": self._end_hand_over,
            "closed": self._close,
            "asking": self._ask,
            "held": lambda filed, _: self._do(filed, keeping.hold, "A court asks for it."),
            "gone": self._forget,
        }.get(state, lambda _filed, _followup: None)(filed, followup)
        return Case(filed, followup, actions)

    def _do(self, filed: Filed, verb: Any, *args: Any, **named: Any) -> None:
        case: CaseRef = case_of(self.world, filed, self.holder.actor)
        with self.app.app_context(), self.world.database.writing() as db:
            verb(db, case, *args, **named)

    def _file(self, **more: Any) -> Filed:
        """The day before, when the newcomer did not serve yet, and nobody was away."""
        world, stands_in = self.world, self.holder.stands_in
        if stands_in:
            self._head_away(is_away=False)
        with clock.at(clock.now() - timedelta(days=1)):
            filed = file_report(world, **{**self.holder.answers, **more})
        if stands_in:
            self._head_away(is_away=True)
            with world.database.writing() as db:
                wake_stand_ins(db, load_roster(db, world.cast.schools["alder"], world.anchor))
        if self.holder.is_brought_in:
            member = world.roster().member(world.nomination("officer"))
            assert member is not None
            self._do(filed, share_case, member, anonymised=True)
        return filed

    def _head_away(self, *, is_away: bool) -> None:
        today = self.world.roster().today()
        with self.world.database.writing() as db:
            set_away(
                db, nomination_id=self.world.nomination("head"), away_from=today if is_away else None,
                away_until=today + 9 if is_away else None, stand_in=None, anchor=self.world.anchor,
            )  # fmt: skip

    def _act(self, filed: Filed) -> dict[str, str]:
        """One action of every kind that stands by itself, so that each may be continued and corrected."""
        first = [kind for kind in ALL.values() if not kind.continues]
        for kind in sorted(first, key=lambda kind: bool(kind.after)):
            self._do(filed, record_action, what=kind.id, fields=right(kind))
        return {item.body["what"]: item.entry_id.hex() for item in deeds(self.world, filed, self.holder.actor)}

    def _hand(self, filed: Filed) -> str:
        before, lead = followups_in(self.world), self.lead.hex()
        scope, may_say = self.holder.scope or Scope.BRIEF, self.holder.may_say
        self._do(filed, followups.hand_over, Brief(lead, "Corridor", "Please stand there.", scope, may_say, 1))
        [made] = followups_in(self.world) - before
        return made

    def _answer_lead(self, _filed: Filed, followup: str) -> None:
        self._lead_presses(followup, "replies", reply="I stood there.")

    def _end_hand_over(self, filed: Filed, followup: str) -> None:
        if self.holder.gives_back:
            self._lead_presses(followup, "return", reason="I am away.")
        else:
            self._do(filed, followups.take_back, bytes.fromhex(followup), "It is done.")

    def _lead_presses(self, followup: str, act: str, **data: str) -> None:
        lead = self.as_(self.holder.handed_to)
        assert lead.post(lead_path(followup, act), data=data | token_of(lead)).status_code == 303

    def _close(self, filed: Filed, _followup: str) -> None:
        self._do(filed, casework.close, Closure(Outcome.HELPED, "Done.", "It is done.", keep_long=False))

    def _ask(self, filed: Filed, followup: str) -> None:
        if not followup:
            self._do(filed, casework.acknowledge)
        ring = ring_of(self.world, filed)
        with self.app.app_context(), self.world.database.writing() as db:
            pupil_case.ask_withdrawal(db, filed.id, ring, "Please stop.")

    def _forget(self, filed: Filed, _followup: str) -> None:
        self._close(filed, "")
        with self.world.database.writing() as db:
            forget(db, db.get_one(Report, filed.id, with_for_update=True))

    def left(self, case: Case) -> Left:
        """What is known of it from the last look."""
        return self.seen.get(case.filed.id) or self.look(case)

    def look(self, case: Case) -> Left:
        """What it holds now. If an act has changed how it stands, the next act gets another."""
        report_id = case.filed.id
        with self.world.database.engine.connect() as db:
            report = db.execute(sa.select(*CLEAR).where(Report.id == report_id)).first()
            held = db.scalars(sa.select(Hold.report_id).where(Hold.report_id == report_id)).all()
            lines = sa.select(TrailLine.act).where(TrailLine.report_id == report_id).order_by(TrailLine.i)
            entries = sa.select(sa.func.count()).select_from(Entry).where(Entry.report_id == report_id)
            found = Left(
                entries=db.scalar(entries) or 0,
                length=report.length if report else 0,
                trail=tuple(db.scalars(lines)),
                stands=(report[1:] if report else (), held),
            )
        before = self.seen.get(report_id, found)
        if before.stands != found.stands:
            self.cases = {key: each for key, each in self.cases.items() if each is not case}
        self.seen[report_id] = found
        return found
