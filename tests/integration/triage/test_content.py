"""What pupils read: written by nominees, accepted by the safeguarding lead, and believed only under its MAC."""

from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from sharp.advice import content
from sharp.advice.content import KINDS, TOPIC
from sharp.advice.standing import Standing, standing_of
from sharp.model.schools import Piece
from sharp.model.staff import TrailLine
from sharp.model.words import Act, PieceState
from sharp.schools.shipped import Shipped
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.promises.ground import examined
from tests.integration.schools.thief import tamper
from tests.integration.triage.desk import told_after

PAGE = "/staff/content"
TOPIC_AT = f"{PAGE}/alder/topic/bullying"
WORDS_AT = f"{PAGE}/alder/word/welcome"
LINE_AT = f"{PAGE}/alder/helpline/shout"
NOTICE_AT = f"{PAGE}/alder/notice/notice-1"
OURS = "Something wrong at Alder Park? Tell us here."
DONE = (Act.WORDED, Act.PUBLISHED, Act.ACCEPTED, Act.PAGE_OPENED)


def change(client: CheckedClient, at: str = WORDS_AT, press: str = "publish", **fields: Any) -> Any:
    pressed = {press: "1"} if press else {}
    return client.submit(f"{at}/change", fields | pressed, action="/change")


def accept(client: CheckedClient, at: str = WORDS_AT, **fields: Any) -> Any:
    return client.submit(at, fields, action="/acceptance")


def published(as_: SignIn, at: str = WORDS_AT, **fields: Any) -> CheckedClient:
    """By the officer; the lead has been shown nothing yet."""
    client = as_("officer")
    assert change(client, at, **(fields or {"words": OURS})).status_code == 303
    return client


def live(as_: SignIn, at: str = WORDS_AT, **fields: Any) -> None:
    published(as_, at, **fields)
    assert accept(as_("spoc"), at).status_code == 303


def start(client: CheckedClient, slug: str = "alder") -> str:
    return text_of(client.get(f"/{slug}/"))


def standing(world: World, kind: str = "word", item: str = "welcome") -> Standing:
    with world.database.reading() as db:
        return standing_of(db, world.cast.schools["alder"], kind, item)


def acts(world: World) -> list[Act]:
    """What was done since the world was made."""
    with world.database.reading() as db:
        found = list(db.scalars(sa.select(TrailLine.act).where(TrailLine.act.in_(DONE)).order_by(TrailLine.i)))
    since = max(index for index, act in enumerate(found) if act is Act.PAGE_OPENED)
    return found[since + 1 :]


def rows(world: World, kind: str, item: str) -> list[Piece]:
    """Alder's, the oldest first."""
    theirs = (Piece.school_id == world.cast.schools["alder"], Piece.kind == kind, Piece.item == item)
    with world.database.reading() as db:
        return list(db.scalars(sa.select(Piece).where(*theirs).order_by(Piece.n)))


def ship(monkeypatch: pytest.MonkeyPatch, kind: str = "word", item: str = "welcome", **parts: str) -> None:
    """A newer version of the service, whose text is another one."""
    found = next(each for each in KINDS if each.name == kind)
    new = tuple(
        Shipped(each.id, each.title, {**each.parts, **parts}, each.author) if each.id == item else each
        for each in found.shipped
    )
    monkeypatch.setitem(found.__dict__, "shipped", new)


def test_a_draft_is_seen_by_no_pupil(as_: SignIn, client: CheckedClient, world: World) -> None:
    officer = as_("officer")
    done = change(officer, press="", words=OURS)
    assert "Kept as a draft" in told_after(officer, done)
    assert "Is something wrong?" in start(client)
    again = as_("deputy").get(f"{WORDS_AT}/change")
    assert prefilled(form_on(again, "/change"))["words"] == OURS
    assert acts(world) == [Act.WORDED]


def test_pupils_read_it_once_the_lead_has_accepted(as_: SignIn, client: CheckedClient, world: World) -> None:
    officer = published(as_)
    assert "Is something wrong?" in start(client)
    shown = officer.get(WORDS_AT)
    assert "A new text waits" in text_of(shown)
    assert "/acceptance" not in shown.text
    lead = as_("spoc")
    assert "1 text for pupils waits for you to accept it" in text_of(lead.get("/staff/"))
    assert "for you to accept" not in text_of(officer.get("/staff/"))
    assert "Accepted: The first words of your page." in told_after(lead, accept(lead))
    assert OURS in start(client)
    assert "Is something wrong?" not in start(client)
    assert "Is something wrong?" in start(client, "birch")
    assert acts(world) == [Act.PUBLISHED, Act.ACCEPTED]
    assert "Accepted by Ms Adeyemi" in text_of(officer.get(WORDS_AT))


@pytest.mark.parametrize("who", ["officer", "deputy"])
def test_nobody_accepts_in_the_leads_place(as_: SignIn, client: CheckedClient, world: World, who: str) -> None:
    """The page of a nominee who is not the lead has no such button; a request made by hand is refused."""
    published(as_)
    nominee = as_(who)
    token = prefilled(form_on(nominee.get(f"{WORDS_AT}/change"), "/change"))["csrf_token"]
    shown = standing(world).waiting
    assert shown is not None
    fields = {"csrf_token": token, "shown": shown.print}
    assert nominee.post(f"{WORDS_AT}/acceptance", data=fields).status_code == 403
    assert nominee.post(f"{PAGE}/alder/opening", data=fields).status_code == 403
    assert OURS not in start(client)


def test_what_was_not_shown_is_not_accepted(as_: SignIn, client: CheckedClient) -> None:
    published(as_)
    lead = as_("spoc")
    page = lead.get(WORDS_AT)
    published(as_, words="Another text.")
    answer = lead.press(page, action="/acceptance")
    assert answer.status_code == 409
    assert "another than the one you were shown" in text_of(answer)
    assert "Another text." in text_of(answer)
    for words in (OURS, "Another text."):
        assert words not in start(client)
    assert lead.press(answer, action="/acceptance").status_code == 303
    assert "Another text." in start(client)


def test_an_old_acceptance_accepts_nothing_twice(as_: SignIn, client: CheckedClient, world: World) -> None:
    """The same press again, and the press of an older page after the text has gone back."""
    published(as_)
    lead = as_("spoc")
    page = lead.get(WORDS_AT)
    assert lead.press(page, action="/acceptance").status_code == 303
    assert lead.press(page, action="/acceptance").status_code == 409
    assert [row.state for row in rows(world, "word", "welcome")].count(PieceState.ACCEPTED) == 2
    live(as_, words="Another text.")
    assert lead.press(page, action="/acceptance").status_code == 409
    assert "Another text." in start(client)


@pytest.mark.parametrize("press", ["publish", ""])
def test_nobody_overwrites_a_colleague(as_: SignIn, world: World, press: str) -> None:
    """What was typed is kept, what the colleague wrote is shown, and the second press writes."""
    spoc = as_("spoc")
    page = spoc.get(f"{WORDS_AT}/change")
    published(as_)
    answer = spoc.press(page, {"words": "Mine.", **({press: "1"} if press else {})}, action="/change")
    assert answer.status_code == 409
    assert prefilled(form_on(answer, "/change"))["words"] == "Mine."
    assert OURS in text_of(answer)
    assert len(rows(world, "word", "welcome")) == 2
    assert spoc.press(answer, {press: "1"} if press else {}, action="/change").status_code == 303
    assert standing(world).words["words"] == "Mine."


def test_a_preview_shows_it_and_keeps_nothing(as_: SignIn, world: World) -> None:
    words = "Come **in**.\n\n- one\n- [our page](https://alder.example/help)"
    page = change(as_("officer"), press="preview", words=words)
    assert page.status_code == 200
    [shown] = soup_of(page).select(".as-shown")
    assert [tag.name for tag in shown.find_all(["strong", "li", "a"])] == ["strong", "li", "li", "a"]
    assert prefilled(form_on(page, "/change"))["words"] == words
    assert acts(world) == []


@pytest.mark.parametrize(
    ("at", "fields", "says"),
    [
        (WORDS_AT, {"words": ""}, "Write something here."),
        (WORDS_AT, {"words": "x" * 501}, "That is too long."),
        (WORDS_AT, {"words": "# Big"}, "Only paragraphs"),
        (WORDS_AT, {"words": "[press](http://a.example)"}, "http://a.example cannot stand here."),
        (NOTICE_AT, {"words": "Assembly.", "last": "soon"}, "Write the last day"),
        (NOTICE_AT, {"words": "Assembly.", "last": ""}, "Write the last day"),
        (LINE_AT, {"number": "tel:1"}, "A number holds digits"),
        (LINE_AT, {"hours": ""}, "Write when it is open."),
        (LINE_AT, {"name": ""}, "Write something here."),
        (TOPIC_AT, {"title": ""}, "Write something here."),
        (TOPIC_AT, {"what": "a\n\n" * 600, "today": "b " * 900, "fault": "c " * 900}, "The whole topic may have"),
    ],
)
def test_what_is_wrong_is_said_and_kept(as_: SignIn, world: World, at: str, fields: dict[str, str], says: str) -> None:
    for press in ("publish", "", "preview"):
        answer = change(as_("spoc"), at, press=press, **fields)
        assert answer.status_code == 422
        assert "There is a problem" in text_of(answer)
        assert says in text_of(answer)
        kept = prefilled(form_on(answer, "/change"))
        assert {name: kept[name] for name in fields} == {name: value.strip() for name, value in fields.items()}
    assert acts(world) == []


@pytest.mark.parametrize("press", ["change", "acceptance", "restoration"])
def test_an_old_token_changes_nothing(as_: SignIn, world: World, press: str) -> None:
    published(as_)
    answer = as_("spoc").post(f"{WORDS_AT}/{press}", data={"words": "Typed.", "number": "1", "publish": "1"})
    assert answer.status_code == 422
    assert press != "change" or prefilled(form_on(answer, "/change"))["words"] == "Typed."
    assert acts(world) == [Act.PUBLISHED]


def test_history_names_everybody_and_an_old_text_comes_back_as_a_draft(
    as_: SignIn, client: CheckedClient, world: World
) -> None:
    live(as_)
    live(as_, words="Another text.")
    spoc = as_("deputy")
    page = spoc.get(f"{WORDS_AT}/history")
    text = text_of(page)
    for said in ("PC Okafor", "Ms Adeyemi", "Accepted for pupils", f"Gone: {OURS}", "New: Another text."):
        assert said in text
    number = next(row.n for row in rows(world, "word", "welcome") if OURS in row.parts)
    assert spoc.press(page, {"number": str(number)}, action="/restoration").status_code == 303
    assert standing(world).words["words"] == OURS
    assert "Another text." in start(client)
    assert acts(world)[-1] is Act.WORDED


def test_the_shipped_text_comes_back(as_: SignIn, client: CheckedClient) -> None:
    live(as_)
    spoc = as_("spoc")
    spoc.submit(f"{WORDS_AT}/history", {"number": "0"}, action="/restoration")
    change(spoc)
    accept(spoc)
    assert "Is something wrong?" in start(client)
    assert "Your school’s own text" not in text_of(spoc.get(WORDS_AT))


@pytest.mark.parametrize("number", ["", "-1", "99", "²", "x", "1 OR 1=1"])
def test_a_revision_that_is_not_there(as_: SignIn, world: World, number: str) -> None:
    answer = as_("spoc").submit(f"{WORDS_AT}/history", {"number": number}, action="/restoration")
    assert answer.status_code == 404
    assert acts(world) == []


def test_a_topic_of_the_schools_own_stands_among_the_others(as_: SignIn, client: CheckedClient) -> None:
    live(as_, TOPIC_AT, title="Being bullied", what="It *hurts*.\n\n- Tell Ms Adeyemi.\n\n<b>x</b>")
    [section] = soup_of(client.get("/alder/advice")).select("details#t1")
    assert section.summary is not None
    assert section.summary.get_text() == "Being bullied"
    assert section.select("em, li")
    assert not section.select("b")
    assert "<b>x</b>" in section.get_text()
    assert "It is not your fault." in section.get_text()
    assert {"999", "0800 1111"} <= {link.get_text() for link in section.select("a")}
    elsewhere = soup_of(client.get("/birch/advice")).select_one("details#t1 summary")
    assert elsewhere is not None
    assert elsewhere.get_text() == "Bullying"


def test_the_same_text_written_again_is_shown_the_same(as_: SignIn, client: CheckedClient) -> None:
    """Every topic opened for change and published as it stands is still the shipped one."""
    before = client.get("/alder/advice").get_data()
    spoc = as_("spoc")
    for piece in TOPIC.shipped:
        at = f"{PAGE}/alder/topic/{piece.id}"
        assert change(spoc, at).status_code == 303
        assert "Your school’s own text" not in text_of(spoc.get(at))
    assert client.get("/alder/advice").get_data() == before


def test_a_helpline_of_the_schools_own(as_: SignIn, client: CheckedClient) -> None:
    live(as_, LINE_AT, number="85 259", hours="On school days")
    for page in ("/alder/advice", "/alder/help-now"):
        shown = client.get(page)
        assert "85 259" in text_of(shown)
        assert "85258" not in text_of(shown)
        assert "sms:85259" in shown.text
        assert "Open now. On school days" not in text_of(shown)
    assert "85258" in text_of(client.get("/birch/help-now"))


@pytest.mark.parametrize("item", ["emergency", "childline"])
def test_999_and_childline_are_changed_by_nobody(as_: SignIn, client: CheckedClient, world: World, item: str) -> None:
    spoc, at = as_("spoc"), f"{PAGE}/alder/helpline/{item}"
    assert "/change" not in spoc.get(at).text
    token = prefilled(form_on(spoc.get(f"{LINE_AT}/change"), "/change"))["csrf_token"]
    assert spoc.get(f"{at}/change").status_code == 404
    for press in ("change", "restoration"):
        said = {"csrf_token": token, "number": "0", "name": "A", "hours": "B", "who": "C", "about": "D"}
        assert spoc.post(f"{at}/{press}", data=said | {"publish": "1"}).status_code == 404
    tamper(world.database, "DELETE FROM pieces")
    assert {"999", "0800 1111"} <= {link.get_text() for link in soup_of(client.get("/alder/advice")).select("a")}


def test_a_notice_is_shown_until_its_day(as_: SignIn, client: CheckedClient) -> None:
    live(as_, NOTICE_AT, words="Assembly on **Friday**.", last="1 December 2099")
    assert "Assembly on Friday" in start(client)
    assert "Assembly" not in start(client, "birch")
    live(as_, NOTICE_AT, words="Assembly on **Friday**.", last="2020-12-01")
    assert "Assembly" not in start(client)
    live(as_, NOTICE_AT, words="", last="")
    assert soup_of(client.get("/alder/")).select(".notice") == []


def test_a_new_shipped_text_waits_while_the_old_one_is_read(
    as_: SignIn, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(monkeypatch, words="New from the makers.")
    lead = as_("spoc")
    assert "1 text waits for the safeguarding lead." in text_of(lead.get(PAGE))
    assert "Gone: Is something wrong?" in text_of(lead.get(WORDS_AT))
    assert "Is something wrong?" in start(client)
    assert accept(lead).status_code == 303
    assert "New from the makers." in start(client)


def test_what_differs_is_marked_when_the_shipped_text_changes(
    as_: SignIn, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(as_)
    lead = as_("spoc")
    assert "The shipped text has changed" not in text_of(lead.get(WORDS_AT))
    ship(monkeypatch, words="New from the makers.")
    assert "The shipped text has changed since" in text_of(lead.get(f"{PAGE}/alder"))
    assert "New: New from the makers." in text_of(lead.get(WORDS_AT))
    assert OURS in start(client)
    change(lead)
    accept(lead)
    assert "The shipped text has changed" not in text_of(lead.get(WORDS_AT))
    assert OURS in start(client)


def test_a_helpline_that_was_put_right_is_shown_before_it_is_accepted(
    as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(monkeypatch, "helpline", "shout", about="Put right.")
    page = text_of(as_("spoc").get(LINE_AT))
    assert "Pupils read it already" in page
    assert "Accept it" in page
    assert accept(as_("spoc"), LINE_AT).status_code == 303


def test_a_part_that_came_later_is_as_it_comes(
    as_: SignIn, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(as_, TOPIC_AT, title="Being bullied")
    ship(monkeypatch, "topic", "bullying", later="Added.")
    assert "Being bullied" in text_of(client.get("/alder/advice"))
    assert as_("spoc").get(f"{TOPIC_AT}/change").status_code == 200


@pytest.mark.parametrize(
    "cell", ["parts = replace(parts, 'Alder', 'Eve')", "state = 'draft'", "mac_v = 999", "parts = 'x'", "n = 900",
             "item = 'who-to-tell'", "based_on = ''", "author_id = id"]
)  # fmt: skip
def test_a_forged_revision_falls_back_and_is_told(as_: SignIn, client: CheckedClient, world: World, cell: str) -> None:
    """To what was accepted before; pupils see nothing of it, staff and doctor do."""
    live(as_)
    [*_others, newest] = rows(world, "word", "welcome")
    tamper(world.database, f"UPDATE pieces SET {cell} WHERE id = :id", id=newest.id)
    shown = start(client)
    assert "Is something wrong?" in shown
    assert "Eve" not in shown
    assert "was changed outside the service" in text_of(as_("officer").get(f"{PAGE}/alder"))
    assert any(line.startswith(f"pieces {newest.id.hex()}: ") for line in examined(world))
    live(as_, words="Said anew.")
    assert "Said anew." in start(client)


def test_a_forged_draft_is_no_accepted_text(as_: SignIn, client: CheckedClient, world: World) -> None:
    change(as_("officer"), press="", words=OURS)
    tamper(world.database, "UPDATE pieces SET state = 'accepted' WHERE state = 'draft'")
    assert OURS not in start(client)


def test_another_schools_row_says_nothing_here(as_: SignIn, client: CheckedClient, world: World) -> None:
    live(as_)
    [*_others, newest] = rows(world, "word", "welcome")
    tamper(
        world.database, "UPDATE pieces SET school_id = :birch, n = 7 WHERE id = :id", birch=world.cast.schools["birch"],
        id=newest.id,
    )  # fmt: skip
    assert OURS not in start(client, "birch")
    assert OURS not in start(client)


def test_without_any_row_that_holds_help_is_as_it_came(client: CheckedClient, world: World) -> None:
    tamper(world.database, "UPDATE pieces SET parts = '{\"title\":\"Eve\"}' WHERE kind != 'page'")
    advice = text_of(client.get("/alder/advice"))
    assert "Eve" not in advice
    assert len(soup_of(client.get("/alder/advice")).select("details.topic")) == len(TOPIC.shipped)
    assert "85258" in advice
    assert client.get("/alder/report/").status_code == 200


def test_pages_of_every_piece(as_: SignIn) -> None:
    """The list, and each piece as pupils will see it."""
    officer = as_("officer")
    links = [
        str(link["href"]) for link in BeautifulSoup(officer.get(f"{PAGE}/alder").text, "html.parser").select("h3 a")
    ]
    places = [kind.shipped for kind in (content.NOTICES, content.OWN_LINES)]
    assert len(links) == sum(len(kind.shipped) for kind in KINDS) - sum(len(each) - 1 for each in places)
    for link in links:
        assert officer.get(link).status_code == 200
        assert officer.get(f"{link}/history").status_code == 200
    assert text_of(officer.get(f"{PAGE}/alder")).count("Not yet reviewed.") == len(links) - len(places)


@pytest.mark.parametrize(
    "at", ["birch", "nowhere", "birch/word/welcome", "alder/word/none", "alder/page/page", "alder/none/welcome"]
)
def test_what_is_not_theirs_is_not_there(as_: SignIn, app: Sharp, at: str) -> None:
    at = f"{PAGE}/{at}"
    assert as_("spoc").get(at).status_code == 404
    assert as_("pastoral").get(at).status_code == 403
    assert as_("head").get(at).status_code == 403
    asked = app.test_client().get(at)
    assert (asked.status_code, asked.location.split("?")[0]) == (302, "/staff/sign-in")


def test_what_pupils_read_begins_with_a_list_of_its_parts(as_: SignIn) -> None:
    page = soup_of(as_("spoc").get(f"{PAGE}/alder"))
    parts = {str(link["href"])[1:]: link.get_text() for link in page.select('main nav a[href^="#"]')}
    assert parts == {str(heading["id"]): heading.get_text() for heading in page.select("main section > h2")}
    assert len(parts) == sum(bool(kind.shipped) for kind in KINDS)
