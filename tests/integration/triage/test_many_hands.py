"""Many hands on a few cases at once, by every button, while requests and sweeps die: no case is half, no alert lost."""

import random
import secrets
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from sharp import clock
from sharp.model.words import Act
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.crashes.conftest import Mortal, dying_process, faults_in, mortal
from tests.integration.crashes.test_killed_answers import cookie_of
from tests.integration.crashes.test_races import all_at_once
from tests.integration.promises.ground import cheap_words
from tests.integration.triage.desk import token_of
from tests.integration.triage.many_hands import LEAD, NOMINEES, THERE, Found, Hands, Press, at_birch, check, mark_there

__all__ = ["dying_process", "mortal"]
pytestmark = pytest.mark.torture

ROUNDS, AT_ONCE, CASES, SWEEPS_EVERY, BOUNDARIES = 60, 4, 4, 12, 60
ANSWERED = {303, 404, 409, 422}
"""Done or refused; never that something went wrong."""


def test_nothing_is_half_and_no_alert_lost(
    world: World, app: Sharp, as_: SignIn, mortal: Mortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_words(monkeypatch)
    seed = secrets.randbits(32)
    print(f"drawn from {seed}")
    always, chance = faults_in(world), random.Random(seed)
    clients = {who: as_(who) for who in (*NOMINEES, LEAD, THERE)}
    tokens = {who: token_of(client) for who, client in clients.items()}
    hands = Hands(world, chance, mark_there(world, file_report(world)))
    told: Counter[str] = Counter()
    found: dict[bytes, Found] = {}

    def press(one: Press) -> None:
        hand = app.test_client()
        assert isinstance(hand, CheckedClient)
        hand.set_cookie(*cookie_of(clients[one.who]))
        status = hand.post(one.path, data={**tokens[one.who], **one.fields}).status_code
        assert status in ANSWERED, (one, status)
        told[str(status)] += 1

    def press_and_die(one: Press, die_at: int) -> None:
        ended = mortal.post(one.path, {**tokens[one.who], **one.fields}, cookie_of(clients[one.who]), die_at=die_at)
        assert ended.was_killed or ended.status in ANSWERED, (one, ended)
        told["killed" if ended.was_killed else str(ended.status)] += 1

    for round_ in range(1, ROUNDS + 1):
        hands.cases += [file_report(world) for _ in range(CASES - len(hands.cases))]
        acts = [partial(press, hands.draw()) for _ in range(AT_ONCE)]
        all_at_once([*acts, partial(press_and_die, hands.draw(), chance.randint(1, BOUNDARIES))])
        if round_ % SWEEPS_EVERY == 0:
            ended = mortal.sweep(
                clock.now() + timedelta(days=500), die_at=chance.choice((0, chance.randint(1, BOUNDARIES)))
            )
            told["sweeps killed" if ended.was_killed else "sweeps"] += 1
        looked = {filed.id: check(world, filed) for filed in hands.cases}
        hands.cases = [filed for filed in hands.cases if looked[filed.id] is not None]
        found |= {each: one for each, one in looked.items() if one is not None}
        assert at_birch(world) == set().union(*(one.there for one in found.values())), "each is there once, and whole"
        assert faults_in(world) == always
    acts_done = sum((one.acts for one in found.values()), Counter[Act]())
    print(f"{ROUNDS} rounds on {len(found)} cases: {dict(sorted(told.items()))}; kept: {dict(acts_done)}")
    assert told["303"] > ROUNDS
    assert told["killed"] > ROUNDS / 4
