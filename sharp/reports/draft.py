"""What a pupil has told so far: kept only in their sealed visit until it is sent."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, Self

from sharp.files.evidence import NOTHING, Evidence
from sharp.schools.categories import may_show


class About(StrEnum):
    """Who or what it is about."""

    ME = "me"
    FRIEND = "friend"
    SAW = "saw"
    ADULT = "adult"
    OFFICER = "officer"
    ASK = "ask"
    GOOD = "good"
    PRACTICE = "practice"


class TypedBy(StrEnum):
    """An adult who types for a pupil."""

    SCHOOL = "school"
    FAMILY = "family"
    ADULT = "adult"


class When(StrEnum):
    TODAY = "today"
    WEEK = "week"
    LONGER = "longer"
    UNKNOWN = "unknown"


class Still(StrEnum):
    """Is it still happening?"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Want(StrEnum):
    """What would help."""

    LISTEN = "listen"
    STOP = "stop"
    POLICE = "police"
    KNOW = "know"
    TALK = "talk"


class Named(StrEnum):
    """About an adult: is it one of the people who would read this?"""

    NONE = "none"
    HEAD = "head"
    RATHER_NOT = "rather-not"
    READERS = "readers"
    """One or more of them, listed in `concerns`."""


@dataclass(frozen=True, repr=False)
class Draft:
    """The answers; everything but the story may be left empty."""

    report_id: str
    """Hex, drawn when the draft begins: it is the report's primary key."""
    about: About | None = None
    story: str = ""
    kinds: tuple[str, ...] = ()
    """Category ids of schools/categories.py."""
    place: str = ""
    """One of the school's own places, as `zone: name`, or empty."""
    place_more: str = ""
    when: When | None = None
    still: Still | None = None
    wants: tuple[Want, ...] = ()
    name: str = ""
    reach: str = ""
    """How to reach me safely."""
    named: Named | None = None
    concerns: tuple[str, ...] = ()
    """Nomination ids, hex, of readers whom this is about."""
    left_out: tuple[str, ...] = ()
    """Nomination ids, hex, of readers whom the pupil leaves out."""
    past_them: bool = False
    """Send it past the nominees, to the head."""
    offers_files: bool = False
    """Whether the school took pictures and other files when a page was last answered."""
    evidence: Evidence = NOTHING
    """What the pupil shows us: ids and keys, never the files."""
    typed_by: TypedBy | None = None
    """None: the pupil's own hands."""
    shown_n: int = 0
    """The roster number that the list of readers was last shown at; 0: not yet shown."""
    shown: tuple[str, ...] = ()
    """Nomination ids, hex, of everyone listed then."""

    @property
    def is_practice(self) -> bool:
        return self.about is About.PRACTICE

    @property
    def is_about_adult(self) -> bool:
        return self.about in (About.ADULT, About.OFFICER)

    @property
    def may_show(self) -> bool:
        """Never on the path of intimate images: those go to Report Remove, and no file is taken."""
        return may_show(self.kinds)

    def without_files(self) -> Self:
        return self.but(evidence=self.evidence.without(self.evidence.pieces))

    def but(self, **changes: Any) -> Self:
        return replace(self, **changes)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {name: value for name, value in kept.items() if name in known}
        for name in ("kinds", "concerns", "left_out", "shown"):
            values[name] = tuple(values.get(name, ()))
        values["wants"] = tuple(Want(want) for want in values.get("wants", ()))
        chosen = {"about": About, "when": When, "still": Still, "named": Named, "typed_by": TypedBy}
        for name, choices in chosen.items():
            values[name] = choices(values[name]) if values.get(name) else None
        values["evidence"] = Evidence.from_json(values.get("evidence", {}))
        return cls(**values)
