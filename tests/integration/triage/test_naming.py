"""Giving the name later to an officer who was brought in without it: with a reason, and never beyond what is held."""

import pytest
import sqlalchemy as sa

from sharp.accounts.trail import verify_chain
from sharp.model.passing import Letter
from sharp.model.reports import Report
from sharp.model.words import Act, ReaderKind, Role
from sharp.reports import pupil_case
from sharp.reports.grants import Reader, give, make_grant
from sharp.schools import settings
from sharp.triage.naming import NotWithoutName, give_name
from sharp.vault.slots import FULL, Slot
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of, examined
from tests.integration.promises.test_scope import ANONYMISED, entries, keys_of
from tests.integration.promises.test_scope import _opened as opened
from tests.integration.triage.desk import SIGN_IN, acts_on, case_path, pupil_writes, token_of, told_after
from tests.integration.triage.handing import seen_by_pupil
from tests.integration.triage.test_sharing import SPOC_FIRST, sharing, slots_of

NAME, REACH, WHY = "Leila Haddad", "At the library on Tuesdays", "She agreed to meet the officer."


@pytest.fixture
def filed(as_: SignIn, world: World) -> Filed:
    """With a name, which the officer was brought in without."""
    with world.database.writing() as db:
        school = world.cast.schools["alder"]
        settings.set_routing(db, school_id=school, spoc_first=[SPOC_FIRST], anchor=world.anchor)
    made = file_report(world, kinds=(SPOC_FIRST,), name=NAME, reach=REACH)
    done = as_("spoc").submit(case_path(made), sharing(world, "officer", "anonymised"), action="sharing")
    assert done.status_code == 303
    return made


def naming(world: World, who: str = "officer", **changes: str | None) -> dict[str, str | None]:
    return {"reader": world.nomination(who).hex(), "reason": WHY} | changes


def opens_every_slot(world: World, filed: Filed, who: str) -> bool:
    held = keys_of(world, filed, who)
    tried = [keys.key(slot) for keys in held.held for slot in keys.slots]
    return all(list(opened(entry, tried)) for entry in entries(world, filed) if Slot(entry.slot) & FULL)


@pytest.mark.parametrize("epochs", [1, 2, 3])
def test_the_name_is_given_in_every_epoch(as_: SignIn, app: Sharp, world: World, filed: Filed, epochs: int) -> None:
    """The last renewal is still to be made, by the giving itself."""
    for number in range(1, epochs):
        with world.database.writing() as db:
            db.get_one(Report, filed.id).renew = True
        if number < epochs - 1:
            pupil_writes(app, world, filed, f"Again {number}.")
    spoc, officer = as_("spoc"), as_("officer")
    assert NAME not in text_of(officer.get(case_path(filed)))
    assert not opens_every_slot(world, filed, "officer")
    done = spoc.submit(case_path(filed), naming(world), action="names")
    assert "PC Okafor sees the name now." in told_after(spoc, done)
    assert [keys.slots for keys in keys_of(world, filed, "officer").held] == [FULL] * epochs
    assert opens_every_slot(world, filed, "officer")
    shown = text_of(officer.get(case_path(filed)))
    assert NAME in shown
    assert REACH in shown
    assert "The pupil’s name given to PC Okafor" in shown
    assert WHY in shown
    assert acts_on(world, filed).count(Act.NAMED) == 1
    assert examined(world) == []
    with world.database.reading() as db:
        assert verify_chain(db, world.cast.schools["alder"])
        letters = db.scalars(sa.select(Letter.kind).where(Letter.staff_id == world.person("officer").id)).all()
    assert letters.count("name") == 1


def test_a_name_that_the_pupil_gives_afterwards_is_seen_too(
    as_: SignIn, app: Sharp, world: World, filed: Filed
) -> None:
    as_("spoc").submit(case_path(filed), naming(world), action="names")
    ring = ring_of(world, filed)
    with app.app_context(), world.database.writing() as db:
        pupil_case.give_name(db, filed.id, ring, name="Leila H.", reach="")
    assert "Leila H." in text_of(as_("officer").get(case_path(filed)))


def test_it_is_offered_to_those_who_see_it_about_those_who_do_not(as_: SignIn, world: World, filed: Filed) -> None:
    assert "Give somebody the pupil’s name" in text_of(as_("spoc").get(case_path(filed)))
    assert "without the pupil’s name" in text_of(as_("spoc").get(case_path(filed)))
    assert "Give somebody the pupil’s name" not in text_of(as_("officer").get(case_path(filed)))
    as_("spoc").submit(case_path(filed), naming(world), action="names")
    assert "Give somebody the pupil’s name" not in text_of(as_("spoc").get(case_path(filed)))


def test_nobody_gives_the_name_who_does_not_see_it(as_: SignIn, world: World, filed: Filed) -> None:
    officer = as_("officer")
    refused = officer.post(case_path(filed, "names"), data=naming(world) | token_of(officer))
    assert "Nothing was done" in told_after(officer, refused)
    assert slots_of(world, filed, "officer") == {5}


@pytest.mark.parametrize("who", ["deputy", "head", "contact", "pastoral", "coordinator"])
def test_it_goes_to_nobody_but_those_who_have_the_case_without_it(
    as_: SignIn, world: World, filed: Filed, who: str
) -> None:
    spoc = as_("spoc")
    refused = spoc.post(case_path(filed, "names"), data=naming(world, who) | token_of(spoc))
    assert "Nothing was done" in told_after(spoc, refused)
    assert Act.NAMED not in acts_on(world, filed)


def test_one_whom_the_pupil_left_out_is_never_given_it(app: Sharp, world: World) -> None:
    """Even if a grant of theirs came to stand there."""
    filed = file_report(world, left_out=(world.nomination("officer").hex(),), name=NAME)
    person, [whole] = world.person("officer"), keys_of(world, filed, "spoc").held
    with world.database.writing() as db:
        report = db.get_one(Report, filed.id)
        reader = Reader(ReaderKind.STAFF, person.id, person.keys.fingerprint, person.keys.public, slots=ANONYMISED)
        give(db, report, [make_grant(report.school_id, report.id, reader, whole)])
    with app.app_context(), pytest.raises(NotWithoutName), world.database.writing() as db:
        give_name(db, case_of(world, filed, "spoc"), world.nomination("officer").hex(), WHY)
    assert slots_of(world, filed, "officer") == {5}


@pytest.mark.parametrize("left_out", ["reader", "reason"])
def test_what_is_missing_is_asked_for(as_: SignIn, world: World, filed: Filed, left_out: str) -> None:
    again = as_("spoc").submit(case_path(filed), naming(world, **{left_out: None}), action="names")
    assert again.status_code == 422
    assert WHY in again.get_data(as_text=True) or left_out == "reason"
    assert Act.NAMED not in acts_on(world, filed)


def test_pressed_twice_it_is_given_once(as_: SignIn, world: World, filed: Filed) -> None:
    spoc = as_("spoc")
    page = spoc.get(case_path(filed))
    for _press in range(2):
        last = spoc.press(page, naming(world), action="names")
    assert "they see the name already" in told_after(spoc, last)
    assert acts_on(world, filed).count(Act.NAMED) == 1


def test_others_find_nothing(as_: SignIn, client: CheckedClient, filed: Filed) -> None:
    path = case_path(filed, "names")
    for who, status in (("head", 404), ("officer_elsewhere", 404), ("pastoral", 403), ("operator", 403)):
        one = as_(who)
        assert one.post(path, data=token_of(one)).status_code == status, who
    assert client.post(path).headers["Location"].startswith(SIGN_IN)


def test_the_pupil_reads_who_cannot_see_their_name(
    as_: SignIn, client: CheckedClient, world: World, filed: Filed
) -> None:
    client.submit("/alder/back", {"words": filed.words.display})
    page = client.get("/alder/back/report")
    assert text_of(page).count("Cannot see your name.") == 1
    [officer] = [one for one in seen_by_pupil(world, filed).who if one.role is Role.SSO]
    assert not officer.sees_name
    as_("spoc").submit(case_path(filed), naming(world), action="names")
    assert "Cannot see your name." not in text_of(client.get("/alder/back/report"))
    assert soup_of(page).select("main")
