"""The `sharp` command: a table of contents."""

import os

import click

from sharp.upkeep.commands_demo import demo
from sharp.upkeep.commands_keys import keys
from sharp.upkeep.commands_letters import letters
from sharp.upkeep.commands_nomination import nominate, nomination
from sharp.upkeep.commands_recovery import recover
from sharp.upkeep.commands_retention import retention
from sharp.upkeep.commands_running import init, migrate, serve, worker
from sharp.upkeep.commands_school import school
from sharp.upkeep.commands_staff import staff
from sharp.upkeep.commands_state import doctor, trail
from sharp.upkeep.commands_weigh import weigh_lines
from sharp.upkeep.refusals import PlainGroup

COMMANDS = (
    serve, worker, migrate, init, demo, doctor, recover,
    school, staff, nominate, nomination, trail, keys, letters, retention,
    weigh_lines,
)  # fmt: skip


@click.group(cls=PlainGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sharp", message="%(version)s")
def main() -> None:
    """Run and look after SHARP. Settings are SHARP_… variables; everything a command makes is readable by you alone."""
    os.umask(0o077)


for command in COMMANDS:
    main.add_command(command)
