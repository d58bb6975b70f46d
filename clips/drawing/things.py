"""What stands about in a scene, or floats over it."""

from clips.drawing.canvas import (
    BRICK,
    CARD,
    DEEP,
    INK,
    LEAF,
    SOFT,
    STONE,
    SUN,
    TEAL,
    WASH,
    WHITE,
    WOOD,
    Canvas,
    mixed,
)


def bubble(c: Canvas, x: float, y: float, w: float, h: float, *, to: int = -1, fill: str = CARD) -> None:
    """A speech bubble with its middle at (x, y) and a tail down to the left (-1) or right (1)."""
    c.shape(
        [(x + to * w * 0.12, y + h * 0.3), (x + to * w * 0.34, y + h * 0.3), (x + to * w * 0.42, y + h * 0.78)], fill
    )
    c.box(x - w / 2, y - h / 2, w, h, fill, min(w, h) * 0.42)


def heart(c: Canvas, x: float, y: float, r: float, fill: str = BRICK) -> None:
    for side in (-1, 1):
        c.circle(x + side * r * 0.48, y - r * 0.3, r * 0.54, fill)
    c.shape([(x - r * 0.98, y - r * 0.1), (x + r * 0.98, y - r * 0.1), (x, y + r)], fill)


def tick(c: Canvas, x: float, y: float, r: float, fill: str = LEAF) -> None:
    c.circle(x, y, r, fill)
    c.line([(x - r * 0.45, y), (x - r * 0.1, y + r * 0.38), (x + r * 0.5, y - r * 0.35)], WHITE, r * 0.24)


def stop(c: Canvas, x: float, y: float, r: float) -> None:
    """Block: a ring with a bar."""
    c.circle(x, y, r, BRICK)
    c.box(x - r * 0.55, y - r * 0.16, r * 1.1, r * 0.32, WHITE, r * 0.1)


def dots(c: Canvas, x: float, y: float, r: float, t: float, fill: str = SOFT) -> None:
    """Three dots that rise one after the other: somebody is writing."""
    for number in (-1, 0, 1):
        up = max(0.0, 1 - abs((t * 1.6 - (number + 1) * 0.45) % 2.2 - 0.4) / 0.4)
        c.circle(x + number * r * 3, y - up * r * 0.9, r, fill)


def scribble(c: Canvas, x: float, y: float, r: float, fill: str = SOFT) -> None:
    """Unkind words that nobody needs to read."""
    for row, wide in ((-1, 1.0), (0, 0.8), (1, 0.55)):
        c.line([(x - r, y + row * r * 0.55), (x - r + 2 * r * wide, y + row * r * 0.55)], fill, r * 0.22)


def padlock(c: Canvas, x: float, y: float, r: float) -> None:
    c.ring(x, y - r * 0.35, r * 0.62, SOFT, r * 0.22)
    c.box(x - r * 0.85, y - r * 0.3, r * 1.7, r * 1.3, SUN, r * 0.25)
    c.circle(x, y + r * 0.3, r * 0.2, INK)


def big_phone(c: Canvas, x: float, y: float, h: float = 230) -> tuple[float, float, float, float]:
    """With its middle at (x, y); answers the screen: left, top, width, height."""
    w = h * 0.54
    c.box(x - w / 2, y - h / 2, w, h, "#27323a", h * 0.09)
    inside = (x - w / 2 + 8, y - h / 2 + 16, w - 16, h - 32)
    c.box(*inside, WASH, 8)
    c.circle(x, y - h / 2 + 8, 2.5, SOFT)
    return inside


def bench(c: Canvas, x: float, y: float, w: float = 240) -> None:
    for side in (-1, 1):
        c.box(x + side * w * 0.4 - 5, y - 66, 10, 66, "#6b6f73", 3)
    c.box(x - w / 2, y - 96, w, 15, WOOD, 5)
    c.box(x - w / 2, y - 74, w, 15, WOOD, 5)
    c.box(x - w / 2, y - 44, w, 15, mixed(WOOD, WHITE, 0.12), 5)


def table(c: Canvas, x: float, y: float, w: float = 300) -> None:
    for side in (-1, 1):
        c.box(x + side * w * 0.4 - 6, y, 12, 66, mixed(WOOD, INK, 0.25), 3)
    c.box(x - w / 2, y - 8, w, 18, WOOD, 7)


def cup(c: Canvas, x: float, y: float, fill: str = TEAL) -> None:
    c.ring(x + 9, y - 9, 6, fill, 3)
    c.box(x - 9, y - 20, 18, 20, fill, 4)


def bus_stop(c: Canvas, x: float, y: float) -> None:
    c.box(x - 4, y - 190, 8, 190, "#6b6f73", 3)
    c.box(x - 30, y - 208, 60, 46, BRICK, 8)
    c.words(x, y - 186, "BUS", 18, WHITE)


def bus(c: Canvas, x: float, y: float) -> None:
    """Its front to the left, the wheels on y."""
    c.box(x, y - 138, 290, 128, "#d9793f", 16)
    c.box(x, y - 56, 290, 10, "#f0d9b8")
    for number in range(4):
        c.box(x + 66 + number * 54, y - 122, 44, 44, SKY_GLASS, 6)
    c.box(x + 12, y - 122, 42, 100, SKY_GLASS, 6)
    for dx in (76, 222):
        c.circle(x + dx, y - 10, 21, "#333b42")
        c.circle(x + dx, y - 10, 9, STONE)


SKY_GLASS = "#e4f2f1"


def door(c: Canvas, x: float, y: float, opened: float, sign: str = "Welcome") -> None:
    """With its foot in the middle at (x, y); `opened` from 0 to 1 shows warm light behind it."""
    w, h = 112.0, 206.0
    c.box(x - w / 2 - 9, y - h - 9, w + 18, h + 9, mixed(WOOD, INK, 0.2), 6)
    c.box(x - w / 2, y - h, w, h, "#fde3b0")
    leaf = w * (1 - 0.78 * opened)
    c.box(x - w / 2, y - h, leaf, h, TEAL, 3)
    if opened < 0.35:
        c.box(x - w / 2 + leaf * 0.14, y - h + 32, leaf * 0.72, 30, CARD, 6)
        c.words(x - w / 2 + leaf / 2, y - h + 46, sign, 15 * (1 - opened), DEEP)
    c.circle(x - w / 2 + leaf - 10, y - h / 2 + 8, 5, SUN)


def school_bag(c: Canvas, x: float, y: float, size: float = 1.0) -> None:
    """Closed."""
    c.ring(x, y - 132 * size, 20 * size, "#7c4a35", 8 * size)
    c.box(x - 60 * size, y - 130 * size, 120 * size, 130 * size, BRICK, 26 * size)
    c.box(x - 60 * size, y - 130 * size, 120 * size, 62 * size, mixed(BRICK, INK, 0.14), 26 * size)
    c.box(x - 42 * size, y - 52 * size, 84 * size, 40 * size, mixed(BRICK, WHITE, 0.16), 10 * size)
    c.box(x - 10 * size, y - 80 * size, 20 * size, 26 * size, SUN, 6 * size)
    heart(c, x + 26 * size, y - 32 * size, 9 * size, SUN)


def big_hand(c: Canvas, x: float, y: float, skin: str, sleeve: str, side: int) -> None:
    """An arm that reaches in from the left (-1) or the right (1), its hand at (x, y)."""
    dark = mixed(skin, "#5a2d1a", 0.14)
    c.line([(x + side * 330, y + 46), (x + side * 92, y + 12)], sleeve, 66)
    c.line([(x + side * 92, y + 12), (x + side * 74, y + 9)], mixed(sleeve, WHITE, 0.25), 62)
    c.line([(x + side * 62, y + 8), (x + side * 12, y)], skin, 46)
    c.line([(x + side * 26, y - 12), (x - side * 14, y - 26)], skin, 17)
    for number in range(4):
        c.line(
            [(x + side * 4, y - 9 + number * 11), (x - side * 30, y - 6 + number * 10)],
            dark if number % 2 else skin,
            12,
        )
