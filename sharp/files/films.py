"""A film that a school brings, checked by decoding it and made anew as our own clips are: by ffmpeg, in a child.

Nothing of what was brought is ever given to anybody: pictures and sound are decoded and encoded again. The child has
the film as an open file without a name, writes into others, reaches no network, and is killed with all it started.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any

from sharp.model.words import ClipFault

CONFINED = str(Path(__file__).with_name("confined.py"))
SHORTEST, LONGEST = 10, 90
"""Seconds of a clip."""
LEEWAY = 1.0
WIDTH, HEIGHT = 640, 360
MOST_PIXELS = 4096 * 2304
MOST_RATE, LEAST_RATE = 25, 5
"""Pictures a second; what has more is shown with fewer."""
MEMORY = 1536 * 1024 * 1024
PROBE_SECONDS, MAKE_SECONDS = 30, 20 * 60
PIECE = 256 * 1024
MOST_FILE = 4 * 1024 * 1024
"""Bytes of a finished file."""
HEAD = 16
FIRST_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
DECODERS = ("h264,hevc,mpeg4,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,mjpeg,prores,"
            "aac,mp3,mp3float,opus,libopus,vorbis,alac,ac3,pcm_s16le,pcm_s16be,pcm_s24le")  # fmt: skip
PICTURE = (f"scale=w={WIDTH}:h={HEIGHT}:force_original_aspect_ratio=decrease:force_divisible_by=2,"
           f"pad={WIDTH}:{HEIGHT}:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuv420p")  # fmt: skip
LOUD = "loudnorm=I=-19:TP=-2:LRA=7,aresample=48000"
"""As loud as ours."""
BARE = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a",
        "+bitexact", "-sn", "-dn")  # fmt: skip
"""Nothing of the place, the day, the camera or the program."""
H264 = ("-c:v", "libx264", "-profile:v", "main", "-level", "3.0", "-preset", "medium", "-crf", "28",
        "-maxrate", "150k", "-bufsize", "450k", "-threads", "1", "-movflags", "+faststart")  # fmt: skip
AAC = ("-c:a", "aac", "-b:a", "40k", "-ac", "1")
VP9 = ("-c:v", "libvpx-vp9", "-b:v", "140k", "-crf", "38", "-deadline", "good", "-cpu-used", "4", "-threads", "1")
OPUS = ("-c:a", "libopus", "-b:a", "28k", "-ac", "1")


class FilmRefused(Exception):
    """It cannot be made into a clip."""

    def __init__(self, fault: ClipFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class Measured:
    """What a film says of itself."""

    demuxer: str
    seconds: float | None
    """None: it does not say."""
    has_sound: bool
    rate: float


@dataclass(frozen=True, repr=False)
class Film:
    """A clip as browsers play it."""

    seconds: float
    has_sound: bool
    mp4: bytes
    webm: bytes
    jpg: bytes


Going = Callable[[int], None]
"""Told how many of a hundred are done; whatever it raises ends the work."""


def can_make() -> bool:
    """Whether the programs are here that this needs."""
    return all(shutil.which(program) for program in ("ffmpeg", "ffprobe"))


def demuxer_of(head: bytes) -> str:
    """By the first bytes, so that no list of other files is ever taken for a film. Raises FilmRefused."""
    if head[4:8] in FIRST_BOXES:
        return "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    raise FilmRefused(ClipFault.NO_FILM)


def measure(source: IO[bytes]) -> Measured:
    """What ffprobe reads of its head. Raises FilmRefused."""
    source.seek(0)
    demuxer = demuxer_of(source.read(HEAD))
    wanted = "stream=codec_type,width,height,avg_frame_rate:stream_disposition=attached_pic:format=duration"
    told = _told([*_reading("ffprobe", demuxer), "-show_entries", wanted, "-of", "json", _path(source)], source)
    if told is None:
        raise FilmRefused(ClipFault.BROKEN)
    streams = told.get("streams", [])
    pictures = [each for each in streams if each.get("codec_type") == "video" and not _is_cover(each)]
    if not pictures:
        raise FilmRefused(ClipFault.NO_PICTURE)
    if not 0 < pictures[0].get("width", 0) * pictures[0].get("height", 0) <= MOST_PIXELS:
        raise FilmRefused(ClipFault.TOO_LARGE)
    seconds = _number(told.get("format", {}).get("duration"))
    _check_length(seconds)
    has_sound = any(each.get("codec_type") == "audio" for each in streams)
    return Measured(demuxer, seconds, has_sound, _rate(pictures[0].get("avg_frame_rate", "")))


def make(source: IO[bytes], going: Going) -> Film:
    """Decode all of it and encode it as our own clips are. Raises FilmRefused, and what `going` raises."""
    found = measure(source)
    with _workshop() as mp4, _workshop() as webm, _workshop() as jpg:
        command = [*_reading("ffmpeg", found.demuxer), "-nostdin", "-y", "-progress", "pipe:1", "-stats_period", "1",
                   "-i", _path(source), *_making(found, _path(mp4), _path(webm))]  # fmt: skip
        _run(command, (source, mp4, webm), found.seconds or LONGEST, going)
        seconds = _length_of(mp4)
        if seconds is None or (found.seconds is not None and seconds < found.seconds - LEEWAY):
            raise FilmRefused(ClipFault.BROKEN)  # it ends before it says
        _check_length(seconds)
        _draw_poster(mp4, jpg, seconds)
        return Film(seconds, found.has_sound, *(_bytes_of(each) for each in (mp4, webm, jpg)))


def _making(found: Measured, mp4: str, webm: str) -> list[str]:
    graph = f"[0:V:0]fps={found.rate:.3f},{PICTURE},split[p1][p2]"
    if found.has_sound:
        graph += f";[0:a:0]{LOUD},asplit[s1][s2]"
    command = ["-filter_complex", graph]
    for number, (codec, voice, kind, path) in enumerate(((H264, AAC, "mp4", mp4), (VP9, OPUS, "webm", webm)), start=1):
        sound = ["-map", f"[s{number}]", *voice] if found.has_sound else []
        command += ["-map", f"[p{number}]", *sound, *codec, "-g", str(MOST_RATE * 4), *BARE,
                    "-t", str(LONGEST + 2 * LEEWAY), "-f", kind, path]  # fmt: skip
    return command


def _draw_poster(mp4: IO[bytes], jpg: IO[bytes], seconds: float) -> None:
    """A picture out of its first half, from the file that was made."""
    command = [*_reading("ffmpeg", "mov"), "-nostdin", "-y", "-progress", "pipe:1", "-ss", f"{seconds / 3:.2f}",
               "-i", _path(mp4), "-frames:v", "1", *BARE, "-c:v", "mjpeg", "-q:v", "7", "-f", "image2pipe",
               _path(jpg)]  # fmt: skip
    _run(command, (mp4, jpg), seconds, lambda _percent: None)


def _reading(program: str, demuxer: str) -> list[str]:
    """How a film that nobody trusts is opened: one demuxer, known decoders, no other file and no address."""
    return [program, "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", demuxer,
            "-codec_whitelist", DECODERS, "-max_pixels", str(MOST_PIXELS), "-threads", "1", "-f", demuxer]  # fmt: skip


def _length_of(made: IO[bytes]) -> float | None:
    command = [*_reading("ffprobe", "mov"), "-show_entries", "format=duration", "-of", "json", _path(made)]
    told = _told(command, made)
    return None if told is None else _number(told.get("format", {}).get("duration"))


def _check_length(seconds: float | None) -> None:
    if seconds is not None and seconds > LONGEST + LEEWAY:
        raise FilmRefused(ClipFault.TOO_LONG)
    if seconds is not None and seconds < SHORTEST - LEEWAY:
        raise FilmRefused(ClipFault.TOO_SHORT)


def _told(command: Sequence[str], source: IO[bytes]) -> dict[str, Any] | None:
    """What ffprobe prints; None: it could not read the film."""
    with _child(command, (source,), PROBE_SECONDS) as child:
        assert child.stdout is not None
        said = child.stdout.read()
        if child.wait() != 0:
            return None
    try:
        found: dict[str, Any] = json.loads(said)
    except ValueError:
        return None
    return found


def _run(command: Sequence[str], files: Sequence[IO[bytes]], seconds: float, going: Going) -> None:
    with _child(command, files, MAKE_SECONDS) as child:
        assert child.stdout is not None
        for line in child.stdout:
            name, _, value = line.decode("ascii", "replace").strip().partition("=")
            if name == "out_time_us":
                done = max(0.0, (_number(value) or 0) / 1_000_000)
                going(min(99, int(100 * done / seconds)))
        if child.wait() != 0:
            raise FilmRefused(ClipFault.BROKEN)


@contextmanager
def _child(command: Sequence[str], files: Sequence[IO[bytes]], seconds: int) -> Iterator[subprocess.Popen[bytes]]:
    """Told nothing of where it runs, and gone at the end with all that it started, whatever happens."""
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(command[0])
    limits = map(str, (MEMORY, seconds, 8 * MOST_FILE))
    child = subprocess.Popen(  # noqa: S603 - ourselves, then a program named above; no shell
        [sys.executable, "-I", CONFINED, *limits, program, *command[1:]],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/",
        pass_fds=[each.fileno() for each in files], start_new_session=True,
    )  # fmt: skip
    end = Timer(seconds, _kill, [child])
    end.daemon = True
    end.start()
    try:
        yield child
    finally:
        end.cancel()
        _kill(child)
        assert child.stdout is not None
        child.stdout.close()
        child.wait()


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Its whole group, which is its own; before it is waited for, so that the number is nobody else's."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def _workshop() -> IO[bytes]:
    """A file without a name: killed at any point, nothing of it stays."""
    return tempfile.TemporaryFile(prefix="sharp-")


def _path(opened: IO[bytes]) -> str:
    return f"/dev/fd/{opened.fileno()}"


def _bytes_of(made: IO[bytes]) -> bytes:
    made.seek(0)
    data = made.read(MOST_FILE + 1)
    if not 0 < len(data) <= MOST_FILE:
        raise FilmRefused(ClipFault.BROKEN)
    return data


def _is_cover(stream: dict[str, Any]) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _rate(said: str) -> float:
    above, _, below = said.partition("/")
    rate = (_number(above) or 0) / (_number(below) or 1)
    return min(MOST_RATE, max(LEAST_RATE, rate)) if rate else MOST_RATE


def _number(said: Any) -> float | None:
    try:
        found = float(said)
    except (TypeError, ValueError):
        return None
    return found if abs(found) < 1e12 else None
