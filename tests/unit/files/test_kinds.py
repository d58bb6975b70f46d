"""What kinds are taken: each whole, however it is cut up on the way, and nothing that is two things at once."""

import io
import random
import zipfile
from collections.abc import Callable

import pytest

from sharp.files.kinds import Kind, Look
from sharp.files.refusals import Empty, FileRefused, Locked, WrongKind
from tests.fixtures.evidence import PDF, picture
from tests.fixtures.recordings import m4a, mp3, ogg, wav, webm

WHOLE = {
    "pdf": (Kind.PDF, PDF),
    "m4a": (Kind.M4A, m4a()),
    "3gp": (Kind.M4A, m4a(b"3gp4")),
    "mp3": (Kind.MP3, mp3()),
    "mp3 without a tag": (Kind.MP3, mp3(tag=False)),
    "ogg": (Kind.OGG, ogg()),
    "wav": (Kind.WAV, wav()),
    "webm": (Kind.WEBM, webm()),
    "webm as a browser records it": (Kind.WEBM, webm(known=False)),
}
RECORDINGS = {name: data for name, (kind, data) in WHOLE.items() if kind is not Kind.PDF}


def look(data: bytes, step: int = 65_536) -> Kind:
    found = Look()
    for start in range(0, len(data), step):
        found.feed(data[start : start + step])
    return found.end()


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("step", [1, 7, 64, 1000, 65_536])
def test_each_is_known_however_it_comes(name: str, step: int) -> None:
    kind, data = WHOLE[name]
    assert look(data, step) is kind


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_known_by_their_first_bytes(form: str) -> None:
    assert look(picture(form)).is_picture


def test_a_picture_of_a_phone_is_known_as_such() -> None:
    assert look(b"\x00\x00\x00\x18ftypheic" + bytes(100)) is Kind.HEIC


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.exe", b"MZ" * 50)
    return out.getvalue()


OPEN_ENDED = {"webm as a browser records it", "mp3", "mp3 without a tag"}
"""These go on to the end of the file, or may stop within a frame."""
TAILS = {"half a zip": b"PK\x03\x04" + bytes(40), "script": b"<script>alert(1)</script>"}


@pytest.mark.parametrize("name", sorted(set(WHOLE) - OPEN_ENDED))
@pytest.mark.parametrize("tail", TAILS)
def test_nothing_may_follow_the_end(name: str, tail: str) -> None:
    with pytest.raises(WrongKind):
        look(WHOLE[name][1] + TAILS[tail])


@pytest.mark.parametrize("name", WHOLE)
def test_nothing_is_a_zip_as_well(name: str) -> None:
    with pytest.raises(WrongKind):
        look(WHOLE[name][1] + zipped())


OTHERS = {
    "exe": b"MZ" + bytes(200),
    "elf": b"\x7fELF" + bytes(200),
    "zip": zipped(),
    "html": b"<!doctype html><script>alert(1)</script>" + bytes(100),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>' + bytes(100),
    "gif": b"GIF89a" + bytes(200),
    "tiff": b"II*\x00" + bytes(200),
    "bmp": b"BM" + bytes(200),
    "text": b"They took it. " * 20,
    "nothing but zeros": bytes(5000),
    "pdf after something else": b"\n\n" + PDF,
    "mp4 film": m4a(b"isom", b"vide"),
    "webm film": webm(b"V_VP9"),
    "film of a phone": b"\x00\x00\x00\x14ftypqt  " + bytes(200),
    "riff of another kind": b"RIFF" + bytes(4) + b"AVI " + bytes(100),
    "one byte": b"\xff",
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("step", [1, 65_536])
def test_everything_else_is_refused(name: str, step: int) -> None:
    with pytest.raises(WrongKind):
        look(OTHERS[name], step)


def test_nothing_is_said_to_be_nothing() -> None:
    with pytest.raises(Empty):
        look(b"")


@pytest.mark.parametrize("step", [1, 5, 65_536])
def test_a_pdf_that_wants_a_password_is_named_as_such(step: int) -> None:
    with pytest.raises(Locked):
        look(PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), step)


@pytest.mark.parametrize("name", sorted(set(RECORDINGS) - {"mp3", "mp3 without a tag", "webm as a browser records it"}))
def test_a_recording_that_ends_early_is_refused(name: str) -> None:
    data = RECORDINGS[name]
    for end in (len(data) - 1, len(data) // 2, 70):
        with pytest.raises(WrongKind):
            look(data[:end])


def damaged(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _change in range(rng.randint(1, 20)):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out[: rng.randint(1, len(out))])


@pytest.mark.parametrize("name", WHOLE)
def test_whatever_is_damaged_is_taken_or_refused_and_never_a_fault(name: str) -> None:
    rng, data = random.Random(name), WHOLE[name][1]
    for _try in range(200):
        try:
            look(damaged(rng, data), rng.choice((1, 13, 4096)))
        except FileRefused:
            continue


MAKERS: tuple[Callable[[int], bytes], ...] = (lambda size: m4a(sound=bytes(size)), lambda size: wav(bytes(size)))


@pytest.mark.parametrize("make", MAKERS, ids=["m4a", "wav"])
def test_a_long_one_is_followed_without_being_held(make: Callable[[int], bytes]) -> None:
    found, data = Look(), make(3_000_000)
    for start in range(0, len(data), 65_536):
        found.feed(data[start : start + 65_536])
        held = getattr(found._walker, "held", b"")
        assert len(held) <= 65_536
    found.end()
