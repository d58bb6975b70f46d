"""Where it happens: the ground of a scene, which stands still."""

from clips.drawing.canvas import (
    CARD,
    DEEP,
    GRASS,
    GROUND,
    HEIGHT,
    LEAF,
    SKY,
    STONE,
    SUN,
    SUN_WASH,
    TEAL,
    WASH,
    WHITE,
    WIDTH,
    WOOD,
    Canvas,
    mixed,
)

FLOOR = 300.0
"""Where feet stand; captions lie below."""


def sun(c: Canvas, x: float, y: float, r: float = 34) -> None:
    c.circle(x, y, r * 1.5, mixed(SUN, SKY, 0.72))
    c.circle(x, y, r, SUN)


def cloud(c: Canvas, x: float, y: float, size: float = 1.0) -> None:
    for dx, dy, r in ((-30, 4, 16), (-8, -6, 22), (18, -2, 18), (36, 6, 13)):
        c.circle(x + dx * size, y + dy * size, r * size, WHITE)
    c.box(x - 44 * size, y + 2 * size, 92 * size, 18 * size, WHITE, 9 * size)


def tree(c: Canvas, x: float, y: float, size: float = 1.0) -> None:
    c.box(x - 8 * size, y - 74 * size, 16 * size, 74 * size, WOOD, 6 * size)
    for dx, dy, r, dark in ((-26, -92, 34, 0.1), (26, -92, 34, 0.1), (0, -122, 40, 0.0), (-6, -86, 32, 0.0)):
        c.circle(x + dx * size, y + dy * size, r * size, mixed("#7fb27a", "#35613f", dark))


def outdoors(c: Canvas) -> None:
    c.box(0, 0, WIDTH, HEIGHT, SKY)
    c.oval(130, 330, 330, 92, mixed(GRASS, SKY, 0.45))
    c.oval(540, 335, 320, 105, mixed(GRASS, SKY, 0.3))
    c.box(0, 272, WIDTH, HEIGHT - 272, GRASS)
    sun(c, 548, 62)


def park(c: Canvas) -> None:
    outdoors(c)
    tree(c, 78, 284, 1.25)
    tree(c, 590, 282, 0.9)


def playground(c: Canvas) -> None:
    outdoors(c)
    _school(c, 330, 276)
    c.box(0, 276, WIDTH, HEIGHT - 276, "#e3d6c0")
    c.line([(0, 330), (WIDTH, 330)], mixed(STONE, WHITE, 0.5), 3)


def _school(c: Canvas, x: float, y: float) -> None:
    brick = mixed("#d9977a", GROUND, 0.35)
    c.box(x - 210, y - 116, 420, 116, brick)
    c.shape([(x - 80, y - 116), (x, y - 168), (x + 80, y - 116)], mixed(brick, "#7a3f2a", 0.25))
    c.circle(x, y - 132, 13, CARD)
    c.line([(x, y - 132), (x, y - 140)], DEEP, 2)
    c.line([(x, y - 132), (x + 6, y - 129)], DEEP, 2)
    for dx in (-180, -120, 76, 136):
        c.box(x + dx, y - 92, 42, 46, WASH, 4)
        c.line([(x + dx + 21, y - 92), (x + dx + 21, y - 46)], WHITE, 3)
    c.box(x - 34, y - 70, 68, 70, TEAL, 4)
    c.line([(x, y - 70), (x, y)], DEEP, 2)


def street(c: Canvas) -> None:
    c.box(0, 0, WIDTH, HEIGHT, SKY)
    sun(c, 560, 54, 28)
    for x, w, h, colour in ((-20, 130, 150, "#e7c3a0"), (110, 110, 178, "#d9ada0"), (220, 130, 142, "#e9d3a8"),
                            (350, 120, 170, "#bfd0c0"), (470, 190, 136, "#e2bfa6")):  # fmt: skip
        _house(c, x, 268, w, h, colour)
    c.box(0, 268, WIDTH, 50, "#e3d6c0")
    c.box(0, 318, WIDTH, 42, "#8d949a")


def _house(c: Canvas, x: float, y: float, w: float, h: float, colour: str) -> None:
    soft = mixed(colour, SKY, 0.3)
    c.box(x, y - h, w, h, soft)
    c.box(x - 4, y - h - 8, w + 8, 10, mixed(soft, "#7a3f2a", 0.3))
    for dx in (0.16, 0.6):
        c.box(x + w * dx, y - h + 22, w * 0.24, 34, mixed(WASH, SUN_WASH, 0.5), 3)
    c.box(x + w * 0.38, y - 54, w * 0.25, 54, mixed(soft, TEAL, 0.5), 3)


def room(c: Canvas) -> None:
    """A classroom with a board and a window."""
    c.box(0, 0, WIDTH, HEIGHT, SUN_WASH)
    c.box(0, 282, WIDTH, HEIGHT - 282, "#e0c49b")
    c.box(0, 276, WIDTH, 8, mixed(WOOD, WHITE, 0.3))
    c.box(56, 44, 190, 108, WOOD, 8)
    c.box(64, 52, 174, 92, TEAL, 4)
    c.line([(88, 82), (176, 82)], WASH, 4)
    c.line([(88, 102), (206, 102)], mixed(TEAL, WHITE, 0.5), 4)
    c.line([(88, 122), (150, 122)], mixed(TEAL, WHITE, 0.5), 4)
    _window(c, 440, 40, 140, 112)


def _window(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    c.box(x - 7, y - 7, w + 14, h + 14, WHITE, 6)
    c.box(x, y, w, h, SKY)
    c.oval(x + w * 0.3, y + h, w * 0.3, h * 0.3, mixed(GRASS, SKY, 0.2))
    c.circle(x + w * 0.72, y + h * 0.32, 15, SUN)
    c.box(x, y + h * 0.86, w, h * 0.14, GRASS)
    c.line([(x + w / 2, y), (x + w / 2, y + h)], WHITE, 5)


def bedroom(c: Canvas) -> None:
    """Evening: a window with a moon, a lamp, a bed."""
    wall = "#cfd6e4"
    c.box(0, 0, WIDTH, HEIGHT, wall)
    c.box(0, 282, WIDTH, HEIGHT - 282, "#bfa58c")
    c.box(83, 43, 134, 114, WHITE, 6)
    c.box(90, 50, 120, 100, "#45597e")
    c.circle(168, 84, 18, "#f5e6b8")
    c.circle(176, 79, 15, "#45597e")
    for x, y in ((112, 72), (128, 112), (188, 124), (108, 132)):
        c.circle(x, y, 2, "#f5e6b8")
    c.line([(150, 50), (150, 150)], WHITE, 5)
    c.circle(556, 150, 92, mixed(wall, SUN_WASH, 0.55))
    c.circle(556, 150, 58, mixed(wall, SUN_WASH, 0.9))
    c.shape([(530, 160), (542, 118), (570, 118), (582, 160)], SUN)
    c.line([(556, 160), (556, 226)], WOOD, 6)
    c.box(520, 226, 72, 62, WOOD, 6)
    c.box(150, 226, 330, 66, mixed(TEAL, WHITE, 0.45), 16)
    c.box(150, 262, 330, 34, WOOD, 8)
    c.box(160, 208, 90, 38, WHITE, 16)


def plain(c: Canvas) -> None:
    """Warm paper with a large soft sun."""
    c.box(0, 0, WIDTH, HEIGHT, GROUND)
    c.circle(320, 330, 250, SUN_WASH)
    c.circle(320, 330, 190, mixed(SUN_WASH, SUN, 0.22))


def corridor(c: Canvas) -> None:
    c.box(0, 0, WIDTH, HEIGHT, mixed(LEAF, WHITE, 0.72))
    c.box(0, 282, WIDTH, HEIGHT - 282, "#d8cdb9")
    c.box(0, 276, WIDTH, 8, WHITE)
    for x in (24, 76, 128):
        c.box(x, 120, 46, 158, mixed(TEAL, WHITE, 0.5), 4)
        c.line([(x + 12, 138), (x + 34, 138)], mixed(TEAL, WHITE, 0.2), 3)
        c.line([(x + 12, 148), (x + 34, 148)], mixed(TEAL, WHITE, 0.2), 3)
        c.circle(x + 38, 200, 3, WHITE)


PLACES = {"park": park, "playground": playground, "street": street, "room": room, "bedroom": bedroom,
          "plain": plain, "corridor": corridor}  # fmt: skip
