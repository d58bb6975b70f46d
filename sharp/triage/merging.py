"""Working on two cases as one: merging, answering and closing all of them, and separating them again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from sharp.model.words import Act, ReportState, Retention, Turn
from sharp.reports.journal import Item, Writing
from sharp.triage import casework
from sharp.triage.access import CaseRef
from sharp.triage.casework import AlreadyClosed, Closure
from sharp.triage.due_times import due_anew, next_due
from sharp.triage.followup_state import pupil_waits
from sharp.triage.links import OtherReaders, readers_of
from sharp.triage.together import Group, Held, Way, hold_all, leader_of, led_by, led_in
from sharp.vault.slots import Slot

MOST_LED = 6
"""Cases that go with one: their pupils are answered on one page."""


class AlreadyMerged(Exception):
    """These two are worked on as one already."""


class Chained(Exception):
    """One of the two goes with another case, or the one that would go leads others."""


class TooMany(Exception):
    """As many as there may be go with this case."""


class NotReadYet(Exception):
    """Nobody has read one of the two: it is not put behind another unread."""


class OnlyPractice(Exception):
    """A practice report is worked on with no other."""


class NotTogether(Exception):
    """What was worked on as one when the page was shown is not so any more, or there is more of it."""


class GoesWith(Exception):
    """It is closed with the case that leads it, or separated first."""


def merge(db: Session, leader: CaseRef, led: CaseRef, *, is_one_pupil: bool, level_reason: str) -> None:
    """Both journals, or neither; the more urgent level is both's.

    Raises AlreadyMerged, OtherReaders, AlreadyClosed, OnlyPractice, NotReadYet, Chained, TooMany.

    The led case stays a case of its own, with a turn and a due time: if its leader is lost, it is not.
    """
    group = hold_all(db, leader, led)
    _refuse(db, group, leader, led)
    first, second = group[leader.report_id], group[led.report_id]
    level = min(first.report.level, second.report.level)
    leads = [*map(bytes.hex, led_in(first.items)), led.report_id.hex()]
    cards: dict[Way, dict[str, Any]] = {
        Way.LEADS: {"leads": leads},
        Way.FOLLOWS: {"goes_with": leader.report_id.hex()},
    }
    for one, other, way in ((first, second, Way.LEADS), (second, first, Way.FOLLOWS)):
        raised = _raised(one, level, level_reason)
        _set_turn(one, way, is_raised=bool(raised))
        body = _of(other.ref) | {"way": way, "one_pupil": is_one_pupil}
        card = cards[way] | ({"level_reason": level_reason} if raised else {})
        _write(db, one, Act.MERGED, "merged", body, raised, card)


def separate(db: Session, case: CaseRef, other: CaseRef, reason: str) -> None:
    """Each goes on alone; the one that was led stands in the queue as ours. Raises NotTogether."""
    group = hold_all(db, case, other)
    led = next((one for one in (case, other) if leader_of(group, one) is group[_other(one, case, other)]), None)
    if led is None:
        raise NotTogether
    second, first = group[led.report_id], group[_other(led, case, other)]
    if second.report.turn not in (Turn.NOMINEE, Turn.HELPER):
        second.report.turn = Turn.NOMINEE
        second.report.due = next_due(second.report, second.ref.roster)
    left = [each.hex() for each in led_in(first.items) if each != led.report_id]
    for one, beside, card in ((first, second, {"leads": left}), (second, first, {"goes_with": ""})):
        _write(db, one, Act.SEPARATED, "separated", _of(beside.ref) | {"reason": reason}, (), card)


def answer_all(db: Session, case: CaseRef, text: str, own_seen: int | None, seen: Mapping[str, int]) -> None:
    """The same words to each pupil, or to none; whoever has them since the page was shown does not get them twice.

    `own_seen`: the journal's length of the case on the page; `seen`: of each led case, by reference.
    Raises NotTogether, OtherReaders.
    """
    lengths = dict(seen) if own_seen is None else {**seen, case.reference: own_seen}
    for one in _all_of(db, case, seen):
        lately = [item for item in one.items if item.seq > lengths.get(one.ref.reference, one.report.length)]
        if not any(_says(item, one.ref, text) for item in lately):
            casework.answer(db, one.ref, text)


def close(db: Session, case: CaseRef, closure: Closure, words: Mapping[str, str]) -> None:
    """Close it, and with it all that go with it, each with a word to its own pupil, by reference.

    Raises AlreadyClosed, GoesWith, NotTogether, OtherReaders.
    """
    group = hold_all(db, case)
    if leader_of(group, case) is not None:
        raise GoesWith
    if not led_by(group, case) and not words:
        casework.close(db, case, closure)
        return
    one_pupil = {one.ref.report_id for one in led_by(group, case) if _is_one_pupil(group[case.report_id], one)}
    for one in _all_of(db, case, words):
        word = words.get(one.ref.reference, closure.word)
        is_counted = one.ref.report_id in one_pupil
        casework.close(db, one.ref, replace(closure, word=word, is_counted_elsewhere=is_counted))


def is_same_readers(db: Session, cases: Collection[Held]) -> bool:
    """Whoever can open one, now or once they stand in, can open all."""
    return len({readers_of(db, one.report) for one in cases}) <= 1


def _refuse(db: Session, group: Group, leader: CaseRef, led: CaseRef) -> None:
    pair = (group[leader.report_id], group[led.report_id])
    if leader_of(group, led) is pair[0] or leader_of(group, leader) is pair[1]:
        raise AlreadyMerged
    if not is_same_readers(db, pair):
        raise OtherReaders
    if any(one.report.state is ReportState.CLOSED for one in pair):
        raise AlreadyClosed
    if any(one.report.retention is Retention.PRACTICE for one in pair):
        raise OnlyPractice
    if any(one.report.state is ReportState.SENT for one in pair):
        raise NotReadYet
    if leader_of(group, leader) or leader_of(group, led) or led_by(group, led):
        raise Chained
    if len(led_in(pair[0].items)) >= MOST_LED:
        raise TooMany


def _all_of(db: Session, case: CaseRef, named: Collection[str]) -> Sequence[Held]:
    """The case and those that go with it, locked by id: exactly those that the page named."""
    group = hold_all(db, case)
    led = led_by(group, case)
    if not led or {one.ref.reference for one in led} != set(named):
        raise NotTogether
    every = sorted((group[case.report_id], *led), key=lambda one: one.ref.report_id)
    if not is_same_readers(db, every):
        raise OtherReaders
    return every


def _raised(one: Held, level: int, reason: str) -> tuple[Writing, ...]:
    if one.report.level == level:
        return ()
    one.report.level = level
    return ((Slot.CASE, casework.content(one.ref, "level", {"level": level, "reason": reason})),)


def _set_turn(one: Held, way: Way, *, is_raised: bool) -> None:
    """A led case waits like one that was answered; but a pupil who wrote and has no answer comes before that."""
    report, roster = one.report, one.ref.roster
    is_begun = report.state is not ReportState.ACTIVE
    report.state = ReportState.ACTIVE
    if way is Way.FOLLOWS and report.turn is Turn.NOMINEE and not pupil_waits(one.items):
        report.turn, report.due = Turn.PUPIL, None
        report.due = next_due(report, roster)
    elif is_raised or is_begun:
        report.due = due_anew(report, roster, one.items)


def _write(
    db: Session, one: Held, act: Act, kind: str, body: dict[str, Any], also: Sequence[Writing], card: dict[str, Any]
) -> None:
    entry = (Slot.CASE, casework.content(one.ref, kind, body))
    casework.write(db, one.report, one.ref, act, *also, entry, **card)


def _of(ref: CaseRef) -> dict[str, Any]:
    return {"other": ref.report_id.hex(), "reference": ref.reference}


def _other(one: CaseRef, case: CaseRef, other: CaseRef) -> bytes:
    return other.report_id if one is case else case.report_id


def _says(item: Item, ref: CaseRef, text: str) -> bool:
    is_mine = item.content.author == ref.staff.id.hex()
    return is_mine and item.content.kind == "message" and item.body["text"] == text


def _is_one_pupil(leader: Held, led: Held) -> bool:
    return bool(led_in(leader.items)[led.ref.report_id].body["one_pupil"])
