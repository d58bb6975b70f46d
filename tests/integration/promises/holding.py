"""Cases for the table of acts: one for each state, used again until an act has changed how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from sharp import clock
from sharp.model.reports import Entry, Hold, Offer, Report
from sharp.model.staff import TrailLine
from sharp.model.words import Act, OfferAnswer, Role
from sharp.reports import pupil_case
from sharp.reports.draft import About, Named
from sharp.reports.forgetting import forget
from sharp.reports.journal import read_journal
from sharp.reports.standing_in import wake_stand_ins
from sharp.schools.away import set_away
from sharp.schools.nominations import confirm, end, nominate
from sharp.schools.roster import load_roster
from sharp.schools.settings import set_routing
from sharp.triage import casework, followups, keeping, merging, moving, offers
from sharp.triage.access import CaseRef
from sharp.triage.action_kinds import ALL
from sharp.triage.actions import record_action
from sharp.triage.carried_files import carry_files
from sharp.triage.casework import Closure, Outcome
from sharp.triage.followup_state import Scope
from sharp.triage.followups import Brief
from sharp.triage.moving import Sending, readers_at
from sharp.triage.offers import Knows, Proposal
from sharp.triage.readers_there import mark_of
from sharp.triage.sharing import share_case
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.evidence import PDF, file_with, store_of
from tests.fixtures.reports import Filed, ring_of
from tests.fixtures.world import World
from tests.integration.triage.deeds import case_of, deeds, right
from tests.integration.triage.desk import token_of
from tests.integration.triage.handing import followups_in, lead_path

SPOC_FIRST = "bully_verbal"
CONTINUED = tuple(dict.fromkeys(kind.continues or kind.after for kind in ALL.values() if kind.continues or kind.after))
"""Actions that others follow, or that bear others out; and with them one of each kind that is corrected."""


ANY_LENGTH = 9999
"""Of a journal, where the page is to have shown all that is in it."""


class Before(StrEnum):
    """What was done on a case before it came into its state, so that an act has what it is about."""

    NOTHING = ""
    HANDED = "handed"
    ACTED = "acted"
    """Actions that can be continued, and what bears a sanction out."""
    NAMELESS = "nameless"
    """A colleague was brought in without the name."""
    OFFERED = "offered"
    """To a nominee of another school."""
    ACCEPTED = "accepted"
    """And they said yes."""
    SHOWN = "shown"
    """The pupil sent a file with it."""


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
    def may_be_offered(self) -> bool:
        """What is about an adult goes to the head of every school."""
        return self.may_be_handed and not self.stands_in

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
    "advised": Holder("officer", {"kinds": (SPOC_FIRST,)}, scope=Scope.BRIEF, handed_to="officer"),
    "lead-without": Holder("pastoral", handed_to="spoc_elsewhere"),
    "coordinator": Holder("coordinator"),
    "operator": Holder("operator"),
    "elsewhere": Holder("officer_elsewhere"),
    "addressee": Holder("spoc_elsewhere"),
    "nobody": Holder("nobody"),
}
Key = tuple[str, Before]
CLEAR = (Report.length, Report.state, Report.turn, Report.retention, Report.retention_month, Report.granted)
"""The journal's length, and by what it is seen how a case stands."""
SPENT = {Act.MERGED, Act.SEPARATED, Act.OFFERED, Act.OFFER_ENDED, Act.OFFER_ACCEPTED, Act.OFFER_DECLINED}
"""After these it stands otherwise too, and no column says so."""


@dataclass(frozen=True)
class Case:
    filed: Filed
    followup: str = ""
    """In hex, if it was handed over."""
    actions: Mapping[str, str] = field(default_factory=dict)
    """Kind to entry, in hex."""
    offer: str = ""
    """In hex, if it was offered; also after it has ended."""
    led: str = ""
    """The reference of the case that goes with it, if one does."""


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
    spare: str = ""
    mark: str = ""
    """Of those who could open a case at the other school."""
    addressee: str = "spoc_elsewhere"
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
        if self.holder.handed_to == "officer":
            self.lead = world.nomination("officer")
        elif self.holder.handed_to != "pastoral":
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

    def case_for(self, of: Before, state: str) -> Case:
        """One that stands so; what an act needs besides is done before."""
        is_unread = state in ("sent", "read")
        key = (state, Before.NOTHING if of is Before.HANDED and is_unread else of)
        if key not in self.cases:
            self.cases[key] = self._made(*key)
        return self.cases[key]

    def another_like(self, _case: Case) -> str:
        """The reference of another case that the same people hold."""
        self.other = self.other or self._made("active").filed.reference
        return self.other

    def spare_beside(self, _case: Case) -> str:
        """The same, of one that is worked on with no other."""
        self.spare = self.spare or self._made("active").filed.reference
        return self.spare

    def _made(self, state: str, of: Before = Before.NOTHING) -> Case:
        is_lead = self.holder.scope is not None
        filed = self._file(of is Before.SHOWN, **({"about": About.PRACTICE} if state == "practice" else {}))
        if state != "sent":
            self._do(filed, casework.open_case)
        actions = self._act(filed) if of is Before.ACTED else {}
        followup = offer = led = ""
        if self.holder.may_be_handed:
            if of is Before.NAMELESS:
                self._bring_in(filed, self.newcomer)
            if of is Before.HANDED or is_lead or state in ("handed", "back"):
                followup = self._hand(filed)
        if state == "moved" or (of in (Before.OFFERED, Before.ACCEPTED) and state != "practice"):
            offer = self._offer(filed, is_accepted=state == "moved" or of is Before.ACCEPTED)
        if state == "merged":
            led = self._merge(filed, of)
        {
            "active": self._answer_lead if followup else lambda filed, _: self._do(filed, casework.acknowledge),
            "back": self._end_hand_over,
            "closed": self._close,
            "asking": self._ask,
            "held": lambda filed, _: self._do(filed, keeping.hold, "A court asks for it."),
            "gone": self._forget,
            "moved": self._send,
        }.get(state, lambda _filed, _followup: None)(filed, followup)
        return Case(filed, followup, actions, offer, led)

    def _bring_in(self, filed: Filed, nomination: bytes) -> None:
        member = self.world.roster().member(nomination)
        assert member is not None
        self._do(filed, share_case, member, anonymised=True)

    def _merge(self, filed: Filed, of: Before) -> str:
        """With one that the same people hold, which goes with it."""
        other = self._made("active", of if of is Before.NAMELESS else Before.NOTHING).filed
        led = case_of(self.world, other, self.holder.actor)
        self._do(filed, merging.merge, led, is_one_pupil=False, level_reason="With the other.")
        return other.reference

    def _offer(self, filed: Filed, *, is_accepted: bool) -> str:
        if not self.holder.may_be_offered:
            return ""
        world, to = self.world, self.world.nomination(self.addressee, "birch").hex()
        self._do(filed, offers.offer_to, Proposal(world.cast.schools["birch"], to, "They move.", Knows.AGREES))
        self.mark = self.mark or self._mark(filed)
        with self.app.app_context(), world.database.writing() as db:
            offer_id = db.scalars(sa.select(Offer.id).where(Offer.report_id == filed.id)).one()
            if is_accepted:
                offers.answer(db, world.person(self.addressee).id, offer_id, OfferAnswer.YES)
        return offer_id.hex()

    def _mark(self, filed: Filed) -> str:
        case, addressee = case_of(self.world, filed, self.holder.actor), self.world.person(self.addressee).id
        with self.app.app_context(), self.world.database.reading() as db:
            items = read_journal(db, db.get_one(Report, filed.id), case.ring)
            return mark_of(readers_at(case, items, self.world.roster("birch"), addressee))

    def _send(self, filed: Filed, _followup: str) -> None:
        case, there = case_of(self.world, filed, self.holder.actor), self.world.cast.schools["birch"]
        with self.app.app_context(), self.world.database.reading() as db:
            report = db.get_one(Report, filed.id)
            files = carry_files(store_of(self.world), report, read_journal(db, report, case.ring), there)
        sending = Sending("Keep an eye on it.", "They read it now.", False, self.mark)
        self._do(filed, moving.send, sending, files)

    def _do(self, filed: Filed, verb: Any, *args: Any, **named: Any) -> None:
        case: CaseRef = case_of(self.world, filed, self.holder.actor)
        with self.app.app_context(), self.world.database.writing() as db:
            verb(db, case, *args, **named)

    def _file(self, has_file: bool = False, **more: Any) -> Filed:
        """The day before, when the newcomer did not serve yet, and nobody was away."""
        world, stands_in = self.world, self.holder.stands_in
        if stands_in:
            self._head_away(is_away=False)
        with clock.at(clock.now() - timedelta(days=1)):
            filed = file_with(world, *([PDF] if has_file else []), **{**self.holder.answers, **more})
        if stands_in:
            self._head_away(is_away=True)
            with world.database.writing() as db:
                wake_stand_ins(db, load_roster(db, world.cast.schools["alder"], world.anchor))
        if self.holder.is_brought_in:
            self._bring_in(filed, world.nomination("officer"))
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
        before = self.seen.get(report_id)
        with self.world.database.engine.connect() as db:
            report, held, entries, lines = self._rows(db, report_id, 0 if before is None else len(before.trail))
        found = Left(
            entries=entries,
            length=report.length if report else 0,
            trail=(*(before.trail if before else ()), *lines),
            stands=(report[1:] if report else (), held),
        )
        if before is not None and (before.stands != found.stands or SPENT.intersection(lines)):
            self.cases = {key: each for key, each in self.cases.items() if each is not case}
        if Act.MERGED in lines:
            self.spare = ""
        self.seen[report_id] = found
        return found

    def _rows(self, db: sa.Connection, report_id: bytes, known: int) -> tuple[Any, bool, int, tuple[Act, ...]]:
        """Its clear columns, whether it is held, how many entries it has, and the trail's lines after the known."""
        held = sa.exists().where(Hold.report_id == report_id)
        entries = sa.select(sa.func.count()).select_from(Entry).where(Entry.report_id == report_id).scalar_subquery()
        is_held, how_many = db.execute(sa.select(held, entries)).one()
        report = db.execute(sa.select(*CLEAR).where(Report.id == report_id)).first()
        lines = sa.select(TrailLine.act).where(TrailLine.report_id == report_id).order_by(TrailLine.i).offset(known)
        return report, is_held, how_many, tuple(db.scalars(lines))
