"""The search: it finds by sealed cards, and its words stand in no row, no address and no page of anybody else."""

import pytest
import sqlalchemy as sa

from sharp.model.base import Base
from sharp.model.words import Act
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.triage.desk import QUEUE, SIGN_IN, acts_of_service, token_of, told_after

SEARCH = f"{QUEUE}/search"
RARE = "xylophone"


def look_for(client: CheckedClient, words: str) -> str:
    answer = client.submit(QUEUE, {"words": words}, action="search")
    assert answer.headers["Location"] in (SEARCH, QUEUE)
    return told_after(client, answer)


def test_a_word_of_the_story_finds_the_case(as_: SignIn, world: World) -> None:
    found = file_report(world, story=f"They hid my {RARE} again.")
    other = file_report(world)
    shown = look_for(as_("officer"), "Xylo")
    assert "1 case, the most pressing first" in shown
    assert found.reference in shown
    assert other.reference not in shown


def test_kind_and_place_find_it_too(as_: SignIn, world: World) -> None:
    found = file_report(world, kinds=("theft",), place="school: Corridor or stairs")
    assert found.reference in look_for(as_("officer"), "theft corridor")


def test_nothing_is_found_in_what_somebody_does_not_hold(as_: SignIn, world: World) -> None:
    file_report(world, story=f"They hid my {RARE} again.")
    for who in ("head", "officer_elsewhere"):
        assert "No case that is shown to you has all these words." in look_for(as_(who), RARE)


def test_the_words_lie_in_no_row(as_: SignIn, world: World) -> None:
    file_report(world)
    look_for(as_("officer"), RARE)
    with world.database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(sa.text(f"SELECT * FROM {table.name}")):
                assert RARE not in repr(tuple(row)).casefold()


def test_one_search_page_is_one_line_of_the_trail(as_: SignIn, world: World) -> None:
    file_report(world)
    officer = as_("officer")
    look_for(officer, "fence")
    assert acts_of_service(world, "officer")[-2:] == [Act.LISTED, Act.SEARCHED]


def test_clearing_forgets_the_words(as_: SignIn, world: World) -> None:
    file_report(world)
    officer = as_("officer")
    look_for(officer, RARE)
    assert RARE in officer.get(SEARCH).get_data(as_text=True)
    assert officer.submit(SEARCH, {"words": None}, action="search").headers["Location"] == QUEUE
    assert officer.get(SEARCH).headers["Location"] == QUEUE


def test_one_sessions_words_are_not_anothers(as_: SignIn) -> None:
    look_for(as_("officer"), RARE)
    assert as_("officer").get(SEARCH).headers["Location"] == QUEUE


def test_too_much_comes_back_as_typed(as_: SignIn) -> None:
    again = as_("officer").submit(QUEUE, {"words": "long " * 60}, action="search")
    assert again.status_code == 422
    assert "long long long" in again.get_data(as_text=True)


@pytest.mark.parametrize("who", ["pastoral", "coordinator", "operator"])
def test_others_are_forbidden(as_: SignIn, who: str) -> None:
    client = as_(who)
    assert client.get(SEARCH).status_code == 403
    assert client.post(SEARCH, data={"words": RARE} | token_of(client)).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: CheckedClient) -> None:
    assert client.get(SEARCH).headers["Location"].startswith(SIGN_IN)
    assert client.post(SEARCH, data={"words": RARE}).headers["Location"].startswith(SIGN_IN)
