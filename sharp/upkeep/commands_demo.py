"""`sharp demo`: something to look at, and the codes to sign in with."""

import base64

import click

from sharp.accounts.one_time_codes import code_at, this_step
from sharp.settings import read_settings
from sharp.upkeep.demo import make_demo
from sharp.upkeep.refusals import Refusal
from sharp.upkeep.welcome import read_demo


@click.command()
@click.option("--codes", is_flag=True, help="Print the current sign-in codes of a demo that is there.")
def demo(codes: bool) -> None:
    """Fill an empty instance folder with a made-up partnership: three schools, their staff, some forty reports."""
    settings = read_settings()
    if not codes:
        click.echo("Making a demo partnership; this takes a few seconds.")
        make_demo(settings)
        return
    found = read_demo(settings.instance)
    if found is None:
        raise Refusal(f"There is no demo in {settings.instance}.")
    for person in found["staff"]:
        code = code_at(base64.b32decode(person["totp_secret"]), this_step())
        click.echo(f"{code}  {person['email']}  {person['role']}")
