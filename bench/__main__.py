"""`make bench`: measures SHARP on SQLite and on PostgreSQL, prints the table and keeps it in bench/results.json."""

import argparse
import compileall
import os
import platform
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import deployment
from bench.deployment import Deployment
from bench.plan import LIMITS, QUICK, WHOLE, WORKERS, Plan
from bench.postgres import postgres
from bench.rows.danger import weighing
from bench.rows.evidence import evidence
from bench.rows.pages import first_page, forms
from bench.rows.process import cold_start, memory
from bench.rows.queue import queues
from bench.rows.sends import loads, sending
from bench.rows.sign_in import accounts_needed, signing_in
from bench.rows.slow_line import slow_line
from bench.rows.thread import threads
from bench.server import serving
from bench.table import Row, keep, printed
from tests.fixtures.parts import find_postgres
from tests.fixtures.postgres import free_port

HERE = Path(__file__).parent
OUT = HERE / "out"
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
RULES = "danger rules"


def main() -> None:
    asked = _asked()
    plan: Plan = QUICK if asked.quick else WHOLE
    names = [name for name in (SQLITE, POSTGRES) if asked.only in (None, name.lower())]
    is_whole = not asked.quick and asked.only is None
    begun, load = time.monotonic(), os.getloadavg()[0]
    tables: dict[str, list[Row]] = {}
    print(f"{WORKERS} workers, client and database on the same {os.cpu_count()} cores; load {load:.1f} as it began.")
    print("Flood limits were set out of reach, all else is as it comes:")
    print("\n".join(f"  {name}={limit!r}" for name, limit in LIMITS.items()))
    tables[RULES] = list(weighing())
    print(printed("The danger rules", tables[RULES]), flush=True)
    for name in names:
        if name == POSTGRES and find_postgres() is None:
            print("PostgreSQL is left out: its binaries are not there. sudo apt-get install postgresql")
            is_whole = False
            continue
        with _databases(name) as (url, beside):
            tables[name] = list(_told(name, _measured(name, plan, url, beside)))
        print(printed(f"SHARP on {name}", tables[name]), flush=True)
    kept = HERE / "results.json" if is_whole else OUT / "results.json"
    keep(kept, {"plan": plan.as_json(), "limits": LIMITS, "workers": WORKERS, "load": load, **_versions()}, tables)
    print(f"Kept in {kept.relative_to(HERE.parent)}, after {time.monotonic() - begun:.0f} s.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer of everything, about a minute; kept in bench/out")
    parser.add_argument("--only", choices=[SQLITE.lower(), POSTGRES.lower()], help="one database; kept in bench/out")
    return parser.parse_args()


@contextmanager
def _databases(name: str) -> Iterator[tuple[str, str]]:
    """Addresses of two empty databases on one disk: the service's, and the floor's."""
    if name == SQLITE:
        folder = (OUT / name.lower()).absolute()
        yield f"sqlite:///{folder / 'sharp.db'}", f"sqlite:///{folder / 'floor.db'}"
        return
    with postgres() as server:
        yield server.create(), server.create()


def _measured(name: str, plan: Plan, url: str, beside: str) -> Iterator[Row]:
    compileall.compile_dir(HERE.parent / "sharp", quiet=1)  # as it lies where it is installed
    made = deployment.make(OUT / name.lower(), url, free_port(), accounts_needed(plan))
    starts = [_first_page_after(made) for _start in range(plan.starts)]
    with serving(made) as server:
        yield from sending(made, plan, beside)
        yield from loads(made, plan)
        yield from forms(made, plan)
        yield from first_page(made)
        yield from slow_line(made, plan)
        yield from threads(made, plan)
        yield from queues(made, plan)
        yield from signing_in(made, plan)
        yield from evidence(made, server)
        yield cold_start(starts)
        yield from memory(server)


def _first_page_after(made: Deployment) -> float:
    with serving(made) as server:
        return server.first_page


def _told(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    """Each row as it comes, for whoever waits."""
    for row in rows:
        print(f"[{name}] {row.work}: {row.measured}", file=sys.stderr, flush=True)
        yield row


def _versions() -> dict[str, object]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}


def _stop(_signal: int, _frame: object) -> None:
    raise SystemExit("stopped")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)  # so that the server and PostgreSQL end with us
    main()
