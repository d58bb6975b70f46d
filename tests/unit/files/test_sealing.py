"""A file on its way in: sealed, made safe, bound to one place, and given out only whole."""

import ast
import io
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image

from sharp.files import pictures, sealing
from sharp.files.folder import FolderStore
from sharp.files.kinds import Kind
from sharp.files.refusals import FileRefused, Infected, NotThere, TooBig, TooManyPixels, WrongKind
from sharp.files.scanning import ScannerAway
from sharp.files.sealing import Piece, Spot, check, is_there, opened, take
from sharp.vault.encoding import new_id
from sharp.vault.errors import VaultRefusal
from tests.fixtures.evidence import CAMERA, OWNER, PDF, PLACE, picture, telling_picture
from tests.fixtures.recordings import m4a
from tests.fixtures.scanner import BAD, scanner

MB = 1024 * 1024
TELLING = (CAMERA, OWNER, PLACE, b"Google", b"2026:11:23", b"Exif", b"GPS", b"ICC_PROFILE", b"adobe:ns:meta", b"eXIf")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.fixture
def spot() -> Spot:
    return Spot(new_id(), new_id(), new_id())


def brought(data: bytes, step: int = 10_000) -> Iterator[bytes]:
    return (data[start : start + step] for start in range(0, len(data), step))


def kept(store: FolderStore, spot: Spot, data: bytes, most: int = 50 * MB, at: str | None = None) -> Piece:
    return take(store, spot, brought(data), most, at)


def whole(store: FolderStore, spot: Spot, piece: Piece) -> bytes:
    return b"".join(opened(store, spot, piece))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_is_kept(store: FolderStore, spot: Spot, form: str) -> None:
    sent = telling_picture(form)
    assert CAMERA in sent
    piece = kept(store, spot, sent)
    found = whole(store, spot, piece)
    assert piece.safe
    assert [word for word in TELLING if word.lower() in found.lower()] == []
    with Image.open(io.BytesIO(found)) as drawn:
        assert drawn.format == form
        assert not drawn.getexif()
        assert set(drawn.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}
        assert drawn.size == (200, 320), "turned upright before its tag was lost"


def test_what_follows_a_picture_is_gone(store: FolderStore, spot: Spot) -> None:
    """A picture that is an archive, a script or another picture as well becomes a picture."""
    for tail in (b"PK\x03\x04" + OWNER, b"<script>" + OWNER + b"</script>", telling_picture()):
        found = whole(store, spot, kept(store, spot, picture() + tail))
        assert OWNER not in found
        assert b"PK\x03\x04" not in found


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_mode_can_be_drawn(store: FolderStore, spot: Spot, mode: str) -> None:
    out = io.BytesIO()
    plain = Image.linear_gradient("L")
    image = Image.new("I;16", (64, 64), 9) if mode == "I;16" else plain.convert("RGB").convert(mode)
    image.save(out, "PNG")
    assert kept(store, spot, out.getvalue()).kind is Kind.PNG


def test_a_picture_for_printers_can_be_drawn(store: FolderStore, spot: Spot) -> None:
    assert kept(store, spot, picture("JPEG", mode="CMYK")).safe


def test_a_picture_that_moves_becomes_one_that_stands(store: FolderStore, spot: Spot) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(whole(store, spot, kept(store, spot, out.getvalue())))) as drawn:
        assert getattr(drawn, "n_frames", 1) == 1


def test_only_the_new_picture_is_left(store: FolderStore, spot: Spot) -> None:
    piece = kept(store, spot, telling_picture())
    assert [name for name, _day in store.days()] == [piece.file]


def test_other_files_are_kept_as_they_were_sent(store: FolderStore, spot: Spot) -> None:
    for data, kind in ((PDF, Kind.PDF), (m4a(), Kind.M4A)):
        piece = kept(store, spot, data)
        assert (piece.kind, piece.safe) == (kind, False)
        assert whole(store, spot, piece) == data


def bomb(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (60_000, 1_000), (5_100, 5_000)])
def test_a_bomb_does_not_go_off(store: FolderStore, spot: Spot, width: int, height: int) -> None:
    with pytest.raises(TooManyPixels):
        kept(store, spot, bomb(width, height))
    assert list(store.days()) == []


@pytest.mark.parametrize("data", [b"\xff\xd8\xff" + bytes(500), picture()[:400], picture("PNG")[:60] + bytes(300)])
def test_what_only_begins_as_a_picture_is_refused(store: FolderStore, spot: Spot, data: bytes) -> None:
    with pytest.raises(WrongKind):
        kept(store, spot, data)
    assert list(store.days()) == []


HEIC = """
import sys, pillow_heif
from PIL import Image
pillow_heif.register_heif_opener()
tags = Image.Exif()
tags[0x010F] = "A camera of mine"
tags.get_ifd(0x8825)[1] = "N"
picture = Image.new("RGB", (int(sys.argv[1]), int(sys.argv[2])), "teal")
picture.save(sys.stdout.buffer, "HEIF", exif=tags.tobytes())
"""
WITHOUT_ITS_LIBRARY = (
    "import runpy, sys; sys.modules['pillow_heif'] = None; runpy.run_path(sys.argv[1], run_name='__main__')"
)


def heic(width: int, height: int) -> bytes:
    """As a telephone takes it; drawn apart, so that its library is never in our own process."""
    drawn = [sys.executable, "-c", HEIC, str(width), str(height)]
    return subprocess.run(drawn, check=True, capture_output=True, timeout=60).stdout


def test_a_picture_of_a_phone_is_drawn_anew(store: FolderStore, spot: Spot) -> None:
    taken = heic(640, 480)
    assert b"A camera of mine" in taken
    piece = kept(store, spot, taken)
    drawn = whole(store, spot, piece)
    assert (piece.kind, piece.safe) == (Kind.JPEG, True)
    with Image.open(io.BytesIO(drawn)) as found:
        assert (found.size, dict(found.getexif())) == ((640, 480), {})
    assert b"A camera of mine" not in drawn
    assert "pillow_heif" not in sys.modules


def test_one_that_is_too_large_to_draw_is_refused_before_it_is_read(store: FolderStore, spot: Spot) -> None:
    """What its head says is enough: the same picture, with other numbers for its width and height."""
    taken = heic(640, 480)
    size = taken.index(b"ispe") + 8
    with pytest.raises(TooManyPixels):
        kept(store, spot, taken[:size] + struct.pack(">II", 6000, 5000) + taken[size + 8 :])


def test_without_its_library_it_is_not_kept_as_it_was_sent(
    store: FolderStore, spot: Spot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be made safe, and says where it was taken."""
    monkeypatch.setattr(pictures, "CHILD", (*pictures.CHILD[:-1], "-c", WITHOUT_ITS_LIBRARY, pictures.CHILD[-1]))
    with pytest.raises(WrongKind):
        kept(store, spot, heic(64, 48))
    assert list(store.days()) == []


def test_more_than_is_taken_is_refused_as_soon_as_it_is_clear(store: FolderStore, spot: Spot) -> None:
    seen = 0

    def endless() -> Iterator[bytes]:
        nonlocal seen
        yield PDF
        while True:
            seen += 1
            yield bytes(10_000)

    with pytest.raises(TooBig):
        take(store, spot, endless(), MB, None)
    assert seen <= MB // 10_000 + 1
    assert list(store.days()) == []


def test_what_is_no_file_of_ours_is_refused_before_it_is_read(store: FolderStore, spot: Spot) -> None:
    seen = []

    def program() -> Iterator[bytes]:
        for number in range(100):
            seen.append(number)
            yield b"MZ" * 5_000

    with pytest.raises(WrongKind):
        take(store, spot, program(), 50 * MB, None)
    assert len(seen) == 1


def test_a_file_opens_at_its_own_place_alone(store: FolderStore, spot: Spot) -> None:
    piece = kept(store, spot, PDF)
    other = new_id()
    for elsewhere in (Spot(other, spot.report, spot.entry), Spot(spot.school, other, spot.entry),
                      Spot(spot.school, spot.report, other)):  # fmt: skip
        with pytest.raises(VaultRefusal):
            check(store, elsewhere, piece, None)


def test_a_file_that_was_cut_changed_or_swapped_gives_out_nothing(store: FolderStore, spot: Spot) -> None:
    data = m4a(sound=os.urandom(200_000))
    piece, other = kept(store, spot, data), kept(store, spot, data)
    path = store.folder / piece.file
    sealed = path.read_bytes()
    cases = [sealed[:-1], sealed[:70_000], sealed[:3], b"", sealed + b"x", (store.folder / other.file).read_bytes()]
    cases += [sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :] for at in (0, 5, 11, 70_000, len(sealed) - 1)]
    for changed in cases:
        path.write_bytes(changed)
        with pytest.raises(VaultRefusal):
            check(store, spot, piece, None)
    path.unlink()
    with pytest.raises(NotThere):
        check(store, spot, piece, None)


def test_whether_it_is_there_is_asked_of_its_size(store: FolderStore, spot: Spot) -> None:
    for size in (1, 70_000, 1_100_000):
        piece = kept(store, spot, m4a(sound=bytes(size)))
        assert is_there(store, piece)
        with (store.folder / piece.file).open("ab") as file:
            file.write(b"x")
        assert not is_there(store, piece)


def test_what_the_scanner_names_is_refused_and_gone(store: FolderStore, spot: Spot) -> None:
    with scanner() as looks:
        assert kept(store, spot, PDF, at=looks.where).kind is Kind.PDF
        with pytest.raises(Infected):
            kept(store, spot, PDF.replace(b"/Root", BAD), at=looks.where)
        assert len(list(store.days())) == 1
        assert looks.scanned[0] == PDF


def test_without_its_scanner_a_file_is_taken_and_not_given_out(store: FolderStore, spot: Spot) -> None:
    with scanner() as gone:
        where = gone.where
    piece = kept(store, spot, PDF, at=where)
    with pytest.raises(ScannerAway):
        check(store, spot, piece, where)


@pytest.mark.parametrize("says", [b"", b"INSTREAM size limit exceeded. ERROR", b"OK", b"stream: OK or so"])
def test_an_answer_that_is_not_plain_gives_out_nothing(store: FolderStore, spot: Spot, says: bytes) -> None:
    piece = kept(store, spot, PDF)
    with scanner() as looks:
        looks.says = says
        with pytest.raises(ScannerAway):
            check(store, spot, piece, looks.where)


def test_what_the_scanner_learns_later_counts_as_well(store: FolderStore, spot: Spot) -> None:
    piece = kept(store, spot, PDF.replace(b"/Root", BAD))
    with scanner() as looks, pytest.raises(Infected):
        check(store, spot, piece, looks.where)


def test_a_piece_says_nothing_of_itself(store: FolderStore, spot: Spot) -> None:
    piece = kept(store, spot, PDF)
    assert piece.key not in repr(piece)
    assert Piece.from_json(piece.as_json()) == piece


def test_no_child_outlives_its_picture(store: FolderStore, spot: Spot) -> None:
    def breaks() -> Iterator[bytes]:
        yield picture()
        raise FileRefused

    before = set(psutil.Process().children())
    with pytest.raises(FileRefused), pictures.redrawn(breaks()):
        pass
    kept(store, spot, picture())
    assert set(psutil.Process().children()) <= before


def test_the_program_that_draws_stands_alone() -> None:
    """It is run by its path with nothing of ours, and how it ends is known on both sides."""
    source = Path(pictures.CHILD[-1]).read_text(encoding="utf-8")
    tree = ast.parse(source)
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names == {"ctypes", "io", "resource", "sys", "warnings", "PIL", "pillow_heif"}
    ends = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and "NO_PICTURE" in ast.unparse(node.targets[0])
    )
    assert (ends[0], ends[2]) == (pictures.OK, pictures.TOO_LARGE)
    assert "PIL" not in {name.split(".")[0] for name in sys.modules if name.startswith("sharp")}
    assert sealing.MOST_PICTURE <= 32 * MB
