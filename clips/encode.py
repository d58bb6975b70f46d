"""Pictures and sound into the two files that browsers play, by ffmpeg."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from clips.drawing.canvas import HEIGHT, WIDTH
from clips.drawing.film import RATE

LOUD = "highpass=f=70,lowpass=f=7000,loudnorm=I=-19:TP=-2:LRA=7,aresample=48000"
"""As loud in every clip, and less sharp than it comes."""
BARE = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")
"""Nothing of the day, the machine or the program."""
PICTURES = ("-pix_fmt", "yuv420p", "-g", str(RATE * 4))
H264 = ("-c:v", "libx264", "-profile:v", "main", "-level", "3.0", "-preset", "slow", "-tune", "animation", "-crf", "29",
        "-threads", "1", "-c:a", "aac", "-b:a", "40k", "-ac", "1", "-movflags", "+faststart")  # fmt: skip
VP9 = ("-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "43", "-deadline", "good", "-cpu-used", "2", "-threads", "1",
       "-c:a", "libopus", "-b:a", "28k", "-ac", "1")  # fmt: skip


def encode(pictures: Iterable[Image.Image], sound: Path, mp4: Path, webm: Path) -> None:
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}",
               "-r", str(RATE), "-i", "-", "-i", str(sound),
               "-filter_complex", f"[1:a]{LOUD},asplit[one][two]"]  # fmt: skip
    for codec, voice, path in ((H264, "one", mp4), (VP9, "two", webm)):
        command += ["-map", "0:v", "-map", f"[{voice}]", *codec, *PICTURES, *BARE, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as running:
        assert running.stdin is not None
        for picture in pictures:
            running.stdin.write(picture.tobytes())
        running.stdin.close()
        if running.wait() != 0:
            raise subprocess.CalledProcessError(running.returncode, command[0])


def write_poster(picture: Image.Image, path: Path) -> None:
    """Small: flat drawings need few colours."""
    picture.quantize(40, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)
