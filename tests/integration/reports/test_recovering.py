"""A recovery brings nobody in whom the pupil would not have."""

import sqlalchemy as sa

from sharp.model.reports import Grant
from sharp.model.words import ReaderKind
from sharp.reports.draft import About, Named
from sharp.reports.recovering import recover
from sharp.schools.ceremony import keys_from
from tests.fixtures.reports import file_report
from tests.fixtures.world import World


def test_what_is_about_an_officer_comes_back_to_no_officer(world: World) -> None:
    filed = file_report(world, about=About.OFFICER, named=Named.NONE)
    outside, roster = keys_from(world.cast.outside.sheets[:2]), world.roster()
    with world.database.writing() as db:
        db.execute(sa.delete(Grant).where(Grant.report_id == filed.id, Grant.kind == ReaderKind.STAFF))
    brought_back = {}
    for who in ("officer", "deputy"):
        [member] = roster.of_staff(world.person(who).id)
        with world.database.writing() as db:
            brought_back[who] = recover(
                db, school_id=roster.school.id, kind=ReaderKind.OUTSIDE, keys=outside, member=member
            )  # fmt: skip
    assert brought_back == {"officer": 0, "deputy": 1}
