"""Choosing a language: offered where there is one, kept beside the other looks, at no cost of what was typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sharp.app import create_app
from sharp.web.application import Sharp
from sharp.web.catalogs import TranslationRefused, read_languages
from tests.fixtures.application import COMPILED, SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.pseudo import long
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.reports.test_journey import STORY, at, go, onward

HEAD = 'msgid ""\nmsgstr ""\n{reviewed}"Content-Type: text/plain; charset=utf-8\\n"\n\n'
REVIEWED = '"X-Reviewed-By: Ewa Kowalska, teacher\\n"\n'


def write(folder: Path, tag: str, reviewed: str = REVIEWED, **said: str) -> None:
    sentences = {"We are here to help": long("We are here to help"), "Go on": "Dalej", **said}
    lines = (f'msgid "{source}"\nmsgstr "{own}"\n' for source, own in sentences.items())
    (folder / f"{tag}.po").write_text(HEAD.format(reviewed=reviewed) + "\n".join(lines), encoding="utf-8")


@pytest.fixture
def app(world: World, tmp_path: Path) -> Iterator[Sharp]:
    """Polish, Portuguese of Portugal and Urdu are offered; Welsh has no reviewer yet."""
    folder = tmp_path / "translations"
    folder.mkdir()
    for tag in ("pl", "pt-PT", "ur"):
        write(folder, tag)
    write(folder, "cy", reviewed="")
    made = create_app(world.settings.model_copy(update={"translations": folder}))
    made.jinja_env.bytecode_cache = COMPILED
    made.test_client_class = CheckedClient
    yield made
    made.extensions["sharp"].database.engine.dispose()


def language_of(page: object) -> tuple[str, str]:
    html = soup_of(page).html  # type: ignore[arg-type]
    assert html is not None
    return str(html["lang"]), str(html["dir"])


def test_each_is_offered_by_its_own_name(client: CheckedClient) -> None:
    nav = soup_of(client.get("/alder/")).find("nav", class_="tongues")
    assert nav is not None
    assert nav.get_text(" ", strip=True) == "English polski português (Portugal) اردو"
    assert {each["lang"]: each["dir"] for each in nav.find_all("button")}["ur"] == "rtl"


@pytest.mark.parametrize(
    ("asks", "gets"),
    [
        ("pl", ("pl", "ltr")),
        ("ur-PK, en;q=0.1", ("ur", "rtl")),
        ("pt-BR", ("pt-PT", "ltr")),
        ("cy, pl;q=0.5", ("pl", "ltr")),
        ("en-US,en;q=0.9,pl;q=0.8", ("en-GB", "ltr")),
        ("de", ("en-GB", "ltr")),
        ("", ("en-GB", "ltr")),
        ("*", ("en-GB", "ltr")),
        ("\u00e9;q=x,,;-", ("en-GB", "ltr")),
    ],
)
def test_the_browser_s_own_wish_counts_first(client: CheckedClient, asks: str, gets: tuple[str, str]) -> None:
    assert language_of(client.get("/alder/", headers={"Accept-Language": asks})) == gets


def test_a_choice_outweighs_the_browser_and_keeps_the_other_looks(client: CheckedClient) -> None:
    client.set_cookie("look", "en-GB.le")
    page = client.press(client.get("/alder/advice"), {"language": "pl"}, action="/language")
    assert (page.status_code, page.location) == (303, "/alder/advice")
    cookie = client.get_cookie("look")
    assert cookie is not None
    assert cookie.value == "pl.le"
    assert language_of(client.get("/alder/", headers={"Accept-Language": "ur"})) == ("pl", "ltr")


def test_back_to_english(client: CheckedClient) -> None:
    client.set_cookie("look", "pl.")
    client.press(client.get("/alder/"), {"language": "en-GB"}, action="/language")
    assert language_of(client.get("/alder/", headers={"Accept-Language": "pl"})) == ("en-GB", "ltr")


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example",
        "/birch/",
        "/alder/leave",
        "/alder/../birch/",
        "/alder/\\evil",
        "",
        "/staff/",
    ],
)
def test_it_leads_to_no_other_place(client: CheckedClient, to: str) -> None:
    answer = client.post("/alder/language", data={"language": "pl", "to": to})
    assert (answer.status_code, answer.location) == (303, "/alder/")


def test_from_the_list_of_schools(client: CheckedClient) -> None:
    answer = client.press(client.get("/"), {"language": "ur", "to": "/alder/"}, action="/language")
    assert (answer.status_code, answer.location) == (303, "/")
    assert language_of(client.get("/")) == ("ur", "rtl")


@pytest.mark.parametrize("tag", ["cy", "de", "", "../pl", "pl-PL", "p\0l", "x" * 500])
def test_what_is_not_offered_changes_nothing(client: CheckedClient, tag: str) -> None:
    answer = client.post("/alder/language", data={"language": tag})
    assert answer.status_code == 303
    assert client.get_cookie("look") is None
    client.set_cookie("look", f"{tag[:30]}.l".replace("\0", "-"))
    assert language_of(client.get("/alder/")) == ("en-GB", "ltr")


def test_another_site_changes_nothing(client: CheckedClient) -> None:
    answer = client.post("/alder/language", data={"language": "pl"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert client.get_cookie("look") is None


def test_what_was_typed_comes_back_in_the_other_language(client: CheckedClient) -> None:
    page = client.press(go(client, "story"), {"story": STORY, "language": "ur"})
    assert language_of(page) == ("ur", "rtl")
    assert prefilled(form_on(page, "/story"))["story"] == STORY
    assert not soup_of(page).select(".govuk-error-summary")
    assert onward(client, page).request.path.endswith("/kind")
    assert language_of(client.get(at("place"))) == ("ur", "rtl")


def test_ticks_come_back_too(client: CheckedClient) -> None:
    page = client.press(go(client, "wants"), {"wants": ["listen", "stop"], "language": "pl"})
    assert prefilled(form_on(page, "/wants"))["wants"] == ["listen", "stop"]


def test_changing_the_language_sends_nothing(client: CheckedClient, world: World) -> None:
    page = client.press(go(client, "check"), {"language": "pl"})
    assert page.status_code == 422
    assert prefilled(form_on(page, "/check"))["story"] == STORY
    assert client.get("/alder/report/words").location == "/alder/report/"
    assert onward(client, page).request.path.endswith("/words")


def test_nor_does_it_add_to_a_report_or_forget_its_words(client: CheckedClient, world: World) -> None:
    words = onward(client, go(client, "check"))
    shown = soup_of(words).select_one("#code-words")
    assert shown is not None
    again = client.press(words, {"language": "pl"}, action="/report/words")
    assert soup_of(again).select_one("#code-words") == shown
    onward(client, again, action="/report/words")
    page = onward(client, client.get("/alder/back"), {"words": file_report(world).words.display})
    said = client.press(page, {"message": "Not yet.", "language": "ur"}, action="/report/message")
    assert prefilled(form_on(said, "/report/message"))["message"] == "Not yet."
    assert "Not yet." not in text_of(client.get("/alder/back/report"))


def test_staff_read_english(client: CheckedClient, as_: SignIn) -> None:
    officer = as_("officer")
    officer.set_cookie("look", "ur.")
    assert language_of(officer.get("/staff/", headers={"Accept-Language": "pl"})) == ("en-GB", "ltr")
    assert language_of(client.get("/staff/sign-in", headers={"Accept-Language": "pl"})) == ("en-GB", "ltr")


def test_staff_see_which_language_a_report_was_written_in(client: CheckedClient, as_: SignIn, world: World) -> None:
    client.set_cookie("look", "pl.")
    onward(client, go(client, "check"))
    officer = as_("officer")
    [row] = soup_of(officer.get("/staff/queue")).select("main a[href*='/staff/cases/']")
    case = str(row["href"])
    assert "Polish (polski)" in text_of(officer.get(case))


def test_where_only_english_is_offered_nothing_is_asked(world: World) -> None:
    app = create_app(world.settings)
    page = app.test_client().get("/alder/").get_data(as_text=True)
    assert "tongues" not in page
    assert 'name="language"' not in page
    app.extensions["sharp"].database.engine.dispose()


@pytest.mark.parametrize(
    ("tag", "said", "why"),
    [
        ("pl", {"You need %(count)d words.": "Potrzeba %(ile)d."}, "line"),
        ("pl", {"You need %(count)d words.": "Potrzeba 100%."}, "line"),
        ("pl", {"Go on": "<b>Dalej</b>"}, "line"),
        ("polish", {}, "pl.po"),
        ("xx", {}, "pl.po"),
        ("pl_PL", {}, "pl.po"),
    ],
)
def test_a_file_that_would_break_a_page_is_refused(tmp_path: Path, tag: str, said: dict[str, str], why: str) -> None:
    write(tmp_path, tag, **said)
    with pytest.raises(TranslationRefused, match=why):
        read_languages(tmp_path)


def test_what_is_no_translation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TranslationRefused, match="no folder"):
        read_languages(tmp_path / "nowhere")
    (tmp_path / "pl.po").write_bytes(b"\xff\xfe msgid")
    with pytest.raises(TranslationRefused, match=r"pl\.po"):
        read_languages(tmp_path)


def test_an_unsure_sentence_stays_english(tmp_path: Path) -> None:
    write(tmp_path, "pl")
    file = tmp_path / "pl.po"
    file.write_text(
        file.read_text(encoding="utf-8").replace('msgid "Go on"', '#, fuzzy\nmsgid "Go on"'), encoding="utf-8"
    )
    [polish] = read_languages(tmp_path)
    assert polish.translations.ugettext("Go on") == "Go on"
