"""The send: one client beside its floor, then many clients beside bare derivations."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.browser import Answer, Browser, Http, InProcess, expect
from bench.deployment import Deployment
from bench.floor import Cost, Floor, bare_derivations, floor_of
from bench.journeys import tell_everything, tell_the_story
from bench.load import press_send
from bench.plan import Plan
from bench.samples import median, percentile
from bench.table import Row, at_most, ms

MOST_FLOORS = 1.5
LEAST_SHARE = 0.6
WARM_UP = 3
DERIVATIONS = 16


@dataclass(frozen=True)
class Turn:
    """One floor and one send of each kind, a moment apart."""

    floor: Cost
    send: Answer
    inside: Answer
    whole: float
    requests: int


def sending(deployment: Deployment, plan: Plan, beside: str) -> Iterator[Row]:
    """One pupil at a time, each send beside a floor; the first few warm up and are not counted."""
    with floor_of(deployment, beside) as floor:
        turns = [_turn(deployment, floor) for _number in range(WARM_UP + plan.sends)][WARM_UP:]
        seals = len(floor.publics)
    least = median([turn.floor.whole for turn in turns])
    yield _floor_row([turn.floor for turn in turns], seals)
    sends = [turn.send.seconds for turn in turns]
    yield _send_row("final send, over HTTP", sends, least)
    yield _inside_row([turn.inside for turn in turns], least)
    whole, requests = median([turn.whole for turn in turns]), turns[0].requests
    took = f"p50 {ms(whole)}, {requests} requests, of them the send {ms(median(sends))}"
    yield Row("a whole report, every page of it, over HTTP", took, figures={"p50": whole, "requests": requests})


def _turn(deployment: Deployment, floor: Floor) -> Turn:
    slug = deployment.oak.slug
    near = tell_the_story(Browser(InProcess(deployment.app, deployment.settings.base_url)), slug)
    visit = tell_everything(Browser(Http(deployment.port)), slug)
    cost = floor.once()
    send = visit.send()
    visit.words(send)
    inside = expect(near.send(), near.form.action, 303)
    return Turn(cost, send, inside, visit.browser.spent, visit.browser.requests)


def _floor_row(floors: Sequence[Cost], seals: int) -> Row:
    parts = {
        "derivation": median([cost.derivation for cost in floors]),
        "seals": median([cost.seals for cost in floors]),
        "commit": median([cost.commit for cost in floors]),
    }
    least = median([cost.whole for cost in floors])
    said = f"Argon2id {ms(parts['derivation'])}, {seals} + 1 seals {ms(parts['seals'])}, commit {ms(parts['commit'])}"
    return Row("floor of a send", f"{ms(least)}: {said}", figures={"p50": least, **parts})


def _send_row(work: str, took: Sequence[float], least: float) -> Row:
    p50, p95 = median(took), percentile(took, 95)
    measured = f"p50 {ms(p50)}, p95 {ms(p95)}: {p50 / least:.2f} x floor"
    figures = {"p50": p50, "p95": p95, "floors": p50 / least, "count": len(took)}
    return at_most(work, measured, p50 / least, MOST_FLOORS, "x floor", **figures)


def _inside_row(sends: Sequence[Answer], least: float) -> Row:
    """Without server and network: what the program itself takes, and how much of it is the processor's."""
    p50, cpu = median([send.seconds for send in sends]), median([send.cpu for send in sends])
    measured = f"p50 {ms(p50)}, {ms(cpu)} of it CPU: {p50 / least:.2f} x floor"
    return Row("final send, in process", measured, figures={"p50": p50, "cpu": cpu, "floors": p50 / least})


def loads(deployment: Deployment, plan: Plan) -> Iterator[Row]:
    """Bare derivations before and after each load, as many at once as the clients may have: one a core at most."""
    for clients, sends in plan.loads:
        at_once = min(clients, os.cpu_count() or 1)
        before = bare_derivations(at_once, DERIVATIONS)
        load = press_send(deployment, clients, sends)
        bare = (before + bare_derivations(at_once, DERIVATIONS)) / 2
        share = load.rate / bare
        measured = (
            f"{load.rate:.1f}/s of {bare:.1f}/s bare ({at_once} at once): {share:.2f}; "
            f"p95 {ms(percentile(load.took, 95)) if load.took else '-'}, {load.errors} errors, {load.lost} lost"
        )
        is_met = share >= LEAST_SHARE and not load.errors and not load.lost
        figures = {
            "clients": clients, "sends": load.sends, "rate": load.rate, "bare": bare, "at_once": at_once,
            "share": share, "errors": load.errors, "lost": load.lost, "limit": LEAST_SHARE,
        }  # fmt: skip
        people = "1 client" if clients == 1 else f"{clients} clients"
        yield Row(f"sends a second, {people}", measured, f">= {LEAST_SHARE:g}, none lost", is_met, figures)
