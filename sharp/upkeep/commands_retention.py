"""The command that deletes what is over, or says what would go."""

from datetime import timedelta

import click

from sharp import clock
from sharp.settings import Settings, read_settings
from sharp.upkeep.opening import opened
from sharp.upkeep.retention import Fate, Swept, survey, sweep


@click.command()
@click.option("--delete", "deletes", is_flag=True, help="Delete it now. Without this, nothing is changed.")
def retention(deletes: bool) -> None:
    """Say what is due to be deleted, or delete it. The worker does so daily by itself.

    Closed cases go once the last month that they are kept in is over, and code words once theirs is. What is held, was
    changed outside the service, or belongs to a school whose list of readers is refused, stays.
    """
    settings = read_settings()
    with opened(settings) as deployment:
        swept = survey(deployment)
        if deletes:
            swept = last = sweep(deployment)
            while last.has_more:
                last = sweep(deployment)
                swept = swept.and_then(last)
    for line in _lines(swept, deletes=deletes):
        click.echo(line)
    click.echo(_gone(settings, swept) if deletes else _not_yet(swept))
    if deletes and not swept.is_wiped:
        raise click.exceptions.Exit(1)


def _lines(swept: Swept, *, deletes: bool) -> list[str]:
    done = "deleted" if deletes else "due to be deleted"
    ended = "ended" if deletes else "due to end"
    lines = [
        f"Closed cases {done}: {swept.cases[Fate.GONE]}. Code words {ended}: {swept.words[Fate.GONE]}.",
    ]
    for fate, why in STAYS.items():
        count = swept.cases[fate]
        if count:
            lines.append(f"Past their month and still here, because {why}: {count}.")
    return lines


STAYS = {
    Fate.HELD: "they are held",
    Fate.REFUSED: "their school's list of readers is refused (see `sharp doctor`)",
    Fate.FORGED: "they were changed outside the service (see `sharp doctor`)",
    Fate.BUSY: "somebody is working on them; the next sweep takes them",
}


def _not_yet(swept: Swept) -> str:
    if not swept.is_wiped:
        return "What was deleted before still has to be wiped out of the database's files: --delete does that too."
    return "Nothing was changed. --delete does it now; the worker does it daily."


def _gone(settings: Settings, swept: Swept) -> str:
    """Promise 9 in one sentence."""
    if not swept.is_wiped:
        return (
            "It is out of the tables, but the database was too busy to be wiped, so it may still lie in its files. "
            "Run this again; the worker tries again within the hour."
        )
    if not swept.gone:
        return "Nothing was due. What was deleted before is wiped out of the database's files."
    today = clock.now().date()
    if not settings.backup_days:
        return f"Gone from the live service on {today:%d %B %Y}. There are no backups (SHARP_BACKUP_DAYS is 0)."
    last = today + timedelta(days=settings.backup_days)
    return f"Gone from the live service on {today:%d %B %Y}, from the last backup on {last:%d %B %Y}."
