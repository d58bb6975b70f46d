"""Telling something: one question a page, kept while it is answered, forward, back and in any order."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from sharp import clock
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.world import World

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
STORY = "They laugh at me at the gate.\n\nEvery day \N{CRYING FACE}, and nobody sees it. Żółć."
NEVER = ("anonymous", "confidential", "encrypt", "victim", "nobody else", "no one else", "perpetrator", "allegation")
TOPICS = ("bully", "sex", "drug", "knife", "suicide", "hurt", "crime", "abuse", "danger", "police")
ANSWERS: Mapping[str, dict[str, Any]] = {
    "": {},
    "before": {},
    "about": {"about": "me"},
    "story": {"story": STORY},
    "kind": {"kinds": ["bully_physical", "theft"]},
    "place": {"place": "school: Toilets", "place_more": "by the gate"},
    "when": {"when": "week", "still": "yes"},
    "wants": {"wants": ["listen", "stop"]},
    "name": {"give": "yes", "name": "Zoë", "reach": "at break"},
    "who": {},
}


def onward(client: CheckedClient, page: TestResponse, given: Any = None, action: str | None = None) -> TestResponse:
    """Press the button and follow to where it leads."""
    page = client.press(page, given, action=action)
    while page.location is not None:
        page = client.get(page.location)
    return page


def at(path: str) -> str:
    return f"/alder/report/{path}"


def go(client: CheckedClient, upto: str, **changed: dict[str, Any]) -> TestResponse:
    """Answer every page before this one, and fetch it."""
    page = client.get(at(""))
    while (path := page.request.path.rpartition("/")[2]) != upto:
        given = changed.get(path, ANSWERS.get(path, {}))
        page = onward(client, page, given)
        assert page.status_code == 200, (path, text_of(page))
        assert page.request.path.rpartition("/")[2] != path, f"{path} does not lead on"
    return page


def fields(page: TestResponse) -> dict[str, Any]:
    return prefilled(form_on(page))


def grade(text: str) -> float:
    """Flesch-Kincaid, with syllables counted as runs of vowels, a silent e at the end left out."""
    sentences = [part for part in re.split(r"[.?!:]+", text) if part.strip()]
    words = re.findall(r"[A-Za-z']+", text)
    spoken = (re.sub(r"(?<=[a-z]{2})e$", "", word.lower()) for word in words)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word))) for word in spoken)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def check_words(page: TestResponse) -> None:
    """What holds of each page that a pupil reads."""
    text, soup = text_of(page), soup_of(page)
    assert not [word for word in NEVER if word in text.lower()]
    assert soup.title is not None
    assert not [word for word in TOPICS if word in soup.title.get_text().lower()]
    assert not soup.find_all(attrs={"autocomplete": True}, string=None, id="story")
    if len(text.split()) > 60:
        blocks = (soup.find("main") or soup).find_all(["p", "li", "h1", "h2", "h3", "dt", "legend", "label"])
        whole = ". ".join(block.get_text(" ", strip=True).rstrip(".") for block in blocks)
        assert grade(whole) <= 5, (page.request.path, grade(whole))


def test_the_whole_way_is_in_plain_words_and_ends_with_six(client: CheckedClient) -> None:
    with clock.at(MONDAY):
        page = client.get(at(""))
        while page.request.path != at("check"):
            check_words(page)
            page = onward(client, page, ANSWERS[page.request.path.rpartition("/")[2]])
        check_words(page)
        sent = client.press(page)
        assert (sent.status_code, sent.location) == (303, at("words"))
        page = client.get(sent.location)
        check_words(page)
        words = soup_of(page).select_one("#code-words")
        assert words is not None
        assert len(words.get_text().split()) == 6
        kept = onward(client, page, action="/report/words")
        assert kept.request.path == at("done")
        check_words(kept)
        assert words.get_text().split()[0] not in text_of(kept).split()


def test_everything_but_the_story_can_be_skipped(client: CheckedClient) -> None:
    page = client.get(at(""))
    while page.request.path != at("check"):
        story = {"story": "Only this."} if page.request.path == at("story") else {}
        page = onward(client, page, story)
        assert page.status_code == 200
    assert client.press(page).location == at("words")


def test_skipping_is_a_link_that_leads_on(client: CheckedClient) -> None:
    page = go(client, "kind")
    for following in ("place", "when", "wants", "name", "who"):
        skip = soup_of(page).find("a", string="Skip this question")
        assert skip is not None
        page = client.get(str(skip["href"]))
        assert page.request.path == at(following)


def test_the_story_is_asked_for_kindly(client: CheckedClient) -> None:
    page = client.press(go(client, "story"), {"story": " \r\n\t "})
    assert page.status_code == 422
    assert "A few words are enough." in text_of(page)


def test_what_was_answered_stands_there_again(client: CheckedClient) -> None:
    go(client, "check")
    for path, given in ANSWERS.items():
        shown = fields(client.get(at(path)))
        assert {name: shown.get(name) for name in given} == given


def test_the_back_links_lead_the_whole_way_back(client: CheckedClient) -> None:
    page, seen = go(client, "check"), []
    while page.request.path.startswith(at("")):
        seen.append(page.request.path.rpartition("/")[2])
        link = soup_of(page).select_one(".govuk-back-link")
        assert link is not None
        page = client.get(str(link["href"]))
    assert seen == ["check", *reversed(ANSWERS)]
    assert page.request.path == "/alder/"


def test_a_change_leads_straight_back_to_the_answers(client: CheckedClient) -> None:
    page = go(client, "check")
    change = next(link for link in soup_of(page).select("a") if link.get_text(" ", strip=True) == "Change Where")
    changed = client.submit(str(change["href"]), {"place": "unknown", "place_more": "I forget"})
    assert changed.location == at("check")
    assert "I forget" in text_of(client.get(at("check")))


def test_a_change_to_an_adult_asks_who_first(client: CheckedClient) -> None:
    go(client, "check")
    client.submit(at("about") + "?from=check", {"about": "adult"})
    assert client.get(at("check")).location == at("people")


@pytest.mark.parametrize("path", [path for path in (*ANSWERS, "people", "check", "words", "done") if path])
def test_without_a_beginning_every_page_leads_to_the_first(client: CheckedClient, path: str) -> None:
    assert client.get(at(path)).location == at("")


@pytest.mark.parametrize("path", ["kind", "name", "who", "check"])
def test_a_page_too_far_on_leads_to_what_is_missing(client: CheckedClient, path: str) -> None:
    go(client, "story")
    assert client.get(at(path)).location == at("story")


def test_addresses_that_are_no_page(client: CheckedClient) -> None:
    for path in (at("nothing"), "/nowhere/report/", at("story/x"), at("words/more")):
        assert client.get(path).status_code in (404, 405)
    assert client.get("/alder/report").status_code == 308


def test_no_school_is_told_of_what_another_was_told(client: CheckedClient) -> None:
    go(client, "kind")
    assert client.get("/birch/report/story").location == "/birch/report/"
    assert fields(client.get(at("story")))["story"] == STORY
    client.submit("/birch/report/")
    assert client.get(at("story")).location == at("")


@pytest.mark.parametrize("letters", [10_000, 10_001])
@pytest.mark.parametrize("letter", ["a", "\N{CRYING FACE}", "ß"])
def test_the_story_has_room_for_ten_thousand_letters(client: CheckedClient, letter: str, letters: int) -> None:
    page = client.press(go(client, "story"), {"story": letter * letters})
    if letters == 10_000:
        assert page.location == at("kind")
        assert fields(client.get(at("story")))["story"] == letter * letters
    else:
        assert page.status_code == 422
        assert "You can write 10000 letters here, and you wrote 10001." in text_of(page)
        assert fields(page)["story"] == letter * letters


def test_all_fields_full_of_the_widest_letters_can_be_sent(client: CheckedClient) -> None:
    wide = "\N{CRYING FACE}" * 500
    page = go(
        client,
        "check",
        story={"story": "\N{CRYING FACE}" * 10_000},
        place={"place_more": wide},
        name={"give": "yes", "name": wide, "reach": wide},
    )
    assert client.press(page).location == at("words")


HOSTILE = (
    "<script>alert(1)</script> {{ 7 * 7 }} %(name)s %s",
    "\x00\x07zero\x1b[31m",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{ZERO WIDTH JOINER}",
    "' OR 1=1; --",
    "مرحبا، أحتاج إلى مساعدة",
    "one\r\ntwo\rthree\nfour",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_is_only_ever_text(client: CheckedClient, typed: str) -> None:
    page = go(client, "check", story={"story": typed}, name={"give": "yes", "name": typed, "reach": typed})
    kept = fields(page)["story"]
    assert kept == "".join(c for c in typed.replace("\r\n", "\n").replace("\r", "\n") if c == "\n" or ord(c) >= 32)
    assert client.press(page).location == at("words")


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("about", {"about": "the moon"}),
        ("kind", {"kinds": ["bully_verbal", "nonsense"]}),
        ("place", {"place": "birch: Toilets"}),
        ("place", {"place_more": "x" * 501}),
        ("when", {"when": "tomorrow"}),
        ("wants", {"wants": "a pony"}),
        ("name", {"give": "maybe"}),
        ("name", {"give": "yes", "name": "n" * 501}),
    ],
)
def test_an_answer_that_is_none_is_asked_again(client: CheckedClient, path: str, given: dict[str, Any]) -> None:
    page = client.press(go(client, path), given)
    assert page.status_code == 422
    assert soup_of(page).select(".govuk-error-summary")


def test_a_no_to_the_name_forgets_it(client: CheckedClient) -> None:
    go(client, "who")
    client.submit(at("name"), {"give": "no"})
    assert "Zoë" not in text_of(client.get(at("name")))
    assert fields(client.get(at("name")))["name"] == ""


def test_helplines_stand_before_the_send_and_after_it(client: CheckedClient) -> None:
    page = go(client, "place", kind={"kinds": ["selfharm"]})
    assert "Papyrus" in text_of(page)
    check = go(client, "check", kind={"kinds": ["selfharm"]})
    assert "Papyrus" in text_of(check)
    words = onward(client, check)
    assert "Papyrus" in text_of(words)
    assert "Papyrus" in text_of(onward(client, words, action="/report/words"))


def test_nobody_is_asked_for_a_private_picture(client: CheckedClient) -> None:
    page = go(client, "place", kind={"kinds": ["nudes_self"]})
    assert "childline.org.uk" in text_of(page)
    assert "do not send the picture" in text_of(page)
    assert not soup_of(page).find_all("input", type="file")


def test_a_try_says_on_every_page_that_it_is_one(client: CheckedClient) -> None:
    page = go(client, "story", about={"about": "practice"})
    assert "only a try" in text_of(page)
    assert "only a try" in text_of(go(client, "check", about={"about": "practice"}))


def test_what_comes_after_twenty_quiet_minutes_comes_back_as_typed(client: CheckedClient, world: World) -> None:
    with clock.at(MONDAY):
        page = go(client, "kind")
        page = client.get(at("story"))
    with clock.at(MONDAY + timedelta(minutes=21)):
        late = client.press(page, {"story": "I typed this slowly."})
        assert late.status_code == 422
        assert "You were quiet for 20 minutes" in text_of(late)
        assert "Please press the button again" in text_of(late)
        assert fields(late)["story"] == "I typed this slowly."
        assert client.press(late).location == at("kind")
        assert fields(client.get(at("kind"))).get("kinds") is None


def test_a_late_send_keeps_the_story_that_its_page_showed(client: CheckedClient) -> None:
    with clock.at(MONDAY):
        page = go(client, "check")
    with clock.at(MONDAY + timedelta(minutes=21)):
        late = client.press(page)
        assert late.status_code == 422
        assert "Nothing was sent" in text_of(late)
        again = onward(client, late)
        assert again.request.path == at("who")
        sent = onward(client, onward(client, again))
        assert sent.request.path == at("words")


def test_a_page_opened_late_says_why_it_is_empty(client: CheckedClient) -> None:
    with clock.at(MONDAY):
        go(client, "kind")
    with clock.at(MONDAY + timedelta(minutes=21)):
        page = client.get(at("kind"))
        assert "You were quiet for 20 minutes" in text_of(page)


def test_a_busy_visit_stays_alive(client: CheckedClient) -> None:
    with clock.at(MONDAY):
        go(client, "kind")
    for minutes in (15, 30, 45):
        with clock.at(MONDAY + timedelta(minutes=minutes)):
            assert client.get(at("here")).mimetype == "image/svg+xml"
    with clock.at(MONDAY + timedelta(minutes=60)):
        assert fields(client.get(at("story")))["story"] == STORY
    assert client.application.test_client().get(at("here")).status_code == 404


def test_nothing_told_reaches_the_database_in_the_clear(client: CheckedClient, world: World) -> None:
    go(client, "check")
    with world.database.engine.connect() as connection:
        dump = "\n".join(
            str(row) for name in ("sessions", "reports") for row in connection.exec_driver_sql(f"SELECT * FROM {name}")
        )
    for secret in ("gate", "Zoë", "bully_physical", "Toilets"):
        assert secret not in dump


@pytest.mark.parametrize(
    ("about", "question"),
    [("saw", "What happened?"), ("ask", "What do you want to ask?"), ("friend", "What is happening to your friend?")],
)
def test_the_question_fits_what_it_is_about(client: CheckedClient, about: str, question: str) -> None:
    assert question in text_of(go(client, "story", about={"about": about}))


def test_a_browser_without_cookies_is_told_so(client: CheckedClient) -> None:
    page = go(client, "story")
    refused = client.application.test_client().post(at("story"), data=fields(page) | {"story": STORY})
    assert refused.status_code == 422
    assert "did not keep our cookie" in text_of(refused)
    assert fields(refused)["story"] == STORY
