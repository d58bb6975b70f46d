"""Buttons pressed at random on a few cases, and what their journals, rows, grants, letters and trails must then say."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from sharp.model.passing import Letter
from sharp.model.reports import Grant, Report
from sharp.model.staff import TrailLine
from sharp.model.words import Act, OfferState, ReportState, Turn
from sharp.reports import hand_over as keys_of
from sharp.reports.grants import alerted
from sharp.reports.journal import Item, read_journal
from sharp.triage.followup_state import Reply, follow_ups
from sharp.triage.moving import readers_at
from sharp.triage.readers_there import mark_of
from sharp.triage.together import led_in
from sharp.vault.encoding import NO_ID
from tests.fixtures.reports import Filed
from tests.fixtures.world import World
from tests.integration.triage.deeds import case_of, journal
from tests.integration.triage.desk import case_path
from tests.integration.triage.handing import followups_in, handing, lead_path
from tests.integration.triage.moves import BRIEF, OFFERS, REASON, WORD, offers_in

NOMINEES = ("officer", "spoc", "deputy")
LEAD, THERE = "pastoral", "spoc_elsewhere"
ALL_SEEN = 9999
"""Of a journal: whoever presses looks at nothing first."""


@dataclass(frozen=True)
class Press:
    """One button, by somebody of the cast."""

    who: str
    path: str
    fields: Mapping[str, Any]


@dataclass
class Hands:
    """Draws what is pressed next, from what there is to press when it is drawn."""

    world: World
    chance: random.Random
    mark: str
    cases: list[Filed] = field(default_factory=list)

    def draw(self) -> Press:
        verb = self.chance.choice(VERBS)
        return verb(self, self.chance.choice(self.cases))

    def by_nominee(self, filed: Filed, path: str, **fields: Any) -> Press:
        return Press(self.chance.choice(NOMINEES), case_path(filed, path), fields)

    def beside(self, filed: Filed) -> str:
        return self.chance.choice([each.reference for each in self.cases if each != filed])

    def led(self, filed: Filed) -> list[str]:
        with self.world.database.reading() as db:
            if db.get(Report, filed.id) is None:
                return []
        led = led_in(journal(self.world, filed))
        return [each.reference for each in self.cases if each.id in led]

    def handed(self) -> str:
        return self.chance.choice([*sorted(followups_in(self.world)), "0" * 32])

    def offered(self) -> str:
        return self.chance.choice([*(each.id.hex() for each in offers_in(self.world)), "0" * 32])


def _close(hands: Hands, filed: Filed) -> Press:
    led = hands.led(filed)
    words = {f"word-{each}": "It has stopped." for each in led}
    return hands.by_nominee(
        filed, "closure", outcome="helped", reason="Seen.", word="It has stopped.", led=_seen(led), **words
    )


def _answer_all(hands: Hands, filed: Filed) -> Press:
    return hands.by_nominee(filed, "merging/answers", to_all="We are on it.", led=_seen(hands.led(filed)))


def _seen(led: Iterable[str]) -> str:
    return " ".join(f"{each}:{ALL_SEEN}" for each in led)


def _merge(hands: Hands, filed: Filed) -> Press:
    return hands.by_nominee(filed, "merging", other=hands.beside(filed), leader="this", pupils="two")


def _part(hands: Hands, filed: Filed) -> Press:
    other = hands.chance.choice([*hands.led(filed), hands.beside(filed)])
    return hands.by_nominee(filed, "merging/separation", other=other, why="Two matters.")


def _hand(hands: Hands, filed: Filed) -> Press:
    scope = hands.chance.choice(("brief", "whole", "with-name"))
    return hands.by_nominee(filed, "followups", **handing(hands.world, scope=scope, may_say="y"))


def _tell(hands: Hands, filed: Filed) -> Press:
    return hands.by_nominee(filed, f"followups/{hands.handed()}/words", word="And at lunch.", days="1")


def _take_back(hands: Hands, filed: Filed) -> Press:
    return hands.by_nominee(filed, f"followups/{hands.handed()}/recall", reason="It is done.")


def _lead(act: str, **fields: str) -> Callable[[Hands, Filed], Press]:
    return lambda hands, _filed: Press(LEAD, lead_path(hands.handed(), act), fields)


def _offer(hands: Hands, filed: Filed) -> Press:
    to = hands.world.nomination(THERE, "birch").hex()
    return hands.by_nominee(filed, "move/offer", school="birch", addressee=to, knows="agrees", reason=REASON)


def _answer_offer(hands: Hands, _filed: Filed) -> Press:
    said = hands.chance.choice(("yes", "yes", "yes", "talk-first"))
    return Press(THERE, f"{OFFERS}/{hands.offered()}/answer", {"answer": said})


def _send(hands: Hands, filed: Filed) -> Press:
    """Of one that somebody there said yes to, if there is one."""
    accepted = {each.report_id for each in offers_in(hands.world) if each.state is OfferState.ACCEPTED}
    ready = [each for each in hands.cases if each.id in accepted]
    filed = hands.chance.choice(ready or [filed])
    return hands.by_nominee(filed, "move", brief=BRIEF, word=WORD, shown=hands.mark)


def _plainly(path: str, **fields: str) -> Callable[[Hands, Filed], Press]:
    return lambda hands, filed: hands.by_nominee(filed, path, **fields)


VERBS: tuple[Callable[[Hands, Filed], Press], ...] = (
    _plainly("messages", message="We are on it."),
    _plainly("notes", note="Seen in the corridor."),
    _plainly("acknowledgement"),
    _plainly("level", level="2", reason="It goes on."),
    _plainly("reopening", reason="It began again."),
    _close,
    _hand, _hand, _tell, _take_back,
    _lead("replies", reply="I stood there."), _lead("messages", message="Come at break."),
    _lead("return", reason="I am away."),
    _merge, _merge, _part, _answer_all,
    _offer, _offer, _answer_offer, _answer_offer, _send,
)  # fmt: skip
ENTRIES_OF: Mapping[Act, Callable[[Item], bool]] = {
    Act.ANSWERED: lambda item: item.content.kind == "message" and item.content.author != "pupil",
    Act.NOTED: lambda item: item.content.kind == "note",
    Act.ACKNOWLEDGED: lambda item: item.content.kind == "acknowledgement",
    Act.REOPENED: lambda item: item.content.kind == "reopening",
    Act.CLOSED: lambda item: item.content.kind == "outcome" and item.body["outcome"] != "moved",
    Act.MOVED: lambda item: item.content.kind == "moved",
    Act.HANDED: lambda item: item.content.kind in ("followup", "followup_word"),
    Act.TAKEN_BACK: lambda item: item.content.kind == "followup_end" and "cause" not in item.body,
    Act.REPLIED: lambda item: item.content.kind == "followup_reply" and item.body["act"] != Reply.RETURNED,
    Act.RETURNED: lambda item: item.content.kind == "followup_reply" and item.body["act"] == Reply.RETURNED,
    Act.SAID: lambda item: item.content.kind == "helper_message",
    Act.MERGED: lambda item: item.content.kind == "merged",
    Act.SEPARATED: lambda item: item.content.kind == "separated",
    Act.OFFERED: lambda item: item.content.kind == "offer",
}
"""The trail has a line for each act, and the journal its entry: by the line, which entry that is."""


def mark_there(world: World, filed: Filed) -> str:
    """Of those who could open a case at birch: the same for all that are like this one."""
    from_here = case_of(world, filed, "spoc")
    with world.database.reading() as db:
        items = read_journal(db, db.get_one(Report, filed.id), from_here.ring)
        return mark_of(readers_at(from_here, items, world.roster("birch"), world.person(THERE).id))


@dataclass(frozen=True)
class Found:
    """What was done on a case, by its journal and the trail alike, and what it is at birch if it was sent there."""

    acts: Counter[Act]
    there: set[bytes]


def check(world: World, filed: Filed) -> Found | None:
    """Hold one case's journal against all else that is kept of it; none if the case is gone, with all its rows."""
    with world.database.reading() as db:
        if db.get(Report, filed.id) is None:
            assert not db.scalars(sa.select(Grant.id).where(Grant.report_id == filed.id)).all()
            return None
    items = journal(world, filed)
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        standing = keys_of.standing(db, report)
        assert is_closed_by(items) is (report.state is ReportState.CLOSED)
        assert (report.state is ReportState.CLOSED) is (report.turn is Turn.NOBODY) is (report.due is None)
        assert set(standing) == standing_by(items), "who holds something is who was handed it and not deprived of it"
        theirs = sa.select(Grant.followup_id).where(
            Grant.report_id == filed.id, Grant.followup_id != NO_ID, Grant.reader_id != NO_ID
        )
        assert set(db.scalars(theirs)) == set(standing), "no grant is left of what was taken away"
        nominees = {world.person(who).id for who in NOMINEES}
        assert set(alerted(db, report)) == nominees
        lines = Counter(db.scalars(sa.select(TrailLine.act).where(TrailLine.report_id == filed.id)))
        rows = db.execute(sa.select(Letter.kind, Letter.staff_id).where(Letter.report_id == filed.id))
        letters = Counter((kind, who) for kind, who in rows)
    counted = Counter({act: sum(map(is_of, items)) for act, is_of in ENTRIES_OF.items()})
    assert {act: lines[act] for act in ENTRIES_OF} == dict(counted)
    assert dict(letters) == owed(world, nominees, counted, lines)
    there = {bytes.fromhex(item.body["report"]) for item in items if item.content.kind == "moved"}
    return Found(counted, there)


def at_birch(world: World) -> set[bytes]:
    with world.database.reading() as db:
        return set(db.scalars(sa.select(Report.id).where(Report.school_id == world.cast.schools["birch"])))


def is_closed_by(items: Iterable[Item]) -> bool:
    """As the journal has it."""
    is_closed = False
    for item in items:
        if item.content.kind == "outcome":
            is_closed = True
        elif item.content.kind == "reopening":
            is_closed = False
    return is_closed


def standing_by(items: tuple[Item, ...]) -> set[bytes]:
    """What lies with somebody, as the journal has it."""
    given_back = {item.followup_id for item in items if ENTRIES_OF[Act.RETURNED](item)}
    return {one.id for one in follow_ups(items, ()) if one.end is None} - given_back


def owed(
    world: World, nominees: set[bytes], counted: Counter[Act], lines: Counter[Act]
) -> dict[tuple[str, bytes], int]:
    """The letters of all these acts: no worker takes one away."""
    answered = lines[Act.OFFER_ACCEPTED] + lines[Act.OFFER_DECLINED]
    to_nominees = {"new": 1, "reply": counted[Act.REPLIED] + counted[Act.RETURNED], "offer-answered": answered}
    found = {(kind, who): count for kind, count in to_nominees.items() for who in nominees}
    found["handed", world.person(LEAD).id] = counted[Act.HANDED]
    found["offer", world.person(THERE).id] = counted[Act.OFFERED]
    return {whom: count for whom, count in found.items() if count}
