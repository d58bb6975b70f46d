"""A canvas of 640 by 360 points, drawn three times as large so that edges come out soft."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, FINE = 640, 360, 3
FONTS = Path("/usr/share/fonts/truetype/noto")
Point = tuple[float, float]

# SHARP's own colours (static/sharp.css), and what people, places and things need beside them.
GROUND, CARD, INK, SOFT = "#fbf5ec", "#fffdf9", "#22302f", "#4b5a58"
TEAL, DEEP, WASH = "#0d5c63", "#093f44", "#dff0ed"
SUN, SUN_WASH, BRICK, LEAF, LEAF_WASH = "#f6b35b", "#fdeccf", "#c8623f", "#5f9a63", "#e2f1df"
SKY, GRASS, WOOD, STONE, WHITE = "#d3ebea", "#a9cf9f", "#c08a5b", "#d9cbb6", "#ffffff"


class FontMissing(Exception):
    """Noto Sans is not there; the message says how to get it."""


class Canvas:
    def __init__(self, image: Image.Image | None = None, ground: str = GROUND) -> None:
        self.image = image or Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), ground)
        self._draw = ImageDraw.Draw(self.image)

    def copy(self) -> "Canvas":
        return Canvas(self.image.copy())

    def finished(self) -> Image.Image:
        return self.image.reduce(FINE)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        self._draw.ellipse(_fine(x - rx, y - ry, x + rx, y + ry), fill=fill)

    def circle(self, x: float, y: float, r: float, fill: str) -> None:
        self.oval(x, y, r, r, fill)

    def ring(self, x: float, y: float, r: float, line: str, width: float) -> None:
        self._draw.ellipse(_fine(x - r, y - r, x + r, y + r), outline=line, width=round(width * FINE))

    def box(self, x: float, y: float, w: float, h: float, fill: str, r: float = 0) -> None:
        """From its upper left corner."""
        self._draw.rounded_rectangle(_fine(x, y, x + w, y + h), radius=r * FINE, fill=fill)

    def shape(self, points: Sequence[Point], fill: str) -> None:
        self._draw.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], fill: str, width: float) -> None:
        """With round ends and joints."""
        self._draw.line([(x * FINE, y * FINE) for x, y in points], fill=fill, width=round(width * FINE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.circle(x, y, width / 2, fill)

    def bend(self, start: Point, middle: Point, end: Point, fill: str, width: float) -> None:
        """A soft curve from start to end, drawn towards the middle."""
        points = [_on_curve(start, middle, end, step / 14) for step in range(15)]
        for one, other in pairwise(points):
            self.line([one, other], fill, width)

    def slice(self, x: float, y: float, r: float, start: float, end: float, fill: str) -> None:
        """A slice of a circle; angles in degrees, clockwise from three o'clock."""
        self._draw.pieslice(_fine(x - r, y - r, x + r, y + r), start, end, fill=fill)

    def words(self, x: float, y: float, text: str, size: float, fill: str = INK, *, bold: bool = True) -> None:
        """Lines centred on x, the middle of all of them at y."""
        font = _font(round(size * FINE), bold)
        lines = text.split("\n")
        top = y - size * 1.3 * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            at = (x * FINE, (top + number * size * 1.3) * FINE)
            self._draw.text(at, line, font=font, fill=fill, anchor="mm")


def mixed(one: str, other: str, share: float) -> str:
    """So much of the other colour in the one."""
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def sway(t: float, seconds: float, amount: float, start: float = 0.0) -> float:
    """To and fro, once in so many seconds."""
    return amount * math.sin(2 * math.pi * (t / seconds + start))


def eased(t: float, start: float, seconds: float) -> float:
    """From 0 to 1, beginning and ending softly."""
    at = min(max((t - start) / seconds, 0.0), 1.0)
    return at * at * (3 - 2 * at)


def _fine(*values: float) -> tuple[float, ...]:
    return tuple(value * FINE for value in values)


def _on_curve(start: Point, middle: Point, end: Point, at: float) -> Point:
    a, b, c = (1 - at) ** 2, 2 * at * (1 - at), at * at
    return a * start[0] + b * middle[0] + c * end[0], a * start[1] + b * middle[1] + c * end[1]


@lru_cache(maxsize=64)
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    path = FONTS / ("NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf")
    if not path.exists():
        raise FontMissing(f"{path} is not there: sudo apt-get install fonts-noto-core")
    return ImageFont.truetype(str(path), size)
