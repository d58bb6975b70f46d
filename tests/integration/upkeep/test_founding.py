"""A new deployment, and what is refused when key file and database do not fit together."""

import os
import stat
from pathlib import Path

import pytest

from sharp.settings import read_settings
from sharp.upkeep.founding import found
from sharp.upkeep.opening import DeploymentRefused, opened
from sharp.vault.errors import KeyFileRefused
from sharp.vault.keyfile import new_keyfile
from sharp.web.keyfiles import read_server_keys
from tests.integration.upkeep.commands import Command, command_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def command(folder: Path) -> Command:
    return command_in(folder)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_deployment_is_readable_by_its_owner_alone(command: Command, folder: Path) -> None:
    command("init")
    assert mode_of(folder) == 0o700
    assert {path.name: mode_of(path) for path in folder.iterdir() if path.name.startswith(("server", "sharp.db"))} == {
        "server.keys": 0o600,
        "sharp.db": 0o600,
    }
    assert "All is well" in command("doctor")


def test_a_deployment_is_never_founded_twice(command: Command, folder: Path) -> None:
    command("init")
    before = (folder / "server.keys").read_bytes()
    assert "exists already" in command.refused("init")
    assert (folder / "server.keys").read_bytes() == before


def test_a_crash_between_key_file_and_tables_is_mended_by_running_again(command: Command, folder: Path) -> None:
    folder.mkdir()
    (folder / "server.keys").touch(mode=0o600)
    (folder / "server.keys").write_bytes(new_keyfile())
    command("init")
    assert "All is well" in command("doctor")


def test_without_a_key_file_nothing_starts(command: Command) -> None:
    assert "There is no key file" in command.refused("serve")
    assert "There is no key file" in command.refused("doctor")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o400, 0o700])
def test_a_key_file_that_others_may_read_is_refused(command: Command, folder: Path, mode: int) -> None:
    command("init")
    (folder / "server.keys").chmod(mode)
    assert "chmod 600" in command.refused("serve")


def test_a_link_or_a_folder_is_no_key_file(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(new_keyfile())
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "folder").mkdir(mode=0o600)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("link", "folder", "pipe"):
        with pytest.raises(KeyFileRefused):
            read_server_keys(tmp_path / name)


def test_a_cut_key_file_is_refused_with_a_sentence(command: Command, folder: Path) -> None:
    command("init")
    keyfile = folder / "server.keys"
    keyfile.write_bytes(keyfile.read_bytes()[:-20])
    assert "Put back an unchanged copy" in command.refused("serve")


def test_another_deployments_key_file_is_refused(tmp_path: Path) -> None:
    mine, theirs = read_settings(instance=tmp_path / "mine"), read_settings(instance=tmp_path / "theirs")
    found(mine)
    found(theirs)
    mixed = read_settings(instance=tmp_path / "mine", keyfile=theirs.keyfile)
    with pytest.raises(DeploymentRefused, match="another deployment"), opened(mixed):
        pass


def test_nonsense_in_the_settings_is_a_sentence(tmp_path: Path) -> None:
    command = Command({"SHARP_INSTANCE": str(tmp_path), "SHARP_BASE_URL": "http://help.example.org"})
    assert "must begin with https://" in command.refused("doctor")


def test_a_database_that_is_away_is_a_sentence(tmp_path: Path) -> None:
    command_in(tmp_path)("init")
    away = Command({"SHARP_INSTANCE": str(tmp_path), "SHARP_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"})
    assert "The database cannot be used" in away.refused("doctor")


@pytest.mark.parametrize(
    "arguments",
    [(), ("serve",), ("worker",), ("migrate",), ("init",), ("demo",), ("doctor",), ("recover",), ("school", "add"),
     ("school", "outside-key"), ("staff", "add"), ("nominate",), ("nomination", "end"), ("trail", "verify"),
     ("keys", "rotate")],
)  # fmt: skip
def test_every_command_says_what_it_does(command: Command, arguments: tuple[str, ...]) -> None:
    assert "Usage:" in command(*arguments, "--help")
