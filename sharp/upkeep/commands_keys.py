"""Commands about the server key file."""

from collections.abc import Callable, Mapping

import click

from sharp.settings import read_settings
from sharp.upkeep import renewing
from sharp.upkeep.founding import replace_file
from sharp.upkeep.opening import Opened, opened
from sharp.upkeep.refusals import PlainGroup, Refusal
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
    click.echo("A new key is active. Restart serve and worker, and keep a copy of the new key file.")
    click.echo("Then `sharp keys renew`, while they run.")


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
    click.echo("Then `sharp keys renew`, while they run.")


@keys.command()
def renew() -> None:
    """Bring old rows under the active key, some hundreds at a time, while the service runs. Exit code 1 if any is left.

    First restart everything that began with an older key file: it would take the renewed rows for forged.
    Renewed are the MACs of all rows, schools' lists, and the outer seals of code words, credentials and
    one-time codes. Nobody needs their words or passphrase for it, nothing sealed to a reader is opened, and a row
    that was changed from outside is left as it is.

    Not renewed are the lines of the trail, which nobody may write anew: their key stays accepted as long as
    they do. Visits and staff sessions end by themselves within a day. A browser that an account signed in from
    before is known by a mark under the key of that day; once that key is retired it is like a new browser.
    """
    with opened() as deployment:
        for done in renewing.renew(deployment):
            if done.rows:
                click.echo(f"{done.table}: {done.rows} rows renewed")
        left = _tell_what_is_left(deployment)
    if left:
        click.echo("Rows were left that could have been renewed: run this again, and `sharp doctor` if they stay.")
        raise click.exceptions.Exit(1)


def _tell_what_is_left(deployment: Opened) -> bool:
    """A sentence for each older key; whether one is named by a row that should have been renewed."""
    left: set[str] = set()
    with deployment.database.reading() as db:
        for v in sorted(set(deployment.keys.accepted) - {deployment.keys.active}):
            named = renewing.rows_naming(db, v)
            left |= named.keys() - renewing.NOT_RENEWED
            click.echo(f"Key {v} is {_named_by(named)}.")
    return bool(left)


def _named_by(named: Mapping[str, int]) -> str:
    if not named:
        return "named by no row and may be retired"
    return "still named by rows of " + ", ".join(f"{table} ({rows})" for table, rows in named.items())


@keys.command()
@click.argument("version", type=click.IntRange(1))
def retire(version: int) -> None:
    """Have a key open nothing more. Refused while a row names it, since nobody could read that row again.

    Only after `sharp keys renew`, and once nothing runs any more that began with an older key file.
    """
    settings = read_settings()
    retired = keyfile.retire(read_key_file(settings.keyfile), version)
    with opened(settings) as deployment, deployment.database.reading() as db:
        named = renewing.rows_naming(db, version)
    if named:
        raise Refusal(f"Key {version} is {_named_by(named)}. Nothing was changed.")
    replace_file(settings.keyfile, retired)
    click.echo(f"Key {version} is retired. Copy the key file to every machine and restart them all.")


def _change(change: Callable[[bytes], bytes]) -> None:
    """The file is replaced whole: a crash leaves either the old one or the new one."""
    path = read_settings().keyfile
    replace_file(path, change(read_key_file(path)))
