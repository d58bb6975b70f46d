"""Web workers killed at random while pupils send: what was shown is kept, once; `make torture` goes on for longer."""

import random
from pathlib import Path

from tests.fixtures.serving import Settle, serving
from tests.integration.crashes.conftest import faults_in
from tests.integration.crashes.storm import Storm, check_kept

KILLS = 6
CLIENTS = 4


def test_no_kill_loses_doubles_or_halves_a_report(settle: Settle, tmp_path: Path) -> None:
    world = settle(tmp_path / "instance")
    always = faults_in(world)
    with serving(world) as server:
        storm = Storm(server, CLIENTS, KILLS, random.Random(2026))
        storm.rage()
    assert storm.lost > 0, "no kill was felt"
    assert storm.shown
    check_kept(world, storm.shown)
    assert faults_in(world) == always
