"""The anchor file: it only ever rises, whoever writes at the same time."""

import json
import threading
from pathlib import Path

import pytest

from sharp.accounts.trail import Head
from sharp.schools.anchor import Anchor, AnchorRefused, Seen, SeenRoster
from sharp.vault.encoding import NO_ID, new_id

SCHOOL = new_id()


@pytest.fixture
def anchor(tmp_path: Path) -> Anchor:
    return Anchor(tmp_path / "server.anchor")


def test_nothing_seen_refuses_nothing(anchor: Anchor) -> None:
    anchor.check_roster(SCHOOL, 1)
    anchor.check_head(Head(NO_ID, 1, bytes(32)))
    assert anchor.seen() == Seen()


def test_a_lower_number_is_refused_by_every_process(anchor: Anchor) -> None:
    anchor.raise_roster(SCHOOL, 7, "alder")
    for looker in (anchor, Anchor(anchor.path)):
        looker.check_roster(SCHOOL, 7)
        looker.check_roster(SCHOOL, 8)
        with pytest.raises(AnchorRefused):
            looker.check_roster(SCHOOL, 6)
    anchor.raise_roster(SCHOOL, 3, "alder")
    assert anchor.seen().rosters[SCHOOL] == SeenRoster(7, "alder")
    assert anchor.seen().school_with("alder") == SCHOOL


def test_another_process_is_noticed(anchor: Anchor) -> None:
    anchor.raise_roster(SCHOOL, 1, "alder")
    assert anchor.seen().rosters[SCHOOL].n == 1
    Anchor(anchor.path).raise_roster(SCHOOL, 2, "alder")
    assert anchor.seen().rosters[SCHOOL].n == 2


def test_a_shorter_or_other_trail_is_refused(anchor: Anchor) -> None:
    anchor.raise_heads([Head(SCHOOL, 5, b"5" * 32), Head(NO_ID, 2, b"2" * 32)])
    anchor.check_head(Head(SCHOOL, 6, b"6" * 32))
    for cut in (Head(SCHOOL, 4, b"4" * 32), Head(SCHOOL, 5, b"x" * 32)):
        with pytest.raises(AnchorRefused):
            anchor.check_head(cut)
        with pytest.raises(AnchorRefused):
            anchor.raise_heads([cut])
    assert anchor.head(SCHOOL) == Head(SCHOOL, 5, b"5" * 32)


def test_the_file_is_ours_alone_and_whole(anchor: Anchor) -> None:
    anchor.raise_roster(SCHOOL, 1, "alder")
    anchor.raise_heads([Head(SCHOOL, 1, b"1" * 32)])
    assert anchor.path.stat().st_mode & 0o777 == 0o600
    assert json.loads(anchor.path.read_bytes())["rosters"] == {SCHOOL.hex(): {"n": 1, "slug": "alder"}}
    assert {path.name for path in anchor.path.parent.iterdir()} == {"server.anchor", "server.anchor.lock"}


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"format": 2}', '{"format": 1, "rosters": {"x": {}}, "trails": {}}']
)
def test_a_spoilt_file_is_refused_and_not_overwritten(anchor: Anchor, content: str) -> None:
    anchor.path.write_text(content)
    with pytest.raises(AnchorRefused):
        anchor.check_roster(SCHOOL, 1)
    with pytest.raises(AnchorRefused):
        anchor.raise_roster(SCHOOL, 9, "alder")
    assert anchor.path.read_text() == content


def test_after_a_restore_it_can_be_set_to_what_is_there(anchor: Anchor) -> None:
    anchor.raise_roster(SCHOOL, 9, "alder")
    anchor.accept(Seen({SCHOOL: SeenRoster(4, "alder")}))
    anchor.check_roster(SCHOOL, 4)


def test_many_writers_lose_nothing(anchor: Anchor) -> None:
    schools = [new_id() for _ in range(8)]

    def write(offset: int) -> None:
        mine = Anchor(anchor.path)
        for n in range(1, 6):
            for i in range(len(schools)):
                mine.raise_roster(schools[(i + offset) % len(schools)], n, f"school-{(i + offset) % len(schools)}")

    writers = [threading.Thread(target=write, args=(offset,)) for offset in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {school: seen.n for school, seen in anchor.seen().rosters.items()} == dict.fromkeys(schools, 5)
