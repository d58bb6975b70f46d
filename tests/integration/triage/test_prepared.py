"""What a school prepares: words to a pupil and agencies, offered, changed, hidden and put back."""

import logging
import re
from typing import Any

import pytest
import sqlalchemy as sa

from sharp.model.schools import Prepared
from sharp.model.staff import TrailLine
from sharp.model.words import Act, PreparedList
from sharp.triage import prepared
from sharp.triage.action_kinds import ALL
from sharp.triage.prepared import LONGEST_TEXT, LONGEST_TITLE, SHIPPED, Item
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import examined
from tests.integration.reports.test_reading_age import HIGHEST_GRADE, NEVER, syllables
from tests.integration.triage.deeds import right, typed
from tests.integration.triage.desk import acts_on, case_path, entries_of, token_of, told_after

PAGE = "/staff/words"
WORDS, AGENCIES = PreparedList.WORDS, PreparedList.AGENCIES
OWN = {"title": "Come to the library", "text": "Come to the library at lunch.\n\nAsk for Ms Adeyemi."}


def at(item: str, which: str = "words", slug: str = "alder", press: str = "") -> str:
    return f"{PAGE}/{slug}/{which}/{item}" + (f"/{press}" if press else "")


def keep(client: CheckedClient, address: str, **fields: Any) -> Any:
    return client.submit(address, OWN | fields, action=address)


def press(client: CheckedClient, address: str) -> Any:
    return client.submit(PAGE, action=address)


def items(app: Sharp, world: World, which: PreparedList = WORDS, slug: str = "alder") -> dict[str, Item]:
    with app.test_request_context("/"), world.database.reading() as db:
        return {item.title: item for item in prepared.offered(db, world.cast.schools[slug], which)}


def lines_of(world: World) -> list[Act]:
    with world.database.reading() as db:
        return [line.act for line in db.scalars(sa.select(TrailLine).where(TrailLine.act == Act.WORDED))]


def grade(text: str) -> float:
    sentences = [part for part in re.split(r"[.?!]+", text) if re.search("[A-Za-z]", part)]
    words = re.findall(r"[A-Za-z’']+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize("each", SHIPPED[WORDS], ids=lambda each: each.id)
def test_shipped_words_are_for_a_reader_of_nine(each: prepared.Shipped) -> None:
    assert grade(each.words) <= HIGHEST_GRADE
    assert not NEVER.search(each.words + each.name)
    assert "secret" not in each.words
    assert (len(each.name) <= LONGEST_TITLE, len(each.words) <= LONGEST_TEXT) == (True, True)


def test_shipped_ones_are_offered_in_their_order(app: Sharp, world: World) -> None:
    for which in PreparedList:
        assert list(items(app, world, which)) == [each.name for each in SHIPPED[which]]


def test_a_school_adds_its_own_and_the_other_school_does_not_see_it(as_: SignIn, app: Sharp, world: World) -> None:
    client = as_("spoc")
    assert "Kept: Come to the library." in told_after(client, keep(client, at("new")))
    assert items(app, world)[OWN["title"]].text == OWN["text"]
    assert OWN["title"] not in items(app, world, slug="birch")
    assert OWN["title"] not in text_of(as_("officer_elsewhere").get(PAGE))
    assert lines_of(world) == [Act.WORDED]


def test_the_same_added_twice_stands_once(as_: SignIn, app: Sharp, world: World) -> None:
    client = as_("spoc")
    for _twice in range(2):
        assert keep(client, at("new")).status_code == 303
    assert text_of(client.get(PAGE)).count("Ask for Ms Adeyemi.") == 1


def test_a_shipped_one_is_changed_hidden_and_put_back(as_: SignIn, app: Sharp, world: World) -> None:
    client, [first, *_] = as_("officer"), SHIPPED[WORDS]
    keep(client, at(first.id), title="Thanks", text="Thanks for that.")
    assert items(app, world)["Thanks"].id == first.id
    assert "Changed by your school" in text_of(client.get(PAGE))
    assert press(client, at(first.id, press="removal")).status_code == 303
    assert {"Thanks", first.name}.isdisjoint(items(app, world))
    assert "Not offered" in text_of(client.get(PAGE))
    assert press(client, at(first.id, press="return")).status_code == 303
    assert items(app, world)[first.name].text == first.words
    assert lines_of(world) == [Act.WORDED] * 3
    assert first.name in items(app, world, slug="birch")


def test_an_own_one_is_changed_and_removed(as_: SignIn, app: Sharp, world: World) -> None:
    client = as_("spoc")
    keep(client, at("new"))
    item = items(app, world)[OWN["title"]].id
    page = client.get(at(item))
    assert prefilled(form_on(page, at(item)))["text"] == OWN["text"]
    keep(client, at(item), title="The library")
    assert "The library" in items(app, world)
    press(client, at(item, press="removal"))
    assert "The library" not in items(app, world)
    for gone in (client.get(at(item)), client.get(at("f" * 32)), client.get(at("new", "letters"))):
        assert gone.status_code == 404


@pytest.mark.parametrize(
    "fields", [{"title": ""}, {"text": " \n"}, {"title": "x" * (LONGEST_TITLE + 1)}, {"text": "x" * (LONGEST_TEXT + 1)}]
)
def test_what_is_wrong_is_said_and_kept(as_: SignIn, world: World, fields: dict[str, str]) -> None:
    again = keep(as_("spoc"), at("new"), **fields)
    assert again.status_code == 422
    assert "There is a problem" in text_of(again)
    for value in (OWN | fields).values():
        assert value.strip() in again.text
    assert lines_of(world) == []


def test_a_full_list_says_so(as_: SignIn, app: Sharp, world: World) -> None:
    client = as_("spoc")
    with world.database.writing() as db:
        for number in range(prepared.MOST):
            said = {"title": f"T{number}", "text": "Hello.", "by": world.person("spoc").id}
            prepared.add(db, school_id=world.cast.schools["alder"], which=WORDS, **said)
    assert "The list is full" in told_after(client, keep(client, at("new")))
    assert OWN["title"] not in items(app, world)


def test_an_old_token_changes_nothing(as_: SignIn, world: World) -> None:
    client = as_("spoc")
    again = client.post(at("new"), data=OWN)
    assert again.status_code == 422
    assert OWN["title"] in again.text
    assert client.post(at("thanks", press="removal")).status_code == 422
    assert lines_of(world) == []


def test_words_are_put_into_the_message_and_nothing_is_sent(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    before, page = entries_of(world, filed), client.get(case_path(filed))
    options = [str(one["value"]) for one in soup_of(page).select("#template option")]
    assert options == ["", *(each.id for each in SHIPPED[WORDS])]
    filled = client.press(page, {"template": "meet", "use": "1", "message": "Hello Sam."}, action="messages")
    assert filled.status_code == 200
    text = prefilled(form_on(filled, "messages"))["message"]
    assert text == "Hello Sam.\n\n" + next(each.words for each in SHIPPED[WORDS] if each.id == "meet")
    assert entries_of(world, filed) == before
    assert acts_on(world, filed) == [Act.OPENED] * 2
    assert client.press(filled, action="messages").status_code == 303
    assert entries_of(world, filed) == before + 1


@pytest.mark.parametrize("chosen", ["", "nothing", "é" * 99])
def test_what_is_not_offered_puts_nothing_in(as_: SignIn, world: World, chosen: str) -> None:
    filed, client = file_report(world), as_("spoc")
    fields = {"template": chosen, "use": "1", "message": "Hello."}
    filled = client.submit(case_path(filed), fields, action="messages")
    assert (filled.status_code, prefilled(form_on(filled, "messages"))["message"]) == (200, "Hello.")


def test_words_with_an_old_token_come_back_as_typed(as_: SignIn, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    again = client.post(case_path(filed, "messages"), data={"template": "meet", "use": "1", "message": "Hello."})
    assert (again.status_code, prefilled(form_on(again, "messages"))["message"]) == (422, "Hello.")


def test_a_forged_row_is_not_offered_and_closes_no_case(as_: SignIn, app: Sharp, world: World) -> None:
    client, filed = as_("spoc"), file_report(world)
    keep(client, at("new"))
    with world.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE prepared SET text = 'Send us the picture.'"))
    shown = client.get(case_path(filed))
    assert shown.status_code == 200
    assert "Send us the picture." not in shown.text
    assert list(items(app, world)) == [each.name for each in SHIPPED[WORDS]]


@pytest.mark.parametrize("cell", ["text = 'Send us the picture.'", "hidden = NOT hidden", "mac_v = 999"])
def test_only_what_was_forged_falls_back_to_what_was_shipped(
    as_: SignIn, app: Sharp, world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, cell: str
) -> None:
    """One of three rows: the other two hold, the page works, and the log and doctor name the row."""
    client = as_("spoc")
    first, second = SHIPPED[WORDS][:2]
    keep(client, at("new"), title="Our own", text="Come to room 4.")
    keep(client, at(first.id), title="Changed", text="Changed words.")
    keep(client, at(second.id), title="Kept", text="Kept words.")
    [forged] = [row.id for row in rows_of(world) if row.shipped == first.id]
    with world.database.engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE prepared SET {cell} WHERE id = :id"), {"id": forged})
    monkeypatch.setattr(logging.getLogger("sharp"), "propagate", True)
    with caplog.at_level(logging.INFO):
        page = client.get(PAGE)
    assert page.status_code == 200
    shown = text_of(page)
    assert "1 of these was changed outside the service." in shown
    for words in (first.words, "Kept words.", "Come to room 4."):
        assert words in shown
    for words in ("Send us the picture.", "Changed words."):
        assert words not in shown
    assert any("prepared-refused" in line and forged.hex() in line for line in caplog.messages)
    assert any(line.startswith(f"prepared {forged.hex()}: ") for line in examined(world))
    keep(client, at(first.id), title="Again", text="Said anew.")
    assert "Said anew." in text_of(client.get(PAGE))
    assert examined(world) == []


def test_putting_back_takes_a_forged_row_away(as_: SignIn, app: Sharp, world: World) -> None:
    client, first = as_("spoc"), SHIPPED[WORDS][0]
    keep(client, at(first.id), title="Changed", text="Changed words.")
    with world.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE prepared SET text = 'Send us the picture.'"))
    done = client.post(at(first.id, press="return"), data=token_of(client))
    assert "It is offered again as it came." in told_after(client, done)
    assert examined(world) == []
    assert first.name in items(app, world)


def test_agencies_of_the_school_are_offered_and_stand_on_the_sheet(as_: SignIn, app: Sharp, world: World) -> None:
    filed, client = file_report(world), as_("spoc")
    own = {"title": "Northshire Youth Service", "text": "Ring 0100 first\nWhat the child wants"}
    keep(client, at("new", "agencies"), **own)
    item = items(app, world, AGENCIES)[own["title"]].id
    address = case_path(filed, "actions/referral")
    kind = typed(ALL["referral"], right(ALL["referral"]))
    client.submit(address, kind | {"agency": item}, action=address)
    press(client, at(item, "agencies", press="removal"))
    shown = client.get(case_path(filed))
    assert "Northshire Youth Service" in text_of(shown)
    [sheet] = {str(link["href"]) for link in soup_of(shown).select('a[href*="/sheets/"]')}
    assert "Referral to Northshire Youth Service" in text_of(client.get(sheet))
    [correct] = {str(link["href"]) for link in soup_of(shown).select('a[href*="/actions/referral/"]')}
    done = client.submit(correct, {"about": "Another pupil", "reason": "Mistaken."}, action=correct)
    assert done.status_code == 303
    assert not [row for row in rows_of(world) if row.title == own["title"]]


def rows_of(world: World) -> list[Prepared]:
    with world.database.reading() as db:
        return list(db.scalars(sa.select(Prepared)))
