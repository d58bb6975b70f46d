"""Both files of every clip decode from end to end, and their sound is there when the captions say so."""

import array
import json
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from clips.making import LONGEST, SHORTEST
from sharp.advice.clips import CLIPS, Clip
from sharp.web.assets import asset_folder
from tests.unit.clips.containers import cues

pytestmark = pytest.mark.clips
EACH = pytest.mark.parametrize("clip", CLIPS.values(), ids=CLIPS)
CODECS = {"mp4": ("h264", "aac"), "webm": ("vp9", "opus")}
HERTZ = 8000
LOUD, QUIET = 600, 60
"""Mean strengths of 16-bit sound: of a voice, and of none."""


def path_of(clip: Clip, kind: str) -> Path:
    return asset_folder("static") / clip.path(kind)


@EACH
@pytest.mark.parametrize("kind", CODECS)
def test_every_picture_and_all_sound_decode(clip: Clip, kind: str) -> None:
    path = str(path_of(clip, kind))
    asked = "stream=codec_name,width,height,pix_fmt,nb_read_frames:format=duration:format_tags"
    probe = ["ffprobe", "-v", "error", "-count_frames", "-show_entries", asked, "-of", "json", path]
    told = subprocess.run(probe, check=True, capture_output=True, text=True)
    assert told.stderr == ""
    found = json.loads(told.stdout)
    picture, sound = found["streams"]
    seconds = float(found["format"]["duration"])
    assert (picture["codec_name"], sound["codec_name"]) == CODECS[kind]
    assert (picture["width"], picture["height"], picture["pix_fmt"]) == (640, 360, "yuv420p")
    assert SHORTEST <= seconds <= LONGEST
    assert int(picture["nb_read_frames"]) == pytest.approx(seconds * 12, abs=2)
    assert int(sound["nb_read_frames"]) > seconds * 20
    assert not {"creation_time", "title", "comment", "date"} & set(found["format"].get("tags", {}))


@EACH
@pytest.mark.parametrize("kind", CODECS)
def test_captions_are_in_step_with_the_voice(clip: Clip, kind: str) -> None:
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(path_of(clip, kind)),
        "-ac",
        "1",
        "-ar",
        str(HERTZ),
        "-f",
        "s16le",
        "-",
    ]
    sound = array.array("h", subprocess.run(command, check=True, capture_output=True).stdout)
    found = cues(path_of(clip, "vtt").read_text(encoding="utf-8"))
    for cue in found:
        assert strength(sound, cue.begins, cue.ends) > LOUD, cue
    for one, other in pairwise(found):
        if other.begins - one.ends > 0.3:
            assert strength(sound, one.ends + 0.1, other.begins - 0.1) < QUIET, (one, other)


def strength(sound: "array.array[int]", begins: float, ends: float) -> float:
    part = sound[round(begins * HERTZ) : round(ends * HERTZ)]
    return sum(map(abs, part)) / len(part)
