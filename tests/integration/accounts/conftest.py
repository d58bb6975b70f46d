"""Somebody who is set up, browsers that press forms, a clock that moves, and derivations that are counted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Blueprint
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from werkzeug.test import TestResponse

from sharp import clock
from sharp.accounts import one_time_codes, people
from sharp.accounts.current import freshly_proved, staff_only
from sharp.model.database import Database
from sharp.settings import read_settings
from sharp.vault import credentials
from sharp.web.application import Sharp
from sharp.web.throttle import limiter
from tests.fixtures.pages import check_page

MORNING = datetime(2026, 3, 3, 8, 10, tzinfo=UTC)
EMAIL = "amara.okafor@example.org"
PASSPHRASE = "violet harbour trumpet sandal mosaic"

marks = Blueprint("marks", __name__, url_prefix="/staff")


@marks.post("/writing")
@staff_only
def write() -> ResponseReturnValue:
    return "written", {"Content-Type": "text/plain"}


@marks.get("/grave")
@freshly_proved
def grave() -> ResponseReturnValue:
    return "grave", {"Content-Type": "text/plain"}


class Time:
    """The clock of a test, which stands until it is moved."""

    def __init__(self) -> None:
        self.now = MORNING

    def passes(self, **duration: int) -> None:
        self.now += timedelta(**duration)
        clock._held.set(self.now)


@pytest.fixture
def time() -> Iterator[Time]:
    with clock.at(MORNING):
        yield Time()


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The salts of all passphrase derivations, which cost next to nothing here."""
    salts: list[bytes] = []
    real = credentials.argon2id

    def cheap(secret: bytes, salt: bytes, *, memory_kib: int, passes: int) -> bytes:
        assert (memory_kib, passes) == (65536, 3)
        salts.append(salt)
        return real(secret, salt, memory_kib=64, passes=1)

    monkeypatch.setattr(credentials, "argon2id", cheap)
    return salts


@pytest.fixture
def app(
    database_url: str, database: Database, key_file_bytes: bytes, derived: list[bytes], time: Time, tmp_path: Path
) -> Iterator[Sharp]:
    """The application over a database without schools, with pages of our own that stand behind each guard."""
    from sharp.app import create_app  # here, so that tests of one part do not load the whole

    settings = read_settings(instance=tmp_path, database_url=database_url)
    settings.keyfile.touch(mode=0o600)
    settings.keyfile.write_bytes(key_file_bytes)
    made = create_app(settings)
    made.config["PROPAGATE_EXCEPTIONS"] = True
    made.register_blueprint(marks)
    limiter.reset()
    yield made
    made.extensions["sharp"].database.engine.dispose()


@dataclass
class Browser:
    """A browser without scripts: it opens pages and fills in the forms that they hold."""

    client: FlaskClient
    page: TestResponse = field(init=False)

    def open(self, path: str, **headers: str) -> TestResponse:
        return self._checked(self.client.get(path, headers=headers, follow_redirects=True))

    def press(self, action: str | None = None, **fields: str) -> TestResponse:
        """Post the page's form (the one to `action`, else the last) with these fields."""
        form = self.form(action)
        hidden = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}
        return self._checked(self.client.post(str(form["action"]), data=hidden | fields, follow_redirects=True))

    def _checked(self, page: TestResponse) -> TestResponse:
        self.page = page
        if page.mimetype == "text/html":
            check_page(self.soup)
        return page

    def form(self, action: str | None = None) -> Tag:
        forms = [one for one in self.soup.select("main form, form") if action in (None, str(one["action"]))]
        return forms[-1]

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.page.text, "html.parser")

    @property
    def errors(self) -> str:
        return " ".join(one.get_text(" ", strip=True) for one in self.soup.select(".govuk-error-message"))

    @property
    def cookie(self) -> str | None:
        found = self.client.get_cookie("sharp-s")
        return found.value if found else None


@pytest.fixture
def browser_of(app: Sharp) -> Any:
    return lambda: Browser(app.test_client())


@pytest.fixture
def visitor(browser_of: Any) -> Browser:
    made: Browser = browser_of()
    return made


@dataclass
class Person:
    """Somebody with an account and what they need to sign in."""

    id: bytes
    passphrase: str
    set_up: people.SetUp
    email: str = EMAIL

    def code(self, steps_on: int = 0) -> str:
        return one_time_codes.code_at(self.set_up.totp_secret, one_time_codes.this_step() + steps_on)


@pytest.fixture
def amara(database: Database, derived: list[bytes], time: Time) -> Person:
    with database.writing() as db:
        staff, _token = people.invite(db, email=EMAIL, name="Amara Okafor")
        made = people.set_up(db, staff, PASSPHRASE)
    derived.clear()
    return Person(staff.id, PASSPHRASE, made)


def sign_in(browser: Browser, who: Person, *, steps_on: int = 0) -> Browser:
    browser.open("/staff/sign-in")
    browser.press(email=who.email, passphrase=who.passphrase)
    browser.press(code=who.code(steps_on))
    assert browser.page.status_code == 200, browser.errors
    assert browser.page.request.path == "/staff/"
    return browser


@pytest.fixture
def signed_in(visitor: Browser, amara: Person, time: Time) -> Browser:
    """Amara, signed in, a minute ago."""
    sign_in(visitor, amara)
    time.passes(minutes=1)
    return visitor
