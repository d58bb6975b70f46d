"""A school's own numbers on every page of a visit: never a stale one, never another school's, never a forged one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from sharp.model.schools import Piece
from sharp.reports.readers import NoReaderLeft
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.reports.test_journey import ANSWERS, at, go, onward
from tests.integration.schools.thief import tamper
from tests.integration.triage.test_content import LINE_AT, live

OURS, THEIRS = "85 259", "85258"
HURT = {"kind": {"kinds": ["selfharm"]}}


def dialled(page: object) -> set[str]:
    return {str(link["href"]) for link in soup_of(page).select("main a") if ":" in str(link["href"])}


def sent(client: CheckedClient) -> str:
    """The six words; the visit stands on their page."""
    page = client.get(str(client.press(go(client, "check", **HURT)).location))
    words = soup_of(page).select_one("#code-words")
    assert words is not None
    return " ".join(words.get_text().split())


@contextmanager
def queries_of_pieces(world: World, app: object) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "pieces" in statement:
            found.append(statement)

    engine = app.extensions["sharp"].database.engine  # type: ignore[attr-defined]
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_every_page_of_a_report_has_the_schools_own(as_: SignIn, client: CheckedClient) -> None:
    live(as_, LINE_AT, number=OURS, hours="On school days")
    first = client.get(at(""))
    assert "sms:85259" in dialled(first)
    for page in (go(client, "place", **HURT), go(client, "check", **HURT)):
        assert OURS in text_of(page)
        assert THEIRS not in text_of(page)
    words = sent(client)
    for path in (at("words"), at("done")):
        page = client.get(path)
        assert OURS in text_of(page), path
        assert THEIRS not in text_of(page)
        if path == at("words"):
            onward(client, page, action="/report/words")
    opened = onward(client, client.get("/alder/back"), {"words": words}, "/back")
    for page in (opened, client.get("/alder/back/report/now")):
        assert {"sms:85259", "tel:08001111"} <= dialled(page)
        assert THEIRS not in text_of(page)


@pytest.mark.parametrize("path", ["/advice", "/help-now", "/plain"])
def test_public_pages_have_it_and_another_schools_do_not(as_: SignIn, client: CheckedClient, path: str) -> None:
    live(as_, LINE_AT, number=OURS, hours="On school days")
    ours, theirs = (client.get(f"/{slug}{path}").get_data(as_text=True) for slug in ("alder", "birch"))
    assert OURS in ours
    assert THEIRS not in ours
    assert THEIRS in theirs
    assert OURS not in theirs


def test_what_could_not_be_sent_says_whom_to_call_here(
    as_: SignIn, client: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody left to read it; then a list that does not hold, which says nothing of the helplines' own rows."""
    live(as_, LINE_AT, number=OURS, hours="On school days")
    page = go(client, "story")

    def nobody(*_given: object) -> None:
        raise NoReaderLeft

    with monkeypatch.context() as patched:
        patched.setattr("sharp.reports.views_journey.usual_readers", nobody)
        answer = client.get(at("story"))
    assert answer.status_code == 503
    assert "sms:85259" in dialled(answer)
    tamper(world.database, "UPDATE nominations SET shown_name = 'Eve' WHERE id = :id", id=world.nomination("officer"))
    for answer in (client.press(page, ANSWERS["story"]), client.get("/alder/back")):
        assert answer.status_code == 503
        assert {"sms:85259", "tel:08001111"} <= dialled(answer)
    assert OURS in text_of(client.get("/alder/help-now"))


def test_a_school_whose_own_row_does_not_hold_has_the_shipped_ones(
    as_: SignIn, client: CheckedClient, world: World
) -> None:
    live(as_, LINE_AT, number=OURS, hours="On school days")
    tamper(world.database, "UPDATE schools SET exit_url = 'https://elsewhere.example/' WHERE slug = 'alder'")
    answer = client.get(at(""))
    assert answer.status_code == 503
    assert {"sms:85258", "tel:08001111"} <= dialled(answer)


@pytest.mark.parametrize(
    "cell", ["parts = replace(parts, '85 259', '09012345678')", "mac_v = 999", "parts = 'x'", "based_on = ''",
             "n = 900"]
)  # fmt: skip
def test_a_forged_line_is_the_shipped_one_and_no_older_one_of_the_schools(
    as_: SignIn, client: CheckedClient, world: World, cell: str
) -> None:
    live(as_, LINE_AT, number="85 257", hours="On school days")
    live(as_, LINE_AT, number=OURS, hours="On school days")
    theirs = (Piece.school_id == world.cast.schools["alder"], Piece.item == "shout")
    with world.database.reading() as db:
        newest = db.scalars(sa.select(Piece.id).where(*theirs).order_by(Piece.n.desc())).first()
    tamper(world.database, f"UPDATE pieces SET {cell} WHERE id = :id", id=newest)
    for page in (client.get(at("")), client.get("/alder/help-now")):
        said = dialled(page)
        assert {"sms:85258", "tel:08001111"} <= said, said
        assert not {"sms:09012345678", "sms:85259"} & said
        assert "0800 1111" in text_of(page)


def test_a_page_asks_once_and_one_without_a_line_not_at_all(client: CheckedClient, world: World, app: object) -> None:
    """Beside whether the page is open, which every page of the journey asks."""
    go(client, "check", **HURT)
    for path, most in (("about", 1), ("", 2), ("place", 2), ("check", 2)):
        with queries_of_pieces(world, app) as found:
            assert client.get(at(path)).status_code == 200
        assert len(found) == most, (path, found)


def test_helplines_are_no_part_of_another_schools_page(as_: SignIn, client: CheckedClient, world: World) -> None:
    """A row moved to another school, whole as it is, says nothing there."""
    live(as_, LINE_AT, number=OURS, hours="On school days")
    move = "UPDATE pieces SET school_id = :birch, n = n + 50 WHERE item = 'shout' AND school_id = :alder"
    schools = world.cast.schools
    tamper(world.database, move, birch=schools["birch"], alder=schools["alder"])
    for slug in ("alder", "birch"):
        page = client.get(f"/{slug}/report/")
        assert {"sms:85258", "tel:08001111"} <= dialled(page)
        assert OURS not in text_of(page)
