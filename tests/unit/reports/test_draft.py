"""The draft and the order of its questions."""

import json

import pytest

from sharp.files.evidence import Evidence
from sharp.files.kinds import Kind
from sharp.files.sealing import Piece
from sharp.reports import steps
from sharp.reports.draft import About, Draft, Named, Still, TypedBy, Want, When

EMPTY = Draft(report_id="00" * 16)
FULL = Draft(
    report_id="ab" * 16,
    about=About.ADULT,
    story="It was \N{CRYING FACE} again.\nAnd again.",
    kinds=("bully_verbal", "theft"),
    place="school: Toilets",
    place_more="by the door",
    when=When.WEEK,
    still=Still.YES,
    wants=(Want.LISTEN, Want.STOP),
    name="Zoë",
    reach="at break",
    named=Named.READERS,
    concerns=("11" * 16,),
    left_out=("22" * 16,),
    past_them=True,
    offers_files=True,
    evidence=Evidence("55" * 16, (Piece("66" * 16, "77" * 32, 812, Kind.JPEG, True, "88" * 32),)),
    typed_by=TypedBy.FAMILY,
    shown_n=4,
    shown=("33" * 16, "44" * 16),
)


@pytest.mark.parametrize("draft", [EMPTY, FULL])
def test_it_comes_back_whole_from_where_a_visit_keeps_it(draft: Draft) -> None:
    kept = json.loads(json.dumps(draft.as_json()))
    assert Draft.from_json(kept) == draft


def test_an_answer_of_another_version_is_left_aside() -> None:
    assert Draft.from_json({"report_id": EMPTY.report_id, "shoe_size": 37}) == EMPTY


def test_it_says_nothing_of_itself() -> None:
    assert FULL.story not in repr(FULL)
    assert FULL.name not in repr(FULL)


def test_the_pages_follow_each_other_and_lead_back_the_same_way() -> None:
    there, draft = [steps.FIRST.path], FULL
    while there[-1] != "check":
        there.append(steps.following(there[-1], draft))
    back = ["check"]
    while (before := steps.preceding(back[-1], draft)) is not None:
        back.append(before)
    assert there == [step.path for step in steps.STEPS]
    assert back == there[::-1]


@pytest.mark.parametrize(
    ("about", "left_out"),
    [
        (About.ME, {"people", "show"}),
        (About.ADULT, {"show"}),
        (About.OFFICER, {"show"}),
        (About.GOOD, {"when", "people", "show"}),
    ],
)
def test_some_pages_are_asked_only_of_some(about: About, left_out: set[str]) -> None:
    draft = EMPTY.but(about=about)
    asked = [steps.FIRST.path]
    while asked[-1] != "check":
        asked.append(steps.following(asked[-1], draft))
    assert {step.path for step in steps.STEPS} - set(asked) == left_out | {"typing"}


@pytest.mark.parametrize(
    ("draft", "missing"),
    [
        (EMPTY, "story"),
        (EMPTY.but(story="x"), "who"),
        (EMPTY.but(story="x", about=About.ADULT), "people"),
        (EMPTY.but(story="x", about=About.ADULT, named=Named.NONE), "who"),
        (EMPTY.but(story="x", shown=("33" * 16,)), None),
    ],
)
def test_the_check_page_needs_the_story_and_a_list_that_was_seen(draft: Draft, missing: str | None) -> None:
    assert steps.first_missing("check", draft) == missing


def test_no_address_names_a_topic() -> None:
    assert all(len(step.path) < 7 and step.path.isascii() for step in steps.STEPS)
