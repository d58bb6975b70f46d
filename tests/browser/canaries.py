"""One whole visit in which everything that can be typed is a word that stands nowhere else; then the hostile half."""

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psycopg
from playwright.sync_api import Page

from sharp.accounts.one_time_codes import code_at, this_step
from tests.browser.walking import act, answer, come_back, keep, press, unfold
from tests.fixtures.serving import Server
from tests.fixtures.visitor import FORM, Visitor, tell
from tests.fixtures.world import Person

STEM = "qxzkvjwpf"
"""In everything typed; no text of ours and, by its length, no random bytes hold it."""
ADDRESS = "203.0.113.77"
"""Whom the proxy in front says that all of it comes from."""
MULTIPART = "multipart/form-data; boundary=edge"
MEGABYTE = 1 << 20
WEAPON = "input[value=weapon_threat]"


def canary(field: str) -> str:
    """A word of its own for each field, so that a trace names what was kept."""
    return f"{STEM}{field}"


TYPED = {
    "story": f"They hide {canary('story')} by the gate. {canary('line')} too.\nEvery day.",
    "place_more": canary("place"),
    "name": canary("name"),
    "reach": f"only at {canary('reach')}",
}
HEADERS = {
    "User-Agent": canary("agent"),
    "Referer": f"https://{canary('referrer')}.example/",
    "X-Forwarded-For": ADDRESS,
}
BROWSER_HEADERS = {"X-Forwarded-For": ADDRESS}


@dataclass
class Told:
    """What the visit brought to light and no file may hold."""

    words: str = ""
    reference: str = ""


def tell_it_all(page: Page, told: Told) -> Iterator[str]:
    """The journey with every field filled in. Stops where a draft stands, and where its words are on the screen."""
    page.goto("/alder/report/", referer=HEADERS["Referer"])
    while not page.url.endswith("/words"):
        if page.url.endswith("/check"):
            yield "an unsent draft"
        answer(page, TYPED)
        if page.url.endswith("/kind"):
            unfold(page)
            page.locator(WEAPON).check()
        press(page)
    told.words = page.inner_text("#code-words")
    yield "words not yet kept"
    keep(page)
    yield "words kept"


def come_back_and_say_it_all(page: Page, told: Told) -> None:
    page.goto("/alder/back")
    act(page, "/back", words=f"{canary('mistyped')} {canary('word')}")
    come_back(page, told.words)
    act(page, "/report/message", message=f"And {canary('message')}.")
    for path, typed in (
        ("now", {"message": canary("notsafe")}),
        ("withdraw", {"message": canary("withdraw")}),
        ("name", {"name": canary("latername"), "reach": canary("laterreach")}),
    ):
        page.goto(f"/alder/back/report/{path}")
        act(page, f"/report/{path}", **typed)


def work_on_it(page: Page, reader: Person) -> str:
    """Sign in past mistakes, search, and do every act there is on the case; gives its reference."""
    page.goto("/staff/sign-in")
    act(page, "/sign-in", email=f"{canary('email')}@example.org", passphrase=canary("passphrase"))
    act(page, "/sign-in", email=reader.email, passphrase=reader.passphrase)
    act(page, "/sign-in/code", code=canary("code"))
    act(page, "/sign-in/code", code=code_at(reader.totp_secret, this_step()))
    page.goto("/staff/queue")
    act(page, "/queue/search", words=canary("story"))
    with page.expect_navigation():
        page.locator('main a[href*="/staff/cases/"]').first.click()
    reference = page.url.rpartition("/")[2]
    assert canary("story") in page.inner_text("main")
    act(page, "/messages", message=f"Thank you. {canary('answer')}")
    act(page, "/notes", note=canary("note"))
    case = page.url
    page.goto(f"{case}/followups/new")
    for field in ("lead", "scope", "days"):
        page.locator(f"input[name={field}]").last.check()
    act(page, "/followups", title=canary("handedtitle"), brief=canary("brief"))
    page.locator('a[href*="/followups/"]:not([href$=new])').first.click()
    page.locator('input[name="days"]').first.check()
    act(page, "/words", word=canary("wordtolead"))
    page.locator('a[href*="/followups/"]:not([href$=new])').first.click()
    act(page, "/recall", reason=canary("recall"))
    unfold(page)
    page.locator('form[action$="/level"] input[value="2"]').check()
    act(page, "/level", reason=canary("levelreason"))
    unfold(page)
    page.locator('form[action$="/closure"] select').select_option("helped")
    act(page, "/closure", reason=canary("closurereason"), word=canary("closingword"))
    unfold(page)
    act(page, "/reopening", reason=canary("reopening"))
    page.goto("/staff/queue")
    act(page, "/queue/search", words=canary("lastsearch"))
    return reference


def send_what_no_browser_sends(server: Server) -> None:
    """Bodies and lines that are refused on the way in: too big, of the wrong kind, or no HTTP at all."""
    for path in ("/alder/report/story", "/alder/back", "/staff/sign-in", "/staff/cases/BCDF-GHJK/notes"):
        for kind in (MULTIPART, FORM, "text/plain"):
            assert _raw_post(server, path, kind, _big_body()) in (303, 400, 413, 422), (path, kind)
    visitor = Visitor(server.base_url, headers=HEADERS)
    for path in (f"/{canary('path')}", f"/alder/report/{canary('path')}?{canary('query')}=%zz", f"/%ff%fe{STEM}/"):
        assert visitor.get(path).status in (308, 404)
    for line in (
        f"{STEM.upper()} / HTTP/1.1\r\nHost: {STEM}\r\n\r\n",
        f"GET / {STEM}\r\n\r\n",
        f"GET /%{STEM}%0 HTTP/1.1\r\n{STEM} no colon\r\n\r\n",
        f"GET / HTTP/1.1\r\nX-{STEM}: {STEM * 9000}\r\n\r\n",
        f"POST /alder/back HTTP/1.1\r\nHost: localhost\r\nContent-Length: {STEM}\r\n\r\nwords={STEM}",
        f"POST /alder/back HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{STEM}\r\nwords={STEM}",
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as raw, _reset_is_an_answer():
            raw.sendall(line.encode())
            raw.shutdown(socket.SHUT_WR)
            while raw.recv(65536):
                pass


@contextmanager
def _reset_is_an_answer() -> Iterator[None]:
    try:
        yield
    except ConnectionError:
        return


def _big_body() -> bytes:
    part = f'--edge\r\nContent-Disposition: form-data; name="story"; filename="{STEM}.txt"\r\n\r\n'.encode()
    filling = f"story={canary('body')}&words={canary('body')}&".encode()
    return part + filling * (MEGABYTE // len(filling)) + b"\r\n--edge--\r\n"


def _raw_post(server: Server, path: str, kind: str, body: bytes) -> int:
    """The server may hang up before it has taken all of it: that is an answer too."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        try:
            connection.request("POST", path, body, {**HEADERS, "Content-Type": kind})
            return connection.getresponse().status
        except ConnectionError:
            return 413


def post_into_failures(server: Server) -> None:
    """Forms that arrive while something is broken, and forms that are too old."""
    visitor = Visitor(server.base_url, headers=HEADERS)
    check = tell(visitor, {"story": {"story": canary("failing")}, "place": {"place_more": canary("failing")}})
    stale = visitor.post("/alder/report/story", {"story": canary("stale"), "csrf_token": canary("token")})
    assert (stale.status, canary("stale") in stale.body.decode()) == (422, True)
    late = Visitor(server.base_url, headers=HEADERS, cookies=dict.fromkeys(visitor.cookies, "A" * 43))
    assert late.post("/alder/back/report/message", {"message": canary("late")}).status == 422
    anchor = server.world.settings.anchor
    with _moved(anchor):
        anchor.mkdir()
        assert visitor.press(check).status >= 500
        anchor.rmdir()
    with _renamed(server, "entries"):
        assert visitor.press(check).status in (500, 503)
    assert visitor.onward(check).words


@contextmanager
def _moved(path: Path) -> Iterator[None]:
    aside = path.with_name("aside")
    path.rename(aside)
    try:
        yield
    finally:
        aside.rename(path)


@contextmanager
def _renamed(server: Server, table: str) -> Iterator[None]:
    """A table that is suddenly not there: every statement that names it fails."""
    url = server.world.settings.database_url
    _execute(url, f"ALTER TABLE {table} RENAME TO {table}_aside")
    try:
        yield
    finally:
        _execute(url, f"ALTER TABLE {table}_aside RENAME TO {table}")


def _execute(url: str, statement: str) -> None:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as connection:
            connection.execute("PRAGMA legacy_alter_table=ON")
            connection.execute(statement)
    else:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(statement.encode())
