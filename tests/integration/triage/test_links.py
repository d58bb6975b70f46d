"""Cases that belong together: hinted at from what a reader holds, said by a person, hidden from who holds but one."""

import pytest
from werkzeug.test import TestResponse

from sharp.model.words import Act
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import examined
from tests.integration.triage.desk import acts_on, case_path, entries_of

STORIES = ("Braddock took my trombone.", "Braddock broke a trombone.", "Braddock was rude about my trombone.")


@pytest.fixture
def filed(world: World) -> list[Filed]:
    return [file_report(world, story=story) for story in STORIES]


def links(client: CheckedClient, filed: Filed) -> TestResponse:
    return client.get(case_path(filed, "links"))


def say(client: CheckedClient, page: TestResponse, other: Filed, button: str) -> str:
    token = prefilled(form_on(page, "links"))["csrf_token"]
    path = str(page.request.path)
    done = client.post(path, data={"csrf_token": token, "other": other.reference, button: "1"})
    assert done.status_code == 303
    return text_of(client.get(path))


@pytest.mark.parametrize("opened", [False, True])
def test_reports_with_the_same_name_are_hinted_at(as_: SignIn, filed: list[Filed], opened: bool) -> None:
    client = as_("officer")
    for each in filed if opened else []:
        client.get(case_path(each))
    shown = text_of(links(client, filed[0]))
    assert filed[1].reference in shown
    assert "the same name: braddock" in shown


def test_several_about_one_name_may_be_bullying_by_report(as_: SignIn, world: World, filed: list[Filed]) -> None:
    assert "could be bullying by report" in text_of(links(as_("officer"), filed[0]))
    lone = file_report(world, story="Somebody called Aisha was kind.")
    assert "could be bullying" not in text_of(links(as_("officer"), lone))


def test_what_is_said_stands_in_both_and_can_be_taken_back(as_: SignIn, world: World, filed: list[Filed]) -> None:
    client = as_("officer")
    shown = say(client, links(client, filed[0]), filed[1], "same")
    assert "Said to belong together" in shown
    assert "It is the same matter" in text_of(links(as_("spoc"), filed[1]))
    assert [acts_on(world, each).count(Act.LINKED) for each in filed] == [1, 1, 0]
    shown = say(client, links(client, filed[0]), filed[1], "none")
    assert "Said to belong together" not in shown
    assert filed[1].reference not in shown, "what was dismissed is not hinted at again"
    assert examined(world) == []


def test_said_twice_it_is_written_once(as_: SignIn, world: World, filed: list[Filed]) -> None:
    client = as_("officer")
    page = links(client, filed[0])
    for _ in range(2):
        say(client, page, filed[1], "related")
    assert acts_on(world, filed[0]).count(Act.LINKED) == 1


def test_no_link_tells_of_a_report_that_somebody_is_left_out_of(as_: SignIn, world: World) -> None:
    whole = file_report(world, story=STORIES[0])
    partly = file_report(world, story=STORIES[1], left_out=(world.nomination("officer").hex(),))
    client = as_("spoc")
    before = entries_of(world, whole)
    for button in ("related", "same", "none"):
        assert "would learn of the other" in say(client, links(client, whole), partly, button)
    assert entries_of(world, whole) == before
    shown = text_of(links(as_("officer"), whole))
    assert partly.reference not in shown
    assert "braddock" not in shown


def test_cases_of_two_schools_never_belong_together(as_: SignIn, world: World, filed: list[Filed]) -> None:
    elsewhere = file_report(world, "birch", story=STORIES[1])
    client = as_("officer")
    page = links(client, filed[0])
    token = prefilled(form_on(page, "links"))["csrf_token"]
    refused = client.post(case_path(filed[0], "links"), data={"csrf_token": token, "other": elsewhere.reference})
    assert refused.status_code == 404
    assert elsewhere.reference not in text_of(page)


def test_a_case_does_not_belong_with_itself(as_: SignIn, filed: list[Filed]) -> None:
    client = as_("officer")
    shown = say(client, links(client, filed[0]), filed[0], "related")
    assert "Only two cases of one school" in shown


def test_every_button_has_its_own_words(as_: SignIn, filed: list[Filed]) -> None:
    found = soup_of(links(as_("officer"), filed[0]))
    assert {button.get_text(strip=True) for button in found.select("li.card button")} == {
        "They belong together", "It is the same matter", "They do not",
    }  # fmt: skip


def test_whoever_is_brought_in_later_reads_of_no_link(as_: SignIn, world: World) -> None:
    """Links stand on their own page alone, to those who hold both."""
    out = {"left_out": (world.nomination("officer").hex(),)}
    pair = [file_report(world, story=story, **out) for story in STORIES[:2]]
    spoc = as_("spoc")
    say(spoc, links(spoc, pair[0]), pair[1], "same")
    for path in (case_path(pair[0]), case_path(pair[0], "copy")):
        page = as_("deputy").get(path)
        assert pair[1].reference not in page.text
        assert "link" not in text_of(page).lower()
