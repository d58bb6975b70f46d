"""Commands about people's accounts."""

import click

from sharp.accounts import people
from sharp.upkeep.opening import opened
from sharp.upkeep.refusals import PlainGroup, Refusal

LONGEST_EMAIL = 254
LONGEST_NAME = 120


@click.group(cls=PlainGroup)
def staff() -> None:
    """Staff accounts."""


@staff.command()
@click.argument("email")
@click.argument("name")
@click.option("--operator", is_flag=True, help="Runs the service; never holds a role at a school.")
def add(email: str, name: str, operator: bool) -> None:
    """Invite somebody: prints the link they set up with. It works once, for 72 hours; hand it over in person."""
    local, at, domain = email.strip().rpartition("@")
    if not (at and local and "." in domain and len(email) <= LONGEST_EMAIL and " " not in email.strip()):
        raise Refusal(f"{email!r} is no e-mail address.")
    shown = " ".join(name.split())
    if not 0 < len(shown) <= LONGEST_NAME:
        raise Refusal(f"A name has 1 to {LONGEST_NAME} letters.")
    with opened() as deployment:
        with deployment.database.writing() as db:
            _, token = people.invite(db, email=email, name=shown, operator=operator)
        click.echo(people.set_up_link(deployment.settings.base_url, token))
