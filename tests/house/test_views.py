"""Closed unless marked: every view has a guard, and what a stranger can reach is written out here."""

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from sharp.app import create_app
from sharp.web.application import Sharp
from sharp.web.gate import guard_of, public
from sharp.web.session_cookies import audience_of
from tests.fixtures.pages import CheckedClient
from tests.fixtures.world import World
from tests.integration.clips.bringing import lying_clip

PUBLIC = {
    "schools.choose", "schools.start", "schools.who_reads", "schools.how_it_works", "schools.covering_tracks",
    "advice.read", "advice.help_now", "health.live", "health.ready",
    "leaving.leave", "journey.here", "looks.show", "looks.choose", "language.choose", "plain.read",
    "clips.show",
}  # fmt: skip
"""No question asked. All but two of them lie outside any visit, and no page of those sets a cookie."""
IN_A_VISIT = {
    "journey.ask", "journey.answer", "sending.check", "sending.send", "sending.show_who", "sending.choose_who",
    "words.done", "words.show_words", "words.keep_words", "words.add_to_sent",
    "evidence.ask", "evidence.add", "evidence.remove",
    "evidence_back.ask", "evidence_back.add", "evidence_back.remove", "evidence_back.keep_words",
    "back.ask", "back.come_back", "back.report", "back.prepare", "back.do",
}  # fmt: skip
"""Pupils' pages: a visit is all they need."""
BEFORE_SIGN_IN = {
    "sign_in.show", "sign_in.give_passphrase", "sign_in.show_code", "sign_in.give_code",
    "set_up.show", "set_up.choose", "set_up.show_codes", "set_up.prove_codes", "set_up.show_recovery",
    "set_up.finish", "set_up.ready",
}  # fmt: skip
SAMPLES = {
    "slug": "alder",
    "reference": "BCDF-GHJK",
    "token": "x",
    "act": "message",
    "path": "safe",
    "what": "plan",
    "entry": "0" * 32,
    "item": "thanks",
}


def rules(app: Sharp) -> Iterator[Rule]:
    yield from (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def endpoints(app: Sharp) -> set[str]:
    return {rule.endpoint for rule in rules(app)}


def address_of(app: Sharp, rule: Rule, **known: str) -> str:
    samples = {name: SAMPLES.get(name, "0" * 32) for name in rule.arguments} | known
    with app.test_request_context():
        return app.url_for(rule.endpoint, **samples)


def test_every_view_carries_a_guard(app: Sharp) -> None:
    with app.app_context():
        unmarked = {endpoint for endpoint in endpoints(app) if guard_of(endpoint) is None}
    assert unmarked == set()


def test_an_unmarked_view_is_closed(world: World) -> None:
    app = create_app(world.settings)
    app.add_url_rule("/unmarked", view_func=lambda: "open", endpoint="unmarked")
    assert app.test_client().get("/unmarked").status_code == 403
    app.extensions["sharp"].database.engine.dispose()


def test_what_is_public_is_written_out(app: Sharp) -> None:
    anyone = guard_of_public()
    with app.app_context():
        assert {endpoint for endpoint in endpoints(app) if guard_of(endpoint) is anyone} == PUBLIC


def guard_of_public() -> object:
    def view() -> str:
        return ""

    return public(view).__dict__["guard"]


def test_everything_else_asks_a_stranger_to_sign_in(app: Sharp, client: CheckedClient) -> None:
    closed = [rule for rule in rules(app) if rule.endpoint not in PUBLIC | IN_A_VISIT | BEFORE_SIGN_IN]
    assert closed
    for rule in closed:
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert rule.rule.startswith("/staff/"), rule.rule
        for method in methods:
            answer = client.open(address_of(app, rule), method=method)
            assert answer.status_code == 302, (method, rule.rule)
            assert answer.headers["Location"].startswith("/staff/sign-in"), (method, rule.rule)


def test_the_lists_above_name_only_what_there_is(app: Sharp) -> None:
    assert endpoints(app) >= PUBLIC | IN_A_VISIT | BEFORE_SIGN_IN


def test_public_pages_set_no_cookie(app: Sharp, client: CheckedClient, world: World) -> None:
    clip = {"name": lying_clip(world, is_accepted=True).name, "ending": "webm"}
    for rule in rules(app):
        address = address_of(app, rule, **(clip if rule.endpoint == "clips.show" else {}))
        if rule.endpoint in PUBLIC and audience_of(address) is None and "GET" in (rule.methods or ()):
            answer = client.get(address)
            assert answer.status_code in (200, 302, 303), address
            assert "Set-Cookie" not in answer.headers, address


@pytest.mark.parametrize("address", ["/nobody", "/alder/nothing", "/staff/nothing", "/alder/", "/health/live"])
def test_no_page_names_the_server_or_the_visitor(client: CheckedClient, address: str) -> None:
    answer = client.get(address)
    assert "Server" not in answer.headers
    assert "ETag" not in answer.headers
