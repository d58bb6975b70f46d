"""The operator's commands on a running partnership: schools, people, nominations, keys, recovery."""

from pathlib import Path

import pytest

from sharp.model.reports import Grant, Report
from sharp.model.words import ReaderKind, Standing
from sharp.reports.grants import staff_keyring
from sharp.schools.ceremony import HOLDERS, sheet_text
from sharp.vault.words import fingerprint_words
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.triage.test_hours import CALENDAR
from tests.integration.upkeep.commands import Command, command_for


@pytest.fixture
def command(world: World) -> Command:
    return command_for(world)


def test_adding_a_school_writes_each_sheet_to_its_own_file(command: Command, tmp_path: Path) -> None:
    command("school", "add", "cedar", "Cedar High", "--sheets", str(tmp_path / "sheets"))
    assert sorted(path.name for path in (tmp_path / "sheets").iterdir()) == [
        f"recovery-cedar-{holder}.txt" for holder in sorted(HOLDERS)
    ]
    assert "cedar\tCedar High\tlist 1\t0 readers" in command("school", "list")


def test_sheets_are_never_written_over_and_then_no_school_is_added(command: Command, tmp_path: Path) -> None:
    command("school", "add", "cedar", "Cedar High", "--sheets", str(tmp_path))
    (tmp_path / "recovery-dogwood-force.txt").write_text("somebody's")
    assert "is there already" in command.refused("school", "add", "dogwood", "Dogwood", "--sheets", str(tmp_path))
    assert "dogwood" not in command("school", "list")


def test_without_a_screen_or_a_folder_no_ceremony_is_held(command: Command) -> None:
    assert "--sheets FOLDER" in command.refused("school", "add", "cedar", "Cedar High")


@pytest.mark.parametrize("slug", ["staff", "health", "Ü", "a b", "alder", "-x"])
def test_a_bad_slug_is_a_sentence(command: Command, tmp_path: Path, slug: str) -> None:
    sentence = command.refused("school", "add", "--sheets", str(tmp_path / "s"), "--", slug, "Cedar High")
    assert "slug" in sentence


def test_what_a_school_decides_for_itself(command: Command, world: World, tmp_path: Path) -> None:
    (tmp_path / "places").write_text("school: Dining hall\nway: 42 bus\n")
    (tmp_path / "hours").write_text("hours mon-fri 09:00-15:00\n")
    command("school", "places", "alder", str(tmp_path / "places"))
    command("school", "timetable", "alder", str(tmp_path / "hours"))
    command("school", "routing", "alder", "bully_verbal", "idea")
    command("school", "exit", "alder", "https://www.example.org/")
    facts = world.roster().school
    assert [str(place) for place in facts.places] == ["school: Dining hall", "way: 42 bus"]
    assert facts.routing == {"bully_verbal", "idea"}
    assert facts.exit_url == "https://www.example.org/"
    (tmp_path / "hours").write_text("hours whenever\n")
    assert "line 1" in command.refused("school", "timetable", "alder", str(tmp_path / "hours"))


def test_a_calendar_adds_its_closures_once(command: Command, world: World, tmp_path: Path) -> None:
    (tmp_path / "school.ics").write_text(CALENDAR)
    for added in (1, 0):
        assert f"{added} added; 1 other events" in command("school", "calendar", "alder", str(tmp_path / "school.ics"))
    assert world.roster().school.timetable.count("closed 2126-03-29 2126-04-12 Spring holiday") == 1
    (tmp_path / "school.ics").write_text("dear all")
    assert "no calendar" in command.refused("school", "calendar", "alder", str(tmp_path / "school.ics"))


def test_an_outside_key_can_serve_two_schools(command: Command, world: World, tmp_path: Path) -> None:
    made, sheets = str(tmp_path / "key"), str(tmp_path / "sheets")
    command("school", "outside-key", "alder", "Northshire", "--made", made, "--sheets", sheets)
    command("school", "outside-key", "birch", "Northshire", "--public", made)
    assert world.roster("alder").school.outside_public == world.roster("birch").school.outside_public
    (tmp_path / "key").write_text("AAAA")
    assert "no public key" in command.refused("school", "outside-key", "birch", "Northshire", "--public", made)


def test_inviting_nominating_and_ending(command: Command, world: World) -> None:
    link = command("staff", "add", "new.person@example.org", "New Person")
    assert link.startswith("http://localhost:8000/staff/set-up/")
    assert "keys first" in command.refused("nominate", "alder", "new.person@example.org", "sso", "--shown-name", "N")
    said = command("nominate", "alder", world.person("officer_elsewhere").email, "sso", "--shown-name", "PC Reid")
    assert "is pending" in said
    assert fingerprint_words(world.person("officer_elsewhere").keys.fingerprint) in said
    nomination = said.split()[1]
    assert nomination in command("nomination", "list", "alder")
    command("nomination", "end", nomination)
    member = world.roster().member(bytes.fromhex(nomination))
    assert member is not None
    assert member.state is Standing.ENDED


@pytest.mark.parametrize("email", ["nobody", "a@b", "@example.org", "a b@example.org"])
def test_a_bad_address_is_a_sentence(command: Command, email: str) -> None:
    assert "no e-mail address" in command.refused("staff", "add", email, "Somebody")


def test_an_account_is_not_invited_twice(command: Command, world: World) -> None:
    assert "already" in command.refused("staff", "add", world.person("spoc").email, "Ruth")


@pytest.mark.parametrize("nomination", ["xyz", "00" * 16])
def test_an_unknown_nomination_is_a_sentence(command: Command, nomination: str) -> None:
    assert "nomination list" in command.refused("nomination", "end", nomination)


def test_an_unknown_school_is_a_sentence(command: Command) -> None:
    assert "school list" in command.refused("nomination", "list", "nowhere")


def test_rotating_keys_keeps_everything_readable(command: Command, world: World) -> None:
    filed = file_report(world)
    command("keys", "rotate")
    command("keys", "add")
    command("keys", "activate", "3")
    assert "key 3: active" in command("keys", "list")
    assert (world.settings.keyfile.stat().st_mode & 0o777) == 0o600
    assert "broken" not in command("trail", "verify")
    assert filed.id.hex() not in command("doctor")


def sheets_of(world: World, folder: Path, *holders: str) -> list[str]:
    sheets = dict(zip(HOLDERS, world.cast.ceremonies["alder"].sheets, strict=True))
    paths = []
    for holder in holders:
        path = folder / f"{holder}.txt"
        path.write_text(sheet_text("Alder Park School", holder, sheets[holder]))
        paths.append(str(path))
    return paths


def end_all_readers(command: Command, world: World) -> None:
    for who in ("deputy", "officer", "head", "contact", "spoc"):
        command("nomination", "end", world.nomination(who).hex(), "--even-last")


def test_two_sheets_bring_a_school_back_when_every_reader_is_gone(
    command: Command, world: World, tmp_path: Path
) -> None:
    filed = file_report(world)
    end_all_readers(command, world)
    newcomer = world.person("spoc_elsewhere")
    said = command("nominate", "alder", newcomer.email, "spoc", "--shown-name", "Mrs Mensah", "--dsl")
    nomination, words = said.split()[1], fingerprint_words(newcomer.keys.fingerprint)
    sheets = sheets_of(world, tmp_path, "head", "force")
    said = command("recover", "alder", nomination, *sheets, "--words", words)
    assert said.startswith("1 reports can be opened again")
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        assert staff_keyring(db, report, newcomer.id, newcomer.keys).held


def test_one_sheet_or_wrong_words_open_nothing(command: Command, world: World, tmp_path: Path) -> None:
    file_report(world)
    end_all_readers(command, world)
    newcomer = world.person("spoc_elsewhere")
    said = command("nominate", "alder", newcomer.email, "spoc", "--shown-name", "Mrs Mensah")
    nomination, words = said.split()[1], fingerprint_words(newcomer.keys.fingerprint)
    [head, spoc] = sheets_of(world, tmp_path, "head", "spoc")
    assert "Two different" in command.refused("recover", "alder", nomination, head, head, "--words", words)
    assert "Two different" in command.refused("recover", "alder", nomination, head, "--words", words)
    assert "aloud" in command.refused("recover", "alder", nomination, head, spoc, "--words", "a b c d e f")
    assert "not belong" in command.refused("recover", "birch", nomination, head, spoc, "--words", words)
    Path(head).write_text(Path(head).read_text().replace(" 1.  ", " 1.  zzz "))
    assert "Sheet 1" in command.refused("recover", "alder", nomination, head, spoc, "--words", words)
    with world.database.reading() as db:
        grants = db.query(Grant).filter_by(kind=ReaderKind.STAFF, reader_id=newcomer.id).count()
    assert grants == 0
