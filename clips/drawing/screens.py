"""The scenes with a phone: held in two hands, or so large that one sees what is on it."""

from clips.drawing.canvas import (
    BRICK,
    CARD,
    DEEP,
    LEAF,
    SOFT,
    STONE,
    SUN,
    SUN_WASH,
    TEAL,
    WHITE,
    Canvas,
    eased,
    mixed,
    sway,
)
from clips.drawing.people import Pose
from clips.drawing.stage import Moment, person, saying, scene, shown
from clips.drawing.things import big_phone, bubble, heart, padlock, scribble, stop, tick


@scene("phone", "plain")
def draw_phone(c: Canvas, m: Moment) -> None:
    """A pupil looks at a phone, and signs come out of it."""
    for number, what in enumerate(m.given.get("shows", ["scribble"])):
        come = eased(m.t, 0.3 + 0.7 * number, 0.6)
        x, y = (470, 92) if number == 0 else (164, 120) if number == 1 else (486, 190)
        if come > 0.02:
            saying(c, m, what, x + (320 - x) * 0.3 * (1 - come), y + 40 * (1 - come), to=-1 if x > 320 else 1)
    person(c, m, m.who(0, "mia"), 320, Pose("phone", m.mood("worried"), 0.1, down=0.15), scale=1.3, y=330)


@scene("screen", "plain")
def draw_screen(c: Canvas, m: Moment) -> None:
    """A large phone, and whoever holds it beside."""
    left, top, wide, high = big_phone(c, 236, 166, 264)
    SCREENS[m.given["screen"]](c, m, left, top, wide, high)
    pose = Pose("hold_left", m.mood("calm"), -0.6)
    person(c, m, m.who(0, "wei"), 440, pose, scale=1.2, y=316)
    saying(c, m, m.says(0), 556, 70, to=-1)


def _chat(c: Canvas, m: Moment, left: float, top: float, wide: float, high: float) -> None:
    """Messages come in; none can be read."""
    for number in range(4):
        come = eased(m.t, 0.2 + 0.6 * number, 0.4)
        if come > 0.05:
            y = top + 34 + number * 52
            bubble(c, left + wide * 0.44, y, wide * 0.7 * come, 36, fill=WHITE)
            if come > 0.9:
                scribble(c, left + wide * 0.42, y, 15, mixed(SOFT, BRICK, 0.35))


def _block(c: Canvas, m: Moment, left: float, top: float, wide: float, high: float) -> None:
    _rows(c, left, top, wide, (("Block", BRICK), ("Tell the app", TEAL), ("Keep it", LEAF)))
    pressed = 1 - 0.12 * eased(m.t, 1.0, 0.3) + 0.12 * eased(m.t, 1.4, 0.3)
    stop(c, left + wide / 2, top + high - 42, 26 * pressed)


def _rows(c: Canvas, left: float, top: float, wide: float, rows: tuple[tuple[str, str], ...]) -> None:
    for number, (words, fill) in enumerate(rows):
        c.box(left + 10, top + 16 + number * 48, wide - 20, 38, fill, 12)
        c.words(left + wide / 2, top + 34 + number * 48, words, 15, WHITE)


def _picture(c: Canvas, m: Moment, left: float, top: float, wide: float, high: float) -> None:
    """A picture that nobody sees: it is covered, then locked."""
    c.box(left + 14, top + 34, wide - 28, 118, STONE, 10)
    c.box(left + 14, top + 34, wide - 28, 118, mixed(TEAL, WHITE, 0.55), 10)
    for x, y in ((0.3, 70), (0.68, 64), (0.5, 112)):
        c.circle(left + wide * x, top + y, 17, mixed(TEAL, WHITE, 0.66))
    padlock(c, left + wide / 2, top + 96, 24 * (0.4 + 0.6 * eased(m.t, 0.4, 0.7)))
    c.box(left + 14, top + 172, wide - 28, 36, TEAL, 12)
    c.words(left + wide / 2, top + 189, "Take it down", 13, WHITE)


def _stranger(c: Canvas, m: Moment, left: float, top: float, wide: float, high: float) -> None:
    """A friendly mask: nobody knows who writes."""
    c.circle(left + wide / 2, top + 62, 36, STONE)
    c.words(left + wide / 2, top + 60, "?", 44, CARD)
    for number, fill in enumerate((WHITE, SUN_WASH)):
        if m.t > 0.6 + number * 0.9:
            y = top + 136 + number * 52
            bubble(c, left + wide * 0.46, y, wide * 0.72, 38, fill=fill)
            shown(c, m, ("heart", "dots")[number], left + wide * 0.46, y, 13)


def _tell(c: Canvas, m: Moment, left: float, top: float, wide: float, high: float) -> None:
    """Our own page: a sun, a few lines, a button."""
    c.box(left, top, wide, 48, TEAL, 8)
    c.slice(left + wide / 2, top + 42, 24, 180, 360, SUN)
    for number, share in enumerate((0.8, 0.66, 0.74)):
        long = share * eased(m.t, 0.3 + 0.6 * number, 0.7)
        c.line([(left + 16, top + 76 + number * 22), (left + 16 + (wide - 32) * long, top + 76 + number * 22)], SOFT, 6)
    c.box(left + 14, top + 150, wide - 28, 38, DEEP, 12)
    c.words(left + wide / 2, top + 168, "Tell us", 16, WHITE)
    if m.t > 2.4:
        tick(c, left + wide / 2, top + 212, 15 + sway(m.t, 2, 0.6))


def _call(c: Canvas, m: Moment, left: float, top: float, wide: float, high: float) -> None:
    """A call for help: Childline."""
    heart(c, left + wide / 2, top + 62, 30 * (1 + sway(m.t, 1.6, 0.05)))
    c.words(left + wide / 2, top + 122, "Childline", 19, DEEP)
    c.words(left + wide / 2, top + 148, "0800 1111", 19, DEEP)
    c.circle(left + wide / 2, top + 194, 24, LEAF)
    c.bend(
        (left + wide / 2 - 9, top + 186), (left + wide / 2 - 6, top + 204), (left + wide / 2 + 10, top + 202), WHITE, 6
    )


SCREENS = {"chat": _chat, "block": _block, "picture": _picture, "stranger": _stranger, "tell": _tell, "call": _call}
