"""Setting up from a one-time link: nothing lost on the way, and the link is used only by the whole of it."""

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from sharp.accounts import one_time_codes, people, setting_up, trail
from sharp.model.database import Database
from sharp.model.staff import Invitation, Staff
from sharp.model.words import Act, StaffState
from sharp.vault.words import fingerprint_words
from tests.fixtures.rows import school_row
from tests.integration.accounts.conftest import Browser, Person, Time, sign_in

EMAIL = "leila.haddad@example.org"


@pytest.fixture
def link(database: Database, time: Time) -> str:
    with database.writing() as db:
        db.add(school_row("alder"))
        _staff, token = people.invite(db, email=EMAIL, name="Leila Haddad")
    return people.set_up_link("", token)


def choose(browser: Browser, link: str) -> str:
    """The first step, with the five words that are offered."""
    browser.open(link)
    words = browser.soup.select_one("#offer").get_text()
    browser.press(passphrase=words, again=words)
    assert browser.page.request.path == f"{link}/codes", browser.errors
    return words


def prove(browser: Browser) -> bytes:
    letters = browser.soup.select_one("#totp-secret").get_text().replace(" ", "")
    secret = one_time_codes.base64.b32decode(letters)
    browser.press(code=one_time_codes.code_at(secret, one_time_codes.this_step()))
    return secret


def account(database: Database) -> Staff:
    with database.reading() as db:
        return db.scalars(sa.select(Staff).where(Staff.email == EMAIL)).one()


def test_the_whole_way_ends_in_a_sign_in(
    visitor: Browser, link: str, database: Database, derived: list[bytes], time: Time
) -> None:
    words = choose(visitor, link)
    secret = prove(visitor)
    codes = tuple(one.get_text() for one in visitor.soup.select("#recovery-codes li"))
    assert len(set(codes)) == 10
    assert account(database).state is StaffState.INVITED
    visitor.press()
    staff = account(database)
    assert visitor.page.request.path == "/staff/set-up/ready"
    assert visitor.soup.select_one("#fingerprint-words").get_text() == fingerprint_words(staff.fp or b"")
    assert (staff.state, staff.gen, len(derived)) == (StaffState.ACTIVE, 1, 1)
    time.passes(seconds=30)
    made = people.SetUp(None, secret, codes)  # type: ignore[arg-type]
    sign_in(visitor, Person(staff.id, words, made, EMAIL))
    with database.reading() as db:
        acts = [line.act for line in db.scalars(trail.lines_without_report(bytes(16)))]
    assert acts == [Act.INVITED, Act.SET_UP, Act.SIGNED_IN]


def test_the_code_that_proved_the_phone_is_used(visitor: Browser, link: str, database: Database) -> None:
    words = choose(visitor, link)
    secret = prove(visitor)
    visitor.press()
    visitor.open("/staff/sign-in")
    visitor.press(email=EMAIL, passphrase=words)
    code = one_time_codes.code_at(secret, one_time_codes.this_step())
    assert visitor.press(code=code).status_code == 422
    assert "Wait for the next code" in visitor.errors


def test_every_page_is_the_same_after_a_reload(visitor: Browser, link: str) -> None:
    visitor.open(link)
    offer = visitor.soup.select_one("#offer").get_text()
    assert visitor.open(link).text.count(offer) == 1
    choose(visitor, link)
    secret = visitor.soup.select_one("#totp-secret").get_text()
    assert visitor.open(link).request.path == f"{link}/codes"
    assert visitor.soup.select_one("#totp-secret").get_text() == secret
    prove(visitor)
    codes = visitor.soup.select_one("#recovery-codes").get_text()
    assert visitor.open(link).request.path == f"{link}/recovery"
    assert visitor.soup.select_one("#recovery-codes").get_text() == codes


def test_a_wrong_code_keeps_the_secret(visitor: Browser, link: str) -> None:
    choose(visitor, link)
    secret = visitor.soup.select_one("#totp-secret").get_text()
    assert visitor.press(code="000000").status_code == 422
    assert "sets its clock" in visitor.errors
    assert visitor.soup.select_one("#totp-secret").get_text() == secret


def test_steps_cannot_be_jumped(visitor: Browser, link: str) -> None:
    visitor.open(link)
    for page in ("codes", "recovery"):
        assert visitor.open(f"{link}/{page}").request.path == link
    choose(visitor, link)
    assert visitor.open(f"{link}/recovery").request.path == f"{link}/codes"


def test_a_passphrase_sealed_under_a_key_that_was_retired_meanwhile_is_chosen_again(
    visitor: Browser, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.open(link)
    choose(visitor, link)
    assert visitor.open(f"{link}/codes").request.path == f"{link}/codes"
    monkeypatch.setattr(setting_up, "server_keys", lambda: SimpleNamespace(accepted=(2,)))
    assert visitor.open(f"{link}/codes").request.path == link


def test_other_words_can_be_asked_for(visitor: Browser, link: str) -> None:
    visitor.open(link)
    first = visitor.soup.select_one("#offer").get_text()
    visitor.press(other="1")
    assert visitor.soup.select_one("#offer").get_text() != first


def test_the_offered_words_may_be_typed_with_capitals(visitor: Browser, link: str) -> None:
    visitor.open(link)
    words = visitor.soup.select_one("#offer").get_text()
    visitor.press(passphrase=words.title(), again=words.title())
    assert visitor.page.request.path == f"{link}/codes"


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("correcthorse", "common words"),
        ("leila haddad alder park 1987", "your school"),
        ("Leila.Haddad@example.org!", "your school"),
        ("abcdefghijklmnop", "repeats itself"),
        ("qwertyuiopqwertyuiop", "repeats itself"),
        ("zq8#", "too short"),
        ("12.04.1987", "dates and years"),
    ],
)
def test_a_weak_passphrase_is_refused_in_words_that_help(
    visitor: Browser, link: str, typed: str, advice: str, derived: list[bytes]
) -> None:
    visitor.open(link)
    assert visitor.press(passphrase=typed, again=typed).status_code == 422
    assert advice in visitor.errors
    assert typed not in visitor.page.text
    assert derived == []


def test_a_strong_one_of_ones_own_is_taken(visitor: Browser, link: str) -> None:
    visitor.open(link)
    own = "Marmalade 7 zeppelins hum under Krakatoa"
    assert visitor.press(passphrase=own, again=own).request.path == f"{link}/codes"


def test_the_two_must_be_the_same(visitor: Browser, link: str) -> None:
    visitor.open(link)
    words = visitor.soup.select_one("#offer").get_text()
    assert visitor.press(passphrase=words, again=words + "x").status_code == 422
    assert "not the same" in visitor.errors


def test_unknown_used_old_and_replaced_links_are_the_same_page(
    browser_of: Any, visitor: Browser, link: str, database: Database, time: Time
) -> None:
    choose(visitor, link)
    prove(visitor)
    visitor.press()
    with database.writing() as db:
        _staff, old = people.invite(db, email="old@example.org", name="Old Link")
        _staff, replaced = people.invite(db, email="twice@example.org", name="Twice Invited")
        people.invite(db, email="twice@example.org", name="Twice Invited")
    time.passes(hours=73)
    links = [link, people.set_up_link("", old), people.set_up_link("", replaced)]
    links += [f"/staff/set-up/{token}" for token in ("A" * 43, "x", "é" * 43, "A" * 44, "%00")]
    pages = [browser_of().open(one + page) for one in links for page in ("", "/codes", "/recovery")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.data for page in pages}) == 1
    assert not any("Set-Cookie" in page.headers for page in pages)


def test_a_link_works_for_72_hours(visitor: Browser, link: str, time: Time) -> None:
    time.passes(hours=71, minutes=59)
    assert visitor.open(link).status_code == 200


def test_the_last_button_pressed_twice_leads_to_the_same_page(visitor: Browser, link: str) -> None:
    """The answer was lost, and the browser sends the form again."""
    choose(visitor, link)
    prove(visitor)
    form = {str(one["name"]): str(one["value"]) for one in visitor.form().select("input[type=hidden]")}
    for _ in range(2):
        answer = visitor.client.post(f"{link}/recovery", data=form)
        assert (answer.status_code, answer.location) == (302, "/staff/set-up/ready")


def test_two_browsers_with_one_link_make_one_account(
    browser_of: Any, link: str, database: Database, time: Time
) -> None:
    first, second = browser_of(), browser_of()
    for browser in (first, second):
        choose(browser, link)
        prove(browser)
    first.press()
    fp = account(database).fp
    assert second.press().status_code == 404
    assert account(database).fp == fp


def test_a_link_begun_in_a_signed_in_browser_ends_that_session(signed_in: Browser, link: str) -> None:
    choose(signed_in, link)
    assert signed_in.open("/staff/").request.path == "/staff/sign-in"


def test_only_a_hash_of_the_link_is_kept(link: str, database: Database) -> None:
    token = people._token(link.rsplit("/", 1)[1])
    with database.reading() as db:
        kept = db.scalars(sa.select(Invitation)).one()
    assert len(token) == 32
    assert token != kept.token_hash
    assert token not in kept.token_hash


def test_nobody_is_invited_over_an_account(database: Database, amara: Person) -> None:
    with database.writing() as db, pytest.raises(people.EmailTaken):
        people.invite(db, email=amara.email.upper(), name="Somebody Else")


def test_no_page_says_the_passphrase_again(visitor: Browser, link: str) -> None:
    words = choose(visitor, link)
    assert words not in visitor.page.text
    assert words not in visitor.open(f"{link}?change=1").text
