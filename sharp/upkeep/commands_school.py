"""Commands about a school: adding it, and what it decides for itself."""

import base64
import binascii
import sys
from pathlib import Path

import click

from sharp.schools import settings as school_settings
from sharp.schools.calendars import read_calendar
from sharp.schools.ceremony import Ceremony, hold_ceremony
from sharp.schools.facts import Roster, date_of
from sharp.schools.roster import all_rosters
from sharp.upkeep.finding import FILE, FOLDER, person_with, school_named, text_of
from sharp.upkeep.opening import opened
from sharp.upkeep.refusals import PlainGroup, Refusal
from sharp.upkeep.sheets import show_sheets, write_sheets
from sharp.vault.errors import BadPublicKey

SHEETS = click.option("--sheets", type=FOLDER, help="Write the sheets to three files there rather than to the screen.")


@click.group(cls=PlainGroup)
def school() -> None:
    """Schools: add, list, and set what each decides for itself."""


@school.command()
@click.argument("slug")
@click.argument("name")
@click.option("--timezone", default="Europe/London", show_default=True)
@click.option("--exit-url", default=school_settings.HARMLESS_PAGE, show_default=True, help="Where leaving leads.")
@SHEETS
def add(slug: str, name: str, timezone: str, exit_url: str, sheets: Path | None) -> None:
    """Add a school, with its three recovery sheets: head, SPOC and force should be in the room."""
    _require_a_place_for(sheets)
    with opened() as deployment:
        with deployment.database.writing() as db:
            _, ceremony = school_settings.add_school(
                db, slug=slug, name=name, timezone=timezone, exit_url=exit_url, anchor=deployment.anchor
            )
            if sheets is not None:
                write_sheets(sheets, slug, name, ceremony)
        if sheets is None:
            show_sheets(name, ceremony)
    click.echo(f"Added {name} at /{slug}/. Next: sharp staff add, then sharp nominate {slug} …")


@school.command("list")
def list_schools() -> None:
    """Every school, its list's number, and what is recorded for when all readers are gone."""
    with opened() as deployment, deployment.database.reading() as db:
        for roster in all_rosters(db, deployment.anchor):
            click.echo(_line(roster))


def _line(roster: Roster) -> str:
    facts = roster.school
    keys = [
        "recovery sheets" if facts.recovery_public else "no recovery sheets",
        f"outside key: {facts.outside_name}" if facts.outside_public else "no outside key",
    ]
    return f"{facts.slug}\t{facts.name}\tlist {roster.n}\t{len(roster.readers())} readers\t{', '.join(keys)}"


@school.command("outside-key")
@click.argument("slug")
@click.argument("authority")
@click.option("--public", type=FILE, help="The authority's public key, as `--made` wrote it for another school.")
@click.option("--made", type=click.Path(dir_okay=False, path_type=Path), help="Where to write a new public key.")
@SHEETS
def outside_key(slug: str, authority: str, public: Path | None, made: Path | None, sheets: Path | None) -> None:
    """Record the key of an authority outside: for reports that the holders of the sheets must not reach."""
    if public is None:
        _require_a_place_for(sheets)
    ceremony = hold_ceremony() if public is None else None
    key = ceremony.public if ceremony is not None else _key_in(public)
    with opened() as deployment, deployment.database.writing() as db:
        roster = school_named(db, deployment, slug)
        school_settings.set_outside_key(
            db, school_id=roster.school.id, public=key, name=authority, anchor=deployment.anchor
        )
        _hand_out(ceremony, authority, slug, sheets)
    if made is not None:
        made.write_text(base64.b64encode(key).decode() + "\n", encoding="ascii")
    click.echo(f"The outside key of {roster.school.name} is now {authority}'s.")


def _key_in(path: Path | None) -> bytes:
    try:
        return base64.b64decode("".join(text_of(path).split()) if path else "", validate=True)
    except binascii.Error:
        raise BadPublicKey from None


def _hand_out(ceremony: Ceremony | None, authority: str, slug: str, sheets: Path | None) -> None:
    if ceremony is not None and sheets is not None:
        write_sheets(sheets, f"outside-{slug}", authority, ceremony)
    elif ceremony is not None:
        show_sheets(authority, ceremony)


def _require_a_place_for(sheets: Path | None) -> None:
    if sheets is None and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refusal("The recovery sheets are shown on a screen. Run this in a terminal, or give --sheets FOLDER.")


@school.command()
@click.argument("slug")
@click.argument("file", type=FILE)
def timetable(slug: str, file: Path) -> None:
    """When somebody reads, from a file of lines such as `hours mon-fri 08:30-16:00`."""
    with opened() as deployment, deployment.database.writing() as db:
        found = school_named(db, deployment, slug).school.id
        school_settings.set_timetable(db, school_id=found, text=text_of(file), anchor=deployment.anchor)
    click.echo("The timetable is set.")


@school.command()
@click.argument("slug")
@click.argument("file", type=FILE)
def calendar(slug: str, file: Path) -> None:
    """Add the holidays, training days and closures of a calendar file (.ics) to the timetable."""
    with opened() as deployment, deployment.database.writing() as db:
        facts = school_named(db, deployment, slug).school
        found = read_calendar(text_of(file), facts.tz, date_of(facts.day()))
        closed = [f"closed {each.first} {each.last} {each.reason}".rstrip() for each in found.closures]
        new = [line for line in closed if line not in facts.timetable.splitlines()]
        text = "\n".join([*facts.timetable.splitlines(), *new, ""])
        school_settings.set_timetable(db, school_id=facts.id, text=text, anchor=deployment.anchor)
    click.echo("\n".join([*new, f"{len(new)} added; {found.others} other events were left out."]))


@school.command()
@click.argument("slug")
@click.argument("file", type=FILE)
def places(slug: str, file: Path) -> None:
    """The school's own places, from a file of lines such as `school: Dining hall`."""
    with opened() as deployment, deployment.database.writing() as db:
        found = school_named(db, deployment, slug).school.id
        school_settings.set_places(db, school_id=found, text=text_of(file), anchor=deployment.anchor)
    click.echo("The places are set.")


@school.command()
@click.argument("slug")
@click.argument("categories", nargs=-1)
def routing(slug: str, categories: tuple[str, ...]) -> None:
    """Which categories the SPOC reads first; all others, and with none given all, go to both."""
    with opened() as deployment, deployment.database.writing() as db:
        found = school_named(db, deployment, slug).school.id
        school_settings.set_routing(db, school_id=found, spoc_first=categories, anchor=deployment.anchor)
    click.echo("The routing is set.")


@school.command("exit")
@click.argument("slug")
@click.argument("url")
def exit_page(slug: str, url: str) -> None:
    """The harmless page that leaving leads to."""
    with opened() as deployment, deployment.database.writing() as db:
        found = school_named(db, deployment, slug).school.id
        school_settings.set_exit(db, school_id=found, url=url, anchor=deployment.anchor)
    click.echo("The page to leave to is set.")


@school.command()
@click.argument("slug")
@click.option("--head", help="The e-mail address of the head who keeps the first sheet.")
@click.option("--spoc", help="The e-mail address of the SPOC who keeps the second.")
@click.option("--force", help="The e-mail address of the officer who keeps the third, if they have an account.")
def holders(slug: str, **emails: str | None) -> None:
    """Who keeps which recovery sheet: a report that leaves one of them out is not granted to the sheets."""
    from_names = {role: email for role, email in emails.items() if email}
    with opened() as deployment, deployment.database.writing() as db:
        found = school_named(db, deployment, slug).school.id
        kept = {role: person_with(db, email).id for role, email in from_names.items()}
        school_settings.set_holders(db, school_id=found, holders=kept, anchor=deployment.anchor)
    click.echo("The holders are recorded.")
