"""Commands about nominations: who is put forward for what, and who ends."""

from collections.abc import Iterator

import click

from sharp.model.words import Role, Standing
from sharp.schools import nominations
from sharp.schools.facts import Member, Roster, date_of
from sharp.upkeep.finding import DAY, nomination_id, person_with, school_named
from sharp.upkeep.opening import opened
from sharp.upkeep.refusals import PlainGroup
from sharp.vault.words import fingerprint_words


@click.command()
@click.argument("slug")
@click.argument("email")
@click.argument("role", type=click.Choice([str(role) for role in Role]))
@click.option("--shown-name", required=True, help="What pupils read, such as `Ms Okafor`.")
@click.option("--dsl", is_flag=True, help="This SPOC is the designated safeguarding lead or a deputy.")
@click.option("--from", "from_day", type=DAY, help="The first day; today if not said.")
def nominate(slug: str, email: str, role: str, shown_name: str, dsl: bool, from_day: int | None) -> None:
    """Put somebody forward. A school's first nominee is active at once; a nominee must confirm all others."""
    with opened() as deployment:
        with deployment.database.writing() as db:
            school = school_named(db, deployment, slug).school
            made = nominations.nominate(
                db, school_id=school.id, staff_id=person_with(db, email).id, role=Role(role),
                shown_name=shown_name, dsl=dsl, from_day=from_day, anchor=deployment.anchor,
            )  # fmt: skip
        with deployment.database.reading() as db:
            member = school_named(db, deployment, slug).member(made)
    assert member is not None
    click.echo(f"Nomination {made.hex()} is {member.state}.")
    if member.state is Standing.PENDING:
        click.echo("A nominee of this school must confirm it, signed in, after comparing these words aloud:")
        click.echo(fingerprint_words(member.fp))


@click.group(cls=PlainGroup)
def nomination() -> None:
    """Nominations: list and end."""


@nomination.command("list")
@click.argument("slug")
def list_nominations(slug: str) -> None:
    """Everyone on a school's list, with the ids that other commands take."""
    with opened() as deployment, deployment.database.reading() as db:
        for line in _lines(school_named(db, deployment, slug)):
            click.echo(line)


def _lines(roster: Roster) -> Iterator[str]:
    for member in sorted(roster.members, key=lambda each: (each.state, each.role, each.shown_name)):
        yield f"{member.nomination_id.hex()}\t{member.state}\t{member.role}\t{member.shown_name}\t{_dates(member)}"


def _dates(member: Member) -> str:
    last = "" if member.to_day is None else date_of(member.to_day).isoformat()
    return f"{date_of(member.from_day).isoformat()} to {last}".strip()


@nomination.command()
@click.argument("nomination")
@click.option("--even-last", is_flag=True, help="Even if nobody is left who could confirm another.")
def end(nomination: str, even_last: bool) -> None:
    """End a nomination: its grants and sessions go at once, and its reports get new keys."""
    with opened() as deployment, deployment.database.writing() as db:
        nominations.end(db, nomination_id=nomination_id(nomination), even_last=even_last, anchor=deployment.anchor)
    click.echo("The nomination has ended.")
