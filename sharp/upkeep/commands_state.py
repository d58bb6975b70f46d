"""Commands that look at the state of everything and change nothing, but for what a restore needs."""

import click

from sharp.accounts import trail as trails
from sharp.settings import read_settings
from sharp.upkeep import examining, restoring
from sharp.upkeep.content_needs import languages
from sharp.upkeep.opening import opened
from sharp.upkeep.refusals import PlainGroup
from sharp.vault.encoding import NO_ID


@click.command()
@click.option(
    "--accept-restore",
    is_flag=True,
    help="After putting back a backup: take the database as it is, with a line in every school's trail.",
)
def doctor(accept_restore: bool) -> None:
    """Examine everything: key file, tables, every row under a MAC, lists, trails, journals. Exit code 1 if ill.

    What a school should still see to, such as a reader it lacks, is said too, and makes nobody ill; so is how much of
    each language is translated.
    """
    with opened(read_settings()) as deployment:
        if accept_restore:
            count = restoring.accept(deployment)
            click.echo(f"The anchor was lowered, and {count} trails say so.")
        findings = 0
        for finding in examining.examine(deployment):
            findings += 1
            click.echo(finding)
        known = list(languages(deployment.settings))
        needs = list(examining.advise(deployment))
    for language in known:
        click.echo(language)
    for need in needs:
        click.echo(f"to see to: {need}")
    click.echo("All is well." if not findings else f"{findings} things do not hold.")
    if findings:
        raise click.exceptions.Exit(1)


@click.group(cls=PlainGroup)
def trail() -> None:
    """The trail of what staff did."""


@trail.command()
def verify() -> None:
    """Follow every chain from its first line. Exit code 1 when one does not hold."""
    broken = 0
    with opened() as deployment, deployment.database.reading() as db:
        for chain in trails.chains(db):
            name = "the service" if chain == NO_ID else f"school {chain.hex()}"
            try:
                count = trails.verify_chain(db, chain, seen=deployment.anchor.head(chain))
            except trails.TrailBroken as found:
                broken += 1
                click.echo(f"{name}: broken at line {found.i}")
            else:
                click.echo(f"{name}: {count} lines, whole")
    if broken:
        raise click.exceptions.Exit(1)
