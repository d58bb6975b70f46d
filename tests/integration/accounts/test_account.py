"""The account page: sessions and signing out, the passphrase, the phone, and a code again before grave acts."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import make_transient

from sharp.accounts import one_time_codes, trail
from sharp.model.database import Database
from sharp.model.passing import SealedSessionRow
from sharp.model.staff import Staff
from sharp.model.words import Act, StaffState
from sharp.vault.encoding import NO_ID
from sharp.vault.words import fingerprint_words
from tests.integration.accounts.conftest import Browser, Person, Time, sign_in

NEW = "saddle orchid thunder velvet compass"


def session_rows(database: Database) -> list[SealedSessionRow]:
    with database.reading() as db:
        return list(db.scalars(sa.select(SealedSessionRow)))


def last_act(database: Database) -> Act:
    with database.reading() as db:
        return db.scalars(trail.lines_without_report(NO_ID)).all()[-1].act


@pytest.mark.parametrize(
    "path",
    ["/staff/account", "/staff/account/passphrase", "/staff/account/second-factor", "/staff/account/recovery-codes"],
)
def test_a_stranger_is_asked_to_sign_in(visitor: Browser, path: str) -> None:
    answer = visitor.client.get(path)
    assert (answer.status_code, answer.location) == (302, f"/staff/sign-in?next={path}")


def test_the_page_says_who_where_and_with_which_keys(
    signed_in: Browser, browser_of: Any, amara: Person, time: Time
) -> None:
    sign_in(browser_of(), amara)
    signed_in.open("/staff/account")
    assert fingerprint_words(amara.set_up.keys.fingerprint) in signed_in.page.text
    listed = [one.get_text(" ", strip=True) for one in signed_in.soup.select("#sessions li")]
    assert len(listed) == 2
    assert listed[0].startswith("This browser")
    assert "10 recovery codes left" in signed_in.page.text


def test_signing_out_ends_this_session_only(
    signed_in: Browser, browser_of: Any, amara: Person, time: Time, database: Database
) -> None:
    other = sign_in(browser_of(), amara)
    signed_in.open("/staff/account")
    kept = signed_in.cookie
    signed_in.press("/staff/sign-out")
    assert signed_in.page.request.path == "/staff/sign-in"
    assert other.open("/staff/").status_code == 200
    signed_in.client.set_cookie("sharp-s", kept or "")
    assert signed_in.open("/staff/").request.path == "/staff/sign-in"


def test_signed_out_everywhere_an_old_cookie_opens_nothing_even_with_its_row_put_back(
    signed_in: Browser, browser_of: Any, amara: Person, time: Time, database: Database
) -> None:
    other = sign_in(browser_of(), amara)
    rows = session_rows(database)
    signed_in.open("/staff/account")
    signed_in.press("/staff/account/sign-out-everywhere")
    assert signed_in.page.request.path == "/staff/sign-in"
    assert not [row for row in session_rows(database) if row.staff_id]
    with database.writing() as db:
        for row in rows:
            make_transient(row)
            db.merge(row)
    assert other.open("/staff/").request.path == "/staff/sign-in"
    assert other.client.get("/staff/account").status_code == 302


@pytest.mark.parametrize("change", ["state", "gen", "epoch", "fp"])
def test_a_session_stands_only_while_the_account_does(
    signed_in: Browser, amara: Person, database: Database, change: str
) -> None:
    new = {"state": StaffState.CLOSED, "gen": 2, "epoch": 1, "fp": bytes(32)}
    with database.writing() as db:
        setattr(db.get_one(Staff, amara.id), change, new[change])
    assert signed_in.open("/staff/").request.path == "/staff/sign-in"


def test_a_changed_passphrase_opens_the_same_keys_and_the_old_one_nothing(
    signed_in: Browser, browser_of: Any, amara: Person, time: Time, database: Database
) -> None:
    other = sign_in(browser_of(), amara)
    signed_in.open("/staff/account/passphrase")
    signed_in.press(old=amara.passphrase, passphrase=NEW, again=NEW)
    assert signed_in.page.request.path == "/staff/account"
    assert "passphrase is changed" in signed_in.page.text
    assert fingerprint_words(amara.set_up.keys.fingerprint) in signed_in.page.text
    assert other.open("/staff/").request.path == "/staff/sign-in"
    other.press(email=amara.email, passphrase=amara.passphrase)
    assert other.page.status_code == 422
    assert last_act(database) is Act.CHANGED_PASSPHRASE
    amara.passphrase = NEW
    time.passes(seconds=60)
    sign_in(other, amara)


def test_only_who_knows_the_passphrase_changes_it(signed_in: Browser, amara: Person, database: Database) -> None:
    signed_in.open("/staff/account/passphrase")
    signed_in.press(old="not the one before", passphrase=NEW, again=NEW)
    assert signed_in.page.status_code == 422
    assert "not your passphrase now" in signed_in.errors
    with database.reading() as db:
        assert db.get_one(Staff, amara.id).gen == 1


def test_a_weak_new_passphrase_is_refused(signed_in: Browser, amara: Person) -> None:
    signed_in.open("/staff/account/passphrase")
    signed_in.press(old=amara.passphrase, passphrase="amara1234", again="amara1234")
    assert signed_in.page.status_code == 422
    assert "too easy to guess" in signed_in.errors


def test_the_offered_words_stay_until_others_are_asked_for(signed_in: Browser, amara: Person) -> None:
    offers = []
    for press in (False, False, True):
        signed_in.open("/staff/account/passphrase")
        if press:
            signed_in.press(other="1")
        offers.append(signed_in.soup.select_one("#offer").get_text())
    assert offers[0] == offers[1] != offers[2]
    signed_in.press(old=amara.passphrase, passphrase=offers[2], again=offers[2])
    assert signed_in.page.request.path == "/staff/account"


def test_another_phone_takes_the_place_of_the_first(
    signed_in: Browser, amara: Person, browser_of: Any, time: Time, database: Database
) -> None:
    signed_in.open("/staff/account/second-factor")
    letters = signed_in.soup.select_one("#totp-secret").get_text().replace(" ", "")
    secret = one_time_codes.base64.b32decode(letters)
    signed_in.press(code=one_time_codes.code_at(secret, one_time_codes.this_step()))
    assert signed_in.page.request.path == "/staff/account/recovery-codes"
    signed_in.press()
    assert "old recovery codes no longer work" in signed_in.page.text
    assert last_act(database) is Act.CHANGED_CODES
    time.passes(seconds=30)
    other = browser_of()
    other.open("/staff/sign-in")
    other.press(email=amara.email, passphrase=amara.passphrase)
    for old in (amara.code(), amara.set_up.recovery_codes[0]):
        assert other.press(code=old).status_code == 422
    assert other.press(code=one_time_codes.code_at(secret, one_time_codes.this_step())).status_code == 200


def test_a_grave_act_asks_for_a_code_again(signed_in: Browser, amara: Person, time: Time) -> None:
    assert signed_in.open("/staff/grave").text == "grave"
    time.passes(minutes=10)
    assert signed_in.open("/staff/grave").request.path == "/staff/prove"
    kept = signed_in.cookie
    assert signed_in.press(code="000000").status_code == 422
    assert signed_in.press(code=amara.code()).text == "grave"
    assert signed_in.cookie != kept


def test_a_used_code_proves_nothing(signed_in: Browser, amara: Person, time: Time) -> None:
    time.passes(minutes=10)
    signed_in.open("/staff/prove")
    signed_in.press(code=amara.code())
    signed_in.open("/staff/prove")
    assert signed_in.press(code=amara.code()).status_code == 422
    assert "Wait for the next code" in signed_in.errors


def test_what_was_typed_after_the_session_ended_is_shown_and_not_lost(signed_in: Browser, time: Time) -> None:
    time.passes(minutes=31)
    answer = signed_in.client.post("/staff/writing", data={"message": "A long answer", "passphrase": "secret words"})
    assert answer.status_code == 403
    assert "A long answer" in answer.text
    assert "secret words" not in answer.text


def test_a_strangers_post_is_asked_to_sign_in(visitor: Browser) -> None:
    assert visitor.client.post("/staff/writing", data={"message": "x"}).location == "/staff/sign-in"


def test_a_session_ends_after_thirty_quiet_minutes_and_says_so(signed_in: Browser, time: Time) -> None:
    time.passes(minutes=30)
    assert signed_in.open("/staff/").request.path == "/staff/sign-in"
    assert "You are signed out" in signed_in.page.text


def test_a_session_ends_after_ten_hours(signed_in: Browser, time: Time) -> None:
    for _ in range(24):
        time.passes(minutes=25)
        last = signed_in.open("/staff/")
    assert last.request.path == "/staff/sign-in"


def test_a_form_without_its_token_changes_nothing(signed_in: Browser, amara: Person, database: Database) -> None:
    for path in ("/staff/account/sign-out-everywhere", "/staff/sign-out", "/staff/prove", "/staff/account/passphrase"):
        assert signed_in.client.post(path, data={"code": amara.code()}).status_code == 422
    with database.reading() as db:
        assert db.get_one(Staff, amara.id).epoch == 0
    assert signed_in.open("/staff/").request.path == "/staff/"
