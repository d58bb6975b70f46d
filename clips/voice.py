"""What is said, as sound: a recording where there is one, else the computer's voice."""

import subprocess
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

from clips.script import Script

HERTZ = 22050
VOICE = ("espeak-ng", "-v", "en-gb", "-s", "146", "-p", "38", "-a", "110", "-g", "1")
"""Calm: slower and lower than it would speak by itself."""
SPOKEN = {"0800 1111": "oh eight hundred, one one, one one", "999": "nine nine nine"}
"""How the computer is told to say what people say otherwise than it is written."""


@dataclass(frozen=True)
class Sentence:
    text: str
    sound: bytes
    """Mono, 16 bits, at HERTZ."""
    is_recorded: bool

    @property
    def seconds(self) -> float:
        return len(self.sound) / 2 / HERTZ


def speak(script: Script, recordings: Path | None) -> list[Sentence]:
    """Sentence KK of clip cNN is recorded in cNN/KK.wav of the folder, if that file is there."""
    said = []
    for number, text in enumerate(script.sentences, start=1):
        recorded = recordings / script.id / f"{number:02d}.wav" if recordings else None
        is_recorded = recorded is not None and recorded.exists()
        sound = _recording(recorded) if recorded is not None and is_recorded else _computer(text)
        said.append(Sentence(text, sound, is_recorded))
    return said


def _computer(text: str) -> bytes:
    for written, spoken in SPOKEN.items():
        text = text.replace(written, spoken)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "said.wav"
        subprocess.run([*VOICE, "-w", str(made), text], check=True)
        return _recording(made)


def _recording(path: Path) -> bytes:
    """Any WAV, made mono and of our rate, without the silence before and after it."""
    quiet = "silenceremove=start_periods=1:start_threshold=-45dB"
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-af", f"{quiet},areverse,{quiet},areverse",
               "-ac", "1", "-ar", str(HERTZ), "-f", "s16le", "-"]  # fmt: skip
    return subprocess.run(command, check=True, capture_output=True).stdout


def write_wave(path: Path, sound: bytes) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(HERTZ)
        out.writeframes(sound)
