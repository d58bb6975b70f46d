"""Recovery sheets on their way in and out: each to its own screen or its own file, nothing kept."""

import re
from collections.abc import Sequence
from pathlib import Path

import click

from sharp.schools.ceremony import HOLDERS, Ceremony, keys_from, sheet_text
from sharp.upkeep.finding import text_of
from sharp.upkeep.founding import write_new
from sharp.upkeep.refusals import Refusal
from sharp.vault.person import RecoveryKeys

_NUMBERED = re.compile(r"^\s*\d+\.\s+(.+)$", re.MULTILINE)


def write_sheets(folder: Path, slug: str, name: str, ceremony: Ceremony) -> None:
    """Three files, each to be handed over and then destroyed here."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for holder, sheet in zip(HOLDERS, ceremony.sheets, strict=True):
        path = folder / f"recovery-{slug}-{holder}.txt"
        try:
            write_new(path, sheet_text(name, holder, sheet).encode())
        except FileExistsError:
            raise Refusal(f"{path} is there already. Give the sheets a folder of their own.") from None
        click.echo(f"Sheet of the {holder}: {path}")


def show_sheets(name: str, ceremony: Ceremony) -> None:
    """One after another, with the holders present; each is wiped off the screen before the next."""
    for holder, sheet in zip(HOLDERS, ceremony.sheets, strict=True):
        click.clear()
        click.pause(f"The sheet of the {holder} comes next. Let only them look, then press a key.")
        click.echo(sheet_text(name, holder, sheet))
        click.pause("Press a key once it is written down and checked.")
    click.clear()


def read_sheets(paths: Sequence[Path]) -> RecoveryKeys:
    """The pair from two sheets' files. Raises SheetUnreadable, TooFewSheets, SheetsDoNotBelong."""
    return keys_from([_words_in(text_of(path)) for path in paths])


def _words_in(text: str) -> str:
    """The numbered lines of a sheet as it was printed, or else every word in the file."""
    numbered = _NUMBERED.findall(text)
    return " ".join(numbered) if numbered else text
