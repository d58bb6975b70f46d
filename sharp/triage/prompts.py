"""What the law and the field ask to be thought of with a report: dated content, each with its source."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, gettext

from sharp import clock
from sharp.reports.draft import About
from sharp.schools.categories import CATEGORIES, Flag
from sharp.triage.action_kinds import ALL

ASK_AFTER_DAYS = 365


class Moment(StrEnum):
    """When it is shown."""

    CASE = "case"
    OFFICER = "officer"
    """Before an officer is brought in."""


class PromptsWrong(Exception):
    """The data file holds something it may not; the message names the prompt."""


@dataclass(frozen=True)
class Prompt:
    id: str
    shown: Moment
    kinds: frozenset[str]
    flags: frozenset[Flag]
    about: frozenset[str]
    source_words: str
    source: str
    author: str
    written: date
    reviewed: date | None
    record: str
    """The kind of action by which it is recorded; empty: none."""

    @property
    def words(self) -> str:
        return str(gettext(self.source_words))

    @property
    def reviewed_words(self) -> str:
        """Empty: not yet reviewed."""
        return "" if self.reviewed is None else format_date(self.reviewed, "d MMMM y", locale=get_locale())

    @property
    def record_title(self) -> Any:
        return ALL[self.record].title if self.record else ""

    @property
    def age_days(self) -> int:
        """Since somebody last compared it with its source; since it was written, if nobody has."""
        return (clock.now().date() - (self.reviewed or self.written)).days

    def fits(self, kinds: Iterable[str], about: str) -> bool:
        """One that names neither kind nor flag nor what it is about fits everything."""
        ticked = [CATEGORIES[kind] for kind in kinds if kind in CATEGORIES]
        return (
            not (self.kinds or self.flags or self.about)
            or about in self.about
            or any(kind.id in self.kinds or not kind.flags.isdisjoint(self.flags) for kind in ticked)
        )


def read_prompts(text: str) -> tuple[Prompt, ...]:
    """Raises PromptsWrong."""
    found = tuple(_prompt(given) for given in tomllib.loads(text)["prompt"])
    if len({prompt.id for prompt in found}) != len(found):
        raise PromptsWrong("an id stands twice")
    return found


def prompts_for(kinds: Iterable[str], about: str, shown: Moment = Moment.CASE) -> tuple[Prompt, ...]:
    """In the order of the file."""
    ticked = tuple(kinds)
    return tuple(prompt for prompt in PROMPTS if prompt.shown is shown and prompt.fits(ticked, about))


def unreviewed(prompts: Iterable[Prompt] | None = None) -> tuple[Prompt, ...]:
    """What doctor asks to have compared with its source again."""
    asked = PROMPTS if prompts is None else prompts
    return tuple(prompt for prompt in asked if prompt.age_days > ASK_AFTER_DAYS)


def _prompt(given: dict[str, Any]) -> Prompt:
    name = given.get("id", "?")
    try:
        prompt = Prompt(
            id=given["id"],
            shown=Moment(given["shown"]),
            kinds=frozenset(given.get("kinds", ())),
            flags=frozenset(map(Flag, given.get("flags", ()))),
            about=frozenset(map(str, map(About, given.get("about", ())))),
            source_words=given["words"],
            source=given["source"],
            author=given["author"],
            written=given["written"],
            reviewed=given.get("reviewed"),
            record=given.get("record", ""),
        )
    except (KeyError, ValueError) as wrong:
        raise PromptsWrong(f"{name}: {wrong}") from None
    days = [day for day in (prompt.written, prompt.reviewed) if day is not None]
    if not prompt.kinds <= CATEGORIES.keys() or not all(isinstance(day, date) for day in days):
        raise PromptsWrong(f"{name}: a kind that is no category, or a day that is none")
    if prompt.record and (prompt.record not in ALL or ALL[prompt.record].continues):
        raise PromptsWrong(f"{name}: it is recorded by no kind of action")
    return prompt


PROMPTS = read_prompts((files("sharp.triage") / "prompts.toml").read_text(encoding="utf-8"))
