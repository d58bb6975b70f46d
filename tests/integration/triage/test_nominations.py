"""Confirming a colleague: by voice, freshly proved, never oneself, and sharing only what was ticked."""

from datetime import timedelta
from threading import Thread
from time import sleep

import pytest

from sharp import clock
from sharp.model.words import Act, Role, Standing
from sharp.schools.nominations import confirm, nominate
from sharp.triage import casework
from sharp.triage.confirming import confirm_and_share
from sharp.vault.words import fingerprint_words
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.reports import STORY, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of
from tests.integration.triage.desk import SIGN_IN, acts_on, case_path, token_of, told_after

NOMINATIONS = "/staff/nominations"


@pytest.fixture
def waiting(app: Sharp, world: World) -> str:
    """Birch's officer is put forward as an officer at alder too; gives the nomination's id in hex."""
    with app.app_context(), world.database.writing() as db:
        made = nominate(
            db, school_id=world.cast.schools["alder"], staff_id=world.person("officer_elsewhere").id, role=Role.SSO,
            shown_name="PC Reid", by=world.person("spoc").id,
        )  # fmt: skip
    return made.hex()


def standing_of(world: World, nomination: str) -> Standing:
    member = world.roster().member(bytes.fromhex(nomination))
    assert member is not None
    return member.state


def test_nominees_compare_words(as_: SignIn, world: World, waiting: str) -> None:
    shown = text_of(as_("spoc").get(NOMINATIONS))
    for who in ("spoc", "officer", "officer_elsewhere"):
        assert fingerprint_words(world.person(who).keys.fingerprint) in shown
    assert "PC Reid Safer Schools Officer" in shown


@pytest.mark.parametrize("who", ["head", "contact", "pastoral", "coordinator", "operator"])
def test_others_are_forbidden(as_: SignIn, waiting: str, who: str) -> None:
    client = as_(who)
    assert client.get(NOMINATIONS).status_code == 403
    assert client.get(f"{NOMINATIONS}/{waiting}").status_code == 403
    heard = {"heard": "y"} | token_of(client)
    assert client.post(f"{NOMINATIONS}/{waiting}/confirmation", data=heard).status_code == 403


def test_another_school_finds_nothing(as_: SignIn, waiting: str) -> None:
    client = as_("spoc_elsewhere")
    assert client.get(f"{NOMINATIONS}/{waiting}").status_code == 404
    heard = {"heard": "y"} | token_of(client)
    assert client.post(f"{NOMINATIONS}/{waiting}/confirmation", data=heard).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: CheckedClient, waiting: str) -> None:
    for path in (NOMINATIONS, f"{NOMINATIONS}/{waiting}"):
        assert client.get(path).headers["Location"].startswith(SIGN_IN)
    assert client.post(f"{NOMINATIONS}/{waiting}/confirmation").headers["Location"].startswith(SIGN_IN)


def test_confirming_makes_a_reader_of_what_comes_and_of_nothing_past(as_: SignIn, world: World, waiting: str) -> None:
    past = file_report(world)
    spoc, newcomer = as_("spoc"), as_("officer_elsewhere")
    done = spoc.submit(f"{NOMINATIONS}/{waiting}", {"heard": "y"}, action="confirmation")
    assert "PC Reid is confirmed." in told_after(spoc, done)
    assert standing_of(world, waiting) is Standing.ACTIVE
    assert newcomer.get(case_path(past)).status_code == 404
    assert newcomer.get(case_path(file_report(world))).status_code == 200


def test_ticked_cases_are_shared_and_each_share_is_told(as_: SignIn, world: World, waiting: str) -> None:
    ticked, other = file_report(world), file_report(world)
    spoc, newcomer = as_("spoc"), as_("officer_elsewhere")
    given = {"heard": "y", "cases": [ticked.reference]}
    assert spoc.submit(f"{NOMINATIONS}/{waiting}", given, action="confirmation").status_code == 303
    assert STORY in text_of(newcomer.get(case_path(ticked)))
    assert newcomer.get(case_path(other)).status_code == 404
    assert acts_on(world, ticked, "spoc") == [Act.SHARED]
    assert "Shared with PC Reid" in text_of(as_("officer").get(case_path(ticked)))


@pytest.mark.parametrize("reference", ["ZZZZ-ZZZZ", "", "x" * 100])
def test_what_was_not_offered_is_not_shared(as_: SignIn, world: World, waiting: str, reference: str) -> None:
    hidden = file_report(world, left_out=(world.nomination("spoc").hex(),))
    spoc = as_("spoc")
    for odd in (reference, hidden.reference):
        given = {"heard": "y", "cases": [odd]}
        assert spoc.submit(f"{NOMINATIONS}/{waiting}", given, action="confirmation").status_code == 422
    assert standing_of(world, waiting) is Standing.PENDING


def test_unheard_words_confirm_nobody(as_: SignIn, world: World, waiting: str) -> None:
    again = as_("spoc").submit(f"{NOMINATIONS}/{waiting}", action="confirmation")
    assert again.status_code == 422
    assert "Compare the words first." in text_of(again)
    assert standing_of(world, waiting) is Standing.PENDING


@pytest.mark.parametrize("fp", ["", "zz", "00" * 32])
def test_other_words_than_those_compared_confirm_nobody(as_: SignIn, world: World, waiting: str, fp: str) -> None:
    spoc = as_("spoc")
    done = spoc.submit(f"{NOMINATIONS}/{waiting}", {"heard": "y", "fp": fp}, action="confirmation")
    assert "They need a new nomination." in told_after(spoc, done)
    assert standing_of(world, waiting) is Standing.PENDING


def test_nobody_confirms_themselves(as_: SignIn, app: Sharp, world: World) -> None:
    with app.app_context(), world.database.writing() as db:
        school = world.cast.schools["alder"]
        own = nominate(db, school_id=school, staff_id=world.person("spoc").id, role=Role.SSO, shown_name="Ms Adeyemi")
    spoc = as_("spoc")
    assert "A colleague confirms you" in text_of(spoc.get(NOMINATIONS))
    fp = world.person("spoc").keys.fingerprint.hex()
    given = {"heard": "y", "fp": fp} | token_of(spoc)
    done = spoc.post(f"{NOMINATIONS}/{own.hex()}/confirmation", data=given)
    assert "You cannot confirm yourself." in told_after(spoc, done)
    assert standing_of(world, own.hex()) is Standing.PENDING


def test_a_colleague_may_be_quicker(as_: SignIn, app: Sharp, world: World, waiting: str) -> None:
    spoc = as_("spoc")
    page = spoc.get(f"{NOMINATIONS}/{waiting}")
    with app.app_context(), world.database.writing() as db:
        fp = world.person("officer_elsewhere").keys.fingerprint
        confirm(db, nomination_id=bytes.fromhex(waiting), by=world.person("officer").id, fp=fp)
    assert spoc.press(page, {"heard": "y"}, action="confirmation").status_code == 404


def test_it_is_a_grave_act_that_asks_for_a_code_again(as_: SignIn, waiting: str) -> None:
    spoc = as_("spoc")
    page = spoc.get(f"{NOMINATIONS}/{waiting}")
    with clock.at(clock.now() + timedelta(minutes=25)):
        spoc.get(NOMINATIONS)
        asked = spoc.get(f"{NOMINATIONS}/{waiting}")
        pressed = spoc.press(page, {"heard": "y"}, action="confirmation")
    for answer in (asked, pressed):
        assert answer.headers["Location"].startswith("/staff/prove")


@pytest.mark.parametrize("odd", ["0" * 32, "g" * 32, "é" * 32])
def test_an_unknown_nomination_is_no_page(as_: SignIn, odd: str) -> None:
    assert as_("spoc").get(f"{NOMINATIONS}/{odd}").status_code == 404


def test_a_colleague_who_is_writing_into_a_case_that_is_shared_just_then_is_waited_for(
    app: Sharp, world: World, waiting: str
) -> None:
    filed, failures = file_report(world), []
    cases = {who: case_of(world, filed, who) for who in ("spoc", "officer")}

    def share() -> None:
        try:
            with app.app_context(), world.database.writing() as unit:
                confirm_and_share(
                    unit, school_id=world.cast.schools["alder"], nomination_id=bytes.fromhex(waiting),
                    by=world.person("spoc").id, fp=world.person("officer_elsewhere").keys.fingerprint,
                    cases=[cases["spoc"]],
                )  # fmt: skip
        except BaseException as failure:
            failures.append(failure)

    sharing = Thread(target=share)
    with app.app_context(), world.database.writing() as db:
        casework.locked(db, cases["officer"])
        sharing.start()
        sleep(0.3)
        casework.note(db, cases["officer"], "Rang home.")
    sharing.join()
    assert failures == []
    assert acts_on(world, filed) == [Act.NOTED, Act.SHARED]
