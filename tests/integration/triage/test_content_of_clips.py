"""Clips and danger rules are shown to the safeguarding lead as well; a school may leave a clip out."""

import pytest

from sharp.advice.clips import CLIPS
from sharp.advice.danger import OUR_RULES
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.integration.triage.test_content import PAGE, change, live, published

CLIP_AT = f"{PAGE}/alder/clip/c03"


def clips_shown(client: CheckedClient, slug: str = "alder") -> int:
    return len(soup_of(client.get(f"/{slug}/advice")).select("details.clip"))


def test_a_clip_is_left_out_once_the_lead_agrees(as_: SignIn, client: CheckedClient) -> None:
    assert clips_shown(client) == len(CLIPS)
    published(as_, CLIP_AT, shown="no")
    assert clips_shown(client) == len(CLIPS)
    live(as_, CLIP_AT, shown="no")
    page = client.get("/alder/advice")
    assert clips_shown(client) == len(CLIPS) - 1
    assert CLIPS["c03"].file not in page.text
    assert clips_shown(client, "birch") == len(CLIPS)
    live(as_, CLIP_AT, shown="yes")
    assert clips_shown(client) == len(CLIPS)


@pytest.mark.parametrize("typed", ["", "maybe", "YES!"], ids=["nothing", "maybe", "shouted"])
def test_it_is_yes_or_no(as_: SignIn, typed: str) -> None:
    answer = change(as_("officer"), CLIP_AT, shown=typed)
    assert answer.status_code == 422


def test_the_lead_is_shown_the_clip_itself(as_: SignIn) -> None:
    page = soup_of(as_("spoc").get(CLIP_AT))
    video = page.find("video")
    assert video is not None
    assert video["preload"] == "none"
    assert CLIPS["c03"].source_words[1] in page.get_text()


def test_the_lead_is_shown_every_reason_of_the_danger_rules(as_: SignIn) -> None:
    said = text_of(as_("spoc").get(f"{PAGE}/alder/danger/rules"))
    for reason in OUR_RULES.reasons():
        assert reason in said
    assert as_("spoc").get(f"{PAGE}/alder/danger/rules/change").status_code == 404
