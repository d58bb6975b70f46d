"""The video clips, as their recipe left them: files, length, what is said, and who wrote and reviewed it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from flask import url_for
from flask_babel import gettext

FOLDER = "clips"
"""Within the static files."""


class ClipsWrong(Exception):
    """The data file holds something it may not; the message names the clip."""


@dataclass(frozen=True)
class Clip:
    id: str
    file: str
    """Its files' name without ending, which says nothing of the topic."""
    source_title: str
    source_words: tuple[str, ...]
    """All that is said, a paragraph a scene, in the source language."""
    seconds: int
    is_synthetic: bool
    """A computer speaks in it, at least in part."""
    author: str
    written: date
    reviewer: str
    reviewed: date | None
    """None: not yet reviewed."""
    script: str
    """Digest of the script that it was made from."""

    @property
    def title(self) -> str:
        return str(gettext(self.source_title))

    is_ours, has_sound, poster = True, True, "png"

    @property
    def transcript(self) -> tuple[str, ...]:
        return tuple(str(gettext(words)) for words in self.source_words)

    def path(self, ending: str) -> str:
        """Of its file within the static files: mp4, webm, vtt or png."""
        return f"{FOLDER}/{self.file}.{ending}"

    def address(self, ending: str) -> str:
        return url_for("static", filename=self.path(ending))


def read_clips(text: str) -> Mapping[str, Clip]:
    """By id, in the order of the file. Raises ClipsWrong."""
    clips = [_clip(given) for given in tomllib.loads(text)["clip"]]
    found = {clip.id: clip for clip in clips}
    if len(found) != len(clips) or len({clip.file for clip in clips}) != len(clips):
        raise ClipsWrong("an id or a file stands twice")
    return MappingProxyType(found)


def _clip(given: dict[str, Any]) -> Clip:
    try:
        return Clip(
            id=given["id"],
            file=given["file"],
            source_title=given["title"],
            source_words=tuple(scene["words"] for scene in given["scene"]),
            seconds=given["seconds"],
            is_synthetic=given["synthetic"],
            author=given["author"],
            written=given["written"],
            reviewer=given["reviewer"],
            reviewed=given.get("reviewed"),
            script=given["script"],
        )
    except KeyError as missing:
        raise ClipsWrong(f"{given.get('id', '?')}: there is no {missing}") from None


CLIPS = read_clips((files("sharp.advice") / "clips.toml").read_text(encoding="utf-8"))
