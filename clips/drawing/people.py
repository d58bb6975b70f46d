"""The people of the clips: round, of many kinds, each drawn from the feet up; one unit is a tenth of the height."""

import math
from dataclasses import dataclass

from clips.drawing.canvas import INK, TEAL, WHITE, Canvas, Point, mixed
from clips.drawing.hair import hair_before, hair_behind


@dataclass(frozen=True)
class Person:
    skin: str
    hair: str
    style: str
    top: str
    legs: str = "#3e4a5a"
    shirt: str = ""
    """The colour of a collar, if there is one."""
    glasses: bool = False
    wheels: bool = False
    tall: float = 1.0
    kind: str = "pupil"


CAST = {
    "mia": Person("#8d5a3b", "#2a1d18", "puffs", "#e2925a", shirt=WHITE),
    "leo": Person("#f3cdb0", "#b8813f", "short", "#4f8f93", shirt=WHITE),
    "amira": Person("#d9a57c", "#39767c", "hijab", "#8a6fa8"),
    "dev": Person("#b07a50", "#d98b36", "patka", "#5f8f66", shirt=WHITE),
    "jo": Person("#f0c7a4", "#7a3f22", "long", "#d9a441", wheels=True, glasses=True),
    "kofi": Person("#6f4630", "#1c1512", "afro", "#c8623f", legs="#55606e"),
    "lily": Person("#f6d6c0", "#c4622e", "braids", "#6b9fb5", shirt=WHITE),
    "wei": Person("#eec39a", "#20191a", "bowl", "#b5657c", legs="#4a5568"),
    "sam": Person("#c68f63", "#3a2519", "curly", "#6d86b8"),
    "teacher": Person("#7a4b31", "#241814", "bun", "#3f7f78", shirt=WHITE, tall=1.22, kind="teacher", glasses=True),
    "mister": Person("#f0cba8", "#8d8a86", "bald", "#a5694f", shirt=WHITE, tall=1.27, kind="teacher"),
    "gran": Person("#f1cdb2", "#cfcac4", "bun", "#9a7fb0", legs="#9a7fb0", tall=1.1, kind="home"),
    "dad": Person("#a87149", "#2b1e19", "beard", "#5b7f9c", tall=1.27, kind="home"),
    "officer": Person("#e2b48f", "#4a2f20", "hat", "#26344a", legs="#26344a", tall=1.24, kind="officer"),
    "officer2": Person("#774a33", "#1d1613", "hat", "#26344a", legs="#26344a", tall=1.28, kind="officer"),
}
HEIGHT_OF_A_PUPIL = 168.0

ARMS: dict[str, tuple[Point, Point]] = {
    # Where the hands are, in units from their shoulders: the left one, then the right one, seen from the front.
    "down": ((-0.45, 2.9), (0.45, 2.9)),
    "lap": ((0.75, 2.45), (-0.75, 2.45)),
    "phone": ((0.95, 1.75), (-0.95, 1.75)),
    "wave": ((-0.45, 2.9), (1.7, -2.0)),
    "greet": ((-1.7, -2.0), (0.45, 2.9)),
    "round_right": ((-0.45, 2.9), (2.9, 0.4)),
    "round_left": ((-2.9, 0.4), (0.45, 2.9)),
    "open": ((-2.0, 1.3), (2.0, 1.3)),
    "knock": ((-0.45, 2.9), (2.3, -0.5)),
    "hold_right": ((-0.45, 2.9), (1.5, 2.35)),
    "hold_left": ((-1.5, 2.35), (0.45, 2.9)),
    "folded": ((1.5, 1.35), (-1.5, 1.35)),
    "straps": ((0.15, 0.95), (-0.15, 0.95)),
}


@dataclass(frozen=True)
class Pose:
    arms: str = "down"
    mood: str = "calm"
    look: float = 0.0
    """-1 to the left, 1 to the right."""
    down: float = 0.0
    """1 is a head that hangs."""
    seated: bool = False
    step: float = 0.0
    """Where in a walk: -1 to 1."""
    bag: bool = False
    blink: bool = False
    talks: bool = False
    lift: Point = (0.0, 0.0)
    """Added to the right hand: a wave that moves."""


def draw_person(c: Canvas, who: str, x: float, y: float, pose: Pose, scale: float = 1.0) -> None:
    """Stands, sits or rolls with the feet at (x, y)."""
    person = CAST[who]
    u = HEIGHT_OF_A_PUPIL * scale * person.tall / 10
    if person.wheels:
        y = _chair(c, x, y, u, person)
    elif pose.seated:
        _seated_legs(c, x, y, u, person)
        y += 1.1 * u
    else:
        _legs(c, x, y, u, person, pose.step)
    if pose.bag:
        c.box(x - 1.75 * u, y - 6.3 * u, 3.5 * u, 3.3 * u, mixed(person.top, "#3a2c22", 0.55), 0.9 * u)
    hx, hy = x + 0.25 * u * pose.look, y - (7.95 - 0.5 * pose.down) * u
    hair_behind(c, person.style, person.hair, hx, hy, u)
    _body(c, x, y, u, person, pose)
    _arms(c, x, y, u, person, pose)
    _head(c, hx, hy, u, person, pose)


def _legs(c: Canvas, x: float, y: float, u: float, person: Person, step: float) -> None:
    for side in (-1, 1):
        foot = x + side * 0.72 * u + side * step * 0.55 * u
        up = max(0.0, side * step) * 0.35 * u
        c.line([(x + side * 0.68 * u, y - 3.1 * u), (foot, y - 0.5 * u - up)], person.legs, 1.12 * u)
        c.oval(foot + 0.12 * side * u, y - 0.22 * u - up, 0.82 * u, 0.36 * u, "#3a302b")


def _seated_legs(c: Canvas, x: float, y: float, u: float, person: Person) -> None:
    for side in (-1, 1):
        c.line([(x + side * 0.7 * u, y - 2.1 * u), (x + side * 0.85 * u, y - 0.5 * u)], person.legs, 1.2 * u)
        c.oval(x + side * 0.97 * u, y - 0.22 * u, 0.82 * u, 0.36 * u, "#3a302b")


def _chair(c: Canvas, x: float, y: float, u: float, person: Person) -> float:
    """A wheelchair turned a little to the right, with the legs in it; answers where standing feet would be."""
    frame, tyre = "#4d5966", "#39414b"
    c.line([(x - 1.75 * u, y - 5.0 * u), (x - 1.6 * u, y - 2.2 * u), (x + 1.8 * u, y - 2.2 * u)], frame, 0.35 * u)
    c.line([(x - 2.3 * u, y - 5.0 * u), (x - 1.75 * u, y - 5.0 * u)], frame, 0.35 * u)
    c.line([(x + 1.7 * u, y - 2.2 * u), (x + 2.3 * u, y - 0.5 * u), (x + 3.1 * u, y - 0.5 * u)], frame, 0.3 * u)
    for lift in (0.0, 0.28):
        knee, foot = (x + (1.5 + lift) * u, y - (2.85 - lift / 2) * u), (x + (2.3 + lift) * u, y - 0.95 * u)
        c.line([(x - 0.2 * u, y - 2.9 * u), knee, foot], person.legs, 1.05 * u)
        c.oval(foot[0] + 0.35 * u, foot[1] + 0.15 * u, 0.75 * u, 0.36 * u, "#3a302b")
    c.ring(x - 0.55 * u, y - 1.75 * u, 1.8 * u, tyre, 0.3 * u)
    c.ring(x - 0.55 * u, y - 1.75 * u, 1.45 * u, "#c9cdd1", 0.12 * u)
    for spoke in range(0, 180, 45):
        dx, dy = 1.4 * u * math.cos(math.radians(spoke)), 1.4 * u * math.sin(math.radians(spoke))
        c.line([(x - 0.55 * u - dx, y - 1.75 * u - dy), (x - 0.55 * u + dx, y - 1.75 * u + dy)], "#c9cdd1", 0.07 * u)
    c.circle(x - 0.55 * u, y - 1.75 * u, 0.28 * u, frame)
    c.ring(x + 1.75 * u, y - 0.5 * u, 0.55 * u, tyre, 0.25 * u)
    return y + 0.6 * u


def _body(c: Canvas, x: float, y: float, u: float, person: Person, pose: Pose) -> None:
    c.box(x - 0.5 * u, y - 6.9 * u, u, 1.2 * u, mixed(person.skin, "#5a2d1a", 0.16), 0.4 * u)
    c.box(x - 1.55 * u, y - 6.35 * u, 3.1 * u, 3.75 * u, person.top, 1.15 * u)
    c.box(x - 1.55 * u, y - 4.6 * u, 3.1 * u, 2.0 * u, person.top, 0.55 * u)
    if person.kind == "officer":
        _uniform(c, x, y, u)
    elif person.shirt:
        c.shape([(x - 0.85 * u, y - 6.4 * u), (x, y - 5.3 * u), (x - 0.1 * u, y - 6.4 * u)], person.shirt)
        c.shape([(x + 0.85 * u, y - 6.4 * u), (x, y - 5.3 * u), (x + 0.1 * u, y - 6.4 * u)], person.shirt)
    if person.kind == "teacher":
        for side in (-1, 1):
            c.line([(x + side * 0.75 * u, y - 6.2 * u), (x, y - 4.4 * u)], TEAL, 0.16 * u)
        c.box(x - 0.45 * u, y - 4.5 * u, 0.9 * u, 1.1 * u, WHITE, 0.15 * u)
        c.circle(x, y - 4.1 * u, 0.2 * u, person.skin)
    if pose.bag:
        for side in (-1, 1):
            c.line([(x + side * 1.0 * u, y - 6.25 * u), (x + side * 1.05 * u, y - 4.3 * u)], "#5b4a3c", 0.3 * u)


def _uniform(c: Canvas, x: float, y: float, u: float) -> None:
    c.shape([(x - 0.85 * u, y - 6.4 * u), (x, y - 5.1 * u), (x + 0.85 * u, y - 6.4 * u)], WHITE)
    c.line([(x, y - 6.1 * u), (x, y - 4.9 * u)], "#1a2333", 0.35 * u)
    c.box(x - 1.3 * u, y - 4.95 * u, 1.0 * u, 0.55 * u, "#dfe8ee", 0.1 * u)
    c.circle(x + 0.85 * u, y - 4.7 * u, 0.3 * u, "#dfe8ee")


def _arms(c: Canvas, x: float, y: float, u: float, person: Person, pose: Pose) -> None:
    sleeve = mixed(person.top, "#2a1a10", 0.10)
    for side, (dx, dy) in zip((-1, 1), ARMS[pose.arms], strict=True):
        shoulder = (x + side * 1.25 * u, y - 5.65 * u)
        more = pose.lift if side == 1 or pose.arms == "greet" else (0.0, 0.0)
        hand = (shoulder[0] + (dx + more[0]) * u, shoulder[1] + (dy + more[1]) * u)
        elbow = ((shoulder[0] + hand[0]) / 2 + side * 0.75 * u, (shoulder[1] + hand[1]) / 2 + 0.45 * u)
        c.bend(shoulder, elbow, hand, sleeve, 0.92 * u)
        c.circle(hand[0], hand[1], 0.5 * u, person.skin)
    if pose.arms == "phone":
        c.box(x - 0.55 * u, y - 5.0 * u, 1.1 * u, 1.75 * u, "#27323a", 0.22 * u)
        c.circle(x - 0.5 * u, y - 3.85 * u, 0.42 * u, person.skin)
        c.circle(x + 0.5 * u, y - 3.85 * u, 0.42 * u, person.skin)


def _head(c: Canvas, x: float, y: float, u: float, person: Person, pose: Pose) -> None:
    shade = mixed(person.skin, "#5a2d1a", 0.14)
    if person.style not in ("hijab", "long"):
        for side in (-1, 1):
            c.circle(x + side * 1.62 * u - 0.2 * u * pose.look, y + 0.2 * u, 0.38 * u, shade)
    c.oval(x, y, 1.66 * u, 1.72 * u, person.skin)
    hair_before(c, person.style, person.hair, x, y, u)
    _face(c, x + 0.42 * u * pose.look, y + (0.15 + 0.3 * pose.down) * u, u, person, pose)


def _face(c: Canvas, x: float, y: float, u: float, person: Person, pose: Pose) -> None:
    dark = mixed(person.skin, "#120803", 0.88)
    blush = mixed(person.skin, "#e0604c", 0.28)
    tilt = {"sad": 0.22, "worried": 0.2, "cross": -0.2}.get(pose.mood, 0.0)
    for side in (-1, 1):
        c.oval(x + side * 0.95 * u, y + 0.5 * u, 0.34 * u, 0.22 * u, blush)
        eye = (x + side * 0.6 * u, y)
        if pose.blink or pose.down > 0.6:
            c.bend((eye[0] - 0.2 * u, eye[1]), (eye[0], eye[1] + 0.2 * u), (eye[0] + 0.2 * u, eye[1]), dark, 0.11 * u)
        else:
            c.oval(*eye, 0.17 * u, 0.22 * u, dark)
            c.circle(eye[0] + 0.06 * u, eye[1] - 0.08 * u, 0.06 * u, WHITE)
        brow_in = (x + side * 0.36 * u, y - (0.5 + tilt) * u)
        brow_out = (x + side * 0.85 * u, y - (0.5 - tilt) * u)
        c.bend(brow_in, (x + side * 0.6 * u, y - 0.64 * u), brow_out, dark, 0.11 * u)
        if person.glasses:
            c.ring(*eye, 0.46 * u, INK, 0.09 * u)
    if person.glasses:
        c.line([(x - 0.16 * u, y), (x + 0.16 * u, y)], INK, 0.08 * u)
    _mouth(c, x, y + 0.78 * u, u, dark, pose)


def _mouth(c: Canvas, x: float, y: float, u: float, dark: str, pose: Pose) -> None:
    if pose.talks:
        c.oval(x, y, 0.26 * u, 0.2 * u, dark)
        return
    wide, curve = {"happy": (0.55, 0.5), "calm": (0.38, 0.26), "sad": (0.36, -0.3), "worried": (0.3, -0.14),
                   "cross": (0.34, -0.1)}[pose.mood]  # fmt: skip
    side, lift = wide * u, -0.25 * curve * u
    c.bend((x - side, y + lift), (x, y + curve * u), (x + side, y + lift), dark, 0.13 * u)
