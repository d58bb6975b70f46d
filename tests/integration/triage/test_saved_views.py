"""Views of the queue that a reader saved: theirs alone, nowhere in the clear, in nobody's way when lost."""

from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sharp.accounts.current import SignedIn
from sharp.model.staff import SavedViews
from sharp.triage import saved_views
from sharp.vault.person import PersonKeys
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import examined, rows_of, set_cell
from tests.integration.triage.desk import QUEUE, token_of, told_after

VIEWS = f"{QUEUE}/views"
NAME, WORDS = "Quokkas on Mondays", "wombat trombone"
LOST = "The views you had saved cannot be opened any more"


def save(client: CheckedClient, path: str = f"{QUEUE}?level=2&overdue=1", name: str = NAME) -> TestResponse:
    return client.submit(path, {"name": name}, action="views")


def search_for(client: CheckedClient, words: str = WORDS) -> None:
    client.submit(QUEUE, {"words": words}, action="search")


def shown_on(client: CheckedClient, path: str = QUEUE) -> list[str]:
    return [each.get_text(strip=True) for each in soup_of(client.get(path)).select(".saved a, .saved button")][:-1]


def kept(world: World, who: str = "officer") -> saved_views.Saved:
    with world.database.reading() as db:
        return saved_views.saved_by(db, signed_in(world, who))


def signed_in(world: World, who: str, keys: PersonKeys | None = None) -> SignedIn:
    person = world.person(who)
    return SignedIn(person.id, person.name, person.email, False, keys or person.keys, 0)


def test_a_saved_view_leads_back_to_the_same_page(as_: SignIn, world: World) -> None:
    client = as_("officer")
    path = f"{QUEUE}?school=alder&view=practice&whose=ours&level=2&overdue=1"
    assert told_after(client, save(client, path)).count(NAME) == 1
    [link] = soup_of(client.get(QUEUE)).select(".saved a[href*=level]")
    assert parse_qs(urlsplit(str(link["href"])).query) == parse_qs(urlsplit(path).query)
    assert client.get(str(link["href"])).status_code == 200
    assert link.get_text() == NAME
    assert examined(world) == []


def test_a_search_is_saved_and_run_again_without_its_words_in_any_address(as_: SignIn, world: World) -> None:
    file_report(world, story="A wombat took my trombone.")
    client = as_("officer")
    search_for(client)
    saved = save(client, f"{QUEUE}/search")
    assert saved.headers["Location"] == f"{QUEUE}/search"
    search_for(client, "something else")
    found = client.submit(QUEUE, action=f"{kept(world).views[0].id}/search")
    assert found.headers["Location"] == f"{QUEUE}/search"
    assert soup_of(client.get(f"{QUEUE}/search")).select_one(f'input[value="{WORDS}"]')
    for page in (client.get(QUEUE), client.get(VIEWS)):
        for each in soup_of(page).select("[href], [action]"):
            assert not any(word in str(each.get("href") or each.get("action")) for word in WORDS.split())


def test_nothing_of_it_lies_in_the_clear(as_: SignIn, world: World) -> None:
    client = as_("officer")
    save(client)
    search_for(client)
    save(client, f"{QUEUE}/search", "Numbats")
    client.submit(VIEWS, {"name": "Bilbies"}, action="name")
    with world.database.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
    for table in names:
        for row in rows_of(world.database, table):
            for value in row.values():
                found = value if isinstance(value, bytes) else str(value).encode()
                for secret in ("Quokkas", *WORDS.split(), "Numbats", "Bilbies"):
                    assert secret.encode() not in found, (table, secret)
    [row] = rows_of(world.database, "saved_views")
    assert len(row["sealed"]) == 4096 + 28, "one size, whatever is saved"


def test_they_are_renamed_and_removed(as_: SignIn, world: World) -> None:
    client = as_("officer")
    save(client)
    save(client, name="Another")
    first, second = kept(world).views
    assert "new name" in told_after(client, client.submit(VIEWS, {"name": "Bilbies"}, action=f"{first.id}/name"))
    assert shown_on(client) == ["Bilbies", "Another"]
    assert "removed" in told_after(client, client.submit(VIEWS, action=f"{second.id}/removal"))
    assert shown_on(client) == ["Bilbies"]
    assert kept(world).views[0].place == first.place


def test_two_tabs_do_not_overwrite_each_other(as_: SignIn, world: World) -> None:
    client = as_("officer")
    old = client.get(QUEUE)
    save(client, name="From the other tab")
    again = client.press(old, {"name": NAME}, action="views")
    assert again.status_code == 409
    assert "changed in another tab" in text_of(again)
    assert prefilled(form_on(again, "views"))["name"] == NAME
    assert [view.name for view in kept(world).views] == ["From the other tab"]
    assert client.press(again, action="views").status_code == 303
    assert [view.name for view in kept(world).views] == ["From the other tab", NAME]


@pytest.mark.parametrize("act", ["name", "removal"])
def test_an_old_page_changes_nothing(as_: SignIn, world: World, act: str) -> None:
    client = as_("officer")
    save(client)
    old = client.get(VIEWS)
    save(client, name="Another")
    again = client.press(old, {"name": "Bilbies"}, action=act)
    assert again.status_code == 409
    assert [view.name for view in kept(world).views] == [NAME, "Another"]


@pytest.mark.parametrize("act", ["name", "removal", "search"])
def test_what_was_removed_is_not_there(as_: SignIn, world: World, act: str) -> None:
    client = as_("officer")
    save(client)
    page = client.get(VIEWS)
    data = token_of(client) | {"name": "x", "rev": prefilled(form_on(page, "removal"))["rev"]}
    done = client.post(f"{VIEWS}/{'0' * 32}/{act}", data=data)
    assert "not there any more" in told_after(client, done)
    assert len(kept(world).views) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "Write a name."), ("  ", "Write a name."), ("x" * 61, "That is too long"), (NAME.upper(), "already")],
    ids=["empty", "spaces", "long", "taken"],
)
def test_a_name_that_will_not_do_is_kept_as_typed(as_: SignIn, world: World, name: str, words: str) -> None:
    client = as_("officer")
    save(client)
    for again in (save(client, name=name), renamed(client, world, name)):
        assert again.status_code == 422
        assert words in text_of(again)
        assert name.strip() in again.get_data(as_text=True)
    assert [view.name for view in kept(world).views] == [NAME]


def renamed(client: CheckedClient, world: World, name: str) -> TestResponse:
    if "Another" not in [view.name for view in kept(world).views]:
        save(client, name="Another")
    done = client.submit(VIEWS, {"name": name}, action=f"{kept(world).views[1].id}/name")
    client.submit(VIEWS, action=f"{kept(world).views[1].id}/removal")
    return done


def test_control_characters_are_no_part_of_a_name(as_: SignIn, world: World) -> None:
    save(as_("officer"), name="a\0b\x1fc  d")
    assert kept(world).views[0].name == "abc d"


def test_twenty_and_no_more(as_: SignIn, world: World) -> None:
    client = as_("officer")
    with world.database.writing() as db:
        for number in range(saved_views.MOST):
            saved_views.save(db, signed_in(world, "officer"), number, f"{number} " + "ñ" * 57, {"view": "closed"})
            db.flush()
    again = save(client)
    assert again.status_code == 422
    assert "as many as there may be" in text_of(again)
    assert len(kept(world).views) == saved_views.MOST


@pytest.mark.parametrize(
    "typed", [{"level": "9"}, {"view": "secret"}, {"school": "birch"}, {"whose": "x"}, {"overdue": "2"}]
)
def test_only_pages_of_ones_own_queue_are_saved(as_: SignIn, world: World, typed: dict[str, str]) -> None:
    client = as_("officer")
    done = client.submit(QUEUE, {"name": NAME, **typed}, action="views")
    assert "no such page of the queue" in told_after(client, done)
    assert kept(world).views == ()


def test_a_search_that_is_over_is_not_saved(as_: SignIn, world: World) -> None:
    client = as_("officer")
    done = client.submit(QUEUE, {"name": NAME, "of": "search"}, action="views")
    assert "no search to save" in told_after(client, done)
    assert kept(world).views == ()


def test_a_view_of_a_school_that_is_theirs_no_more_leads_nowhere(as_: SignIn, world: World) -> None:
    with world.database.writing() as db:
        saved_views.save(db, signed_in(world, "officer"), 0, NAME, {"school": "birch"})
    client = as_("officer")
    assert soup_of(client.get(QUEUE)).select(".saved a[href*=birch]") == []
    assert NAME in text_of(client.get(VIEWS)), "it can still be removed"


def test_nobody_else_sees_them(as_: SignIn, world: World) -> None:
    save(as_("officer"))
    for path in (QUEUE, VIEWS):
        assert NAME not in as_("spoc").get(path).text


@pytest.mark.parametrize("column", ["fp", "rev", "sealed"])
def test_a_changed_row_is_lost_and_stands_in_nobodys_way(as_: SignIn, world: World, column: str) -> None:
    client = as_("officer")
    save(client)
    [row] = rows_of(world.database, "saved_views")
    value = row[column] + 1 if column == "rev" else bytes([row[column][0] ^ 1]) + row[column][1:]
    set_cell(world.database, "saved_views", row, column, value)
    assert_lost_and_begun_again(client, world)


@pytest.mark.parametrize("rev", [-1, 2**63 - 1])
def test_a_revision_that_is_none_is_a_changed_row(as_: SignIn, world: World, rev: int) -> None:
    client = as_("officer")
    save(client)
    [row] = rows_of(world.database, "saved_views")
    set_cell(world.database, "saved_views", row, "rev", rev)
    for path in (QUEUE, VIEWS):
        assert LOST in text_of(client.get(path))
    assert save(client).status_code == 303
    assert shown_on(client) == [NAME]


def test_anothers_row_in_its_place_shows_nothing(as_: SignIn, world: World) -> None:
    save(as_("spoc"), name="The SPOC’s own")
    client = as_("officer")
    save(client)
    theirs = world.person("spoc").id
    rows = {row["staff_id"]: row for row in rows_of(world.database, "saved_views")}
    mine = rows[world.person("officer").id]
    for column in ("fp", "rev", "sealed"):
        set_cell(world.database, "saved_views", mine, column, rows[theirs][column])
    assert "SPOC" not in " ".join(shown_on(client))
    assert_lost_and_begun_again(client, world)


def assert_lost_and_begun_again(client: CheckedClient, world: World) -> None:
    for path in (QUEUE, VIEWS):
        page = client.get(path)
        assert page.status_code == 200
        assert LOST in text_of(page)
    assert save(client, name="Anew").status_code == 303
    assert shown_on(client) == ["Anew"]
    assert LOST not in text_of(client.get(QUEUE))


def test_with_new_keys_they_are_gone(world: World) -> None:
    with world.database.writing() as db:
        saved_views.save(db, signed_in(world, "officer"), 0, NAME, {})
    now = signed_in(world, "officer", PersonKeys.generate())
    with world.database.reading() as db:
        assert saved_views.saved_by(db, now) == saved_views.Saved(is_lost=True)
    with world.database.writing() as db:
        saved_views.save(db, now, 0, "Anew", {})
    with world.database.reading() as db:
        assert [view.name for view in saved_views.saved_by(db, now).views] == ["Anew"]


@pytest.mark.parametrize("path", [VIEWS, *(f"{VIEWS}/{'0' * 32}/{act}" for act in ("name", "removal", "search"))])
def test_only_for_readers(as_: SignIn, client: CheckedClient, world: World, path: str) -> None:
    assert client.post(path, data={"name": NAME}).headers["Location"].startswith("/staff/sign-in")
    for who in ("pastoral", "coordinator", "operator"):
        assert as_(who).post(path, data=token_of(as_(who)) | {"name": NAME}).status_code == 403
    assert as_("officer").post(path, data={"name": NAME, "rev": "0"}).status_code == 422, "without a token"
    with world.database.reading() as db:
        assert db.scalars(sa.select(SavedViews)).all() == []
