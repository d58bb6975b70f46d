"""What `sharp serve` prints once it listens: where to go and, for a demo, how to sign in."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sharp.settings import Settings
from sharp.upkeep.founding import replace_file

DEMO_FILE = "demo.json"


def welcome(settings: Settings) -> Iterator[str]:
    yield f"SHARP is at {settings.base_url}"
    demo = read_demo(settings.instance)
    if demo is None:
        yield f"Staff sign in at {settings.base_url}/staff/sign-in"
        return
    if demo["base_url"] != settings.base_url:
        write_demo(settings.instance, {**demo, "base_url": settings.base_url})
    yield from _demo_lines(demo, settings.base_url)


def _demo_lines(demo: dict[str, Any], base_url: str) -> Iterator[str]:
    school, report = demo["schools"][0], demo["reports"][0]
    yield f"  a school's page         {base_url}/{school['slug']}/"
    yield f"  come back to a report   {base_url}/{report['school']}/back"
    yield f"                          with the words: {report['words']}"
    yield f"  staff sign in           {base_url}/staff/sign-in"
    for person in demo["staff"]:
        where = ", ".join(person["schools"]) or "no school"
        yield f"    {person['email']:<40} {person['role']:<11} {where}"
    yield f"  everyone's passphrase   {demo['staff'][0]['passphrase']}"
    yield "  codes to sign in with   make code"
    yield f"  all of it for scripts   {DEMO_FILE} in the instance folder. This is a demo: nothing in it is real."


def read_demo(instance: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((instance / DEMO_FILE).read_bytes())
    except FileNotFoundError:
        return None
    return found


def write_demo(instance: Path, demo: dict[str, Any]) -> None:
    replace_file(instance / DEMO_FILE, json.dumps(demo, indent=1, ensure_ascii=False).encode() + b"\n")
