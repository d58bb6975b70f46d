"""New server keys while pupils and staff are in the middle of something: nothing that was begun is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sharp import clock
from sharp.accounts.one_time_codes import code_at, this_step
from sharp.app import create_app
from sharp.model.database import Database
from sharp.model.words import Role
from sharp.schools import nominations, settings
from sharp.vault.keyfile import ServerKeys, activate, add_key, rotate
from sharp.web.application import Sharp
from sharp.web.services import Services
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.reports import STORY, file_report
from tests.fixtures.world import PASSPHRASE, World
from tests.integration.promises.ground import examined, rows_of
from tests.integration.reports.test_journey import MONDAY, go
from tests.integration.triage.desk import case_path


@contextmanager
def serving_with(world: World, data: bytes) -> Iterator[tuple[Sharp, World]]:
    """Another process over the same database, which read the key file as it is now."""
    world.settings.keyfile.write_bytes(data)
    app = create_app(world.settings)
    app.testing, app.test_client_class = False, CheckedClient
    keys = ServerKeys.parse(data)
    services: Services = app.extensions["sharp"]
    try:
        yield app, replace(world, keys=keys, database=Database(world.database.engine, keys))
    finally:
        services.database.engine.dispose()


def carried_over(client: CheckedClient, app: Sharp) -> CheckedClient:
    """The same browser, served by another process."""
    moved = app.test_client()
    assert isinstance(moved, CheckedClient)
    for name in ("sharp-v", "sharp-s"):
        cookie = client.get_cookie(name)
        if cookie is not None:
            moved.set_cookie(name, cookie.value)
    return moved


def test_everything_begun_before_a_rotation_goes_on_after_it(
    world: World, app: Sharp, client: CheckedClient, as_: SignIn, key_file_bytes: bytes
) -> None:
    filed, officer, returner = file_report(world), as_("officer"), app.test_client()
    assert isinstance(returner, CheckedClient)
    officer.get(case_path(filed))
    go(client, "check")
    returner.submit("/alder/back", {"words": filed.words.display})
    with serving_with(world, rotate(key_file_bytes)) as (rotated, after):
        officer, teller, returner = (carried_over(one, rotated) for one in (officer, client, returner))
        assert STORY in text_of(officer.get(case_path(filed)))
        assert officer.submit(case_path(filed), {"message": "Come at two."}, action="messages").status_code == 303
        assert "Come at two." in text_of(returner.get("/alder/back/report"))
        assert returner.submit("/alder/back/report", {"message": "I will."}, action="message").status_code == 303
        assert teller.submit("/alder/report/check").location == "/alder/report/words"
        fresh = rotated.test_client()
        assert fresh.submit("/alder/back", {"words": filed.words.display}).location == "/alder/back/report"
        assert "I will." in text_of(officer.get(case_path(filed)))
        assert examined(after) == []
        assert {row["mac_v"] for row in rows_of(world.database, "reports")} == {2}


def test_staff_sign_in_and_lists_change_after_a_rotation(world: World, key_file_bytes: bytes) -> None:
    person, alder = world.person("deputy"), world.cast.schools["alder"]
    with serving_with(world, rotate(key_file_bytes)) as (rotated, after), clock.at(MONDAY):
        browser = rotated.test_client()
        assert isinstance(browser, CheckedClient)
        browser.submit("/staff/sign-in", {"email": person.email, "passphrase": PASSPHRASE})
        code = code_at(person.totp_secret, this_step())
        assert browser.submit("/staff/sign-in/code", {"code": code}).location == "/staff/"
        newcomer, spoc = world.person("spoc_elsewhere"), world.person("spoc")
        with after.database.writing() as db:
            made = nominations.nominate(
                db, school_id=alder, staff_id=newcomer.id, role=Role.SPOC, shown_name="Mrs Mensah", anchor=world.anchor
            )
            nominations.confirm(db, nomination_id=made, by=spoc.id, fp=newcomer.keys.fingerprint, anchor=world.anchor)
            nominations.end(db, nomination_id=world.nomination("deputy"), anchor=world.anchor)
            settings.set_exit(db, school_id=alder, url="https://example.org/", anchor=world.anchor)
        assert [member.shown_name for member in after.roster().nominees()] == ["Ms Adeyemi", "Mrs Mensah", "PC Okafor"]
        assert after.roster("birch").readers() != ()
        assert examined(after) == []


def test_two_machines_of_which_one_has_the_new_key_already_serve_the_same_people(
    world: World, as_: SignIn, key_file_bytes: bytes
) -> None:
    """First the key is added everywhere, then it becomes the active one, machine by machine."""
    both = add_key(key_file_bytes)
    with serving_with(world, both) as (early, at_early), serving_with(world, activate(both, 2)) as (late, at_late):
        filed = [file_report(each) for each in (at_early, at_late)]
        officer = carried_over(as_("officer"), late)
        for report in filed:
            for app, world_there in ((early, at_early), (late, at_late)):
                pupil = app.test_client()
                assert pupil.submit("/alder/back", {"words": report.words.display}).location == "/alder/back/report"
                officer = carried_over(officer, app)
                assert STORY in text_of(officer.get(case_path(report)))
                note = officer.submit(case_path(report), {"note": "Seen here."}, action="notes")
                assert note.status_code == 303
                assert examined(world_there) == []
