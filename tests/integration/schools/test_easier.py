"""Pages made easier: chosen without a session, kept by the browser alone, and never more than a look."""

import pytest

from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, prefilled, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.promises.ground import dump

ALL = ["large", "strong", "easy"]


def classes(client: CheckedClient, path: str) -> set[str]:
    html = soup_of(client.get(path)).html
    assert html is not None
    return set(html.get("class") or ())


def choose(client: CheckedClient, *looks: str, to: str = "/alder/") -> str:
    answer = client.post("/alder/easier", data={"looks": list(looks), "to": to})
    assert answer.status_code == 303
    return str(answer.location)


@pytest.mark.parametrize("mode", ALL)
def test_each_way_is_had_by_itself_on_every_page_of_a_pupil(client: CheckedClient, mode: str) -> None:
    choose(client, mode)
    for path in ("/", "/alder/", "/alder/help-now", "/alder/easier", "/alder/report/", "/alder/back", "/nowhere/"):
        assert classes(client, path) == {f"is-{mode}"}, path


def test_the_form_shows_what_is_chosen_and_taking_all_of_it_back_keeps_no_cookie(client: CheckedClient) -> None:
    choose(client, "large", "easy")
    [form] = soup_of(client.get("/alder/easier")).find_all("form")
    assert prefilled(form)["looks"] == ["large", "easy"]
    choose(client)
    assert classes(client, "/alder/") == set()
    assert client.get_cookie("look") is None


def test_it_is_linked_on_each_page_and_leads_back_there(client: CheckedClient) -> None:
    for path in ("/alder/", "/alder/help-now", "/alder/report/"):
        [link] = soup_of(client.get(path)).select(".foot a[href*=easier]")
        [form] = soup_of(client.get(str(link["href"]))).find_all("form")
        assert choose(client, "large", to=str(prefilled(form)["to"])) == path


def test_who_looks_for_it_finds_it_on_the_first_page(client: CheckedClient) -> None:
    assert soup_of(client.get("/alder/")).select("main a[href*=easier]")


@pytest.mark.parametrize(
    "to",
    [
        "", "https://evil.example/", "//evil.example/", "/alder//evil.example", "/birch/", "/alder/../birch/",
        "/alder/leave", "/alder/\\evil", "/alder/report/\r\nSet-Cookie: x=y", "javascript:alert(1)", "/alder/<b>",
        "/staff/",
    ],
)  # fmt: skip
def test_it_leads_nowhere_but_to_a_page_of_this_school(client: CheckedClient, to: str) -> None:
    assert choose(client, "large", to=to) == "/alder/"
    assert "evil.example" not in str(client.get("/alder/easier", query_string={"to": to}).location)


@pytest.mark.parametrize(
    ("to", "page"),
    [("/alder/back/report/message", "/alder/back/report"), ("/alder/report/words/more", "/alder/report/words")],
)
def test_from_an_address_that_only_takes_a_post_it_leads_to_its_page(client: CheckedClient, to: str, page: str) -> None:
    assert choose(client, "large", to=to) == page


def test_the_language_is_left_as_it_is(client: CheckedClient) -> None:
    client.set_cookie("look", "cy.l")
    choose(client, "easy")
    kept = client.get_cookie("look")
    assert kept is not None
    assert kept.value == "cy.e"


def test_nothing_is_written_and_no_session_begins(client: CheckedClient, world: World) -> None:
    before = dump(world.database, but=())
    answer = client.post("/alder/easier", data={"looks": [*ALL, "red", "\x00"], "to": "/alder/", "csrf_token": "x"})
    assert [line.partition("=")[0] for line in answer.headers.getlist("Set-Cookie")] == ["look"]
    assert dump(world.database, but=()) == before


def test_another_site_cannot_choose_for_us(client: CheckedClient) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/alder/easier", data={"looks": "large"}, headers=headers).status_code == 403
    assert client.get_cookie("look") is None


def test_a_school_that_is_not_there_has_no_such_page(client: CheckedClient) -> None:
    assert client.get("/nowhere/easier").status_code == 404
    assert client.post("/nowhere/easier", data={"looks": "large"}).status_code == 404


def test_staff_pages_keep_their_own_look(as_: SignIn) -> None:
    officer = as_("officer")
    before = soup_of(officer.get("/staff/account")).prettify()
    choose(officer, *ALL)
    assert classes(officer, "/staff/account") == set()
    page = soup_of(officer.get("/staff/account"))
    assert not page.select(".symbol")
    assert len(page.prettify()) == len(before)


def test_easy_words_say_less(client: CheckedClient) -> None:
    usual = text_of(client.get("/alder/"))
    choose(client, "easy")
    easier = client.get("/alder/")
    assert len(text_of(easier)) < len(usual)
    assert len(soup_of(easier).select("main .way .symbol")) == 4


def test_the_way_out_forgets_the_look_as_well(client: CheckedClient) -> None:
    choose(client, *ALL)
    client.get("/alder/leave")
    assert client.get_cookie("look") is None
