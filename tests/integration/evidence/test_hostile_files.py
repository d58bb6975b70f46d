"""A thousand hostile files: none is a fault, none is kept as it came, and none costs more than it may."""

import io
import random
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from sharp.files.folder import FolderStore
from sharp.files.refusals import FileRefused
from sharp.files.sealing import Spot, opened, take
from sharp.vault.encoding import new_id
from tests.fixtures.evidence import PDF, allow_files, picture
from tests.fixtures.pages import CheckedClient, form_on, prefilled, text_of
from tests.fixtures.recordings import m4a, mp3, ogg, wav, webm
from tests.fixtures.world import World
from tests.integration.evidence.bringing import MULTIPART, SHOW, bring, form_of, lying, told_up_to_files

MB = 1024 * 1024
PICTURES = (picture(), picture("PNG"), picture("WEBP"))
OTHERS = (PDF, m4a(), mp3(), ogg(), wav(), webm())
MAGIC = (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\x00\x00\x00WEBP", b"%PDF-1.7", b"OggS\x00", b"ID3\x04",
         b"RIFF\x10\x00\x00\x00WAVE", b"\x1a\x45\xdf\xa3\x84webm", b"\x00\x00\x00\x18ftypM4A ",
         b"\x00\x00\x00\x18ftypheic", b"MZ", b"\x7fELF", b"PK\x03\x04", b"GIF89a", b"<html>", b"<svg")  # fmt: skip


def cut(rng: random.Random) -> bytes:
    data = rng.choice(PICTURES + OTHERS)
    return data[: rng.randrange(len(data))]


def damaged(rng: random.Random) -> bytes:
    data = bytearray(rng.choice(PICTURES + OTHERS))
    for _change in range(rng.randint(1, 40)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def wrong_magic(rng: random.Random) -> bytes:
    return rng.choice(MAGIC) + rng.choice(PICTURES + OTHERS)[rng.randrange(8) :]


def noise(rng: random.Random) -> bytes:
    return rng.choice((b"", rng.choice(MAGIC))) + rng.randbytes(rng.randrange(4000))


def two_in_one(rng: random.Random) -> bytes:
    return rng.choice(PICTURES + OTHERS) + rng.choice(PICTURES + OTHERS + (b"PK\x05\x06" + bytes(18),))


def nested(rng: random.Random) -> bytes:
    inside = rng.choice(OTHERS)
    for _level in range(rng.randint(1, 60)):
        inside = struct.pack(">I", 8 + len(inside)) + b"moov" + inside
    return struct.pack(">I", 16) + b"ftypM4A " + bytes(4) + inside


def absurd(rng: random.Random) -> bytes:
    """A picture that says it is larger than it is."""
    width, height = (rng.choice((0, 1, 70_000, 2**31 - 1, 2**32 - 1, 12_000)) for _side in range(2))
    head = struct.pack(">IIBBBBB", width, height, rng.choice((1, 8, 16)), rng.choice((0, 2, 3, 6)), 0, 0, 0)
    data = zlib.compress(bytes(rng.randrange(2_000)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(chunk, (b"IHDR", b"IDAT", b"IEND"), (head, data, b"")))


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(rng: random.Random) -> bytes:
    """Small as it comes, huge once it is drawn."""
    out = io.BytesIO()
    side = rng.choice((7_100, 9_000, 15_000))
    Image.new("1", (side, side)).save(out, "PNG")
    return out.getvalue()


def text_bomb(rng: random.Random) -> bytes:
    """A comment that unpacks to a hundred times its size."""
    whole = picture("PNG")
    packed = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(rng.randint(1, 80) * MB)))
    return whole[:33] + packed + whole[33:]


KINDS = {
    cut: 200, damaged: 200, wrong_magic: 190, noise: 200, two_in_one: 120, nested: 60, absurd: 16, bomb: 8, text_bomb: 6
}  # fmt: skip


def hostile() -> Iterator[bytes]:
    rng = random.Random(18)
    for make, count in KINDS.items():
        for _number in range(count):
            yield make(rng)


def test_a_thousand_hostile_files(tmp_path: Path) -> None:
    store, spot, fates = FolderStore(tmp_path / "files"), Spot(new_id(), new_id(), new_id()), Counter[str]()
    for data in hostile():
        try:
            piece = take(store, spot, iter([data]), 20 * MB, None)
        except FileRefused as refused:
            fates[type(refused).__name__] += 1
            assert list(store.days()) == []
            continue
        fates["taken"] += 1
        found = b"".join(opened(store, spot, piece))
        if piece.safe:
            with Image.open(io.BytesIO(found), formats=["JPEG", "PNG", "WEBP"]) as drawn:
                drawn.load()
                assert drawn.width * drawn.height <= 50_000_000
        else:
            assert found == data
        store.remove(piece.file)
    assert fates.total() == 1000
    assert fates["WrongKind"] > 500
    assert fates["TooManyPixels"] >= 8


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 5000, "x\x00.jpg", "\u202egpj.exe", '"; filename="b', ""])
def test_a_name_means_nothing(client: CheckedClient, world: World, name: str) -> None:
    """It is read to know that a file was chosen, and forgotten."""
    allow_files(world)
    told_up_to_files(client)
    body = form_of(prefilled(form_on(client.get(SHOW), SHOW)), PDF)
    body = body.replace(b"Aaliyah 0.jpg", name.replace('"', "%22").encode())
    answer = client.post(f"{SHOW}?add=1", data=body, content_type=MULTIPART)
    assert answer.status_code == (303 if name else 422)
    assert len(lying(world)) == (1 if name else 0)


def test_a_hundred_at_once_are_taken_up_to_the_limit(client: CheckedClient, world: World) -> None:
    allow_files(world, most_files=4)
    told_up_to_files(client)
    assert bring(client, *[PDF] * 100).status_code == 303
    assert len(lying(world)) == 4
    assert "file 100 was one too many" in text_of(client.get("/alder/report/show"))
