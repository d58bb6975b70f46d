"""The recipe: timing that follows the voice, recordings in its place, sizes made alike."""

import re
import struct
import subprocess
import zlib
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from clips.making import Stale, TooLong, finish, list_again, make_clip, prepare
from clips.padding import pad_alike
from clips.script import Scene, Script, read_scripts
from clips.timing import SYNTHETIC, timed, web_vtt
from clips.voice import HERTZ, Sentence, speak
from sharp.advice.clips import read_clips
from tests.unit.clips.containers import boxes, cues

TITLE = Scene("title", {"text": "A word"}, ("One two three.",))
LAST = Scene("end", {}, ("A long sentence that does not fit into two lines of a caption, so that it is cut in parts.",))
SCRIPT = Script("c01", "bcdf", "A word", "SHARP", date(2026, 11, 23), "not yet reviewed", None, (TITLE, LAST))


def said(seconds: float, text: str = "Words.", *, recorded: bool = False) -> Sentence:
    return Sentence(text, bytes(2 * round(seconds * HERTZ)), recorded)


def sentences(first: float, second: float, *, recorded: bool = False) -> list[Sentence]:
    return [said(lasts, text, recorded=recorded) for lasts, text in zip((first, second), SCRIPT.sentences, strict=True)]


def test_scenes_last_as_long_as_what_is_said_and_the_last_fills_up() -> None:
    made = timed(SCRIPT, sentences(2.0, 4.0), 20.0)
    assert made.seconds == 20.0
    assert sum(shot.lasts for shot in made.shots) == pytest.approx(20.0)
    assert made.shots[0].lasts == pytest.approx(2.0 + 0.7, abs=0.1)
    assert len(made.sound) / 2 / HERTZ == pytest.approx(20.0, abs=0.001)


def test_captions_begin_and_end_with_the_sentence_however_many_parts_it_has() -> None:
    made = timed(SCRIPT, sentences(2.0, 4.0))
    found = cues(web_vtt(made.cues))
    assert (found[0].begins, found[0].ends) == (0.35, 2.35)
    assert len(found) == 3
    assert found[1].ends == pytest.approx(found[2].begins)
    assert found[2].ends - found[1].begins == pytest.approx(4.0, abs=0.01)
    assert " ".join(" ".join(cue.lines) for cue in found[1:]) == LAST.say[0]


def test_the_title_says_that_a_computer_speaks_unless_none_does() -> None:
    assert timed(SCRIPT, sentences(1, 1)).shots[0].given["note"] == SYNTHETIC
    assert "note" not in timed(SCRIPT, sentences(1, 1, recorded=True)).shots[0].given


PICTURE = Image.new("P", (3, 2))


def small(path: Path, kind: str, body: bytes) -> Path:
    if kind == "png":
        PICTURE.save(path)
        path.write_bytes(path.read_bytes()[:33] + chunk(b"paDd", body) + path.read_bytes()[33:])
    elif kind == "mp4":
        path.write_bytes(struct.pack(">I4s", 8 + len(body), b"mdat") + body)
    elif kind == "vtt":
        path.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\n" + "a" * len(body) + "\n")
    else:
        path.write_bytes(body)
    return path


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize("kind", ["mp4", "png", "vtt", "webm"])
def test_files_of_a_kind_become_the_same_size_and_stay_what_they_were(kind: str, tmp_path: Path) -> None:
    paths = [small(tmp_path / f"{size}.{kind}", kind, bytes(size)) for size in (1, 959, 960, 961, 3000)]
    before = [path.read_bytes() for path in paths]
    size = pad_alike(paths)
    assert {path.stat().st_size for path in paths} == {size}
    assert size % 1024 == 0
    for path, old in zip(paths, before, strict=True):
        new = path.read_bytes()
        if kind == "png":
            with Image.open(path) as opened:
                assert opened.convert("P").tobytes() == PICTURE.tobytes()
        elif kind == "vtt":
            assert cues(new.decode()) == cues(old.decode())
        else:
            assert new.startswith(old)
        if kind == "mp4":
            assert [box.kind for box in boxes(new)] == [b"mdat", b"free"]


def test_a_script_that_changed_is_not_listed_as_if_it_were_its_clip(tmp_path: Path) -> None:
    listed = tmp_path / "clips.toml"
    listed.write_text(f'[[clip]]\nid = "c01"\nscript = "{SCRIPT.digest}"\nseconds = 40\nsynthetic = false\n')
    reviewed = Script(**{**vars(SCRIPT), "reviewer": "Ms Shah, nurse", "reviewed": date(2027, 1, 5)})
    list_again([reviewed], listed)
    clip = read_clips(listed.read_text())["c01"]
    assert (clip.reviewer, clip.reviewed, clip.seconds, clip.is_synthetic) == (
        "Ms Shah, nurse", date(2027, 1, 5), 40, False,
    )  # fmt: skip
    with pytest.raises(Stale, match="c01"):
        list_again([Script(**{**vars(SCRIPT), "scenes": (LAST,)})], listed)


def tone(path: Path, seconds: int) -> None:
    """As a recorder may leave it: in stereo, at another rate."""
    source = f"sine=frequency=300:duration={seconds}"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-ac", "2", "-ar", "44100", str(path)]
    subprocess.run(command, check=True)


@pytest.mark.clips
def test_a_recording_takes_the_place_of_the_computers_sentence(tmp_path: Path) -> None:
    (tmp_path / "c01").mkdir()
    tone(tmp_path / "c01" / "02.wav", 3)
    first, second = speak(SCRIPT, tmp_path)
    assert (first.is_recorded, second.is_recorded) == (False, True)
    assert second.seconds == pytest.approx(3.0, abs=0.1)
    assert 0.4 < first.seconds < 3


@pytest.mark.clips
def test_a_clip_too_long_is_named(tmp_path: Path) -> None:
    (tmp_path / "c01").mkdir()
    tone(tmp_path / "c01" / "01.wav", 61)
    with pytest.raises(TooLong, match=r"c01 lasts \d\d seconds, 60 at most"):
        prepare([SCRIPT], tmp_path)


@pytest.mark.clips
def test_the_whole_recipe_makes_the_same_clip_twice(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "old.mp4").write_bytes(b"")
        [ready] = prepare([SCRIPT], None)
        make_clip(ready, folder)
        finish([ready], folder, tmp_path / f"{name}.toml")
        made.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert sorted(made[0]) == ["bcdf.mp4", "bcdf.png", "bcdf.vtt", "bcdf.webm"]
    assert made[0] == made[1]
    clip = read_clips((tmp_path / "one.toml").read_text())["c01"]
    assert (clip.seconds, clip.is_synthetic) == (30, True)
    assert clip.source_words == SCRIPT.sentences


def test_numbers_are_spoken_as_people_say_them() -> None:
    numbers = {
        found for script in read_scripts() for said in script.sentences for found in re.findall(r"[\d ]*\d", said)
    }
    assert {number.strip() for number in numbers} == {"0800 1111", "999"}
