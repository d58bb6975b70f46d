"""A case from a talk: filed like any report, its source recorded, sealed to those who are listed and nobody else."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from sharp.model.words import Act
from sharp.reports.draft import Draft
from sharp.reports.readers import NoReaderLeft, ReaderList
from sharp.schools.facts import Roster
from sharp.triage import views_talk
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.reports import Filed
from tests.fixtures.world import World
from tests.integration.promises.ground import examined, rows_of
from tests.integration.triage.desk import QUEUE, acts_on, told_after

NEW, READERS, WORDS = "/staff/new-case", "/staff/new-case/readers", "/staff/new-case/words"
SAID = "He said that older boys wait for him at the gate and take his dinner money."
TALK: dict[str, Any] = {"school": "alder", "source": "talk", "about": "me", "story": SAID, "kinds": ["robbery"]}


def write_down(client: CheckedClient, **typed: Any) -> TestResponse:
    """As far as the page that shows who will see it."""
    kept = client.submit(NEW, TALK | typed, action="new-case")
    assert kept.headers["Location"] == READERS, text_of(kept)
    return client.get(READERS)


def start(client: CheckedClient, **typed: Any) -> TestResponse:
    """As far as the page that shows the words."""
    write_down(client, **typed)
    done = client.submit(READERS, {}, action="readers")
    assert done.headers["Location"] == WORDS
    return client.get(WORDS)


def words_on(page: TestResponse) -> str:
    found = soup_of(page).find(id="code-words")
    return found.get_text(" ", strip=True) if found else ""


def filed_by(client: CheckedClient, page: TestResponse) -> tuple[str, str]:
    """Where the case lies, and what its page says."""
    onward = client.press(page, action="words")
    return str(onward.headers["Location"]), told_after(client, onward)


@pytest.mark.parametrize("who", ["officer", "spoc"])
def test_it_is_a_case_like_any_other_and_says_what_it_comes_from(as_: SignIn, world: World, who: str) -> None:
    client = as_(who)
    place, shown = filed_by(client, start(client, name="Amir", reach="at form time"))
    for said in (SAID, "What a pupil said aloud. Written down by", "Robbery", "Amir", "at form time"):
        assert said in shown
    assert SAID in text_of(as_("deputy").get(place))
    assert examined(world) == []


def test_the_pupil_comes_back_with_the_words(as_: SignIn, client: CheckedClient) -> None:
    words = words_on(start(as_("spoc"), wants_words="y"))
    assert len(words.split()) == 6
    back = client.submit("/alder/back", {"words": words}, action="back")
    shown = told_after(client, back)
    assert SAID in shown
    assert "Ms Adeyemi" in shown


def test_words_are_shown_again_until_the_button_and_never_after(as_: SignIn) -> None:
    client = as_("spoc")
    page = start(client, wants_words="y")
    assert words_on(client.get(WORDS)) == words_on(page)
    filed_by(client, page)
    assert client.get(WORDS).headers["Location"] == NEW


def test_no_words_are_shown_where_none_are_wanted(as_: SignIn) -> None:
    assert words_on(start(as_("spoc"))) == ""


def test_whoever_is_left_out_gets_nothing(as_: SignIn, world: World) -> None:
    client = as_("spoc")
    write_down(client)
    left_out = world.nomination("officer").hex()
    again = client.submit(READERS, {"left_out": [left_out]}, action="readers")
    assert again.headers["Location"] == READERS, "another list than the page showed is shown first"
    assert client.submit(READERS, {}, action="readers").headers["Location"] == WORDS
    place, _shown = filed_by(client, client.get(WORDS))
    assert as_("officer").get(place).status_code == 404


def test_with_everybody_left_out_it_goes_to_the_head(as_: SignIn, world: World) -> None:
    client = as_("spoc")
    write_down(client)
    everyone = [world.nomination(who).hex() for who in ("officer", "spoc", "deputy")]
    client.submit(READERS, {"left_out": everyone}, action="readers")
    assert "Mrs Marsh" in text_of(client.get(READERS))


def test_somebody_has_to_read_it(as_: SignIn, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a school without a head or contact, nobody may be left when all are left out."""
    client, real = as_("spoc"), views_talk.readers_for

    def nobody_beside(roster: Roster, draft: Draft) -> ReaderList:
        if draft.left_out:
            raise NoReaderLeft
        return real(roster, draft)

    monkeypatch.setattr(views_talk, "readers_for", nobody_beside)
    write_down(client)
    refused = client.submit(READERS, {"left_out": [world.nomination("officer").hex()]}, action="readers")
    assert (refused.status_code, "Leave at least one person in" in text_of(refused)) == (422, True)


def test_about_an_adult_it_goes_to_the_head_and_past_whoever_wrote_it_down(as_: SignIn) -> None:
    client = as_("officer")
    assert "You are not on this list" in text_of(write_down(client, about="adult"))
    client.submit(READERS, {}, action="readers")
    place, shown = filed_by(client, client.get(WORDS))
    assert place == QUEUE
    assert "passed on to the people who were listed" in shown
    assert SAID[:30] in text_of(as_("head").get(str(soup_of(as_("head").get(QUEUE)).select("table a")[0]["href"])))


def test_pressed_twice_it_is_one_case(as_: SignIn, world: World) -> None:
    client = as_("spoc")
    page = write_down(client)
    for _ in range(2):
        assert client.press(page, action="readers").headers["Location"] == WORDS
    assert len(rows_of(world.database, "reports")) == 1


def test_it_stands_in_the_trail(as_: SignIn, world: World) -> None:
    start(as_("spoc"))
    [row] = rows_of(world.database, "reports")
    filed: Any = Filed(row["id"], row["reference"], None)  # type: ignore[arg-type]
    assert acts_on(world, filed, "spoc") == [Act.TAKEN_DOWN]


@pytest.mark.parametrize("missing", ["school", "source", "about", "story"])
def test_what_is_missing_is_said_and_the_rest_kept(as_: SignIn, missing: str) -> None:
    refused = as_("officer").submit(
        NEW, {name: value for name, value in TALK.items() if name != missing} | {"name": "Amir"}, action="new-case"
    )
    assert refused.status_code == 422 or missing == "school"
    if missing != "school":
        assert "Amir" in refused.text
        assert (SAID in refused.text) is (missing != "story")


def test_what_is_half_written_lies_sealed_in_the_session(as_: SignIn, world: World, app: Sharp) -> None:
    client = as_("spoc")
    write_down(client)
    assert SAID.encode() not in repr(rows_of(world.database, "sessions")).encode()
    assert SAID in text_of(client.get(NEW))


def test_a_page_about_one_talk_never_files_another(as_: SignIn, world: World) -> None:
    client = as_("spoc")
    first = write_down(client)
    write_down(client, story="Something else entirely was said.")
    refused = client.press(first, action="readers")
    assert refused.headers["Location"] == NEW
    assert rows_of(world.database, "reports") == []
    assert "look at it again" in told_after(client, refused)


def test_words_that_a_pupil_has_not_got_come_before_anything_else(as_: SignIn) -> None:
    client = as_("spoc")
    page = client.get(NEW)
    words = words_on(start(client, wants_words="y"))
    assert client.get(NEW).headers["Location"] == WORDS
    kept = client.press(page, TALK | {"story": "The next pupil."}, action="new-case")
    assert kept.headers["Location"] == WORDS
    assert words_on(client.get(WORDS)) == words
    filed_by(client, client.get(WORDS))
    assert "The next pupil." in client.get(NEW).text
