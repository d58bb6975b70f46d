"""What children can read about, as data: sixteen topics, each with its author, its reviewer and their days."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from sharp.advice.helplines import Helpline, Need, helpline, helplines_for
from sharp.web.prose import prose

REQUIRED = frozenset({"title", "author", "written", "needs"})
OPTIONAL = frozenset({"clip", "about_adults", "stays", "reviewer", "reviewed"})
ALWAYS = ("emergency", "childline")
"""Lines that every topic ends with, whatever it needs."""

_FILE = re.compile(r"[0-9]{2}-([a-z]+(?:-[a-z]+)*)\.toml")
_CLIP = re.compile(r"c[0-9]{2}")
_FORBIDDEN = re.compile(r"^[-+=]|^[0-9]+[.)]|[<>\[\]`#|*_\\]|https?:")
"""Markdown beyond paragraphs and lists, HTML, and addresses to press: none has a place in a topic."""


class Part(StrEnum):
    """The six questions each topic answers, and how it ends."""

    WHAT = "what"
    FAULT = "fault"
    TODAY = "today"
    WHO = "who"
    TELL = "tell"
    FRIEND = "friend"
    HOPE = "hope"


class TopicsWrong(Exception):
    """A topic's file holds something it may not; the message names the file and the line."""


@dataclass(frozen=True)
class Topic:
    id: str
    number: int
    """From 1, in the order of the files."""
    source_title: str
    source_lines: Mapping[Part, tuple[str, ...]]
    """A paragraph or a point of a list each, in the source language."""
    needs: tuple[Need, ...]
    clip: str
    """The id of the clip that belongs to it, or nothing."""
    is_about_adults: bool
    """Not the usual people read such a report."""
    stays: bool
    """No school leaves it out: life, force, sexual harm or the adults themselves are its matter."""
    author: str
    written: date
    reviewer: str
    """Empty: not yet reviewed."""
    reviewed: date | None
    own: Mapping[str, str] | None = None
    """Each part as a school wrote it, in Markdown; the title stands in `source_title`."""

    @property
    def fragment(self) -> str:
        """Stands in browser histories, so that it names nothing."""
        return f"t{self.number}"

    @property
    def title(self) -> str:
        return self.source_title if self.own else str(gettext(self.source_title))

    def words(self, part: Part) -> Markup:
        """What a school wrote stands as it was written; what came with the service can be translated."""
        if self.own is not None:
            return prose(self.own[part])
        return prose("\n".join(_as_markdown(self.source_lines[part], gettext)))

    def in_markdown(self, part: Part) -> str:
        """In the source language, as somebody would write it anew."""
        return "\n".join(_as_markdown(self.source_lines[part], str)).strip()

    def lines_among(self, lines: Sequence[Helpline]) -> tuple[Helpline, ...]:
        """999 and Childline, and those for what the topic needs."""
        first = tuple(helpline(name) for name in ALWAYS)
        needed = helplines_for(*self.needs, among=lines)
        return (*first, *(line for line in needed if line.id not in ALWAYS))


def read_topic(name: str, text: str, number: int) -> Topic:
    """`name` is the file's, such as `03-who-i-am.toml`. Raises TopicsWrong."""
    named = _FILE.fullmatch(name)
    if named is None:
        raise TopicsWrong(f"{name}: a topic's file is called like 03-who-i-am.toml")
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise TopicsWrong(f"{name}: {wrong}") from None
    _check_keys(name, text, given)
    for key, fault in _faults(given):
        raise TopicsWrong(f"{name}, line {_line_of(text, key)}: {fault}")
    return Topic(
        id=named[1],
        number=number,
        source_title=given["title"],
        source_lines={part: _lines_of(name, text, part, given[part]) for part in Part},
        needs=tuple(map(Need, given["needs"])),
        clip=given.get("clip", ""),
        is_about_adults=given.get("about_adults", False),
        stays=given.get("stays", False),
        author=given["author"],
        written=given["written"],
        reviewer=given.get("reviewer", ""),
        reviewed=given.get("reviewed"),
    )


def _check_keys(name: str, text: str, given: Mapping[str, Any]) -> None:
    """Every key is one of ours, and none is missing."""
    wanted = REQUIRED | set(Part)
    for key in given:
        if key not in wanted | OPTIONAL:
            raise TopicsWrong(f"{name}, line {_line_of(text, key)}: {key} is nothing that a topic has")
    for key in sorted(wanted - given.keys()):
        raise TopicsWrong(f"{name}, after line {len(text.splitlines())}: there is no {key}")


def _faults(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each with the key at which it lies."""
    for key in ("title", "author", *Part):
        if not isinstance(given[key], str) or not given[key].strip():
            yield key, f"{key} is empty, or no text"
    if not isinstance(given["needs"], list) or not set(given["needs"]) <= set(map(str, Need)):
        yield "needs", f"needs are some of {', '.join(Need)}"
    if not _CLIP.fullmatch(str(given.get("clip", "c00"))):
        yield "clip", "a clip's id is c and two digits"
    for key in ("about_adults", "stays"):
        if not isinstance(given.get(key, False), bool):
            yield key, f"{key} is true or false"
    for key in ("written", "reviewed"):
        if key in given and (not isinstance(given[key], date) or isinstance(given[key], datetime)):
            yield key, f"{key} is a day, like 2026-11-23"
    if ("reviewer" in given) != ("reviewed" in given):
        key = "reviewer" if "reviewer" in given else "reviewed"
        yield key, "who reviewed it and the day stand together, or not at all"


def _lines_of(name: str, text: str, part: Part, words: str) -> tuple[str, ...]:
    """One of a list begins with "- "; everything else is a paragraph."""
    first = _line_of(text, part) + (f'{part} = """\n' in text)
    found = [(first + offset, line) for offset, line in enumerate(words.splitlines()) if line.strip()]
    for number, line in found:
        said = line.removeprefix("- ")
        if said != said.strip() or _FORBIDDEN.search(said):
            raise TopicsWrong(f"{name}, line {number}: a line is a plain paragraph, or a point that begins with “- ”")
    return tuple(line for _number, line in found)


def _line_of(text: str, key: str) -> int:
    found = re.search(rf"^{re.escape(key)}[ =]", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _as_markdown(lines: tuple[str, ...], said: Callable[[str], str]) -> Iterator[str]:
    """Translated line by line, points without their dash; a paragraph stands between empty lines."""
    was_point = False
    for line in lines:
        is_point = line.startswith("- ")
        if not (is_point and was_point):
            yield ""
        yield f"- {said(line[2:])}" if is_point else str(said(line))
        was_point = is_point


def read_topics() -> tuple[Topic, ...]:
    """All that are shipped, in the order of their files' names. Raises TopicsWrong."""
    found = sorted((files("sharp.advice") / "topics").iterdir(), key=lambda file: file.name)
    topics = tuple(
        read_topic(file.name, file.read_text(encoding="utf-8"), number) for number, file in enumerate(found, start=1)
    )
    for name, of in (("id", [topic.id for topic in topics]), ("clip", [topic.clip for topic in topics if topic.clip])):
        if len(set(of)) != len(of):
            raise TopicsWrong(f"topics: two have the same {name}")
    return topics


TOPICS = read_topics()
