"""A program of its own, run for one picture and gone: it draws the picture anew, and nothing but what it shows is kept.

Reads the picture on its standard input and writes the new one on its standard output; imports nothing of ours.
Before it reads a byte it may take no more memory, open no file, start no process and leave no core behind.
"""

import ctypes
import io
import resource
import sys
import warnings

from PIL import Image, ImageOps

BASE_FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
FULL_SIZE = 12_500_000
"""A larger JPEG is read at half its width, which takes a quarter of the memory and looks the same on a page."""
MOST_PROGRESSIVE = 32_000_000
"""One that comes in passes is held whole beside what is drawn; a larger one is read at a quarter."""
MOST_WHOLE = {"PNG": 25_000_000, "WEBP": 8_000_000, "HEIF": 24_500_000}
"""Pixels of one that can only be read whole, and by a reader that copies it."""
ORIENTATION = 0x0112
ADDRESS_SPACE = 300 * 1024 * 1024
CPU_SECONDS = 20
QUALITY = 88
PR_SET_DUMPABLE = 4
OK, NO_PICTURE, TOO_LARGE = 0, 3, 4


def confine() -> None:
    say_to_kernel = getattr(ctypes.CDLL(None), "prctl", None)  # Linux alone has it
    if say_to_kernel is not None:
        say_to_kernel(PR_SET_DUMPABLE, 0, 0, 0, 0)
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(what, (most, most))


def formats() -> list[str]:
    try:
        import pillow_heif  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return list(BASE_FORMATS)
    pillow_heif.register_heif_opener()
    return [*BASE_FORMATS, "HEIF"]


def redraw(data: bytes, known: list[str]) -> tuple[bytes, str]:
    """The picture as it looks, turned upright, and its format."""
    with Image.open(io.BytesIO(data), formats=known) as found:
        width, height = found.size
        if width * height > MOST_PIXELS:
            raise Image.DecompressionBombError
        form = found.format if found.format in ("PNG", "WEBP") else "JPEG"
        if found.format in ("JPEG", "MPO"):
            found.draft(None, reduced(width, height, is_progressive=bool(found.info.get("progressive"))))
        if found.size[0] * found.size[1] > MOST_WHOLE.get(found.format or form, MOST_PIXELS):
            raise Image.DecompressionBombError
        found.load()
        drawn = upright(found)
        bare = pixels_of(drawn, form)
        del drawn
    return saved(bare, form), form


def reduced(width: int, height: int, *, is_progressive: bool) -> tuple[int, int]:
    """To what size a JPEG is read."""
    scale = 4 if is_progressive and width * height > MOST_PROGRESSIVE else 1
    while width * height > FULL_SIZE * scale * scale:
        scale *= 2
    return width // scale, height // scale


def upright(found: Image.Image) -> Image.Image:
    """Turned as its tag says, by a copy only where it must be."""
    if found.getexif().get(ORIENTATION, 1) == 1:
        return found
    return ImageOps.exif_transpose(found)


def pixels_of(drawn: Image.Image, form: str) -> Image.Image:
    """Only the pixels go over: no tag, no comment, no colour profile, no second picture."""
    mode = mode_for(drawn, form)
    core = drawn.im if drawn.mode == mode else drawn.convert(mode).im
    bare = Image.new(mode, (1, 1))
    bare.im, bare._size = core, core.size
    return bare


def saved(bare: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    if form == "PNG":
        bare.save(out, "PNG", compress_level=4)
    elif form == "WEBP":
        bare.save(out, "WEBP", quality=QUALITY, method=2)
    else:
        bare.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def mode_for(picture: Image.Image, form: str) -> str:
    if form == "JPEG":
        return "L" if picture.mode in ("1", "L", "I;16") else "RGB"
    if form == "PNG" and picture.mode in ("1", "L"):
        return picture.mode
    return "RGBA" if picture.has_transparency_data else "RGB"


def main() -> int:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    known = formats()
    Image.init()
    confine()
    try:
        drawn, form = redraw(sys.stdin.buffer.read(), known)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return TOO_LARGE
    except Exception:
        return NO_PICTURE
    sys.stdout.buffer.write(form.encode().ljust(8) + drawn)
    sys.stdout.buffer.flush()
    return OK


if __name__ == "__main__":
    sys.exit(main())
