"""Any order of acts: those that may be done are kept, the others refused by name, and the case page holds."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharp.triage import casework
from sharp.triage.action_kinds import ALL
from sharp.triage.action_page import Done, done_in
from sharp.triage.actions import FieldsRefused, NotBornOut, NothingToContinue, UnknownAction, record_action
from sharp.triage.case_people import names_at
from sharp.triage.casework import AlreadyClosed, Closure, Outcome
from tests.fixtures.application import SignIn
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.triage.deeds import case_of, deeds, journal, right
from tests.integration.triage.desk import case_path

FLAWS: dict[str, dict[str, Any]] = {
    "none": {},
    "unknown": {"nothing": "x"},
    "empty": dict.fromkeys(("day", "need", "steps", "why", "what", "can", "agreement", "told"), ""),
    "nested": {"what": ["a"], "why": ["a"], "steps": ["a"], "need": ["a"], "day": ["a"], "can": ["a"]},
}
NOWHERE = -1


@dataclass(frozen=True)
class Deed:
    """One try: a kind, what it continues (by how many entries ago, or nowhere), what is wrong with it, and why."""

    what: str
    continues: int | None
    flaw: str
    reason: str
    who: str


DEEDS = st.builds(
    Deed,
    what=st.sampled_from([*ALL, *ALL, "nothing", ""]),
    continues=st.none() | st.integers(NOWHERE, 5),
    flaw=st.sampled_from(["none", "none", "none", *FLAWS]),
    reason=st.sampled_from(["Mistaken.", "Mistaken.", ""]),
    who=st.sampled_from(["officer", "spoc", "deputy"]),
)
ACTS = st.lists(DEEDS | st.sampled_from(["close", "reopen", "note", "answer"]), max_size=12)


@dataclass
class Model:
    """What the verb should do, told another way: originals by entry, whether it is closed."""

    closed: bool = False
    originals: list[tuple[bytes, str]] = field(default_factory=list)
    corrections: int = 0

    def target(self, deed: Deed) -> bytes | None:
        if deed.continues is None:
            return None
        if 0 <= deed.continues < len(self.originals):
            return self.originals[-1 - deed.continues][0]
        return b"\x07" * 16

    def refusal(self, deed: Deed) -> type[Exception] | None:
        if deed.what not in ALL:
            return UnknownAction
        kind, target = ALL[deed.what], self.target(deed)
        of = dict(self.originals).get(target or b"", "")
        if (target is None and kind.continues) or (target is not None and of not in {kind.id, kind.continues} - {""}):
            return NothingToContinue
        if target is None and kind.after and kind.after not in dict(self.originals).values():
            return NotBornOut
        if target is None and self.closed:
            return AlreadyClosed
        is_flawed = any(right(kind).get(name) != value and value for name, value in FLAWS[deed.flaw].items())
        is_flawed |= deed.flaw == "empty" and any(one.required and one.name in FLAWS["empty"] for one in kind.fields)
        return FieldsRefused if is_flawed or (of == kind.id and not deed.reason) else None


def do(world: World, filed: Filed, model: Model, deed: Deed) -> None:
    refusal, target = model.refusal(deed), model.target(deed)
    fields = (right(ALL[deed.what]) if deed.what in ALL else {}) | FLAWS[deed.flaw]
    before = len(deeds(world, filed))
    case = case_of(world, filed, deed.who)
    said = {"what": deed.what, "fields": fields, "continues": target, "reason": deed.reason}
    if refusal is not None:
        with pytest.raises(refusal), world.database.writing() as db:
            record_action(db, case, **said)
        assert len(deeds(world, filed)) == before
        return
    with world.database.writing() as db:
        record_action(db, case, **said)
    item = deeds(world, filed)[-1]
    assert item.content.author == world.person(deed.who).id.hex()
    if target is not None and dict(model.originals)[target] == deed.what:
        model.corrections += 1
    else:
        model.originals.append((item.entry_id, deed.what))


def do_plainly(world: World, filed: Filed, model: Model, act: str) -> None:
    """The acts beside: they never stand in the way, and close or open."""
    case = case_of(world, filed, "spoc")
    with world.database.writing() as db:
        if act == "close" and not model.closed:
            casework.close(db, case, Closure(Outcome.HELPED, "Done.", "It has stopped.", keep_long=False))
        elif act == "reopen" and model.closed:
            casework.reopen(db, case, "It began again.")
        elif act == "note":
            casework.note(db, case, "Noted.")
        elif act == "answer":
            casework.answer(db, case, "Hello.")
    model.closed = {"close": True, "reopen": False}.get(act, model.closed)


def all_of(done: tuple[Done, ...]) -> list[Done]:
    return [one for each in done for one in (each, *all_of(each.followed_by))]


@given(acts=ACTS)
@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_any_order_of_acts_leaves_a_case_page(world: World, as_: SignIn, acts: list[Deed | str]) -> None:
    filed, model = file_report(world), Model()
    for act in acts:
        if isinstance(act, str):
            do_plainly(world, filed, model, act)
        else:
            do(world, filed, model, act)
    shown = as_("spoc").get(case_path(filed))
    assert shown.status_code == 200
    with as_("spoc").application.test_request_context("/"):
        case = case_of(world, filed, "spoc")
        done = all_of(done_in(journal(world, filed), case, names_at(case.roster)))
    assert {one.entry for one in done} == {entry.hex() for entry, _what in model.originals}
    assert sum(len(one.earlier) for one in done) == model.corrections


def test_two_corrections_leave_the_last_one_standing(world: World, as_: SignIn) -> None:
    filed, model = file_report(world), Model()
    again = [Deed("plan", 0, "none", f"Why {number}", "officer") for number in (1, 2)]
    for deed in (Deed("plan", None, "none", "", "spoc"), *again):
        do(world, filed, model, deed)
    do(world, filed, model, Deed("plan-review", 0, "none", "", "deputy"))
    with as_("spoc").application.test_request_context("/"):
        case = case_of(world, filed, "spoc")
        [plan] = done_in(journal(world, filed), case, names_at(case.roster))
    assert (plan.now.reason, [one.reason for one in plan.earlier]) == ("Why 2", ["Why 1", ""])
    assert [one.what for one in plan.followed_by] == ["plan-review"]
