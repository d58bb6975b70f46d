"""Finding what an operator names on the command line: a school by its slug, a person by e-mail, a day by date."""

from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from sharp.accounts.people import find_by_email
from sharp.model.staff import Staff
from sharp.schools.facts import DAY_ZERO, Roster
from sharp.schools.roster import roster_of
from sharp.upkeep.opening import Opened
from sharp.upkeep.refusals import Refusal

LARGEST_TEXT = 64 * 1024


def school_named(db: Session, deployment: Opened, slug: str) -> Roster:
    roster = roster_of(db, slug, deployment.anchor)
    if roster is None:
        raise Refusal(f"There is no school with the slug {slug!r}; `sharp school list` shows them.")
    return roster


def person_with(db: Session, email: str) -> Staff:
    staff = find_by_email(db, email)
    if staff is None:
        raise Refusal(f"Nobody has the e-mail address {email}; `sharp staff add` invites them.")
    return staff


def nomination_id(typed: str) -> bytes:
    try:
        found = bytes.fromhex(typed)
    except ValueError:
        found = b""
    if len(found) != 16:
        raise Refusal("A nomination's id has 32 hexadecimal digits; `sharp nomination list` shows them.")
    return found


def text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_TEXT).decode()
    except UnicodeDecodeError:
        raise Refusal(f"{path} is not a text file in UTF-8.") from None
    except OSError as failed:
        raise Refusal(f"{path} cannot be read: {failed.strerror}.") from None


class Day(click.ParamType[int]):
    """A date such as 2026-09-01, as days since 1970."""

    name = "date"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return (date.fromisoformat(value) - DAY_ZERO).days
        except ValueError:
            self.fail(f"{value!r} is no date; write it like 2026-09-01", param, ctx)


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
DAY = Day()
