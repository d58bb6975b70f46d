"""How pupils get there: posters, cards, the link and the assembly, for nominees and nobody else."""

import re

import pytest
import segno
from bs4 import BeautifulSoup

from sharp.model.words import Role
from sharp.schools.nominations import confirm, end, nominate
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.printed import codes_on, unspaced, words_on
from tests.fixtures.world import World
from tests.integration.reports.test_reading_age import HIGHEST_GRADE, NEVER, grade

ADDRESS = "http://localhost:8000/alder/"
ONE, POSTER, CARDS, PACK = (
    "/staff/posters/alder", "/staff/posters/alder/poster.pdf", "/staff/posters/alder/cards.pdf",
    "/staff/assembly/alder",
)  # fmt: skip
PAGES = ("/staff/posters", ONE, POSTER, CARDS, "/staff/assembly", PACK)
OF_A_SCHOOL = (ONE, POSTER, CARDS, PACK)


@pytest.mark.parametrize("who", ["officer", "spoc", "deputy"])
def test_nominees_have_them(as_: SignIn, who: str) -> None:
    client = as_(who)
    assert [client.get(path).status_code for path in PAGES] == [200] * len(PAGES)


@pytest.mark.parametrize("who", ["head", "contact", "pastoral", "coordinator", "operator"])
def test_others_do_not(as_: SignIn, who: str) -> None:
    client = as_(who)
    assert [client.get(path).status_code for path in PAGES] == [403] * len(PAGES)


def test_another_school_is_unknown(as_: SignIn) -> None:
    client = as_("officer_elsewhere")
    for path in OF_A_SCHOOL:
        theirs, nowhere = client.get(path), client.get(path.replace("alder", "nowhere"))
        assert (theirs.status_code, theirs.data) == (404, nowhere.data)
    assert "alder" not in client.get("/staff/posters").text + client.get("/staff/assembly").text


def test_a_stranger_is_asked_to_sign_in(client: CheckedClient) -> None:
    for path in PAGES:
        assert client.get(path).headers["Location"].startswith("/staff/sign-in")


@pytest.mark.parametrize(("path", "copies"), [(POSTER, 1), (CARDS, 8)])
def test_paper_bears_the_school_and_its_own_address(as_: SignIn, path: str, copies: int) -> None:
    made = as_("spoc").get(path)
    assert made.mimetype == "application/pdf"
    assert made.headers["Content-Disposition"] == f'attachment; filename="help-and-advice-alder-{path.split("/")[-1]}"'
    assert "no-store" in made.headers["Cache-Control"]
    words = unspaced(words_on(made.data))
    assert words.count("AlderParkSchool") == words.count("localhost:8000/alder") == copies
    expected = tuple(tuple(row) for row in segno.make(ADDRESS, error="q", micro=False).matrix)
    assert codes_on(made.data) == [expected] * copies


@pytest.mark.parametrize("path", [POSTER, CARDS])
def test_nobody_is_named_on_paper(as_: SignIn, world: World, path: str) -> None:
    words = words_on(as_("spoc").get(path).data)
    assert not [member.shown_name for member in world.roster().members if member.shown_name in words]


def test_the_poster_tells_of_the_officer_only_where_there_is_one(as_: SignIn, world: World) -> None:
    assert "police officer" in words_on(as_("spoc").get(POSTER).data)
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination("officer"), by=world.person("spoc").id, anchor=world.anchor)
    assert "police" not in words_on(as_("spoc").get(POSTER).data)
    assert "officer" not in " ".join(said.get_text() for said in says(as_("spoc").get(PACK).text))


@pytest.mark.parametrize("path", [POSTER, CARDS])
def test_nothing_of_it_stays_on_a_disk(as_: SignIn, path: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    client, before = as_("spoc"), set(tmp_path.rglob("*"))
    client.get(path)
    client.get(path)
    assert {found.suffix for found in set(tmp_path.rglob("*")) - before} <= {".db-wal", ".db-shm", ".db"}


def test_the_link_is_plain_and_says_nothing_of_where_one_comes_from(as_: SignIn) -> None:
    page = soup_of(as_("spoc").get(ONE))
    field = page.find("textarea", {"readonly": True})
    assert field is not None
    assert page.find("label", {"for": field["id"]})
    link = BeautifulSoup(field.get_text(), "html.parser")
    assert [tag.name for tag in link.find_all(True)] == ["a"]
    assert link.a is not None
    assert link.a.attrs == {"href": ADDRESS, "rel": ["noreferrer"]}
    assert link.get_text() == "Help and advice"


def test_the_link_leads_to_the_schools_page(as_: SignIn, client: CheckedClient) -> None:
    found = re.search(r"href=&#34;http://localhost:8000(/[^&]+)&#34;|href=\"http://localhost:8000(/[^\"]+)\"",
                      as_("spoc").get(ONE).text)  # fmt: skip
    assert found
    assert client.get(found[1] or found[2]).status_code == 200


def test_an_address_of_this_machine_is_not_to_be_printed(as_: SignIn, world: World) -> None:
    assert "would lead nobody here" in text_of(as_("spoc").get(ONE))


def test_who_looks_after_two_schools_chooses(as_: SignIn, world: World) -> None:
    with world.database.writing() as db:
        made = nominate(
            db, school_id=world.cast.schools["birch"], staff_id=world.person("officer").id, role=Role.SSO,
            shown_name="PC Okafor", anchor=world.anchor,
        )  # fmt: skip
        fp = world.person("officer").keys.fingerprint
        confirm(db, nomination_id=made, by=world.person("spoc_elsewhere").id, fp=fp, anchor=world.anchor)
    client = as_("officer")
    for path in ("/staff/posters", "/staff/assembly"):
        page = client.get(path).text
        assert "/alder" in page
        assert "/birch" in page
    assert "Birch Lane School" in text_of(client.get("/staff/assembly/birch"))
    assert "Alder Park School" not in text_of(client.get("/staff/assembly/birch"))


def says(page: str) -> list[BeautifulSoup]:
    """What is read aloud to pupils, box by box."""
    found = BeautifulSoup(page, "html.parser").select(".say, td[data-label=Say]")
    return [BeautifulSoup(f"<main>{said}</main>", "html.parser") for said in found]


def test_what_is_read_to_pupils_is_easy_and_promises_nothing_false(as_: SignIn) -> None:
    boxes = says(as_("spoc").get(PACK).text)
    whole = BeautifulSoup("<main>" + "".join(str(box.main) for box in boxes) + "</main>", "html.parser")
    assert not NEVER.search(whole.get_text())
    judged = grade(whole)
    assert judged is not None
    assert judged <= HIGHEST_GRADE
    assert len(boxes) > 15
    for box in boxes:
        judged = grade(BeautifulSoup(str(box), "html.parser"))
        assert judged is None or judged <= HIGHEST_GRADE + 1, box.get_text()


def test_the_pack_names_who_reads_when_and_where(as_: SignIn) -> None:
    said = text_of(as_("spoc").get(PACK))
    for words in ("PC Okafor", "Ms Adeyemi", ADDRESS, "Childline on 0800 1111", "Call 999", "Monday to Friday: 8:30"):
        assert words in said, words
    assert "Waiting" not in said
