"""Cards of words: the title, a sentence to keep, and the last one, which says where help is."""

from clips.drawing.canvas import (
    CARD,
    DEEP,
    HEIGHT,
    INK,
    SOFT,
    SUN,
    SUN_WASH,
    TEAL,
    WASH,
    WHITE,
    WIDTH,
    Canvas,
    eased,
    mixed,
    sway,
)
from clips.drawing.people import Pose
from clips.drawing.stage import Moment, person, scene
from clips.drawing.things import heart


@scene("title", "plain")
def draw_title(c: Canvas, m: Moment) -> None:
    rise = eased(m.t, 0.0, 1.6)
    c.box(0, 0, WIDTH, HEIGHT, TEAL)
    c.slice(320, 374 - 40 * rise, 132, 180, 360, mixed(SUN, TEAL, 0.55))
    c.slice(320, 374 - 40 * rise, 100, 180, 360, SUN)
    c.box(0, 332, WIDTH, 28, DEEP)
    c.words(320, 88, str(m.given["text"]), 38, WHITE)
    c.words(320, 184, str(m.given.get("note", "")), 16, WASH, bold=False)


@scene("card", "plain")
def draw_card(c: Canvas, m: Moment) -> None:
    c.box(84, 66 + sway(m.t, 5.0, 1.5), 472, 178, CARD, 30)
    c.words(320, 155 + sway(m.t, 5.0, 1.5), str(m.given["text"]), 33, DEEP)
    heart(c, 320, 276, 17 * (1 + sway(m.t, 1.6, 0.06)))


@scene("end", "plain")
def draw_end(c: Canvas, m: Moment) -> None:
    """The last card stays until the clip is over."""
    c.words(196, 46, "You are not alone.", 27, DEEP)
    for number, (head, words, fill, ink) in enumerate((
        ("Tell us", "on this page", WASH, DEEP),
        ("0800 1111", "Childline: free, any time", SUN_WASH, INK),
        ("999", "if someone is in danger now", "#fce6dc", INK),
    )):  # fmt: skip
        come = eased(m.t, 0.25 + 0.35 * number, 0.6)
        y, x = 84 + number * 74, 36 - 26 * (1 - come)
        c.box(x, y, 320, 64, mixed(fill, SUN, 0.18), 18)
        c.box(x, y, 320, 61, mixed(fill, WHITE, 0.25), 18)
        c.words(x + 160, y + 22, head, 24, ink)
        c.words(x + 160, y + 46, words, 15, SOFT, bold=False)
    person(c, m, m.who(0, "amira"), 446, Pose("round_right", "happy", 0.4), scale=1.1, number=0)
    person(c, m, m.who(1, "leo"), 544, Pose("wave", "happy", -0.4), scale=1.1, number=1)
