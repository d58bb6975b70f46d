"""Hair and what is worn on the head: a part behind the face, a part before it."""

from math import cos, radians, sin

from clips.drawing.canvas import WHITE, Canvas, mixed


def hair_behind(c: Canvas, style: str, colour: str, x: float, y: float, u: float) -> None:
    if style == "long":
        c.box(x - 1.85 * u, y - 1.7 * u, 3.7 * u, 4.1 * u, colour, 1.5 * u)
    elif style == "afro":
        c.circle(x, y - 0.45 * u, 2.25 * u, colour)
    elif style == "puffs":
        for side in (-1, 1):
            c.circle(x + side * 1.65 * u, y - 1.35 * u, 0.95 * u, colour)
    elif style == "bun":
        c.circle(x, y - 2.05 * u, 0.8 * u, colour)
    elif style == "patka":
        c.circle(x, y - 2.0 * u, 0.58 * u, mixed(colour, "#5a2d1a", 0.15))
    elif style == "braids":
        for side in (-1, 1):
            for knot in range(4):
                c.circle(x + side * (1.65 + 0.08 * knot) * u, y + (0.5 + 0.65 * knot) * u, 0.45 * u, colour)
            c.circle(x + side * 1.92 * u, y + 2.85 * u, 0.26 * u, "#0d5c63")
    elif style == "hijab":
        c.shape([(x - 1.7 * u, y), (x + 1.7 * u, y), (x + 2.0 * u, y + 2.6 * u), (x - 2.0 * u, y + 2.6 * u)], colour)
    if style in ("short", "bun", "puffs", "braids", "bowl", "beard", "hat"):
        c.circle(x, y - 0.15 * u, 1.74 * u, colour)


def hair_before(c: Canvas, style: str, colour: str, x: float, y: float, u: float) -> None:
    if style in ("short", "beard"):
        _cap(c, colour, x, y, u, low=0.62)
        c.oval(x - 0.55 * u, y - 1.2 * u, 1.0 * u, 0.5 * u, colour)
    elif style in ("bun", "puffs", "braids", "long"):
        _cap(c, colour, x, y, u, low=0.75)
        for side in (-1, 1):
            c.oval(x + side * 0.8 * u, y - 1.05 * u, 0.95 * u, 0.52 * u, colour)
    elif style == "afro":
        _cap(c, colour, x, y, u, low=0.85)
    elif style == "bowl":
        _cap(c, colour, x, y, u, low=0.5)
        c.box(x - 1.5 * u, y - 1.3 * u, 3.0 * u, 0.85 * u, colour, 0.4 * u)
    elif style == "curly":
        _cap(c, colour, x, y, u, low=0.75)
        for dx, dy in ((-1.5, -0.55), (-1.2, -1.2), (-0.45, -1.6), (0.4, -1.6), (1.15, -1.2), (1.5, -0.55), (0, -1.1)):
            c.circle(x + dx * u, y + dy * u, 0.55 * u, colour)
    elif style == "patka":
        _cap(c, colour, x, y, u, low=0.6)
        c.bend((x - 1.5 * u, y - 0.62 * u), (x, y - 1.05 * u), (x + 1.5 * u, y - 0.62 * u), colour, 0.4 * u)
        c.bend(
            (x - 1.1 * u, y - 1.1 * u),
            (x, y - 1.45 * u),
            (x + 1.1 * u, y - 1.1 * u),
            mixed(colour, WHITE, 0.3),
            0.1 * u,
        )
    elif style == "hijab":
        _scarf(c, colour, x, y, u)
    elif style == "hat":
        _hat(c, x, y, u)
    elif style == "bald":
        for side in (-1, 1):
            c.oval(x + side * 1.55 * u, y - 0.1 * u, 0.3 * u, 0.6 * u, colour)
    if style == "beard":
        c.slice(x, y + 0.05 * u, 1.68 * u, 22, 158, mixed(colour, WHITE, 0.12))
        c.oval(x, y + 0.95 * u, 0.72 * u, 0.4 * u, "#b98a66")


def _cap(c: Canvas, colour: str, x: float, y: float, u: float, low: float) -> None:
    """The upper part of the head, down to so many units above its middle."""
    angle = {0.5: 17, 0.6: 21, 0.62: 22, 0.75: 27, 0.85: 31}[low]
    c.shape(_cap_points(x, y, 1.74 * u, angle), colour)


def _cap_points(x: float, y: float, r: float, angle: int) -> list[tuple[float, float]]:
    return [(x + r * cos(radians(at)), y + r * sin(radians(at))) for at in range(180 + angle, 361 - angle, 4)]


def _scarf(c: Canvas, colour: str, x: float, y: float, u: float) -> None:
    light = mixed(colour, WHITE, 0.18)
    _cap(c, colour, x, y, u, low=0.5)
    for side in (-1, 1):
        c.bend(
            (x + side * 1.35 * u, y - 1.05 * u),
            (x + side * 2.15 * u, y + 0.3 * u),
            (x + side * 0.9 * u, y + 1.75 * u),
            colour,
            0.62 * u,
        )
    c.bend((x - 1.3 * u, y - 1.0 * u), (x, y - 1.95 * u), (x + 1.3 * u, y - 1.0 * u), colour, 0.75 * u)
    c.bend((x - 0.95 * u, y + 1.75 * u), (x, y + 2.15 * u), (x + 0.95 * u, y + 1.75 * u), colour, 0.8 * u)
    c.bend((x - 1.0 * u, y + 1.95 * u), (x, y + 2.5 * u), (x + 1.3 * u, y + 2.2 * u), light, 0.12 * u)


def _hat(c: Canvas, x: float, y: float, u: float) -> None:
    c.oval(x, y - 1.75 * u, 1.95 * u, 0.62 * u, "#26344a")
    c.box(x - 1.62 * u, y - 1.7 * u, 3.24 * u, 0.75 * u, "#26344a", 0.15 * u)
    for square in range(8):
        for row in (0, 1):
            if (square + row) % 2:
                c.box(x + (-1.6 + 0.4 * square) * u, y + (-1.5 + 0.22 * row) * u, 0.4 * u, 0.22 * u, WHITE)
    c.oval(x, y - 0.92 * u, 1.5 * u, 0.24 * u, "#18202e")
    c.circle(x, y - 1.85 * u, 0.24 * u, "#dfe8ee")
