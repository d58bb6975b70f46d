"""The worker killed at every boundary of a deletion: the whole case is there, or nothing of it; then it goes on."""

from sharp import clock
from sharp.model.words import Act
from sharp.reports.forgetting import unwiped
from sharp.web.application import Sharp
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.crashes.conftest import Mortal, faults_in
from tests.integration.retention.closing import (
    acts_about,
    close_then,
    files_of,
    months_later,
    pieces_in,
    rows_left,
    sealed_bytes,
)


def test_a_case_is_there_whole_or_not_at_all(app: Sharp, world: World, mortal: Mortal, backend: str) -> None:
    many = [file_report(world) for _ in range(3)]
    close_then(app, world, *many)
    whole = {filed.id: rows_left(world, filed.id) for filed in many}
    before = {filed.id: acts_about(world, filed.id) for filed in many}
    sealed = [each for filed in many for each in sealed_bytes(world, filed.id)]
    always, die_at, was_killed, seen = faults_in(world), 0, True, set()
    while was_killed:
        die_at += 1
        ended = mortal.sweep(months_later(13), die_at=die_at)
        was_killed = ended.was_killed
        with clock.at(months_later(13)):
            assert faults_in(world) == always
        for filed in many:
            left, acts = rows_left(world, filed.id), acts_about(world, filed.id)[len(before[filed.id]) :]
            assert (left, acts) in ((whole[filed.id], []), ({}, [Act.DESTROYED]), ({}, [Act.DESTROYED, Act.WIPED]))
            seen.add(tuple(acts))
    assert die_at > 10, "each statement of the unit of work was a boundary"
    assert len(seen) == 3, "killed before, between the deletion and the wiping, and after"
    with world.database.reading() as db:
        assert unwiped(db) == ()
    if backend == "sqlite":
        assert pieces_in(files_of(world), sealed) == 0
