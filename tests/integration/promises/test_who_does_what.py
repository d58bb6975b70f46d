"""Who does what: every act on a case, for everybody, whatever they hold of it and however it stands."""

from collections.abc import Iterator, Mapping

import pytest
from flask import message_flashed
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sharp import clock
from sharp.model.words import Role
from sharp.triage.action_kinds import ALL
from sharp.triage.policy import ALLOWED, Action
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient
from tests.fixtures.world import CAST, World
from tests.integration.promises.acting import ACTS, Act
from tests.integration.promises.ground import cheap_words
from tests.integration.promises.holding import HOLDERS, Case, Grounds, Left
from tests.integration.reports.test_journey import MONDAY
from tests.integration.triage.desk import token_of

TABLE = """
act                who              sent   read   active handed back   closed asking practice held   gone
pages              readers          done   done   done   done   done   done   done   done     done   404
page:action        readers          done   done   done   done   done   shut   done   done     done   404
page:hand-over     nominees         done   done   done   done   done   done   done   done     done   404
page:hand-over     head,contact     403    403    403    -      -      403    403    -        403    404
page:handed        nominees         404    404    done   done   done   done   done   done     done   404
page:handed        head,contact     404    404    404    -      -      404    404    -        404    404

acknowledge        readers          done   done   same   same   same   closed same   done     done   404
answer             readers          done   done   done   done   done   done   done   done     done   404
note               readers          done   done   done   done   done   done   done   done     done   404
level              readers          done   done   done   done   done   closed done   done     done   404
reality            readers          same   same   same   same   same   same   same   done     same   404
close,close-long   readers          done   done   done   done   done   closed done   done     done   404
reopen             readers          open   open   open   open   open   done   open   open     open   404
withdrawals        readers          unasked unasked unasked unasked unasked closed done unasked unasked 404
hold               readers          done   done   done   done   done   done   done   done     held   404
release            readers          unheld unheld unheld unheld unheld unheld unheld unheld   done   404
file               readers          done   done   done   done   done   done   done   done     done   404
links              readers          done   done   done   done   done   done   done   done     done   404
exports            readers          done   done   done   done   done   done   done   done     done   404
together           readers          left   left   left   left   left   left   left   done     left   left
together           without          left   left   left   left   left   left   left   left     left   left
together           outside          403    403    403    403    403    403    403    403      403    403

shares             nominees         done   done   done   done   done   done   done   done     done   404
share:again        nominees         has    has    has    has    has    has    has    has      has    404
hand:brief         nominees         done   done   done   has*   done   closed* done  done     done   404
hand:whole         nominees         done   done   done   has*   done   closed* done  done     done   404
hand:name          officer,spoc,standing-in done done done has* done   closed* done  done     done   404
hand:name          anonymised       has*   has*   has*   has*   has*   closed* has*  has*     has*   404
tell-lead          nominees         404    404    done   done   gone   done   done   done     done   404
take-back          nominees         404    404    done   done   over   done   done   done     done   404
handing            head,contact     403    403    403    -      -      403    403    -        403    404

first-actions      readers          done   done   done   done   done   shut   done   done     done   404
next-actions       readers          done   done   done   done   done   done   done   done     done   404
crimes             police           done   done   done   done   done   shut   done   done     done   404
crime-nexts        police           done   done   done   done   done   done   done   done     done   404
crime              civilians        403    403    403    403    403    403    403    403      403    404
act:sanction       school           done   done   done   done   done   shut   done   done     done   404
act:sanction!      school           alone  alone  alone  alone  alone  alone  alone  alone    alone  404
correct:sanction   school           done   done   done   done   done   done   done   done     done   404
sanctions          police,contact   403    403    403    403    403    403    403    403      403    404

case-acts          without          404    404    404    404    404    404    404    404      404    404
case-acts          outside          403    403    403    403    403    403    403    403      403    403
all                nobody           302    302    302    302    302    302    302    302      302    302

lead:read          leads            -      -      done   done   404    done   done   done     done   404
lead:reply         leads            -      -      done   done   404    done   done   done     done   404
lead:question      leads            -      -      done   done   404    done   done   done     done   404
lead:say           saying           -      -      done   done   404    closed+  done   done     done   404
lead:say           lead-brief       -      -      403    403    404    403    403    403      403    404
lead:return        leads            -      -      done   done   404    done   done   done     done   404
leads-acts         lead-without     404    404    404    404    404    404    404    404      404    404
leads-acts         no-leads         403    403    403    403    403    403    403    403      403    403
"""
"""A dash: a case never stands so to them. The states: sent; read; acknowledged (or answered by its lead, if handed
over); handed out; handed out once and given or taken back; closed; the pupil asks to take it back; a try that was
read; held from deletion; deleted."""
SENTENCES = {
    "closed": "A colleague closed this case before you.",
    "shut": "This case is closed. Open it again first, or write a note.",
    "open": "This case is open already.",
    "unasked": "The pupil has had an answer to that. Nothing was sent again.",
    "held": "This case is held already.",
    "unheld": "There is no hold on this case any more.",
    "left": "Not closed: what nobody has read yet, what the pupil added to, and what was closed or raised before.",
    "has": "Nobody was brought in: they can open it already, or cannot be brought in any more.",
    "has*": "Nothing was handed over: they have something of this case, or cannot be asked now.",
    "closed*": "Nothing was handed over: a colleague closed this case before you.",
    "over": "It does not lie with the lead any more: it was given or taken back before.",
    "closed+": "Nothing was written: this was closed before you wrote. Speak to whoever handed it to you.",
    "gone": "Nothing was written: it does not lie with the lead any more.",
    "alone": "First write down what bears it out. After that a search or a sanction can be recorded.",
}
"""What a refusal says, by the word that stands for it in the table."""
STATES = ("sent", "read", "active", "handed", "back", "closed", "asking", "practice", "held", "gone")
NEVER = "-"


def _kinds(*actions: Action, continuing: bool | None = None) -> list[str]:
    """By what they need; those that stand by themselves, what follows or corrects them, or both."""
    first = [f"act:{kind.id}" for kind in ALL.values() if kind.action in actions and not kind.continues]
    later = [f"act:{kind.id}" for kind in ALL.values() if kind.action in actions and kind.continues]
    later += [f"correct:{kind.id}" for kind in ALL.values() if kind.action in actions and not kind.continues]
    return first + later if continuing is None else later if continuing else first


LEADS_ACTS = [name for name in ACTS if name.startswith("lead:")]
SOME_ACTS: Mapping[str, list[str]] = {
    "pages": ["read", "page:next-action", "page:sheet", "page:links", "page:export"],
    "withdrawals": ["withdraw:stop", "withdraw:go-on"],
    "links": ["link:related", "link:same", "link:none"],
    "exports": ["export:pdf", "export:csv", "export:json", "export:access"],
    "shares": ["share:full", "share:anonymised"],
    "handing": [
        "share:full", "share:anonymised", "share:again", "hand:brief", "hand:whole", "hand:name", "tell-lead",
        "take-back",
    ],
    "first-actions": _kinds(Action.ACT, continuing=False),
    "next-actions": _kinds(Action.ACT, continuing=True),
    "crimes": _kinds(Action.CRIME, continuing=False),
    "crime-nexts": _kinds(Action.CRIME, continuing=True),
    "crime": _kinds(Action.CRIME),
    "sanctions": ["act:sanction!", *_kinds(Action.SANCTION)],
    "case-acts": [name for name in ACTS if name not in ("together", *LEADS_ACTS)],
    "leads-acts": LEADS_ACTS,
    "all": list(ACTS),
}  # fmt: skip
SOME_HOLDERS: Mapping[str, list[str]] = {
    "readers": ["officer", "anonymised", "spoc", "standing-in", "head", "contact"],
    "nominees": ["officer", "anonymised", "spoc", "standing-in"],
    "police": ["officer", "anonymised"],
    "civilians": ["spoc", "standing-in", "head", "contact"],
    "school": ["spoc", "standing-in", "head"],
    "without": ["passed-over", "sleeping", "head-without", "contact-without", "elsewhere"],
    "leads": ["lead-brief", "lead-saying", "lead-whole"],
    "saying": ["lead-saying", "lead-whole"],
    "outside": ["ended", "lead-brief", "lead-saying", "lead-whole", "lead-without", "coordinator", "operator"],
    "no-leads": [
        "officer", "anonymised", "passed-over", "spoc", "sleeping", "standing-in", "ended", "head", "head-without",
        "contact", "contact-without", "coordinator", "operator", "elsewhere",
    ],
}  # fmt: skip
"""`without` read at a school and hold nothing of this case; `outside` read no case anywhere."""
CASELESS = {("GET", "/staff/followups")}
"""A lead's list."""
IMPOSSIBLE = {
    **{holder: {"handed", "back", "practice"} for holder in ("head", "contact", "sleeping")},
    "standing-in": {"practice"},
    **{holder: {"sent", "read"} for holder in ("lead-brief", "lead-saying", "lead-whole")},
}
"""What is about an adult is no try, and is handed over by a nominee alone; what is handed over was read."""
Cells = Mapping[tuple[str, str, str], str]


def _named(word: str, groups: Mapping[str, list[str]]) -> Iterator[str]:
    for each in word.split(","):
        yield from groups.get(each, [each])


def cells() -> Iterator[tuple[tuple[str, str, str], str]]:
    """Every act, holder and state, with what happens."""
    heading, *rows = filter(None, TABLE.splitlines())
    assert tuple(heading.split()[2:]) == STATES
    for row in rows:
        acts, holders, *answers = row.split()
        for act in _named(acts, SOME_ACTS):
            for holder in _named(holders, SOME_HOLDERS):
                for state, answer in zip(STATES, answers, strict=True):
                    yield (act, holder, state), answer


def test_the_table_says_of_every_act_and_everybody_what_happens_once() -> None:
    said = [cell for cell, _answer in cells()]
    assert len(said) == len(set(said)), sorted(cell for cell in set(said) if said.count(cell) > 1)
    assert set(said) == {(act, holder, state) for act in ACTS for holder in HOLDERS for state in STATES}


def test_every_address_of_a_case_and_every_action_of_the_policy_has_its_rows(app: Sharp) -> None:
    there = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/staff/cases", "/staff/followups", "/staff/queue/practice"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(act.method, act.rule) for act in ACTS.values()} == there - CASELESS
    assert {act.needs for act in ACTS.values()} == set(Action)


def test_everybody_of_every_role_stands_in_the_table() -> None:
    known = {holder.who for holder in HOLDERS.values()} - {"nobody"}
    assert {role for who in known for _school, role in CAST[who].roles} == set(Role)
    assert any(CAST[who].operator for who in known)


def test_readers_are_forbidden_what_the_policy_does_not_allow_them_and_nothing_else() -> None:
    for (act, holder, state), answer in cells():
        if holder in SOME_HOLDERS["readers"] and act not in (*LEADS_ACTS, "together") and state not in ("gone",):
            [(_school, role)] = CAST[HOLDERS[holder].who].roles
            assert (answer == "403") is (ACTS[act].needs not in ALLOWED[role]) or answer == NEVER, (act, holder, state)


@pytest.mark.parametrize("name", HOLDERS)
def test_everybody_does_what_the_table_says(
    world: World, app: Sharp, as_: SignIn, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_words(monkeypatch)
    order = list(ACTS)  # what bears a sanction out is written after it was refused
    mine = [(act, state, answer) for (act, holder, state), answer in cells() if holder == name]
    mine.sort(key=lambda cell: order.index(cell[0]))
    with clock.at(MONDAY):
        grounds = Grounds(world, app, as_, HOLDERS[name])
        grounds.begin()
        if HOLDERS[name].has_ended:
            for act, state, _answer in mine:
                grounds.case_for(ACTS[act], state)
            grounds.end_holder()
        client = app.test_client() if HOLDERS[name].who == "nobody" else as_(HOLDERS[name].who)
        assert isinstance(client, CheckedClient)
        token = {} if HOLDERS[name].who == "nobody" else token_of(client)
        wrong = []
        for act, state, answer in mine:
            if answer == NEVER or state in IMPOSSIBLE.get(name, ()):
                assert state in IMPOSSIBLE[name], (act, state)
                continue
            found = _happens(grounds, client, ACTS[act], grounds.case_for(ACTS[act], state), token)
            if found != answer:
                wrong.append(f"{act} in {state}: {found}, not {answer}")
        assert wrong == []


def _happens(grounds: Grounds, client: CheckedClient, act: Act, case: Case, token: Mapping[str, str]) -> str:
    """Press the button, and say in the table's words what came of it; the case itself is asked whether that is so."""
    data = {**token, **act.fill(grounds, case)} if act.method == "POST" else None
    before = grounds.left(case)
    answered, told = _told(grounds.app, client, act, act.address(case), data)
    after = grounds.look(case)
    is_done = answered.status_code == 200 or any(category == "success" for category, _words in told)
    if not is_done or before == after:
        found = "same" if is_done else _refusal(answered, told)
        return found if before == after else f"{found}, and yet {before} became {after}"
    return "done" if _is_done_once(act, before, after) else f"{before} became {after}"


def _is_done_once(act: Act, before: Left, after: Left) -> bool:
    """One line of the trail, and entries that the journal counts, if it is an act that writes there."""
    added = after.entries - before.entries
    is_counted = added == after.length - before.length and (added > 0) is act.writes
    return is_counted and after.trail[len(before.trail) :] == (act.line,)


def _refusal(answered: TestResponse, told: list[tuple[str, str]]) -> str:
    if answered.status_code != 303:
        return str(answered.status_code)
    return next((word for word, sentence in SENTENCES.items() if sentence in [words for _, words in told]), str(told))


def _told(
    app: Sharp, client: CheckedClient, act: Act, address: str, data: Mapping[str, str] | None
) -> tuple[TestResponse, list[tuple[str, str]]]:
    """What is answered, and the sentences that the next page would show."""
    told: list[tuple[str, str]] = []

    def hear(_sender: Sharp, message: str, category: str, **_more: object) -> None:
        told.append((category, str(message)))

    with message_flashed.connected_to(hear, app):
        # The pages themselves are looked at elsewhere: here there are thousands.
        return FlaskClient.open(client, address, method=act.method, data=data), told
