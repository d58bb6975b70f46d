"""The script of a clip, as its TOML file says it."""

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass(frozen=True)
class Scene:
    draw: str
    given: dict[str, Any]
    """What the drawing asks for: who is there, what shows, the words of a card."""
    say: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    id: str
    file: str
    """The finished files' name, which says nothing."""
    title: str
    author: str
    written: date
    reviewer: str
    reviewed: date | None
    scenes: tuple[Scene, ...]

    @property
    def digest(self) -> str:
        """Of all that is drawn and said, kept beside the finished clip; a review changes nothing of it."""
        shown = [self.file, *([scene.draw, scene.given, scene.say] for scene in self.scenes)]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(sentence for scene in self.scenes for sentence in scene.say)


def read_script(path: Path) -> Script:
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    scenes = tuple(
        Scene(scene.pop("draw"), scene, tuple(scene.pop("say"))) for scene in [dict(one) for one in given["scenes"]]
    )
    return Script(
        id=path.stem,
        file=given["file"],
        title=given["title"],
        author=given["author"],
        written=given["written"],
        reviewer=given["reviewer"],
        reviewed=given.get("reviewed"),
        scenes=scenes,
    )


def read_scripts(folder: Path = SCRIPTS) -> tuple[Script, ...]:
    return tuple(read_script(path) for path in sorted(folder.glob("c[0-9][0-9].toml")))


def words_of(text: str) -> list[str]:
    return re.findall(r"[\w'’-]+", text)
