"""Danger in a pupil's words: staff read level 1 with its reason; no page, row, letter or log tells anybody else."""

import logging
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sharp.advice.danger import weigh
from sharp.model.passing import Letter
from sharp.model.reports import Report
from sharp.reports import pupil_case
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import soup_of, text_of
from tests.fixtures.reports import file_report, ring_of
from tests.fixtures.world import World
from tests.integration.reports.test_journey import go, onward
from tests.integration.triage.desk import case_path

DANGER = "he has a knife in his bag and he said he will stab me"
CALM = "Somebody took my coat. It was by the canteen on Monday."
"""About as long as the other, so that only the words differ."""


def row(world: World) -> Report:
    with world.database.reading() as db:
        return db.scalars(sa.select(Report)).one()


def shape(page: object) -> list[str]:
    """Every tag with its class, in order."""
    return [f"{tag.name}.{tag.get('class', '')}" for tag in soup_of(page).find_all(True)]  # type: ignore[arg-type]


def test_the_two_stories_differ_in_danger_alone() -> None:
    assert (weigh(DANGER).level, weigh(CALM).level) == (1, 4)


def test_danger_in_the_story_is_level_one_from_the_send(world: World) -> None:
    file_report(world, story=DANGER)
    assert row(world).level == 1


def test_a_story_without_danger_keeps_its_level(world: World) -> None:
    file_report(world, story=CALM)
    assert row(world).level > 1


def sent_with(client: Any, story: str) -> list[TestResponse]:
    """Check, words and last page of one send."""
    check = go(client, "check", story={"story": story})
    words = onward(client, check)
    return [check, words, onward(client, words)]


def test_the_pages_before_and_after_the_send_are_the_same_whatever_was_found(app: Sharp) -> None:
    found, calm = (sent_with(app.test_client(), story) for story in (DANGER, CALM))
    for one, other in zip(found, calm, strict=True):
        assert one.status_code == other.status_code == 200
        assert shape(one) == shape(other)
        assert list(one.headers.keys()) == list(other.headers.keys())
        for says in ("999", "0800 1111", "85258"):
            assert says in text_of(one)
            assert says in text_of(other)


def test_a_later_message_with_danger_raises_the_case(app: Sharp, world: World) -> None:
    filed = file_report(world, story=CALM)
    ring = ring_of(world, filed)
    with app.app_context(), world.database.writing() as db:
        pupil_case.add_message(db, filed.id, ring, "Thank you.")
    assert row(world).level > 1
    with app.app_context(), world.database.writing() as db:
        pupil_case.add_message(db, filed.id, ring, DANGER)
    assert row(world).level == 1
    with world.database.reading() as db:
        letters = db.scalars(sa.select(Letter)).all()
        assert letters
        assert all(weigh(DANGER).reason not in repr(vars(letter)) for letter in letters)


def test_the_words_are_in_no_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        file_report(world, story=DANGER)
    assert "knife" not in caplog.text
    assert weigh(DANGER).reason not in caplog.text


def test_no_row_holds_the_reason_in_the_clear(world: World) -> None:
    file_report(world, story=DANGER)
    with world.database.reading() as db:
        for table in sa.inspect(db.connection()).get_table_names():
            kept = repr(db.execute(sa.text(f'SELECT * FROM "{table}"')).all())
            assert "knife in his bag" not in kept
            if table != "pieces":  # what pupils read, and what the lead was shown of the rules
                assert weigh(DANGER).reason not in kept
                assert "knife" not in kept


def test_staff_read_why_it_is_level_one(world: World, as_: SignIn) -> None:
    filed = file_report(world, story=DANGER)
    assert f"{weigh(DANGER).reason} (" in text_of(as_("spoc").get(case_path(filed)))


def test_staff_read_why_a_later_message_made_it_level_one(app: Sharp, world: World, as_: SignIn) -> None:
    filed = file_report(world, story=CALM)
    with app.app_context(), world.database.writing() as db:
        pupil_case.add_message(db, filed.id, ring_of(world, filed), DANGER)
    page = text_of(as_("spoc").get(case_path(filed)))
    assert f"These words made it level 1: {weigh(DANGER).reason}" in page
