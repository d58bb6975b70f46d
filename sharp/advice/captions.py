"""Captions as a school writes them: WebVTT of plain text, read strictly, written anew, and made a transcript."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sharp.web.forms import one_line, plain_text

MOST_LETTERS = 20_000
MOST_CUES = 200
LONGEST_CUE = 300
"""Letters shown at once."""
LATEST = 90_000
"""Milliseconds: no clip lasts longer."""
PAUSE = 1_500
"""Milliseconds of silence after which the transcript begins a new paragraph."""

_TIME = r"(?:([0-9]{2,3}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIMES = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+[a-z]+:\S+)*", re.ASCII)
_HEAD = re.compile(r"WEBVTT(?:[ \t].*)?")


class CaptionsWrong(Exception):
    """They cannot be shown; the message says where and why, in a sentence for whoever wrote them."""


@dataclass(frozen=True)
class Cue:
    begins: int
    """Milliseconds."""
    ends: int
    lines: tuple[str, ...]


def read_captions(text: str) -> tuple[Cue, ...]:
    """In their order. Raises CaptionsWrong."""
    if len(text) > MOST_LETTERS:
        raise CaptionsWrong(_("The captions may have %(most)d letters.", most=MOST_LETTERS))
    head, *blocks = _blocks(plain_text(text.removeprefix("\ufeff")))
    if not head or not _HEAD.fullmatch(head[0]) or len(head) > 1:
        raise CaptionsWrong(_("Captions begin with a line that says WEBVTT, and an empty line after it."))
    cues = [_cue(number, block) for number, block in enumerate(filter(_is_cue, blocks), start=1)]
    if not cues:
        raise CaptionsWrong(_("There are no captions in it yet. Write what is said, and when."))
    if len(cues) > MOST_CUES:
        raise CaptionsWrong(_("There may be %(most)d captions.", most=MOST_CUES))
    _check_order(cues)
    return tuple(cues)


def as_web_vtt(cues: Iterable[Cue]) -> str:
    """Nothing but times and text, escaped."""
    blocks = [f"{_said(cue.begins)} --> {_said(cue.ends)}\n{html.escape(chr(10).join(cue.lines), quote=False)}"
              for cue in cues]  # fmt: skip
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def transcript(cues: Sequence[Cue]) -> tuple[str, ...]:
    """All that they say; a paragraph ends where nothing is said for a while."""
    paragraphs: list[list[str]] = []
    ended = -PAUSE
    for cue in cues:
        if cue.begins - ended >= PAUSE or not paragraphs:
            paragraphs.append([])
        paragraphs[-1] += cue.lines
        ended = cue.ends
    return tuple(" ".join(words) for words in paragraphs)


def _blocks(text: str) -> list[list[str]]:
    """Lines that belong together; empty lines stand between them."""
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return found if found[-1] or len(found) == 1 else found[:-1]


def _is_cue(block: Sequence[str]) -> bool:
    """A note is passed over; a style is refused below, as a cue without a time."""
    return block[0].split(" ")[0] != "NOTE"


def _cue(number: int, block: Sequence[str]) -> Cue:
    timed = next((index for index, line in enumerate(block[:2]) if "-->" in line), None)
    found = _TIMES.fullmatch(block[timed]) if timed is not None else None
    if timed is None or found is None:
        raise CaptionsWrong(_("Caption %(n)d has no time that we can read. Write it like 00:01.000 --> 00:04.000.",
                              n=number))  # fmt: skip
    lines = tuple(filter(None, (one_line(html.unescape(line)) for line in block[timed + 1 :])))
    if any("-->" in line for line in (*block[timed + 1 :], *lines)):
        raise CaptionsWrong(_("Before caption %(n)d ends, another begins: put an empty line between them.", n=number))
    if any(mark in line for line in block[timed + 1 :] for mark in "<>"):
        raise CaptionsWrong(
            _("Caption %(n)d holds < or >. Captions are plain text: take marks like <i> out.", n=number)
        )
    if not lines:
        raise CaptionsWrong(_("Caption %(n)d says nothing.", n=number))
    if sum(map(len, lines)) > LONGEST_CUE:
        raise CaptionsWrong(_("Caption %(n)d is too long to be read: %(most)d letters at most.", n=number,
                              most=LONGEST_CUE))  # fmt: skip
    return Cue(_milliseconds(*found.groups()[:4]), _milliseconds(*found.groups()[4:]), lines)


def _check_order(cues: Sequence[Cue]) -> None:
    last = 0
    for number, cue in enumerate(cues, start=1):
        if cue.ends <= cue.begins:
            raise CaptionsWrong(_("Caption %(n)d ends before it begins.", n=number))
        if cue.begins < last:
            raise CaptionsWrong(_("Caption %(n)d begins before the one above it has ended.", n=number))
        if cue.ends > LATEST:
            raise CaptionsWrong(_("Caption %(n)d comes later than a clip may last.", n=number))
        last = cue.ends


def _milliseconds(hours: str | None, minutes: str, seconds: str, rest: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(rest)


def _said(at: int) -> str:
    seconds, rest = divmod(at, 1000)
    return f"{seconds // 60:02d}:{seconds % 60:02d}.{rest:03d}"
