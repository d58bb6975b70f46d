"""Signing in: the same answer for unknown and wrong, codes that work once, and what is slowed down."""

import base64
import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from sharp.accounts import people, trail
from sharp.accounts.devices import MARK_SIZE
from sharp.model.database import Database
from sharp.model.passing import SealedSessionRow, SignInCount
from sharp.model.staff import Staff
from sharp.model.words import Act, StaffState
from sharp.web.application import Sharp
from tests.integration.accounts.conftest import EMAIL, Browser, Person, Time, sign_in


def test_passphrase_then_code_opens_the_staff_home(visitor: Browser, amara: Person, database: Database) -> None:
    sign_in(visitor, amara)
    assert "Amara Okafor" in visitor.page.text
    with database.reading() as db:
        acts = [line.act for line in db.scalars(trail.lines_without_report(bytes(16)))]
    assert acts == [Act.INVITED, Act.SET_UP, Act.SIGNED_IN]


def test_unknown_and_wrong_are_the_same_page_for_the_same_work(
    browser_of: Any, amara: Person, derived: list[bytes]
) -> None:
    pages = []
    for email in (amara.email, "amara.nobody@example.org"):
        browser = browser_of()
        browser.open("/staff/sign-in")
        browser.press(email=email, passphrase="not the passphrase at all")
        assert browser.page.status_code == 422
        pages.append(
            re.sub(r'(name="csrf_token"[^>]* value=)"[^"]*"', r"\1", browser.page.text).replace(email, "EMAIL")
        )
    assert pages[0] == pages[1]
    assert len(derived) == 2
    assert len(set(derived)) == 2


@pytest.mark.parametrize("state", [StaffState.INVITED, StaffState.CLOSED])
def test_an_account_that_is_not_active_is_as_unknown(
    visitor: Browser, amara: Person, database: Database, derived: list[bytes], state: StaffState
) -> None:
    with database.writing() as db:
        db.get_one(Staff, amara.id).state = state
    visitor.open("/staff/sign-in")
    visitor.press(email=amara.email, passphrase=amara.passphrase)
    assert visitor.page.status_code == 422
    assert "is not right" in visitor.errors
    assert len(derived) == 1


def test_a_refused_sign_in_keeps_the_email_and_never_the_passphrase(visitor: Browser, amara: Person) -> None:
    visitor.open("/staff/sign-in")
    visitor.press(email="Amara.Okafor@Example.org", passphrase="quite wrong indeed")
    assert visitor.soup.select_one("#email")["value"] == "Amara.Okafor@Example.org"
    assert "quite wrong" not in visitor.page.text


@pytest.mark.parametrize("passphrase", ["", "x" * 257, "é" * 129])
def test_a_passphrase_that_cannot_be_one_is_not_derived_from(
    visitor: Browser, derived: list[bytes], passphrase: str
) -> None:
    visitor.open("/staff/sign-in")
    assert visitor.press(email=EMAIL, passphrase=passphrase).status_code == 422
    assert derived == []


@pytest.mark.parametrize("typed", ["\x00", "\ud800", "a" * 5000, "'; drop table staff", "Ämara@example.org\n"])
def test_hostile_addresses_are_only_unknown(visitor: Browser, typed: str) -> None:
    visitor.open("/staff/sign-in")
    visitor.press(email=typed.encode("utf-8", "surrogatepass"), passphrase="some passphrase or other")  # type: ignore[arg-type]
    assert visitor.page.status_code == 422


def test_a_code_works_once(browser_of: Any, amara: Person, time: Time) -> None:
    code = amara.code()
    sign_in(browser_of(), amara)
    other = browser_of()
    other.open("/staff/sign-in")
    other.press(email=amara.email, passphrase=amara.passphrase)
    assert other.press(code=code).status_code == 422
    assert "Wait for the next code" in other.errors
    time.passes(seconds=30)
    assert other.press(code=code).status_code == 422
    assert other.press(code=amara.code()).request.path == "/staff/"


def test_a_code_typed_with_a_space_is_read(visitor: Browser, amara: Person) -> None:
    visitor.open("/staff/sign-in")
    visitor.press(email=amara.email.upper(), passphrase=f"  {amara.passphrase} ")
    code = amara.code()
    assert visitor.press(code=f"{code[:3]} {code[3:]}").request.path == "/staff/"


def test_a_code_for_nobody_leads_back_to_the_start(visitor: Browser) -> None:
    assert visitor.open("/staff/sign-in/code").request.path == "/staff/sign-in"


def test_the_stage_between_waits_ten_minutes(visitor: Browser, amara: Person, time: Time) -> None:
    visitor.open("/staff/sign-in")
    visitor.press(email=amara.email, passphrase=amara.passphrase)
    time.passes(minutes=10)
    assert visitor.press(code=amara.code()).request.path == "/staff/sign-in"
    assert visitor.open("/staff/").request.path == "/staff/sign-in"


def test_before_the_code_nothing_is_open(visitor: Browser, amara: Person) -> None:
    visitor.open("/staff/sign-in")
    visitor.press(email=amara.email, passphrase=amara.passphrase)
    assert visitor.page.request.path == "/staff/sign-in/code"
    for path in ("/staff/", "/staff/grave", "/staff/account", "/staff/prove"):
        assert visitor.client.get(path).status_code == 302


def test_signed_out_everywhere_between_the_steps_is_refused(
    visitor: Browser, amara: Person, database: Database
) -> None:
    visitor.open("/staff/sign-in")
    visitor.press(email=amara.email, passphrase=amara.passphrase)
    with database.writing() as db:
        db.get_one(Staff, amara.id).epoch += 1
    assert visitor.press(code=amara.code()).status_code == 422


def test_a_recovery_code_works_once(browser_of: Any, amara: Person, database: Database, time: Time) -> None:
    code = amara.set_up.recovery_codes[3]
    for typed, status in ((code.lower().replace("-", " "), 200), (code, 422)):
        browser = browser_of()
        browser.open("/staff/sign-in")
        browser.press(email=amara.email, passphrase=amara.passphrase)
        assert browser.press(code=typed).status_code == status
    with database.reading() as db:
        assert len(db.get_one(Staff, amara.id).recovery_codes) == 9 * 32


def test_each_step_takes_a_new_cookie_and_leaves_one_row(visitor: Browser, amara: Person, database: Database) -> None:
    cookies = [visitor.open("/staff/sign-in") and visitor.cookie]
    visitor.press(email=amara.email, passphrase=amara.passphrase)
    cookies.append(visitor.cookie)
    visitor.press(code=amara.code())
    cookies.append(visitor.cookie)
    assert len(set(cookies)) == 3
    with database.reading() as db:
        assert [row.staff_id for row in db.scalars(sa.select(SealedSessionRow))] == [amara.id]


def test_guessing_is_slowed_and_never_for_more_than_a_quarter_of_an_hour(
    visitor: Browser, amara: Person, time: Time, derived: list[bytes]
) -> None:
    visitor.open("/staff/sign-in")
    waits = []
    for _ in range(16):
        visitor.press(email=amara.email, passphrase="wrong again and again")
        if visitor.page.status_code == 429:
            waits.append(int(visitor.page.headers["Retry-After"]))
            assert visitor.soup.select_one("#email")["value"] == amara.email
            time.passes(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 900]
    derived.clear()
    for _ in range(3):
        visitor.press(email=amara.email, passphrase="wrong again and again")
        assert visitor.press(email=amara.email, passphrase=amara.passphrase).status_code == 429
        waits.append(int(visitor.page.headers["Retry-After"]))
        time.passes(seconds=waits[-1])
    assert waits[-3:] == [900, 900, 900]
    assert len(derived) == 3  # what is barred is not derived
    visitor.press(email=amara.email, passphrase=amara.passphrase)
    assert visitor.press(code=amara.code()).request.path == "/staff/"


def test_an_unknown_address_is_slowed_alike(visitor: Browser, derived: list[bytes]) -> None:
    visitor.open("/staff/sign-in")
    for _ in range(5):
        visitor.press(email="nobody@example.org", passphrase="wrong again and again")
    assert visitor.press(email="nobody@example.org", passphrase="wrong").status_code == 429


def test_a_known_device_is_never_barred_by_a_stranger(
    browser_of: Any, amara: Person, time: Time, derived: list[bytes]
) -> None:
    own, stranger = sign_in(browser_of(), amara), browser_of()
    own.open("/staff/")
    stranger.open("/staff/sign-in")
    for _ in range(7):
        stranger.press(email=amara.email, passphrase="wrong again and again")
    assert stranger.page.status_code == 429
    time.passes(minutes=31)
    stranger.open("/staff/sign-in")
    stranger.press(email=amara.email, passphrase="wrong again and again")
    assert stranger.press(email=amara.email, passphrase=amara.passphrase).status_code == 429
    for _ in range(7):
        own.open("/staff/sign-in")
        assert own.press(email=amara.email, passphrase="wrong on my own device").status_code == 422
    sign_in(own, amara)


@pytest.fixture
def few_tries(app: Sharp) -> int:
    """So many tries to sign in that a source has an hour."""
    services, tries = app.extensions["sharp"], 12
    few = services.settings.model_copy(update={"flood_sign_in": f"{tries} per hour"})
    app.extensions["sharp"] = replace(services, settings=few)
    return tries


def test_a_flood_from_the_same_address_bars_no_known_device(
    browser_of: Any, amara: Person, few_tries: int, time: Time
) -> None:
    own, flooding = sign_in(browser_of(), amara), browser_of()
    own.client.delete_cookie("sharp-s")
    for n in range(few_tries):
        flooding.open("/staff/sign-in")
        flooding.press(email=f"{n}@example.org", passphrase="anything at all")
    assert flooding.page.status_code == 429
    flooding.open("/staff/sign-in")
    assert flooding.press(email=amara.email, passphrase=amara.passphrase).status_code == 429
    time.passes(seconds=60)
    sign_in(own, amara)


def test_neither_does_a_mark_that_was_made_up(browser_of: Any, amara: Person, few_tries: int) -> None:
    statuses = []
    for n in range(few_tries + 1):
        browser = browser_of()
        browser.client.set_cookie("sharp-d", base64.urlsafe_b64encode(bytes([n]) * MARK_SIZE).decode())
        browser.open("/staff/sign-in")
        statuses.append(browser.press(email=f"{n}@example.org", passphrase="anything at all").status_code)
    assert statuses == [422] * few_tries + [429]


def test_one_persons_device_is_not_anothers(browser_of: Any, amara: Person, database: Database) -> None:
    with database.writing() as db:
        staff, _token = people.invite(db, email="ben@example.org", name="Ben Adeyemi")
        ben = Person(staff.id, "cobalt meadow lantern puzzle glacier", people.set_up(db, staff, "x"), "ben@example.org")
    own = sign_in(browser_of(), amara)
    own.client.delete_cookie("sharp-s")
    own.open("/staff/sign-in")
    for _ in range(5):
        own.press(email=ben.email, passphrase="wrong again and again")
    assert own.press(email=ben.email, passphrase="wrong").status_code == 429


def test_the_device_cookie_is_strict_and_names_nobody(visitor: Browser, amara: Person) -> None:
    visitor.open("/staff/sign-in")
    visitor.press(email=amara.email, passphrase=amara.passphrase)
    form = {str(one["name"]): str(one["value"]) for one in visitor.form().select("input[type=hidden]")}
    answer = visitor.client.post("/staff/sign-in/code", data=form | {"code": amara.code()})
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("sharp-d="))
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/", f"Max-Age={365 * 86400}"))


def test_wrong_codes_are_slowed_wherever_they_come_from(browser_of: Any, amara: Person, app: Any, time: Time) -> None:
    statuses = []
    for n in range(6):
        browser = browser_of()
        browser.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{n}"
        browser.open("/staff/sign-in")
        browser.press(email=amara.email, passphrase=amara.passphrase)
        statuses.append(browser.press(code="000000").status_code)
    assert statuses == [422] * 5 + [429]
    time.passes(seconds=30)
    assert browser.press(code=amara.code()).request.path == "/staff/"


def test_counts_are_gone_within_hours(visitor: Browser, amara: Person, time: Time, database: Database) -> None:
    visitor.open("/staff/sign-in")
    visitor.press(email=amara.email, passphrase="wrong once")
    time.passes(hours=3)
    visitor.open("/staff/sign-in")
    visitor.press(email="someone@example.org", passphrase="wrong once")
    with database.reading() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(SignInCount)) == 1


def test_after_signing_in_the_page_that_was_asked_for_opens(visitor: Browser, amara: Person) -> None:
    visitor.open("/staff/grave")
    assert visitor.page.request.path == "/staff/sign-in"
    visitor.press(email=amara.email, passphrase=amara.passphrase)
    assert visitor.press(code=amara.code()).text == "grave"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/report", "/staff/\\evil", "/staff/\n"]
)
def test_only_staff_pages_are_gone_on_to(visitor: Browser, amara: Person, elsewhere: str) -> None:
    visitor.page = visitor.client.get("/staff/sign-in", query_string={"next": elsewhere})
    visitor.press(email=amara.email, passphrase=amara.passphrase)
    assert visitor.press(code=amara.code()).request.path == "/staff/"


def test_a_link_in_a_mail_does_not_end_the_session(signed_in: Browser) -> None:
    """Browsers leave the Strict cookie out when another site leads here."""
    kept = signed_in.cookie
    for path in ("/staff/", "/staff/sign-in"):
        from_mail = signed_in.client.application.test_client().get(path, headers={"Sec-Fetch-Site": "cross-site"})
        assert from_mail.status_code == 200
        assert "Set-Cookie" not in from_mail.headers
        assert f'content="0; url={path}"' in from_mail.text
    assert signed_in.cookie == kept
