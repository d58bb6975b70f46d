"""A copy of a case: exactly what its taker may see and did not black out, marked, traced, and kept nowhere."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from werkzeug.test import TestResponse

from sharp.model.words import Act
from sharp.triage import export_files
from sharp.triage.action_kinds import ALL
from sharp.triage.actions import record_action
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.reports import STORY, Filed, file_report
from tests.fixtures.world import World
from tests.integration.triage.deeds import case_of, right
from tests.integration.triage.desk import acts_on, case_path, pupil_writes
from tests.integration.triage.handing import handed_over

NAME, REACH, NOTE = "Leila Bright", "text 07700 900123", "Rang home: =SUM(1) and #strong[x] $a$ were said."
FORMATS = ("pdf", "csv", "json")


@pytest.fixture
def filed(world: World) -> Filed:
    return file_report(world, name=NAME, reach=REACH)


def copy(client: CheckedClient, filed: Filed, **typed: object) -> TestResponse:
    given = {"purpose": "record", "format": "pdf"} | typed
    return client.submit(case_path(filed, "copy"), given, action="copy")


def said_in(answer: TestResponse) -> str:
    """All the text of a copy, in one line, whatever kind of file it is."""
    assert answer.status_code == 200
    data = answer.get_data()
    if answer.mimetype == "application/pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    elif answer.mimetype == "text/csv":
        text = " ".join(cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row)
    else:
        text = str(json.loads(data))
    return " ".join(text.split())


@pytest.mark.parametrize("kind", FORMATS)
def test_it_holds_what_its_taker_may_see_and_who_took_it(as_: SignIn, app: Sharp, filed: Filed, kind: str) -> None:
    client = as_("officer")
    client.submit(case_path(filed), {"note": NOTE}, action="notes")
    found = copy(client, filed, format=kind, with_name="y")
    said = said_in(found)
    for words in (STORY, NAME, REACH, filed.reference, "PC Okafor", "Rang home"):
        assert " ".join(words.split()) in said, words
    assert found.headers["Content-Disposition"] == f'attachment; filename="{filed.reference}.{kind}"'
    assert "no-store" in found.headers["Cache-Control"]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_reporter_is_shielded_unless_the_name_is_ticked(as_: SignIn, filed: Filed, kind: str) -> None:
    client = as_("officer")
    client.submit(case_path(filed), {"note": "Leila was at the gate; 'Bright' is on her bag."}, action="notes")
    said = said_in(copy(client, filed, format=kind))
    assert not re.search("leila|bright|07700", said, re.IGNORECASE)
    assert "was at the gate" in said


@pytest.mark.parametrize("kind", FORMATS)
def test_the_language_it_was_written_in_goes_where_the_name_goes(as_: SignIn, world: World, kind: str) -> None:
    """Few may read pages in it: it could tell who the reporter is."""
    written = file_report(world, language="pl", name=NAME)
    client = as_("officer")
    assert "Polish (polski)" in said_in(copy(client, written, format=kind, with_name="y"))
    assert "Polish" not in said_in(copy(client, written, format=kind))
    assert "Polish" not in said_in(copy(client, written, format=kind, purpose="access", with_name="y"))
    english = file_report(world, language="en_GB", name=NAME)
    assert "Language of the pages" not in said_in(copy(client, english, format=kind, with_name="y"))


@pytest.mark.parametrize("kind", FORMATS)
def test_subject_access_leaves_out_all_that_the_reporter_wrote(
    as_: SignIn, app: Sharp, world: World, filed: Filed, kind: str
) -> None:
    pupil_writes(app, world, filed, "It was by the canal.")
    client = as_("officer")
    client.submit(case_path(filed), {"message": "Thank you for the canal."}, action="messages")
    client.submit(case_path(filed), {"note": "Seen by the gate."}, action="notes")
    said = said_in(copy(client, filed, format=kind, purpose="access", with_name="y"))
    assert not re.search(f"leila|canal|{re.escape(STORY[:20])}", said, re.IGNORECASE)
    assert "Seen by the gate." in said


def test_entries_and_words_are_blacked_out(as_: SignIn, filed: Filed) -> None:
    client = as_("officer")
    client.submit(case_path(filed), {"note": "Seen with Tom by the gate."}, action="notes")
    said = said_in(copy(client, filed, format="json", black=["1"], words="tom\nthe gate"))
    assert STORY[:20] not in said
    assert "Seen with █████ by █████." in said


def test_what_was_typed_is_text_and_no_markup_and_no_formula(as_: SignIn, filed: Filed) -> None:
    client = as_("officer")
    client.submit(case_path(filed), {"note": '=HYPERLINK(1) #import "x" *b* $a$ \\ <b>'}, action="notes")
    assert '=HYPERLINK(1) #import "x" *b* $a$ \\ <b>' in said_in(copy(client, filed))
    rows = list(csv.reader(io.StringIO(copy(client, filed, format="csv").get_data().decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_pdf_is_tagged_in_english_and_titled(as_: SignIn, filed: Filed) -> None:
    root = PdfReader(io.BytesIO(copy(as_("officer"), filed).get_data())).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root


def test_a_copy_leaves_a_trace_that_the_other_readers_see(as_: SignIn, world: World, filed: Filed) -> None:
    copy(as_("officer"), filed)
    assert acts_on(world, filed, "officer") == [Act.OPENED, Act.EXPORTED]
    assert "A copy was taken" in text_of(as_("spoc").get(case_path(filed)))


def test_choosing_shows_the_case_and_is_an_opening(as_: SignIn, world: World, filed: Filed) -> None:
    client = as_("officer")
    refused = client.submit(case_path(filed, "copy"), {"words": "Tom"}, action="copy")
    assert refused.status_code == 422
    assert "Choose who the copy is for." in text_of(refused)
    assert "Tom" in refused.text
    assert acts_on(world, filed, "officer") == [Act.OPENED, Act.OPENED]


def test_what_is_too_long_for_pages_goes_as_a_table(
    as_: SignIn, filed: Filed, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    monkeypatch.setattr(export_files, "MOST_LETTERS", 10)
    client = as_("officer")
    refused = copy(client, filed)
    assert refused.status_code == 422
    assert "Choose CSV or JSON" in text_of(refused)
    assert Act.EXPORTED not in acts_on(world, filed)
    assert copy(client, filed, format="csv").status_code == 200


def test_a_report_without_a_name_offers_none_to_show(as_: SignIn, world: World) -> None:
    unnamed = file_report(world)
    assert "Show the name" not in text_of(as_("officer").get(case_path(unnamed, "copy")))


def test_nothing_of_it_stays_on_a_disk(
    as_: SignIn, filed: Filed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    for kind in FORMATS:
        copy(as_("officer"), filed, format=kind)
    made = set(tmp_path.rglob("*")) - before
    assert not [path for path in made if path.is_file() and STORY.encode() in path.read_bytes()]


def test_what_was_done_and_handed_over_is_in_it(as_: SignIn, world: World, filed: Filed) -> None:
    handed_over(world, as_, filed, may_say="y")
    with world.database.writing() as db:
        record_action(db, case_of(world, filed, "spoc", "alder"), what="referral", fields=right(ALL["referral"]))
    said = said_in(copy(as_("spoc"), filed, format="json"))
    for words in ("Handed to", "Brief", "Referral"):
        assert words in said, words
    assert "'keys'" not in said


def test_what_was_added_since_is_looked_through_first(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    client = as_("officer")
    page = client.get(case_path(filed, "copy"))
    pupil_writes(app, world, filed, "It was Aisha too.")
    answer = client.press(page, {"purpose": "record", "format": "json", "words": "tom"}, action="copy")
    assert answer.status_code == 409
    assert "Something was added since" in text_of(answer)
    assert "tom" in answer.text
    assert Act.EXPORTED not in acts_on(world, filed)
    again = client.press(answer, {"purpose": "record", "format": "json"}, action="copy")
    assert "It was Aisha too." in said_in(again)


def test_how_to_reach_a_pupil_who_gave_no_name_is_read_by_all_and_shielded(as_: SignIn, world: World) -> None:
    filed = file_report(world, reach="at break in room 4")
    client = as_("officer")
    assert "at break in room 4" in text_of(client.get(case_path(filed)))
    assert "room 4" not in said_in(copy(client, filed, format="json"))
    assert "at break in room 4" in said_in(copy(client, filed, format="json", with_name="y"))
