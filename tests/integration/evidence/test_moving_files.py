"""Files of a case that goes to another school: they go along, bound to the report there and to nothing here."""

from pathlib import Path

from sharp.files.sealing import Piece, Spot, opened
from sharp.model.reports import Report
from sharp.reports.evidence import shown_in
from sharp.reports.grants import staff_keyring
from sharp.reports.journal import read_journal
from tests.fixtures.application import SignIn
from tests.fixtures.evidence import PDF, file_with, store_of, telling_picture
from tests.fixtures.pages import text_of
from tests.fixtures.reports import Filed
from tests.fixtures.world import World
from tests.integration.evidence.bringing import lying
from tests.integration.triage.desk import case_path
from tests.integration.triage.moves import accepted, arrived, moved, of_kind, read_by, send


def spots(world: World, filed: Filed, who: str) -> list[tuple[Piece, Spot]]:
    person = world.person(who)
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        items = read_journal(db, report, staff_keyring(db, report, person.id, person.keys))
        return [(each.piece, each.spot) for each in shown_in(report, items)]


def test_they_open_there_and_still_here(world: World, as_: SignIn) -> None:
    filed = file_with(world, telling_picture(), PDF)
    there = moved(world, as_, filed)
    mine, theirs = spots(world, filed, "spoc"), spots(world, there, "spoc_elsewhere")
    assert len(mine) == len(theirs) == 2
    for (piece, spot), (made, place) in zip(mine, theirs, strict=True):
        assert (made.length, made.kind, made.safe, made.sha256) == (piece.length, piece.kind, piece.safe, piece.sha256)
        assert made.file != piece.file
        assert made.key != piece.key
        assert b"".join(opened(store_of(world), place, made)) == b"".join(opened(store_of(world), spot, piece))
    page = as_("spoc_elsewhere").get(case_path(there))
    assert "File 1: Picture (JPEG)" in text_of(page)
    assert as_("spoc_elsewhere").get(case_path(there, f"files/{theirs[0][0].file}")).status_code == 200
    assert as_("spoc_elsewhere").get(case_path(there, f"files/{mine[0][0].file}")).status_code == 404
    assert len(lying(world)) == 4


def test_one_that_does_not_open_stays_and_is_told(world: World, as_: SignIn) -> None:
    filed = file_with(world, telling_picture(), PDF)
    [(first, _spot), _second] = spots(world, filed, "spoc")
    store_of(world).remove(first.file)
    there = moved(world, as_, filed)
    assert [piece.kind for piece, _spot in spots(world, there, "spoc_elsewhere")] == ["pdf"]
    [told] = of_kind(read_by(world, there, "spoc_elsewhere"), "arrived")
    assert told.body["text"].endswith("A file of this case could not be opened, and did not come along.")


def test_a_store_that_is_away_sends_nothing_and_keeps_the_words(world: World, as_: SignIn) -> None:
    filed = file_with(world, PDF)
    accepted(world, as_, filed)
    folder = Path(world.settings.instance) / "files"
    away = folder.with_name("away")
    folder.rename(away)
    folder.write_bytes(b"")
    answer = send(as_("spoc"), filed, brief="Look at bus stop nine.")
    assert answer.status_code == 503
    assert "Look at bus stop nine." in answer.get_data(as_text=True)
    folder.unlink()
    away.rename(folder)
    assert send(as_("spoc"), filed).status_code == 303
    assert len(spots(world, arrived(world, filed), "spoc_elsewhere")) == 1
