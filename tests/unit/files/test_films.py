"""Films by strangers: what is one is made anew and bare, what only looks like one is refused, and nothing is left."""

import json
import os
import random
import struct
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sharp.files import films
from sharp.files.films import Film, FilmRefused, demuxer_of, make
from sharp.model.words import ClipFault

CODECS = {"mp4": ("h264", "aac"), "webm": ("vp9", "opus")}
NOISE = random.Random(7)
PLACE = "+51.5074-000.1278/"
Made = Callable[..., Path]


def ffmpeg(*arguments: str, to: Path) -> Path:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, str(to)], check=True, stdin=subprocess.DEVNULL)
    return to


@pytest.fixture(scope="session")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds, upright, with a place, a day, a chapter and a second sound, as small as they come."""
    folder = tmp_path_factory.mktemp("films")
    chapters = folder / "chapters"
    chapters.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=5\ntitle=Aaliyah at home\n")
    return ffmpeg(
        "-f", "lavfi", "-i", "color=c=teal:size=90x160:rate=10:duration=10", "-f", "lavfi", "-i",
        "sine=frequency=300:duration=10", "-i", str(chapters), "-map", "0:v", "-map", "1:a", "-map", "1:a",
        "-map_metadata", "2", "-metadata", f"comment={PLACE}", "-metadata", "title=Aaliyah",
        "-metadata", "date=2026-11-20", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac",
        to=folder / "phone.mp4",
    )  # fmt: skip


def made_of(path: Path, said: list[int] | None = None) -> Film:
    with path.open("rb") as source:
        return make(source, (said if said is not None else []).append)


def fault_of(path: Path) -> ClipFault:
    with pytest.raises(FilmRefused) as refused:
        made_of(path)
    return refused.value.fault


def probed(data: bytes, tmp_path: Path) -> dict[str, object]:
    path = tmp_path / "made"
    path.write_bytes(data)
    probe = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-show_chapters", "-of", "json", str(path)]
    found: dict[str, object] = json.loads(subprocess.run(probe, check=True, capture_output=True).stdout)
    return found


@pytest.mark.clips
def test_a_film_of_a_phone_becomes_what_ours_are(phone: Path, tmp_path: Path) -> None:
    said: list[int] = []
    film = made_of(phone, said)
    assert said == sorted(said)
    assert said[-1] > 90
    assert film.has_sound
    assert film.seconds == pytest.approx(10, abs=0.2)
    assert film.jpg.startswith(b"\xff\xd8\xff")
    for kind, codecs in CODECS.items():
        data = getattr(film, kind)
        found = probed(data, tmp_path)
        picture, sound = found["streams"]  # type: ignore[misc]
        assert (picture["codec_name"], sound["codec_name"]) == codecs
        assert (picture["width"], picture["height"], picture["pix_fmt"]) == (640, 360, "yuv420p")
        assert found["chapters"] == []
        assert len(data) < 1_500_000 / 6
    whole = film.mp4 + film.webm + film.jpg
    for private in (b"Aaliyah", PLACE.encode(), b"2026-11-20"):
        assert private in phone.read_bytes(), "this looks where it should"
        assert private not in whole


@pytest.mark.clips
def test_a_film_without_sound_stays_without(tmp_path: Path) -> None:
    silent = ffmpeg("-f", "lavfi", "-i", "color=c=teal:size=160x90:rate=10:duration=10", "-c:v", "libvpx",
                    "-deadline", "realtime", "-cpu-used", "8", to=tmp_path / "silent.webm")  # fmt: skip
    assert not made_of(silent).has_sound


def boxes(*parts: tuple[bytes, bytes]) -> bytes:
    return b"".join(struct.pack(">I4s", 8 + len(data), name) + data for name, data in parts)


LOOK_ALIKES = {
    "nothing": b"",
    "a text": b"This is a film, really." * 100,
    "a playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "a list of files": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "a page": b"<!doctype html><video src=x>",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "a program": b"\x7fELF" + bytes(200),
    "a zip": b"PK\x03\x04" + bytes(200),
}


@pytest.mark.parametrize("data", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_what_begins_otherwise_is_none(data: bytes) -> None:
    """Before any program looks at it."""
    with pytest.raises(FilmRefused) as refused:
        demuxer_of(data)
    assert refused.value.fault is ClipFault.NO_FILM


@pytest.mark.clips
@pytest.mark.parametrize(
    "data",
    [
        boxes((b"ftyp", b"mp42" * 2)) + LOOK_ALIKES["a playlist"],
        boxes((b"ftyp", b"mp42" * 2), (b"mdat", NOISE.randbytes(5_000))),
        boxes((b"ftyp", b"mp42" * 2), (b"moov", NOISE.randbytes(5_000))),
        boxes((b"ftyp", b"mp42" * 2), (b"moov", b"\0\0\0\x08moov" * 500)),
        b"\x1a\x45\xdf\xa3" + LOOK_ALIKES["a playlist"],
        b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff" + NOISE.randbytes(3_000),
    ],
    ids=["playlist in a head", "no index", "index of noise", "boxes in boxes", "playlist as WebM", "noise as WebM"],
)
def test_what_begins_as_a_film_and_is_none_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "film"
    path.write_bytes(data)
    assert fault_of(path) in (ClipFault.BROKEN, ClipFault.NO_PICTURE)


@pytest.mark.clips
def test_a_film_that_breaks_off_is_refused(phone: Path, tmp_path: Path) -> None:
    whole = ffmpeg(
        "-i",
        str(phone),
        "-c",
        "copy",
        "-map",
        "0:v",
        "-map",
        "0:a:0",
        "-movflags",
        "+faststart",
        to=tmp_path / "whole.mp4",
    )
    for share in (0.5, 0.1, 0.02):
        cut = tmp_path / "cut.mp4"
        cut.write_bytes(whole.read_bytes()[: int(len(whole.read_bytes()) * share)])
        assert fault_of(cut) is ClipFault.BROKEN, share
    late = tmp_path / "late.mp4"
    late.write_bytes(phone.read_bytes()[:-2_000])
    assert fault_of(late) is ClipFault.BROKEN


@pytest.mark.clips
def test_sound_alone_is_no_clip(phone: Path, tmp_path: Path) -> None:
    sound = ffmpeg("-i", str(phone), "-map", "0:a:0", "-c", "copy", to=tmp_path / "sound.mp4")
    assert fault_of(sound) is ClipFault.NO_PICTURE


@pytest.mark.clips
@pytest.mark.parametrize(("seconds", "fault"), [(2, ClipFault.TOO_SHORT), (120, ClipFault.TOO_LONG)])
def test_too_short_and_too_long_are_said(tmp_path: Path, seconds: int, fault: ClipFault) -> None:
    film = ffmpeg("-f", "lavfi", "-i", f"color=size=64x64:rate=5:duration={seconds}", "-c:v", "libx264", "-preset",
                  "ultrafast", to=tmp_path / "film.mp4")  # fmt: skip
    assert fault_of(film) is fault


@pytest.mark.clips
def test_a_film_that_hides_its_length_is_measured(tmp_path: Path) -> None:
    """As some browsers record: nothing says how long it lasts."""
    live = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-f", "webm", "-live", "1"]
    source = tmp_path / "live.webm"
    with source.open("wb") as out:
        command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=size=64x64:rate=5:duration=120", *live, "-"]
        subprocess.run(command, check=True, stdout=out, stdin=subprocess.DEVNULL)
    assert fault_of(source) is ClipFault.TOO_LONG


@pytest.mark.clips
def test_a_bomb_of_pixels_is_refused(tmp_path: Path) -> None:
    """Small on the line and huge when drawn."""
    bomb = ffmpeg("-f", "lavfi", "-i", "color=size=8192x8192:rate=1:duration=12", "-c:v", "mjpeg", "-q:v", "31",
                  "-pix_fmt", "yuvj420p", to=tmp_path / "bomb.mov")  # fmt: skip
    assert fault_of(bomb) in (ClipFault.TOO_LARGE, ClipFault.BROKEN)


@pytest.mark.clips
def test_two_kinds_in_one_come_out_as_one(phone: Path, tmp_path: Path) -> None:
    page = b"<script>alert(1)</script>"
    both = tmp_path / "both.mp4"
    both.write_bytes(phone.read_bytes() + boxes((b"free", page)) + b"PK\x05\x06" + bytes(18))
    film = made_of(both)
    assert page not in film.mp4 + film.webm + film.jpg


@pytest.mark.clips
def test_nothing_is_left_when_it_is_stopped(phone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of the child: its group is gone before the exception is."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    children: list[int] = []
    begun = subprocess.Popen

    def note(*arguments: object, **options: object) -> object:
        child = begun(*arguments, **options)  # type: ignore[call-overload]
        children.append(child.pid)
        return child

    monkeypatch.setattr(films.subprocess, "Popen", note)

    class Enough(Exception):
        pass

    def stop(_percent: int) -> None:
        raise Enough

    with phone.open("rb") as source, pytest.raises(Enough):
        make(source, stop)
    assert len(children) == 2
    for pid in children:
        with pytest.raises(ProcessLookupError):
            os.killpg(pid, 0)
    assert list((tmp_path / "temp").iterdir()) == []


@pytest.mark.clips
def test_the_child_may_not_take_more_than_it_is_told(phone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MEMORY", 40 * 1024 * 1024), ("MOST_FILE", 256), ("MAKE_SECONDS", 0)):
        with monkeypatch.context() as less:
            less.setattr(films, name, value)
            assert fault_of(phone) is ClipFault.BROKEN, name
