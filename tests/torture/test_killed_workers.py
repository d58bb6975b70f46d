"""Hundreds of workers killed while pupils send: every report whose words were shown opens, none doubled, none half."""

import random
import secrets
from pathlib import Path

import pytest

from tests.fixtures.serving import Settle, serving
from tests.integration.crashes.conftest import faults_in
from tests.integration.crashes.storm import Storm, check_kept

pytestmark = pytest.mark.torture

KILLS = 400
CLIENTS = 8


def test_hundreds_of_kills_lose_double_and_halve_nothing(settle: Settle, tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    print(f"the kills were drawn from {seed}")
    world = settle(tmp_path / "instance")
    always = faults_in(world)
    with serving(world, "--with-worker", SHARP_WORKERS="3") as server:
        storm = Storm(server, CLIENTS, KILLS, random.Random(seed))
        storm.rage()
    print(f"{len(storm.shown)} reports, {storm.asked} requests, {storm.lost} of them lost to {KILLS} kills")
    check_kept(world, storm.shown)
    assert faults_in(world) == always
