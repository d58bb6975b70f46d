"""The school's own places, a line each: `zone: name`."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

LONGEST_NAME = 80


class Zone(StrEnum):
    """Where a place lies, for the map of hotspots: in school, on the way there, near by, or online."""

    SCHOOL = "school"
    WAY = "way"
    NEAR = "near"
    ONLINE = "online"


DEFAULT_PLACES = """\
school: Classroom
school: Corridor or stairs
school: Playground or field
school: Toilets
school: Changing rooms
school: Dining hall
way: Bus or bus stop
way: Walking to or from school
near: Shops or park
online: Group chat
online: Game or app
"""


class PlacesRefused(Exception):
    """A line of the places cannot be read; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Place:
    zone: Zone
    name: str

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
