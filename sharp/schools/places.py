"""The school's own places, a line each: `zone: name`."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from flask_babel import gettext

LONGEST_NAME = 80


class Zone(StrEnum):
    """Where a place lies, for the map of hotspots: in school, on the way there, near by, or online."""

    SCHOOL = "school"
    WAY = "way"
    NEAR = "near"
    ONLINE = "online"


def N_(words: str) -> str:  # noqa: N802 - the name by which Babel finds what is translated later
    """As it is; in the list of what there is to translate."""
    return words


DEFAULT_PLACES = "".join(
    f"{zone}: {name}\n"
    for zone, name in (
        (Zone.SCHOOL, N_("Classroom")),
        (Zone.SCHOOL, N_("Corridor or stairs")),
        (Zone.SCHOOL, N_("Playground or field")),
        (Zone.SCHOOL, N_("Toilets")),
        (Zone.SCHOOL, N_("Changing rooms")),
        (Zone.SCHOOL, N_("Dining hall")),
        (Zone.WAY, N_("Bus or bus stop")),
        (Zone.WAY, N_("Walking to or from school")),
        (Zone.NEAR, N_("Shops or park")),
        (Zone.ONLINE, N_("Group chat")),
        (Zone.ONLINE, N_("Game or app")),
    )
)


class PlacesRefused(Exception):
    """A line of the places cannot be read; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Place:
    zone: Zone
    name: str
    """As the school wrote it, and as it is kept."""

    @property
    def pupil_words(self) -> str:
        """In the language of the page, where it is one of the places that were there from the start."""
        return str(gettext(self.name))

    def __str__(self) -> str:
        return f"{self.zone}: {self.name}"


@lru_cache
def parse_places(text: str) -> tuple[Place, ...]:
    """Raises PlacesRefused."""
    places: list[Place] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            place = _parse_line(number, line)
            if place in places:
                raise PlacesRefused(f"line {number}: {place.name!r} is listed twice")
            places.append(place)
    return tuple(places)


def _parse_line(number: int, line: str) -> Place:
    zone, colon, name = (part.strip() for part in line.partition(":"))
    if not colon or zone not in tuple(Zone):
        raise PlacesRefused(f"line {number}: begin with one of {', '.join(Zone)} and a colon")
    if not 0 < len(name) <= LONGEST_NAME:
        raise PlacesRefused(f"line {number}: a place's name has 1 to {LONGEST_NAME} letters")
    return Place(Zone(zone), name)
