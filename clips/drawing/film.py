"""One scene after the other as pictures, each softly turning into the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from clips.drawing import cards, scenes, screens
from clips.drawing.canvas import Canvas
from clips.drawing.places import PLACES
from clips.drawing.stage import SCENES, Moment

RATE = 12
"""Pictures a second."""
TURN = 5
"""Pictures in which a scene turns into the next."""
DRAWN_BY = (cards, scenes, screens)


@dataclass(frozen=True)
class Shot:
    draw: str
    given: dict[str, Any]
    lasts: float


def picture(shot: Shot, t: float, ground: Canvas | None = None) -> Image.Image:
    canvas = (ground or ground_of(shot)).copy()
    SCENES[shot.draw][1](canvas, Moment(t, shot.lasts, shot.given))
    return canvas.finished()


def ground_of(shot: Shot) -> Canvas:
    canvas = Canvas()
    PLACES[shot.given.get("place", SCENES[shot.draw][0])](canvas)
    return canvas


def pictures(shots: Sequence[Shot]) -> Iterator[Image.Image]:
    """Every picture of a clip; a shot's are counted from its beginning, so that none is lost to rounding."""
    made, ends, before = 0, 0.0, None
    for shot in shots:
        ground, first = ground_of(shot), made
        began, ends = ends, ends + shot.lasts
        while made < round(ends * RATE):
            drawn = last = picture(shot, made / RATE - began, ground)
            if before is not None and made - first < TURN:
                drawn = Image.blend(before, last, (made - first + 1) / (TURN + 1))
            yield drawn
            made += 1
        before = last
