"""The finished clips are what their scripts say, small, alike from outside, and captioned word for word."""

import itertools
import struct
from pathlib import Path

import pytest

from clips.making import KINDS, LONGEST, SHORTEST
from clips.script import read_scripts, words_of
from clips.timing import LINE, LINES
from sharp.advice.clips import CLIPS, Clip, ClipsWrong, read_clips
from sharp.web.assets import asset_folder
from tests.unit.clips.containers import Box, boxes, cues

STATIC = asset_folder("static")
SCRIPTS = {script.id: script for script in read_scripts()}
EACH = pytest.mark.parametrize("clip", CLIPS.values(), ids=CLIPS)
MOST_BYTES, MOST_OF_ALL, MOST_OF_A_POSTER = 1_500_000, 25_000_000, 12 * 1024
FASTEST = 22
"""Letters a second that a child can read."""


def bytes_of(clip: Clip, kind: str) -> bytes:
    return (STATIC / clip.path(kind)).read_bytes()


def test_each_script_has_its_clip() -> None:
    assert list(CLIPS) == list(SCRIPTS)


@EACH
def test_it_was_made_from_its_script_as_that_is_now(clip: Clip) -> None:
    script = SCRIPTS[clip.id]
    assert clip.script == script.digest, f"{clip.id}: make clips"
    assert clip.source_words == tuple(" ".join(scene.say) for scene in script.scenes)
    ours = (clip.file, clip.source_title, clip.author, clip.written, clip.reviewer, clip.reviewed)
    theirs = (script.file, script.title, script.author, script.written, script.reviewer, script.reviewed)
    assert ours == theirs, f"{clip.id}: python -m clips --list"


def test_there_is_nothing_beside_them() -> None:
    there = {path.relative_to(STATIC).as_posix() for path in (STATIC / "clips").rglob("*")}
    assert there == {clip.path(kind) for clip in CLIPS.values() for kind in KINDS}


def test_they_are_small_and_of_a_kind_all_the_same_size() -> None:
    sizes = {kind: {(STATIC / clip.path(kind)).stat().st_size for clip in CLIPS.values()} for kind in KINDS}
    assert all(len(found) == 1 for found in sizes.values()), sizes
    most = {kind: found.pop() for kind, found in sizes.items()}
    assert max(most.values()) < MOST_BYTES
    assert most["png"] <= MOST_OF_A_POSTER
    assert sum(most.values()) * len(CLIPS) <= MOST_OF_ALL
    assert len({clip.seconds for clip in CLIPS.values()}) == 1


@EACH
def test_the_mp4_plays_while_it_comes_and_tells_no_day(clip: Clip) -> None:
    found = list(boxes(bytes_of(clip, "mp4")))
    kinds = [box.kind for box in found]
    assert kinds[0] == b"ftyp"
    assert kinds.index(b"moov") < kinds.index(b"mdat")
    assert kinds[-1] == b"free"
    [movie] = [box.inside for box in found if box.kind == b"mvhd"]
    _flags, created, changed, scale, length = struct.unpack_from(">IIIII", movie)
    assert (created, changed) == (0, 0)
    assert SHORTEST <= length / scale <= LONGEST
    assert length / scale == pytest.approx(clip.seconds, abs=0.6)
    sizes = [struct.unpack_from(">II", box.inside, 76) for box in found if box.kind == b"tkhd"]
    assert sorted(sizes) == [(0, 0), (640 << 16, 360 << 16)]
    assert [_codec(box) for box in found if box.kind == b"stsd"] == [b"avc1", b"mp4a"]


def _codec(box: Box) -> bytes:
    return box.inside[12:16]


@EACH
def test_the_webm_holds_vp9_and_opus(clip: Clip) -> None:
    data = bytes_of(clip, "webm")
    assert data.startswith(b"\x1aE\xdf\xa3")
    assert b"V_VP9" in data
    assert b"A_OPUS" in data


@EACH
def test_the_poster_is_as_large_as_the_clip(clip: Clip) -> None:
    data = bytes_of(clip, "png")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack_from(">II", data, 16) == (640, 360)


@EACH
def test_captions_say_every_word_in_order_and_end_within_the_clip(clip: Clip) -> None:
    found = cues(bytes_of(clip, "vtt").decode("utf-8"))
    shown = [word for cue in found for line in cue.lines for word in words_of(line)]
    assert shown == words_of(" ".join(clip.source_words))
    assert all(cue.begins < cue.ends for cue in found)
    assert all(one.ends <= other.begins for one, other in itertools.pairwise(found))
    assert found[-1].ends < clip.seconds


@EACH
def test_captions_can_be_read(clip: Clip) -> None:
    for cue in cues(bytes_of(clip, "vtt").decode("utf-8")):
        assert 1 <= len(cue.lines) <= LINES
        assert max(map(len, cue.lines)) <= LINE
        assert sum(map(len, cue.lines)) / (cue.ends - cue.begins) <= FASTEST, cue


def test_a_list_that_lacks_something_or_says_it_twice_is_refused() -> None:
    whole = (Path(__file__).parents[3] / "sharp" / "advice" / "clips.toml").read_text(encoding="utf-8")
    with pytest.raises(ClipsWrong, match="stands twice"):
        read_clips(whole + whole)
    with pytest.raises(ClipsWrong, match="c01: there is no 'seconds'"):
        read_clips(whole.replace("seconds = ", "length = ", 1))
