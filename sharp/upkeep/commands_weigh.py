"""The command that says what the danger rules find, line by line."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

from sharp.advice.danger import use_danger_rules, weigh
from sharp.upkeep.refusals import Refusal

MOST_BYTES = 65_536
"""Of one line; the rest of a longer one is passed over. What a pupil can send is shorter."""


@click.command("weigh")
@click.option("--rules", type=Path, envvar="SHARP_DANGER", help="Your own file of rules.  [default: ours]")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def weigh_lines(file: Path, rules: Path | None) -> None:
    """For each line of FILE (- reads standard input): the level that the danger rules give it, and why.

    Nothing is stored, and nothing but the rules is needed.
    """
    use_danger_rules(rules)
    try:
        with click.open_file(os.fspath(file), "rb") as given:
            for line in _lines(given):
                found = weigh(line)
                click.echo(f"{found.level}\t{found.reason}")
    except BrokenPipeError:
        raise
    except OSError as wrong:
        raise Refusal(f"{file} cannot be read: {wrong.strerror or 'it is no file'}.") from None


def _lines(given: IO[bytes]) -> Iterator[str]:
    """Each line without its end, however it was written; bytes that are no text are passed over."""
    while line := given.readline(MOST_BYTES):
        rest = line
        while not rest.endswith(b"\n") and (rest := given.readline(MOST_BYTES)):
            pass
        yield line.decode("utf-8", "replace").rstrip("\r\n")
