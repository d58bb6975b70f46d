"""Settings: read once, frozen, and refused with a sentence that says what to do."""

import os

import pytest
from pydantic import ValidationError

from sharp.settings import SettingsRefused, read_settings

ONION = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"
"""Published as an example in Tor's own documents."""


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in os.environ:
        if name.startswith("SHARP_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SHARP_BASE_URL", "help.example.org", "must be the address people type"),
        ("SHARP_BASE_URL", "http://help.example.org", "must begin with https://"),
        ("SHARP_BASE_URL", "https://example.org/sharp", "with no path"),
        ("SHARP_BASE_URL", f"https://{ONION}", "must be http:// and the whole name"),
        ("SHARP_BASE_URL", f"http://{ONION.replace('p', 'q', 1)}", "must be http:// and the whole name"),
        ("SHARP_BASE_URL", "http://example.onion", "must be http:// and the whole name"),
        ("SHARP_BASE_URL", f"http://{ONION}.example.org", "must begin with https://"),
        ("SHARP_ONION_URL", "https://help.example.org", "must be http:// and the whole name"),
        ("SHARP_ONION_URL", "http://localhost:8000", "must be http:// and the whole name"),
        ("SHARP_ONION_URL", f"http://{ONION}/alder", "with no path"),
        ("SHARP_ONION_URL", f"http://www.{ONION}", "must be http:// and the whole name"),
        ("SHARP_ONION_URL", ONION, "must be http:// and the whole name"),
        ("SHARP_DATABASE_URL", "mysql://there", "sqlite:/// or postgresql://"),
        ("SHARP_MAIL_URL", "mailto:somebody", "smtp://"),
        ("SHARP_LIMITER_URL", "memcached://there", "redis://"),
        ("SHARP_FILES_URL", "files", "must look like file:///folder"),
        ("SHARP_FILES_URL", "file://there/files", "must look like file:///folder"),
        ("SHARP_FILES_URL", "file:///", "must look like file:///folder"),
        ("SHARP_FILES_URL", "ftp://there/files", "must look like file:///folder"),
        ("SHARP_FILES_URL", "s3://there/bucket", "s3://ACCESS:SECRET@host/bucket"),
        ("SHARP_FILES_URL", "s3://a:b@there", "s3://ACCESS:SECRET@host/bucket"),
        ("SHARP_FILES_URL", "s3://a:b@there/bucket?acl=public", "nothing but region and tls=off"),
        ("SHARP_FILES_URL", "s3://a:b@there/bucket?tls=off", "on this machine only"),
        ("SHARP_CLAMAV", "localhost", "host:port"),
        ("SHARP_CLAMAV", "localhost:99999", "host:port"),
        ("SHARP_FLOOD_SENDS", "a lot", "600 per hour"),
        ("SHARP_TRUSTED_PROXIES", "-1", "greater than or equal to 0"),
        ("SHARP_WORKERS", "many", "valid integer"),
        ("SHARP_KEYFLE", "somewhere", "Did you mean SHARP_KEYFILE?"),
    ],
)
def test_nonsense_is_refused_with_a_sentence_that_names_it(monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    assert name in str(refused.value)
    assert says in str(refused.value)


def test_the_defaults_lie_in_the_instance_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SHARP_INSTANCE", str(tmp_path))
    found = read_settings()
    assert found.database_url == f"sqlite:///{tmp_path}/sharp.db"
    assert found.keyfile == tmp_path / "server.keys"
    assert found.anchor == tmp_path / "server.anchor"
    assert found.files_url.get_secret_value() == f"file://{tmp_path}/files"


def test_the_anchor_lies_beside_the_key_file(monkeypatch, tmp_path):
    monkeypatch.setenv("SHARP_KEYFILE", str(tmp_path / "elsewhere" / "keys"))
    assert read_settings().anchor == tmp_path / "elsewhere" / "keys.anchor"


def test_a_secret_may_come_from_a_file_and_is_never_printed(monkeypatch, tmp_path):
    file = tmp_path / "database"
    file.write_text("postgresql://sharp:hidden@db/sharp\n")
    monkeypatch.setenv("SHARP_DATABASE_URL_FILE", str(file))
    found = read_settings()
    assert found.database_url == "postgresql://sharp:hidden@db/sharp"
    assert "hidden" not in repr(found)


def test_a_refused_secret_is_not_quoted(monkeypatch):
    monkeypatch.setenv("SHARP_DATABASE_URL", "mysql://sharp:hidden@db")
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    assert "hidden" not in str(refused.value)


def test_a_missing_secret_file_is_named(monkeypatch):
    monkeypatch.setenv("SHARP_MAIL_URL_FILE", "/nowhere/at/all")
    with pytest.raises(SettingsRefused, match="SHARP_MAIL_URL_FILE"):
        read_settings()


def test_valkey_is_spoken_to_as_redis(monkeypatch):
    monkeypatch.setenv("SHARP_LIMITER_URL", "valkey://there:6379")
    assert read_settings().limiter_url == "redis://there:6379"


def test_nothing_can_be_changed_afterwards():
    with pytest.raises(ValidationError):
        read_settings().workers = 9


def test_the_secret_of_a_store_is_never_printed_nor_quoted(monkeypatch):
    monkeypatch.setenv("SHARP_FILES_URL", "s3://key:hidden@files.example.org/bucket/inside?region=eu-west-2")
    assert "hidden" not in repr(read_settings())
    monkeypatch.setenv("SHARP_FILES_URL", "s3://key:hidden@files.example.org")
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("where", ["localhost:3310", "[::1]:3310", "/run/clamav/clamd.ctl"])
def test_a_scanner_is_a_socket_or_a_port(monkeypatch, where):
    monkeypatch.setenv("SHARP_CLAMAV", where)
    assert read_settings().clamav == where


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (f"http://{ONION}", f"http://{ONION}"),
        (f"http://{ONION}/", f"http://{ONION}"),
        (f"http://{ONION}:80", f"http://{ONION}"),
        (f"http://{ONION}:8080", f"http://{ONION}:8080"),
    ],
    ids=["plain", "stroke", "port 80", "port 8080"],
)
def test_an_onion_address_is_as_good_as_https(address, kept):
    """Its cookies stay Secure: only plain http on this machine goes without."""
    assert read_settings(base_url=address).base_url == kept
    assert not read_settings(base_url=address).is_local
    assert read_settings(onion_url=address).onion_url == kept


def test_plain_http_on_this_machine_is_local_and_https_is_not():
    assert read_settings(base_url="http://localhost:8000").is_local
    assert not read_settings(base_url="https://localhost:8000").is_local
