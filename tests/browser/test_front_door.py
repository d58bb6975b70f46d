"""The real front door: https in front, Chromium and curl's kind before it, our own headers, forms with their tokens."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from sharp.accounts.one_time_codes import code_at, this_step
from sharp.web.headers import HEADERS, STRICT_TRANSPORT
from tests.browser.conftest import HARMLESS, NOWHERE
from tests.browser.tls_door import door
from tests.browser.walking import act, come_back, keep, send, sign_in
from tests.fixtures.serving import Server, Settle, serving
from tests.fixtures.visitor import Visitor, tell
from tests.fixtures.visitor import come_back as come_back_with
from tests.fixtures.world import SCHOOLS

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
ELSEWHERE = {
    "another site": {"Origin": "https://evil.example"},
    "no site that says its name": {"Origin": "null"},
    "plain http": {"Origin": "http://localhost"},
    "another port": {"Origin": "https://localhost:1"},
    "cross-site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
}


@dataclass(frozen=True)
class House:
    """The server and the door in front of it."""

    server: Server
    tls: ssl.SSLContext

    @property
    def base_url(self) -> str:
        return self.server.base_url

    def visitor(self, **headers: str) -> Visitor:
        return Visitor(self.base_url, self.tls, headers)


@pytest.fixture(scope="module")
def house(settle: Settle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with door(folder) as front:
        trusting = ssl.create_default_context(cafile=front.certificate)
        with serving(settle(folder / "instance"), base_url=front.base_url, SHARP_TRUSTED_PROXIES="1") as server:
            front.behind = server.port
            yield House(server, trusting)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request: pytest.FixtureRequest, house: House, browser: Browser) -> Iterator[Page]:
    """A browser that reaches nobody but us; that it asked anybody else is a fault, but where leaving leads."""
    context = browser.new_context(
        base_url=house.base_url, ignore_https_errors=True, java_script_enabled=bool(request.param), proxy=NOWHERE
    )
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    context.close()
    assert {urlsplit(url).netloc for url in asked} <= {urlsplit(house.base_url).netloc, urlsplit(HARMLESS).netloc}


def test_the_whole_way_of_a_pupil(page: Page) -> None:
    words = send(page)
    page.reload()
    assert page.inner_text("#code-words") == words
    keep(page)
    assert page.url.endswith("/alder/report/done")
    come_back(page, words)
    assert "bus stop" in page.inner_text("main")
    act(page, "/report/message", message="They were there again.")
    assert "They were there again." in page.inner_text("main")


def test_leaving_goes_out_through_our_own_policy(page: Page) -> None:
    page.goto("/alder/report/")
    with page.expect_event("requestfailed", lambda request: request.url.startswith(HARMLESS)):
        page.click("#exit")
    assert page.context.cookies() == []


def test_signing_in_out_and_proving_again(page: Page, house: House, request: pytest.FixtureRequest) -> None:
    who = "officer" if "no scripts" in request.node.name else "spoc"
    sign_in(page, house.server.world.person(who))
    page.goto("/staff/queue")
    assert page.url.endswith("/staff/queue")
    act(page, "/staff/sign-out")
    page.goto("/staff/queue")
    assert "/staff/sign-in" in page.url


def test_cookies_are_bound_to_this_host_and_to_tls(house: House) -> None:
    pupil, reader = house.visitor(), house.visitor()
    lines = [
        str(visitor.get(path).headers["Set-Cookie"])
        for visitor, path in ((pupil, "/alder/report/"), (reader, "/staff/sign-in"))
    ]
    assert [line.partition("=")[0] for line in lines] == ["__Host-v", "__Host-s"]
    for line, same_site in zip(lines, ("Lax", "Strict"), strict=True):
        assert {"Secure", "HttpOnly", "Path=/", f"SameSite={same_site}"} <= {part.strip() for part in line.split(";")}
        assert "Domain" not in line
        assert "Expires" not in line
        assert "Max-Age" not in line
    assert reader.get("/alder/").headers["Set-Cookie"] is None


@pytest.mark.parametrize("path", ["/", "/alder/", "/alder/report/", "/staff/sign-in", "/nowhere", "/static/sharp.css"])
def test_every_answer_carries_our_headers(house: House, path: str) -> None:
    found = house.visitor().get(path).headers
    assert found["Strict-Transport-Security"] == STRICT_TRANSPORT
    for name, text in HEADERS.items():
        assert found.get_all(name) == [text], name
    assert found["Server"] is None


def test_curl_walks_the_whole_way_without_saying_where_it_comes_from(house: House) -> None:
    visitor = house.visitor()
    kept = visitor.onward(tell(visitor))
    words = kept.words
    assert len(words.split()) == 6
    visitor.onward(kept, action="/report/words")
    report = come_back_with(house.visitor(), words)
    assert "They laugh at me at the gate" in report.text


def test_curl_signs_in_without_saying_where_it_comes_from(house: House) -> None:
    visitor, head = house.visitor(), house.server.world.person("head")
    page = visitor.press(visitor.get("/staff/sign-in"), {"email": head.email, "passphrase": head.passphrase})
    home = visitor.onward(visitor.follow(page), {"code": code_at(head.totp_secret, this_step())}, "/code")
    assert (home.status, home.path) == (200, "/staff/")


@pytest.mark.parametrize("where", ELSEWHERE)
@pytest.mark.parametrize("path", ["/alder/report/", "/alder/report/story", "/alder/back", "/staff/sign-in"])
def test_a_form_on_another_site_posts_nothing_here(house: House, path: str, where: str) -> None:
    """With a good token and cookie even: only where it comes from is wrong."""
    visitor = house.visitor()
    form = visitor.open(path if not path.endswith("story") else "/alder/report/")
    typed = {"story": "x", "words": "x", "email": "x", "passphrase": "x", **form.fields()}
    assert visitor.post(path, typed, **ELSEWHERE[where]).status == 403
    ours = visitor.post(path, typed, Origin=house.base_url, **{"Sec-Fetch-Site": "same-origin"})
    assert ours.status in (303, 422)


def test_a_browser_on_another_site_cannot_post_here(house: House, browser: Browser) -> None:
    """As a page elsewhere would: the browser itself says where the form stood."""
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(f"{house.base_url}/alder/back")
    form = f'<form method="post" action="{house.base_url}/alder/back"><input name="words" value="x"><button>Go</button>'
    context.route("https://evil.example/**", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto("https://evil.example/")
    with page.expect_navigation() as answered:
        page.click("button")
    answer = answered.value
    assert answer is not None
    assert answer.status == 403
    context.close()


def test_public_pages_leave_no_cookie_in_any_browser(page: Page) -> None:
    for path in ("/", *(f"/{slug}/{rest}" for slug in SCHOOLS for rest in ("", "help-now", "advice", "who-reads"))):
        page.goto(path)
    assert page.context.cookies() == []
