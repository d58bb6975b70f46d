"""From the scripts to the finished clips: voice, timing, pictures, files, and the list that the pages read."""

import json
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clips.drawing.film import picture, pictures
from clips.encode import encode, write_poster
from clips.padding import pad_alike
from clips.script import Script
from clips.timing import Timed, timed, web_vtt
from clips.voice import Sentence, speak, write_wave

SHORTEST, LONGEST = 30, 60
KINDS = ("mp4", "webm", "vtt", "png")
POSTER = 1
"""The scene that the poster shows."""
HEAD = """\
# The finished clips: made by `make clips` from clips/scripts, never by hand. See docs/content.md, "Clips".
"""


class TooLong(Exception):
    """A clip says more than fits; the message names it."""


class Stale(Exception):
    """A script says something else than its finished clip; the message names it."""


@dataclass(frozen=True)
class Ready:
    script: Script
    said: list[Sentence]
    timed: Timed


def prepare(scripts: Sequence[Script], recordings: Path | None) -> list[Ready]:
    """All clips last as long as the longest, so that neither length nor size tells one from another."""
    said = {script.id: speak(script, recordings) for script in scripts}
    lasts = {script.id: timed(script, said[script.id]).seconds for script in scripts}
    for name, seconds in lasts.items():
        if seconds > LONGEST:
            raise TooLong(f"{name} lasts {seconds:.0f} seconds, {LONGEST} at most")
    longest = max(SHORTEST, *lasts.values())
    return [Ready(script, said[script.id], timed(script, said[script.id], longest)) for script in scripts]


def make_clip(ready: Ready, folder: Path) -> None:
    paths = {kind: folder / f"{ready.script.file}.{kind}" for kind in KINDS}
    with tempfile.TemporaryDirectory() as workshop:
        sound = Path(workshop) / "said.wav"
        write_wave(sound, ready.timed.sound)
        encode(pictures(ready.timed.shots), sound, paths["mp4"], paths["webm"])
    paths["vtt"].write_text(web_vtt(ready.timed.cues), encoding="utf-8")
    shot = ready.timed.shots[POSTER]
    write_poster(picture(shot, shot.lasts - 0.5), paths["png"])


def finish(made: Sequence[Ready], folder: Path, listed: Path) -> None:
    """All of a kind to one size; what is no clip's goes; the list is written last."""
    names = {ready.script.file for ready in made}
    for path in folder.iterdir():
        if path.stem not in names or path.suffix[1:] not in KINDS:
            path.unlink()
    for kind in KINDS:
        pad_alike(sorted(folder.glob(f"*.{kind}")))
    entries = [
        _entry(one.script, round(one.timed.seconds), not all(said.is_recorded for said in one.said)) for one in made
    ]
    listed.write_text(HEAD + "".join(entries), encoding="utf-8")


def list_again(scripts: Sequence[Script], listed: Path) -> None:
    """What was written about a script since, such as its reviewer; raises Stale if a clip shows something else."""
    before = {clip["id"]: clip for clip in tomllib.loads(listed.read_text(encoding="utf-8"))["clip"]}
    for script in scripts:
        if script.id not in before or before[script.id]["script"] != script.digest:
            raise Stale(f"{script.id} is not what its script says: make clips")
    entries = [_entry(script, before[script.id]["seconds"], before[script.id]["synthetic"]) for script in scripts]
    listed.write_text(HEAD + "".join(entries), encoding="utf-8")


def _entry(script: Script, seconds: int, is_synthetic: bool) -> str:
    facts = {"id": script.id, "file": script.file, "title": script.title, "author": script.author,
             "written": script.written, "reviewer": script.reviewer, "reviewed": script.reviewed,
             "script": script.digest, "seconds": seconds, "synthetic": is_synthetic}  # fmt: skip
    lines = ["", "[[clip]]", *(f"{key} = {_as_toml(value)}" for key, value in facts.items() if value is not None)]
    for scene in script.scenes:
        lines += ["[[clip.scene]]", f"words = {_as_toml(' '.join(scene.say))}"]
    return "\n".join([*lines, ""])


def _as_toml(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
