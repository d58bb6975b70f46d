"""Commands about alerts that could not be delivered."""

import click

from sharp import clock
from sharp.model.staff import Staff
from sharp.notices import outbox
from sharp.upkeep.opening import opened
from sharp.upkeep.refusals import PlainGroup


@click.group(cls=PlainGroup)
def letters() -> None:
    """Alerts that could not be delivered within a day. A letter says only that something waits."""


@letters.command("list")
def list_them() -> None:
    """How many there are, since when, and to whom; never what about."""
    with opened() as deployment, deployment.database.reading() as db:
        dead = outbox.dead_letters(db)
        if dead is None:
            click.echo("Every alert was delivered, or is still being tried.")
            return
        since = clock.of_hour(dead.since)
        click.echo(f"{dead.count} could not be delivered, the first since {since:%d %b %Y %H:%M} UTC:")
        found = (db.get(Staff, staff_id) for staff_id in outbox.addressees_of_dead(db))
        for email in sorted(staff.email for staff in found if staff is not None):
            click.echo(f"  to {email}")
    click.echo("Put right what kept them, then `sharp letters retry`; or `sharp letters drop`.")


@letters.command()
def retry() -> None:
    """Try them all again, as the worker comes round."""
    with opened() as deployment, deployment.database.writing() as db:
        count = outbox.try_again(db)
    click.echo(f"{count} will be tried again.")


@letters.command()
@click.confirmation_option(prompt="Whoever they were for will not be told. Drop them?")
def drop() -> None:
    """Forget them. What they were about still stands in the queue."""
    with opened() as deployment, deployment.database.writing() as db:
        count = outbox.drop_dead(db)
    click.echo(f"{count} were dropped.")
