"""Signing in wrongly: an address that nobody has must take as long as a wrong passphrase."""

import random
from collections.abc import Iterator

from bench.browser import Browser, Http, expect
from bench.deployment import Deployment
from bench.plan import Plan
from bench.samples import median, rank_test
from bench.table import Row, ms

TRIES_EACH = 4
"""Of one address: the fifth wrong one would be slowed down."""
LEAST_CHANCE = 0.01
"""Below it the two are told apart; an honest pair falls below it in one run of a hundred."""
PAGE = "/staff/sign-in"
UNKNOWN, WRONG = "unknown", "wrong"


def accounts_needed(plan: Plan) -> int:
    return -(-plan.sign_ins // TRIES_EACH)


def signing_in(deployment: Deployment, plan: Plan) -> Iterator[Row]:
    """Both kinds in one shuffled row, each try from a browser that was never here; addresses are of one length."""
    tries = _shuffled(deployment, plan)
    took: dict[str, list[float]] = {UNKNOWN: [], WRONG: []}
    connection = Http(deployment.port)
    for kind, email in tries:
        browser = Browser(connection)
        form = browser.open(PAGE).form(PAGE)
        fields = form.filled(email=email, passphrase="no such passphrase at all")
        took[kind].append(expect(browser.post(PAGE, fields), PAGE, 422).seconds)
    unknown, wrong = median(took[UNKNOWN]), median(took[WRONG])
    chance = rank_test(took[UNKNOWN], took[WRONG])
    measured = f"{ms(unknown)} against {ms(wrong)}, {len(tries) // 2} tries each, rank test p = {chance:.2f}"
    figures = {"unknown": unknown, "wrong": wrong, "p": chance, "tries": len(tries) // 2}
    target = f"no difference (p >= {LEAST_CHANCE:g})"
    yield Row("sign-in, unknown against wrong", measured, target, chance >= LEAST_CHANCE, figures)


def _shuffled(deployment: Deployment, plan: Plan) -> list[tuple[str, str]]:
    """Fixed order of each address's tries does not matter; that both kinds meet the same neighbours does."""
    known = deployment.guessed[: accounts_needed(plan)]
    tries = [(WRONG, email) for email in known for _turn in range(TRIES_EACH)]
    tries += [(UNKNOWN, email.replace("staff", "ghost")) for email in known for _turn in range(TRIES_EACH)]
    random.Random(plan.sign_ins).shuffle(tries)
    return tries
