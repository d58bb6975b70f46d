"""Who does what: every act on a case, for everybody, whatever they hold of it and however it stands."""

from collections.abc import Iterator, Mapping

import pytest
from flask import message_flashed
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sharp import clock
from sharp.model.words import Act as Line
from sharp.model.words import Role
from sharp.triage.action_kinds import ALL
from sharp.triage.followup_state import Scope
from sharp.triage.policy import ALLOWED, NOMINEES_ALONE, Action
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
act                who              sent   read   active handed back   closed asking practice held   gone   moved merged
pages              readers          done   done   done   done   done   done   done   done     done   404    done   done
files              readers          done   done   done   done   done   done   done   done     done   404    done   done
page:action        readers          done   done   done   done   done   shut   done   done     done   404    shut   done
page:hand-over     nominees         done   done   done   done   done   done   done   done     done   404    done   done
page:advice        nominees         done   done   done   done   done   done   done   done     done   404    done   done
page:move          nominees         done   done   done   done   done   done   done   done     done   404    done   done
page:merging       nominees         same   same   same   same   same   same   same   same     same   404    same   same
page:nominees      head,contact     403    403    403    -      -      403    403    -        403    404    -      -
page:handed        nominees         404    404    done   done   done   done   done   done     done   404    done   done
page:handed        head,contact     404    404    404    -      -      404    404    -        404    404    -      -

acknowledge        readers          done   done   same   same   same   closed same   done     done   404    closed same
answer             readers          done   done   done   done   done   done   done   done     done   404    409    done
note               readers          done   done   done   done   done   done   done   done     done   404    done   done
level              readers          done   done   done   done   done   closed done   done     done   404    closed done
reality            readers          same   same   same   same   same   same   same   done     same   404    same   same
close,close-long   readers          done   done   done   done   done   closed done   done     done   404    closed done
reopen             readers          open   open   open   open   open   done   open   open     open   404    there  open
withdrawals        readers          had    had    had    had    had    closed done   had      had    404    closed had
hold               readers          done   done   done   done   done   done   done   done     held   404    done   done
release            readers          free   free   free   free   free   free   free   free     done   404    free   free
file               readers          done   done   done   done   done   done   done   done     done   404    done   done
links              readers          done   done   done   done   done   done   done   done     done   404    done   done
exports            readers          done   done   done   done   done   done   done   done     done   404    done   done
together           readers          left   left   left   left   left   left   left   done     left   left   left   left
together           without          left   left   left   left   left   left   left   left     left   left   left   left
together           outside          403    403    403    403    403    403    403    403      403    403    403    403

shares             nominees         done   done   done   done   done   done   done   done     done   404    done   done
share:again        nominees         has    has    has    has    has    has    has    has      has    404    has    has
share:advice       nominees         on     on     on     on     on     on     on     on       on     404    on     on
name               officer,spoc,standing-in done done done done done   done   done   done     done   404    done   done
name               anonymised       named  named  named  named  named  named  named  named    named  404    named  named
name:again         nominees         named  named  named  named  named  named  named  named    named  404    named  named
hand:brief         nominees         done   done   done   has*   done   closed* done  done     done   404    closed* done
hand:whole         nominees         done   done   done   has*   done   closed* done  done     done   404    closed* done
hand:name          officer,spoc,standing-in done done done has* done   closed* done  done     done   404    closed* done
hand:name          anonymised       has*   has*   has*   has*   has*   closed* has*  has*     has*   404    closed* has*
hand:advice        nominees         done   done   done   done   done   closed* done  done     done   404    closed* done
tell-lead          nominees         404    404    done   done   gone   gone   done   done     done   404    gone   done
take-back          nominees         404    404    done   done   over   over   done   done     done   404    over   done
nominees-acts      head,contact     403    403    403    -      -      403    403    -        403    404    -      -

merge:lead         nominees         new    done   done   done   done   shut2  done   try2     done   404    shut2  done
merge:follow       nominees         new    done   done   done   done   shut2  done   try2     done   404    shut2  tied
merge:answer       readers          409    409    409    409    409    409    409    409      409    404    409    done
merge:part         nominees         apart  apart  apart  apart  apart  apart  apart  apart    apart  404    apart  done

offer              senders          done   done   done   done   done   409    409    409      done   404    409    done
offer              standing-in      409    409    409    409    409    409    409    -        409    404    -      409
offer:again        senders          twice  twice  twice  twice  twice  409    409    409      twice  404    409    twice
offer:again        standing-in      409    409    409    409    409    409    409    -        409    404    -      409
offer:end          senders          done   done   done   done   done   none   done   none     done   404    none   done
offer:end          standing-in      none   none   none   none   none   none   none   -        none   404    -      none
send               senders          done   done   done   done   done   noyes  409    noyes    done   404    noyes  done
send               standing-in      noyes  noyes  noyes  noyes  noyes  noyes  noyes  -        noyes  404    -      noyes
offered:yes        addressee        done   done   done   done   done   404    done   -        done   404    404    done
offered:no         addressee        done   done   done   done   done   404    done   -        done   404    404    done
offered-acts       unasked          404    404    404    404    404    404    404    404      404    404    404    404

first-actions      readers          done   done   done   done   done   shut   done   done     done   404    shut   done
next-actions       readers          done   done   done   done   done   done   done   done     done   404    done   done
crimes             police           done   done   done   done   done   shut   done   done     done   404    shut   done
crime-nexts        police           done   done   done   done   done   done   done   done     done   404    done   done
crime              civilians        403    403    403    403    403    403    403    403      403    404    403    403
act:sanction       school           done   done   done   done   done   shut   done   done     done   404    shut   done
act:sanction!      school           alone  alone  alone  alone  alone  alone  alone  alone    alone  404    alone  alone
correct:sanction   school           done   done   done   done   done   done   done   done     done   404    done   done
sanctions          police,contact   403    403    403    403    403    403    403    403      403    404    403    403

case-acts          without          404    404    404    404    404    404    404    404      404    404    404    404
case-acts          outside          403    403    403    403    403    403    403    403      403    403    403    403
all                nobody           302    302    302    302    302    302    302    302      302    302    302    302

lead:read          leads            -      -      done   done   404    404    done   done     done   404    404    done
lead-files         lead-whole       -      -      done   done   404    404    done   done     done   404    404    done
lead-files         lead-brief,lead-saying,advised - - 404 404 404    404    404    404      404    404    404    404
lead:reply         leads            -      -      done   done   404    404    done   done     done   404    404    done
lead:question      leads            -      -      done   done   404    404    done   done     done   404    404    done
lead:say           saying           -      -      done   done   404    404    done   done     done   404    404    done
lead:say           lead-brief,advised -    -      403    403    404    404    403    403      403    404    404    403
lead:return        leads            -      -      done   done   404    404    done   done     done   404    404    done
leads-acts         leading          404    404    404    404    404    404    404    404      404    404    404    404
leads-acts         no-leads         403    403    403    403    403    403    403    403      403    403    403    403
"""
"""A dash: a case never stands so to them. The states: sent; read; acknowledged (or answered by its lead, if handed
over); handed out; handed out once and given or taken back; closed; the pupil asks to take it back; a try that was
read; held from deletion; deleted; sent to another school; leading another that is worked on with it."""
SENTENCES = {
    "closed": "A colleague closed this case before you.",
    "shut": "This case is closed. Open it again first, or write a note.",
    "open": "This case is open already.",
    "there": "It stays closed here: it was handed to another school, which leads it now.",
    "had": "The pupil has had an answer to that. Nothing was sent again.",
    "held": "This case is held already.",
    "free": "There is no hold on this case any more.",
    "left": "Not closed: what nobody has read yet, what the pupil added to, and what was closed or raised before.",
    "has": "Nobody was brought in: they can open it already, or cannot be brought in any more.",
    "named": "Nothing was done: they see the name already, or cannot be given it any more.",
    "has*": "Nothing was handed over: they have something of this case, or cannot be asked now.",
    "closed*": "Nothing was handed over: a colleague closed this case before you.",
    "over": "It does not lie with them any more: it was given or taken back before.",
    "gone": "Nothing was written: it does not lie with them any more.",
    "alone": "First write down what bears it out. After that a search or a sanction can be recorded.",
    "new": "Nothing was kept: one of the two has not been read. Open and read it first.",
    "shut2": "Nothing was kept: one of the two is closed.",
    "try2": "Nothing was kept: one of the two is a practice report.",
    "tied": "Nothing was kept: one of the two is worked on with another case already. Look at that one.",
    "apart": "Nothing was kept: these two are not worked on as one any more.",
    "twice": "Nothing was offered again: it is offered to somebody already.",
    "none": "Nothing was withdrawn: there is no offer any more.",
    "noyes": "Nothing was sent: it is sent already, or nobody there has said yes.",
}
"""What a refusal says, by the word that stands for it in the table; *on*: another page asks for more, and nothing is
done yet. A number: the page of the case, or no page, with that status."""
SHOWN_AGAIN = {"409"}
"""The case's page comes back with what was typed, which leaves its trace."""
STATES = ("sent", "read", "active", "handed", "back", "closed", "asking", "practice", "held", "gone", "moved", "merged")
NEVER = "-"


def _kinds(*actions: Action, continuing: bool | None = None) -> list[str]:
    """By what they need; those that stand by themselves, what follows or corrects them, or both."""
    first = [f"act:{kind.id}" for kind in ALL.values() if kind.action in actions and not kind.continues]
    later = [f"act:{kind.id}" for kind in ALL.values() if kind.action in actions and kind.continues]
    later += [f"correct:{kind.id}" for kind in ALL.values() if kind.action in actions and not kind.continues]
    return first + later if continuing is None else later if continuing else first


LEADS_ACTS = [name for name in ACTS if name.startswith("lead:")]
OFFERED_ACTS = [name for name in ACTS if name.startswith("offered:")]
SOME_ACTS: Mapping[str, list[str]] = {
    "files": ["page:file", "file:take"],
    "lead-files": ["lead:file", "lead:take"],
    "pages": ["read", "page:next-action", "page:sheet", "page:links", "page:export"],
    "withdrawals": ["withdraw:stop", "withdraw:go-on"],
    "links": ["link:related", "link:same", "link:none"],
    "exports": ["export:pdf", "export:csv", "export:json", "export:access"],
    "shares": ["share:full", "share:anonymised"],
    "page:nominees": ["page:hand-over", "page:advice", "page:move", "page:merging"],
    "nominees-acts": [
        name for name, act in ACTS.items()
        if act.method == "POST" and act.needs in NOMINEES_ALONE and name not in OFFERED_ACTS
    ],
    "first-actions": _kinds(Action.ACT, continuing=False),
    "next-actions": _kinds(Action.ACT, continuing=True),
    "crimes": _kinds(Action.CRIME, continuing=False),
    "crime-nexts": _kinds(Action.CRIME, continuing=True),
    "crime": _kinds(Action.CRIME),
    "sanctions": ["act:sanction!", *_kinds(Action.SANCTION)],
    "case-acts": [name for name in ACTS if name not in ("together", *LEADS_ACTS, *OFFERED_ACTS)],
    "leads-acts": LEADS_ACTS,
    "offered-acts": OFFERED_ACTS,
    "all": list(ACTS),
}  # fmt: skip
SOME_HOLDERS: Mapping[str, list[str]] = {
    "readers": ["officer", "anonymised", "spoc", "standing-in", "head", "contact"],
    "nominees": ["officer", "anonymised", "spoc", "standing-in"],
    "police": ["officer", "anonymised"],
    "civilians": ["spoc", "standing-in", "head", "contact"],
    "school": ["spoc", "standing-in", "head"],
    "senders": ["officer", "anonymised", "spoc"],
    "without": ["passed-over", "advised", "sleeping", "head-without", "contact-without", "elsewhere", "addressee"],
    "leads": ["lead-brief", "lead-saying", "lead-whole", "advised"],
    "saying": ["lead-saying", "lead-whole"],
    "outside": ["ended", "lead-brief", "lead-saying", "lead-whole", "lead-without", "coordinator", "operator"],
    "leading": ["officer", "anonymised", "passed-over", "elsewhere", "lead-without"],
    "no-leads": [
        "spoc", "sleeping", "standing-in", "ended", "head", "head-without", "contact", "contact-without",
        "coordinator", "operator", "addressee",
    ],
    "unasked": [name for name in HOLDERS if name not in ("addressee", "nobody")],
}  # fmt: skip
"""`without` read at a school and hold nothing of this case; `outside` read no case anywhere; to `leading` something
may be handed, and nothing was. What is about an adult goes to the head of any school: no `senders` hold it."""
CASELESS = {("GET", "/staff/followups"), ("GET", "/staff/offers")}
"""A lead's list, and what other schools offer."""
IMPOSSIBLE = {
    **{holder: {"handed", "back", "practice", "moved", "merged"} for holder in ("head", "contact", "sleeping")},
    "standing-in": {"practice", "moved"},
    **{holder: {"sent", "read"} for holder in SOME_HOLDERS["leads"]},
    "addressee": {"practice"},
}
"""What is about an adult is no try, is handed over or merged by a nominee alone, and goes to no other school; what is
handed over was read; no try is offered."""
ADDRESSES = ("/staff/cases", "/staff/followups", "/staff/offers", "/staff/queue/practice")
TURNS, TURNS_OF_ALL = 3, 4
"""How many turns those take that say the same; and all, on the second database, which knows nothing of who may."""
BY_TURN = {*SOME_ACTS["first-actions"], *SOME_ACTS["next-actions"], *SOME_ACTS["crimes"], *SOME_ACTS["crime-nexts"]}
"""Kinds of action differ by what they ask, not by who records them when."""
DOORS = {"302", "403", "404"}
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


def tried(holder: str, *, is_whole: bool, is_second: bool) -> Iterator[tuple[str, str, str]]:
    """Act, state and answer, in the acts' order.

    Unless the whole table is asked for, a state takes its turn where the next would say the same: kinds of action,
    and rows that are one closed door; on the second database everywhere. Every act and every state is met by
    everybody all the same.
    """
    mine = {(act, state): answer for (act, who, state), answer in cells() if who == holder}
    for turn, act in enumerate(ACTS):  # what bears a sanction out is written after it was refused
        answers = {mine[act, state] for state in STATES}
        says_the_same = act in BY_TURN or (len(answers) == 1 and answers <= DOORS)
        turns = 1 if is_whole else TURNS_OF_ALL if is_second else TURNS if says_the_same else 1
        for place, state in enumerate(STATES):
            if (turn + place) % turns == 0:
                yield act, state, mine[act, state]


def test_the_table_says_of_every_act_and_everybody_what_happens_once() -> None:
    said = [cell for cell, _answer in cells()]
    assert len(said) == len(set(said)), sorted(cell for cell in set(said) if said.count(cell) > 1)
    assert set(said) == {(act, holder, state) for act in ACTS for holder in HOLDERS for state in STATES}


def test_every_address_of_a_case_and_every_action_of_the_policy_has_its_rows(app: Sharp) -> None:
    there = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(ADDRESSES)
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
        if (
            holder in SOME_HOLDERS["readers"]
            and act not in (*LEADS_ACTS, *OFFERED_ACTS, "together")
            and state not in ("gone",)
        ):
            [(_school, role)] = CAST[HOLDERS[holder].who].roles
            assert (answer == "403") is (ACTS[act].needs not in ALLOWED[role]) or answer == NEVER, (act, holder, state)


@pytest.mark.parametrize(
    "is_whole", [pytest.param(False, id="by-turn"), pytest.param(True, id="whole", marks=pytest.mark.torture)]
)
@pytest.mark.parametrize("name", HOLDERS)
def test_everybody_does_what_the_table_says(
    world: World, app: Sharp, as_: SignIn, name: str, monkeypatch: pytest.MonkeyPatch, is_whole: bool
) -> None:
    cheap_words(monkeypatch)
    is_second = world.database.engine.dialect.name == "postgresql"
    mine = list(tried(name, is_whole=is_whole, is_second=is_second))
    with clock.at(MONDAY):
        grounds = Grounds(world, app, as_, HOLDERS[name])
        grounds.begin()
        if HOLDERS[name].has_ended:
            for act, state, _answer in mine:
                grounds.case_for(ACTS[act].of, state)
            grounds.end_holder()
        client = app.test_client() if HOLDERS[name].who == "nobody" else as_(HOLDERS[name].who)
        assert isinstance(client, CheckedClient)
        token = {} if HOLDERS[name].who == "nobody" else token_of(client)
        wrong = []
        for act, state, answer in mine:
            if answer == NEVER or state in IMPOSSIBLE.get(name, ()):
                assert state in IMPOSSIBLE[name], (act, state)
                continue
            found = _happens(grounds, client, ACTS[act], grounds.case_for(ACTS[act].of, state), token)
            if found != answer:
                wrong.append(f"{act} in {state}: {found}, not {answer}")
        assert not wrong, "\n".join(wrong)


def _happens(grounds: Grounds, client: CheckedClient, act: Act, case: Case, token: Mapping[str, str]) -> str:
    """Press the button, and say in the table's words what came of it; the case itself is asked whether that is so."""
    before = grounds.left(case)
    answered, told = _told(grounds.app, client, act, act.address(case), act.fill(grounds, case), token)
    after = grounds.look(case)
    is_done = answered.status_code == 200 or any(category == "success" for category, _words in told)
    if is_done and before != after:
        line = act.line_of_brief if grounds.holder.scope is Scope.BRIEF and act.line_of_brief else act.line
        return "done" if _is_done_once(act, line, before, after) else f"{before} became {after}"
    found, is_traced = "same" if is_done else _refusal(answered, told), _is_only_looked_at(before, after)
    if is_traced is (found in SHOWN_AGAIN) and (is_traced or before == after):
        return found
    return f"{found}, and yet {before} became {after}"


def _is_done_once(act: Act, line: Line, before: Left, after: Left) -> bool:
    """One line of the trail, and entries that the journal counts, if it is an act that writes there."""
    added = after.entries - before.entries
    is_counted = added == after.length - before.length and (added > 0) is act.writes
    return is_counted and after.trail[len(before.trail) :] == (line,)


def _is_only_looked_at(before: Left, after: Left) -> bool:
    """The page of the case came back with what was typed: it was opened, and so it is read, and that is all."""
    is_nothing_written = (before.entries, before.length) == (after.entries, after.length)
    return is_nothing_written and after.trail == (*before.trail, Line.OPENED)


def _refusal(answered: TestResponse, told: list[tuple[str, str]]) -> str:
    if answered.status_code != 303:
        return str(answered.status_code)
    said = [words for _category, words in told]
    return next((word for word, sentence in SENTENCES.items() if sentence in said), str(told) if told else "on")


def _told(
    app: Sharp, client: CheckedClient, act: Act, address: str, filled: Mapping[str, str], token: Mapping[str, str]
) -> tuple[TestResponse, list[tuple[str, str]]]:
    """What is answered, and the sentences that the next page would show."""
    told: list[tuple[str, str]] = []

    def hear(_sender: Sharp, message: str, category: str, **_more: object) -> None:
        told.append((category, str(message)))

    sent = {"data": {**token, **filled}} if act.method == "POST" else {"query_string": filled}
    with message_flashed.connected_to(hear, app):
        # The pages themselves are looked at elsewhere: here there are thousands.
        return FlaskClient.open(client, address, method=act.method, **sent), told
