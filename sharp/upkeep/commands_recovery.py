"""`sharp recover`: when every reader is gone, two sheets put a new nominee in their place."""

from pathlib import Path

import click

from sharp.model.words import ReaderKind, Standing
from sharp.reports.recovering import recover as grant_anew
from sharp.schools.ceremony import NotThisSchools
from sharp.schools.facts import Roster
from sharp.schools.nominations import KeysChanged, NoSuchNomination, confirm_by_sheets
from sharp.upkeep.finding import FILE, nomination_id, school_named
from sharp.upkeep.opening import opened
from sharp.upkeep.sheets import read_sheets
from sharp.vault.person import RecoveryKeys
from sharp.vault.words import fingerprint_words


@click.command()
@click.argument("slug")
@click.argument("nomination")
@click.argument("sheets", nargs=-1, required=True, type=FILE)
@click.option("--words", required=True, help="The six words that the nominee's own account page shows, read aloud.")
@click.option("--outside", is_flag=True, help="The sheets are those of the authority outside.")
def recover(slug: str, nomination: str, sheets: tuple[Path, ...], words: str, outside: bool) -> None:
    """Open a school's reports to a new nominee, with any two recovery SHEETS, one file each.

    Only reports that no current reader can open come back, and each leaves a line in the trail.
    """
    keys = read_sheets(sheets)
    with opened() as deployment, deployment.database.writing() as db:
        roster = school_named(db, deployment, slug)
        _check_pair(roster, keys, outside)
        member = roster.member(nomination_id(nomination))
        if member is None:
            raise NoSuchNomination
        if words.casefold().split() != fingerprint_words(member.fp).split():
            raise KeysChanged
        if member.state is Standing.PENDING:
            confirm_by_sheets(db, nomination_id=member.nomination_id, keys=keys, fp=member.fp, anchor=deployment.anchor)
            member = school_named(db, deployment, slug).member(member.nomination_id) or member
        kind = ReaderKind.OUTSIDE if outside else ReaderKind.RECOVERY
        count = grant_anew(db, school_id=roster.school.id, kind=kind, keys=keys, member=member)
    click.echo(f"{count} reports can be opened again, by {member.shown_name}.")
    click.echo("The sheets have been used: hold a new ceremony, and destroy every copy of these files.")


def _check_pair(roster: Roster, keys: RecoveryKeys, outside: bool) -> None:
    expected = roster.school.outside_public if outside else roster.school.recovery_public
    if expected is None or keys.public != expected:
        raise NotThisSchools
