"""The send: one client beside its floor, then many clients beside bare derivations."""

import os
from collections.abc import Iterator, Sequence

from bench.browser import Browser, Http, InProcess, expect
from bench.deployment import Deployment
from bench.floor import Cost, bare_derivations, floor_of
from bench.journeys import tell_everything, tell_the_story
from bench.load import press_send
from bench.plan import Plan
from bench.samples import median, percentile
from bench.table import Row, at_most, ms

MOST_FLOORS = 1.5
LEAST_SHARE = 0.6
WARM_UP = 3
DERIVATIONS = 16


def sending(deployment: Deployment, plan: Plan, beside: str) -> Iterator[Row]:
    """One pupil at a time, each send between two floors; the first few of both warm up and are not counted."""
    connection, within = Http(deployment.port), InProcess(deployment.app, deployment.settings.base_url)
    floors: list[Cost] = []
    sends, inside, whole, requests = [], [], [], 0
    with floor_of(deployment, beside) as floor:
        for _turn in range(WARM_UP + plan.sends):
            visit = tell_everything(Browser(connection), deployment.oak.slug)
            floors.append(floor.once())
            answer = visit.send()
            visit.words(answer)
            sends.append(answer.seconds)
            whole.append(visit.browser.spent)
            requests = visit.browser.requests
            visit = tell_the_story(Browser(within), deployment.oak.slug)
            inside.append(expect(visit.send(), visit.form.action, 303).seconds)
        seals = len(floor.publics)
    sends, inside, whole, floors = sends[WARM_UP:], inside[WARM_UP:], whole[WARM_UP:], floors[WARM_UP:]
    yield _floor_row(floors, seals)
    least = median([cost.whole for cost in floors])
    yield _send_row("final send, over HTTP", sends, least)
    yield _send_row("final send, in process", inside, least, judged=False)
    took = f"p50 {ms(median(whole))}, {requests} requests, of them the send {ms(median(sends))}"
    yield Row("a whole report, every page of it, over HTTP", took, figures={"p50": median(whole), "requests": requests})


def _floor_row(floors: Sequence[Cost], seals: int) -> Row:
    parts = {
        "derivation": median([cost.derivation for cost in floors]),
        "seals": median([cost.seals for cost in floors]),
        "commit": median([cost.commit for cost in floors]),
    }
    least = median([cost.whole for cost in floors])
    said = f"Argon2id {ms(parts['derivation'])}, {seals} + 1 seals {ms(parts['seals'])}, commit {ms(parts['commit'])}"
    return Row("floor of a send", f"{ms(least)}: {said}", figures={"p50": least, **parts})


def _send_row(work: str, took: Sequence[float], least: float, *, judged: bool = True) -> Row:
    p50, p95 = median(took), percentile(took, 95)
    measured = f"p50 {ms(p50)}, p95 {ms(p95)}: {p50 / least:.2f} x floor"
    figures = {"p50": p50, "p95": p95, "floors": p50 / least, "count": len(took)}
    if not judged:
        return Row(work, measured, figures=figures)
    return at_most(work, measured, p50 / least, MOST_FLOORS, "x floor", **figures)


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
