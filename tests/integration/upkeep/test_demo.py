"""The demo partnership: made through the real verbs, whole or not at all, and as the outside relies on it."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from sharp.accounts.one_time_codes import code_at, this_step
from sharp.accounts.people import find_by_email
from sharp.model.outcomes import OutcomeCount
from sharp.model.passing import Letter
from sharp.model.reports import Entry, Hold, Report
from sharp.model.staff import TrailLine
from sharp.model.words import Act, ReportState, Retention, Role
from sharp.reports.coming_back import open_by_words, stretch
from sharp.reports.pupil_case import look
from sharp.schools.roster import roster_of
from sharp.settings import read_settings
from sharp.upkeep.opening import Opened, open_services
from sharp.vault.credentials import open_credential, stretch_passphrase
from sharp.vault.words import parse_words
from tests.integration.upkeep.commands import Command, command_in

ROLES = {*(str(role) for role in Role), "operator"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo") / "instance"
    command_in(made)("demo")
    return made


@pytest.fixture
def command(folder: Path) -> Command:
    return command_in(folder)


@pytest.fixture(scope="module")
def deployment(folder: Path) -> Any:
    opened = open_services(read_settings(instance=folder))
    yield opened
    opened.database.engine.dispose()


@pytest.fixture(scope="module")
def described(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "demo.json").read_text())
    return found


def test_the_description_is_as_the_outside_relies_on(described: dict[str, Any]) -> None:
    assert described.keys() == {"base_url", "schools", "staff", "reports"}
    assert described["base_url"] == "http://localhost:8000"
    assert all(school.keys() == {"slug", "name"} for school in described["schools"])
    keys = {"email", "name", "role", "schools", "passphrase", "totp_secret"}
    assert all(person.keys() == keys for person in described["staff"])
    assert all(report.keys() == {"school", "words"} for report in described["reports"])
    assert {person["role"] for person in described["staff"]} == ROLES
    assert len(described["schools"]) == 3
    assert 38 <= len(described["reports"]) <= 45


def test_officers_serve_two_schools_and_one(described: dict[str, Any]) -> None:
    served = sorted(len(person["schools"]) for person in described["staff"] if person["role"] == "sso")
    assert served == [1, 2]


def test_only_its_owner_may_read_it(folder: Path) -> None:
    assert [path.name for path in folder.rglob("*") if path.stat().st_mode & 0o077] == []


def test_all_is_well_in_it(command: Command) -> None:
    assert "All is well" in command("doctor")
    assert "broken" not in command("trail", "verify")


def test_its_staff_can_sign_in(deployment: Opened, described: dict[str, Any], command: Command) -> None:
    codes = command("demo", "--codes")
    person = described["staff"][3]
    with deployment.database.reading() as db:
        staff = find_by_email(db, person["email"])
    assert staff is not None
    assert staff.cred is not None
    assert staff.fp is not None
    keys = open_credential(
        stretch_passphrase(person["passphrase"], staff.salt), staff.cred,
        deployment.keys.key("staff", staff.cred_v), staff.id, staff.gen, staff.cred_v, staff.fp,
    )  # fmt: skip
    assert keys.fingerprint == staff.fp
    steps = (this_step() - 1, this_step())
    assert any(
        f"{code_at(base64.b32decode(person['totp_secret']), step)}  {person['email']}" in codes for step in steps
    )


def test_its_words_open_its_reports(deployment: Opened, described: dict[str, Any]) -> None:
    for report in described["reports"][::8]:
        with deployment.database.reading() as db:
            roster = roster_of(db, report["school"], deployment.anchor)
            assert roster is not None
            words = stretch(parse_words(report["words"]), roster.school)
            opened = open_by_words(db, deployment.keys, roster.school, words)
            assert opened is not None
            assert look(db, opened.report_id, opened.ring).said


def test_reports_stand_in_every_state_and_wait_for_nobody(deployment: Opened) -> None:
    with deployment.database.reading() as db:
        states = set(db.scalars(sa.select(Report.state)))
        retentions = set(db.scalars(sa.select(Report.retention)))
        longest = db.scalar(sa.select(sa.func.max(Entry.seq)))
        waiting = db.scalar(sa.select(sa.func.count()).select_from(Letter))
    assert {ReportState.SENT, ReportState.ACTIVE, ReportState.CLOSED} <= states
    assert retentions == set(Retention)
    assert (longest or 0) >= 8
    assert waiting == 0


def test_no_story_lies_in_the_clear(folder: Path) -> None:
    held = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    for written in (b"poem out in assembly", b"orange handle", b"Aaliyah", b"Spoke to tutor", b"group chat without me"):
        assert written not in held


def test_a_demo_never_goes_over_what_is_there(command: Command, tmp_path: Path) -> None:
    assert "Choose another folder" in command.refused("demo")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    assert "Choose another folder" in command_in(tmp_path / "mine").refused("demo")


def test_a_demo_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("sharp.upkeep.demo.build_world", fails)
    assert command_in(tmp_path / "instance").run("demo").exit_code != 0
    assert list(tmp_path.iterdir()) == []


def test_it_tells_the_whole_story(deployment: Opened, described: dict[str, Any]) -> None:
    """A hold, a link, a talk, hand-overs that were answered, copies, a case that went, and how cases ended."""
    with deployment.database.reading() as db:
        acts = set(db.scalars(sa.select(TrailLine.act)))
        gone = set(db.scalars(sa.select(TrailLine.report_id).where(TrailLine.act == Act.DESTROYED)))
        wiped = set(db.scalars(sa.select(TrailLine.report_id).where(TrailLine.act == Act.WIPED)))
        of_gone = set(db.scalars(sa.select(TrailLine.act).where(TrailLine.report_id.in_(gone))))
        held = db.scalar(sa.select(sa.func.count()).select_from(Hold))
        left = set(db.scalars(sa.select(Report.id)))
        counted = {(row.school_id, row.term) for row in db.scalars(sa.select(OutcomeCount)) if row.count >= 5}
    assert {Act.HELD, Act.LINKED, Act.TAKEN_DOWN, Act.HANDED, Act.REPLIED, Act.SAID, Act.EXPORTED, Act.FILED} <= acts
    assert (held, len(gone), wiped, gone & left) == (1, 1, gone, set())
    assert {Act.OPENED, Act.FILED, Act.CLOSED} <= of_gone
    assert len({school for school, _term in counted}) == 3
    assert len(described["reports"]) == len(left)
