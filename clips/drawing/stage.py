"""What a scene is: a place that stands still, and a function that draws what moves on it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from clips.drawing.canvas import CARD, DEEP, TEAL, Canvas, sway
from clips.drawing.people import Pose, draw_person
from clips.drawing.places import FLOOR
from clips.drawing.things import bubble, dots, heart, scribble, tick


@dataclass(frozen=True)
class Moment:
    """Where a scene is: seconds since it began, how long it lasts, and what its script says of it."""

    t: float
    lasts: float
    given: dict[str, Any]

    def who(self, number: int, otherwise: str) -> str:
        named = self.given.get("who", [])
        return str(named[number]) if number < len(named) else otherwise

    def mood(self, otherwise: str) -> str:
        return str(self.given.get("mood", otherwise))

    def says(self, number: int, otherwise: str = "") -> str:
        shown = self.given.get("shows", [])
        return str(shown[number]) if number < len(shown) else otherwise


Draw = Callable[[Canvas, Moment], None]
SCENES: dict[str, tuple[str, Draw]] = {}


def scene(name: str, place: str) -> Callable[[Draw], Draw]:
    """Makes a function the scene of that name; a script may choose another place."""

    def keep(draw: Draw) -> Draw:
        SCENES[name] = (place, draw)
        return draw

    return keep


def living(m: Moment, pose: Pose, number: int = 0) -> Pose:
    """The pose as it is just now: people blink and breathe, each in their own time, and a wave moves."""
    lift = (sway(m.t, 1.3, 0.35, number * 0.3), 0.0) if pose.arms in ("wave", "greet", "knock") else (0.0, 0.0)
    return replace(pose, blink=(m.t + number * 1.37) % 3.4 < 0.14, lift=lift)


def person(
    c: Canvas, m: Moment, who: str, x: float, pose: Pose, *, number: int = 0, y: float = FLOOR, scale: float = 1.15
) -> None:
    draw_person(c, who, x, y + sway(m.t, 3.6, 0.7, number * 0.23), living(m, pose, number), scale)


def shown(c: Canvas, m: Moment, what: str, x: float, y: float, r: float) -> None:
    """A sign in place of words."""
    if what == "heart":
        heart(c, x, y, r * (1 + sway(m.t, 1.6, 0.06)))
    elif what == "dots":
        dots(c, x, y, r * 0.32, m.t)
    elif what == "scribble":
        scribble(c, x, y, r)
    elif what == "tick":
        tick(c, x, y, r)
    elif what:
        c.words(x, y - 1, what, r * (1.7 if len(what) == 1 else 0.85), TEAL if len(what) == 1 else DEEP)


def saying(c: Canvas, m: Moment, what: str, x: float, y: float, *, to: int) -> None:
    if what:
        wide = 78 if len(what) == 1 or what in ("heart", "dots", "scribble", "tick") else 52 + 10.5 * len(what)
        bubble(c, x, y + sway(m.t, 3.0, 2.0), wide, 56, to=to, fill=CARD)
        shown(c, m, what, x, y + sway(m.t, 3.0, 2.0), 19)
