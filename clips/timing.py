"""When each sentence is said, how long each scene lasts, and the captions that follow from it."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from clips.drawing.film import RATE, Shot
from clips.script import Script
from clips.voice import HERTZ, Sentence

BEFORE, BETWEEN, AFTER = 0.35, 0.4, 0.35
"""Seconds of quiet in a scene: before its first sentence, between two, after its last."""
LAST = 1.5
"""The least that the last card stays once all is said."""
LINE, LINES = 38, 2
"""A caption's letters in a line, and its lines."""
SYNTHETIC = "This voice is made by a computer."


@dataclass(frozen=True)
class Cue:
    begins: float
    ends: float
    text: str


@dataclass(frozen=True)
class Timed:
    shots: tuple[Shot, ...]
    cues: tuple[Cue, ...]
    sound: bytes
    seconds: float


def timed(script: Script, said: Sequence[Sentence], lasts: float = 0.0) -> Timed:
    """The last scene stays until the clip is as long as asked."""
    shots, cues, sound, at, waiting = [], [], bytearray(), 0.0, list(said)
    for scene in script.scenes:
        began, at = at, at + BEFORE
        for number in range(len(scene.say)):
            sentence = waiting.pop(0)
            sound += _silence(at - len(sound) / 2 / HERTZ) + sentence.sound
            cues += _cues(sentence.text, at, at + sentence.seconds)
            at += sentence.seconds + (BETWEEN if number + 1 < len(scene.say) else AFTER)
        at = _on_picture(at)
        if scene is script.scenes[-1]:
            at = max(_on_picture(at + LAST), lasts)
        shots.append(Shot(scene.draw, _noted(scene.draw, scene.given, said), at - began))
    sound += _silence(at - len(sound) / 2 / HERTZ)
    return Timed(tuple(shots), tuple(cues), bytes(sound), at)


def web_vtt(cues: Sequence[Cue]) -> str:
    blocks = [f"{_clock(cue.begins)} --> {_clock(cue.ends)}\n{cue.text}\n" for cue in cues]
    return "WEBVTT\n\n" + "\n".join(blocks)


def _noted(draw: str, given: dict[str, object], said: Sequence[Sentence]) -> dict[str, object]:
    """The title says so if any sentence is the computer's."""
    if draw != "title" or all(sentence.is_recorded for sentence in said):
        return given
    return {**given, "note": SYNTHETIC}


def _cues(text: str, begins: float, ends: float) -> list[Cue]:
    """A long sentence is shown in parts, each for as long as its share of the letters."""
    lines = _balanced(text)
    parts = [lines[first : first + LINES] for first in range(0, len(lines), LINES)]
    letters = sum(len(" ".join(part)) for part in parts)
    cues, at = [], begins
    for part in parts:
        lasts = (ends - begins) * len(" ".join(part)) / letters
        cues.append(Cue(at, at + lasts, "\n".join(part)))
        at += lasts
    return cues


def _balanced(text: str) -> list[str]:
    """As few lines as it needs, as even as they get."""
    count = len(textwrap.wrap(text, LINE))
    width = next(width for width in range(-(-len(text) // count), LINE + 1) if len(textwrap.wrap(text, width)) <= count)
    return textwrap.wrap(text, width)


def _silence(seconds: float) -> bytes:
    return bytes(2 * max(0, round(seconds * HERTZ)))


def _on_picture(seconds: float) -> float:
    return -(-round(seconds * RATE * 1000) // 1000) / RATE


def _clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 60:02d}:{whole % 60:02d}.{thousandths:03d}"
