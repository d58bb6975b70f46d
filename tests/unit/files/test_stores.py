"""A folder and an S3-compatible store keep the same promises."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sharp import clock
from sharp.files.folder import FolderStore
from sharp.files.object_store import PART, ObjectStore, Place, read_place, sign
from sharp.files.refusals import NotThere, StoreAway
from sharp.files.store import Store, try_out
from tests.fixtures.object_server import ObjectServer, object_server

NAME, OTHER = "ab" * 16, "cd" * 16
MORNING = datetime(2026, 11, 20, 8, 41, 7, tzinfo=UTC)


@pytest.fixture
def objects() -> Iterator[ObjectServer]:
    with object_server() as server:
        yield server


@pytest.fixture(params=["folder", "objects"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    server: ObjectServer = request.getfixturevalue("objects")
    return ObjectStore(read_place(server.url), "own")


@pytest.mark.parametrize("size", [0, 1, 1000, PART - 1, PART, PART + 1, 3 * PART + 7])
def test_what_is_put_comes_back(store: Store, size: int) -> None:
    data = os.urandom(size)
    store.put(NAME, (data[start : start + 65_536] for start in range(0, size, 65_536)))
    assert b"".join(store.read(NAME)) == data
    assert store.size(NAME) == size


def test_what_is_not_there_says_so(store: Store) -> None:
    with pytest.raises(NotThere):
        store.read(NAME)
    assert store.size(NAME) is None
    store.remove(NAME)


def test_what_is_removed_is_gone_and_nothing_else(store: Store) -> None:
    store.put(NAME, [b"one"])
    store.put(OTHER, [b"two"])
    store.remove(NAME)
    assert store.size(NAME) is None
    assert b"".join(store.read(OTHER)) == b"two"


class Broken(Exception):
    """The line broke."""


@pytest.mark.parametrize("before", [0, 1, PART + 1, 2 * PART + 1])
def test_what_breaks_on_the_way_leaves_nothing(store: Store, before: int) -> None:
    def pieces() -> Iterator[bytes]:
        yield bytes(before)
        raise Broken

    with pytest.raises(Broken):
        store.put(NAME, pieces())
    assert store.size(NAME) is None
    assert list(store.days()) == []


def test_every_name_is_listed_with_its_day(store: Store) -> None:
    names = [f"{number:032x}" for number in range(8)]
    with clock.at(MORNING):
        for name in names:
            store.put(name, [b"x"])
    day = int(MORNING.timestamp()) // 86_400
    assert sorted(store.days()) == [(name, day) for name in names]


def test_trying_it_out_leaves_nothing(store: Store) -> None:
    try_out(store)
    assert list(store.days()) == []


def test_in_a_folder_a_file_is_ours_alone_and_dated_to_the_day(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    for moment in (MORNING, MORNING + timedelta(hours=5)):
        with clock.at(moment):
            store.put(NAME if moment == MORNING else OTHER, [b"x"])
    found = [(tmp_path / "files" / name).stat() for name in (NAME, OTHER)]
    midnight = int(MORNING.replace(hour=0, minute=0, second=0).timestamp())
    assert {(stat.S_IMODE(each.st_mode), each.st_mtime, each.st_atime) for each in found} == {
        (0o600, midnight, midnight)
    }
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700
    assert (tmp_path / "files").stat().st_mtime == midnight


def test_an_hour_later_the_file_system_tells_no_order_either(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    names = [f"{number:032x}" for number in (5, 2, 9, 1)]
    for name in names:
        store.put(name, [b"x"])
    store.blur()
    changed = sorted(names, key=lambda name: ((tmp_path / "files" / name).stat().st_ctime_ns, name))
    assert changed == sorted(names)


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "AB" * 16, "ab" * 15 + "/x", "ab" * 17])
def test_no_other_name_reaches_the_disk(tmp_path: Path, name: str) -> None:
    store = FolderStore(tmp_path / "files")
    with pytest.raises(NotThere):
        store.put(name, [b"x"])
    with pytest.raises(NotThere):
        store.read(name)


def test_a_disk_that_is_nearly_full_is_left_to_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sharp.files.folder.RESERVE", 1 << 62)
    store = FolderStore(tmp_path / "files")
    with pytest.raises(StoreAway):
        store.put(NAME, [b"x"])
    assert list(store.days()) == []


def test_a_folder_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    store = FolderStore(tmp_path / "files")
    with pytest.raises(StoreAway):
        store.put(NAME, [b"x"])


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_store_that_fails_half_way_is_said_to_be_away(objects: ObjectServer, after: int) -> None:
    objects.fails_after = after
    store = ObjectStore(objects.place, "own")
    with pytest.raises(StoreAway):
        store.put(NAME, [bytes(PART), bytes(PART), b"x"])
    assert objects.files == {}


def test_a_store_that_nobody_answers_for_is_away() -> None:
    with object_server() as gone:
        place = gone.place
    store = ObjectStore(place, "own")
    for ask in (lambda: store.put(NAME, [b"x"]), lambda: store.read(NAME), lambda: store.size(NAME)):
        with pytest.raises(StoreAway):
            ask()


def test_a_wrong_secret_is_refused(objects: ObjectServer) -> None:
    wrong = read_place(objects.url.replace("RET", "RED"))
    with pytest.raises(StoreAway, match="403"):
        ObjectStore(wrong, "own").put(NAME, [b"x"])


def test_two_deployments_share_a_place_and_never_see_each_other(objects: ObjectServer) -> None:
    first, second = ObjectStore(objects.place, "first"), ObjectStore(objects.place, "second")
    first.put(NAME, [b"x"])
    assert (list(second.days()), second.size(NAME)) == ([], None)


def test_an_upload_that_broke_is_given_up_there_too(objects: ObjectServer) -> None:
    def pieces() -> Iterator[bytes]:
        yield bytes(PART)
        yield bytes(PART)
        raise Broken

    with pytest.raises(Broken):
        ObjectStore(objects.place, "own").put(NAME, pieces())
    assert objects.parts == {}


def test_requests_are_signed_as_published() -> None:
    """The example of AWS's own documentation: GET Bucket Lifecycle."""
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    host = "examplebucket.s3.amazonaws.com"
    place = Place(host, 443, True, "", "", "us-east-1", "AKIAIOSFODNN7EXAMPLE", secret)
    headers = sign(place, "GET", "/", "lifecycle=", b"", datetime(2013, 5, 24, tzinfo=UTC))
    assert headers["Authorization"].endswith(
        "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
        "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
    )
