"""Commands that start a deployment and keep it running."""

import click

from sharp.settings import read_settings
from sharp.upkeep import founding, migrating, server, working
from sharp.upkeep.opening import opened


@click.command()
def init() -> None:
    """Make a new deployment: its key file, its tables."""
    settings = read_settings()
    founding.found(settings)
    click.echo(f"The key file is {settings.keyfile}. Keep a copy where backups of the database never go:")
    click.echo("without it nothing that was kept can be read, and with it and the database guessing begins.")
    click.echo("Next: sharp school add, sharp staff add, sharp nominate, sharp serve.")


@click.command()
def migrate() -> None:
    """Bring the database's tables to this version of SHARP."""
    migrating.upgrade(read_settings())
    click.echo("The tables are those of this version.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--with-worker", is_flag=True, help="Also send alerts and tidy up, as `sharp worker` does.")
@click.option("--migrate", "migrates", is_flag=True, help="First bring the tables to this version.")
def serve(host: str, port: int, with_worker: bool, migrates: bool) -> None:
    """Serve the pages. Put a proxy that ends TLS in front, and see SHARP_TRUSTED_PROXIES."""
    settings = read_settings()
    if migrates:
        migrating.upgrade(settings)
    server.serve(settings, host=host, port=port, with_worker=with_worker)


@click.command()
@click.option("--with-parent", type=int, hidden=True, help="End when the process with this number, its parent, does.")
def worker(with_parent: int | None) -> None:
    """Send alerts, remove what is over and keep the anchor file up; run one or more beside `sharp serve`."""
    with opened() as deployment:
        working.work(deployment, with_parent=with_parent)
