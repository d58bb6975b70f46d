"""Commands about the server key file."""

from collections.abc import Callable

import click

from sharp.settings import read_settings
from sharp.upkeep.founding import replace_file
from sharp.upkeep.refusals import PlainGroup
from sharp.vault import keyfile
from sharp.vault.keyfile import ServerKeys
from sharp.web.keyfiles import read_key_file


@click.group(cls=PlainGroup)
def keys() -> None:
    """The server keys: what signs rows and seals what lies in them; they open no report."""


@keys.command("list")
def list_keys() -> None:
    """Which versions seal and which still open."""
    found = ServerKeys.parse(read_key_file(read_settings().keyfile))
    click.echo(f"deployment {found.deployment.hex()}")
    for v in sorted(found.accepted):
        click.echo(f"key {v}: {'active' if v == found.active else 'accepted'}")


@keys.command()
def rotate() -> None:
    """A new active key, the old one still accepted: where one machine alone holds the file. Then restart."""
    _change(keyfile.rotate)
    click.echo("A new key is active. Restart serve and worker, and renew your copy of the key file.")


@keys.command()
def add() -> None:
    """A new key, accepted but not yet used: the first step where several machines hold the file."""
    _change(keyfile.add_key)
    click.echo("Copy the key file to every machine and restart them all; then `sharp keys activate`.")


@keys.command()
@click.argument("version", type=click.IntRange(1))
def activate(version: int) -> None:
    """Have a key that was added seal from now on, once every machine accepts it."""
    _change(lambda data: keyfile.activate(data, version))
    click.echo(f"Key {version} is active. Copy the key file to every machine and restart them all.")


def _change(change: Callable[[bytes], bytes]) -> None:
    """The file is replaced whole: a crash leaves either the old one or the new one."""
    path = read_settings().keyfile
    replace_file(path, change(read_key_file(path)))
