"""Files of a case: who opens them, what is given out, and what it leaves behind."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from pydantic import SecretStr
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sharp.files.store import open_store
from sharp.model.words import Act, ReportState
from sharp.vault.encoding import new_id
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.evidence import CAMERA, OWNER, PDF, allow_files, evidence_of, file_with, store_of, telling_picture
from tests.fixtures.object_server import object_server
from tests.fixtures.pages import CheckedClient, soup_of, text_of
from tests.fixtures.recordings import m4a
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.scanner import BAD, scanner
from tests.fixtures.world import World
from tests.integration.evidence.bringing import SHOW, bring, send, told_up_to_files
from tests.integration.triage.desk import acts_on, case_path, report_row
from tests.integration.triage.handing import handed_over, lead_path

SHUT_IN = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


@pytest.fixture
def filed(world: World) -> Filed:
    """A picture that tells too much, and a PDF."""
    return file_with(world, telling_picture(), PDF)


def file_path(filed: Filed, number: int) -> str:
    return case_path(filed, f"files/{filed.files[number]}")


def download(client: CheckedClient, path: str) -> TestResponse:
    """Past the warning."""
    return client.submit(path, action=path)


def test_the_case_lists_them(world: World, as_: SignIn, filed: Filed) -> None:
    page = text_of(as_("officer").get(case_path(filed)))
    assert "File 1: Picture (JPEG)" in page
    assert "made safe: place and camera are taken out" in page
    assert "File 2: PDF" in page
    assert "as it was sent: download only" in page


def test_a_picture_is_shown_with_nothing_but_what_is_on_it(world: World, as_: SignIn, filed: Filed) -> None:
    answer = as_("spoc").get(file_path(filed, 0))
    data = answer.get_data()
    assert answer.status_code == 200
    with Image.open(io.BytesIO(data)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (200, 320))
    assert CAMERA not in data
    assert OWNER not in data
    assert answer.content_length == len(data)


def test_it_is_shut_in(world: World, as_: SignIn, filed: Filed) -> None:
    client = as_("officer")
    headers = client.get(file_path(filed, 0)).headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Disposition"] == 'inline; filename="file-1.jpg"'
    assert headers["Content-Security-Policy"] == SHUT_IN
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    headers = download(client, file_path(filed, 1)).headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == 'attachment; filename="file-2.pdf"'
    assert headers["Content-Security-Policy"] == SHUT_IN


def test_what_was_not_made_safe_is_downloaded_behind_a_warning(world: World, as_: SignIn, filed: Filed) -> None:
    client = as_("officer")
    page = client.get(file_path(filed, 1))
    assert page.mimetype == "text/html"
    assert "This file is just as it was sent." in text_of(page)
    assert client.press(page, action=file_path(filed, 1)).get_data() == PDF


def test_each_opening_leaves_a_trace_that_the_others_see(world: World, as_: SignIn, filed: Filed) -> None:
    as_("officer").get(file_path(filed, 0))
    assert acts_on(world, filed, "officer") == [Act.OPENED_FILE]
    assert report_row(world, filed).state is ReportState.READ, "a file is an opening like the page"
    page = text_of(as_("spoc").get(case_path(filed)))
    assert "Opened a file" in page
    assert "A file came" in page or "2 files came" in page


def test_a_warning_is_a_page_of_the_case(world: World, as_: SignIn, filed: Filed) -> None:
    client = as_("officer")
    client.get(file_path(filed, 1))
    download(client, file_path(filed, 1))
    assert acts_on(world, filed, "officer") == [Act.OPENED, Act.OPENED, Act.OPENED_FILE]


@pytest.mark.parametrize("number", [0, 1])
def test_when_the_trace_cannot_be_kept_not_a_byte_goes_out(
    world: World, as_: SignIn, filed: Filed, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    client = as_("officer")
    page = client.get(file_path(filed, number)) if number else None

    def fails(_self: Session) -> None:
        raise sa.exc.OperationalError("COMMIT", {}, Exception("disk full"))

    monkeypatch.setattr(Session, "commit", fails)
    answer = (
        client.press(page, action=file_path(filed, number))
        if page is not None
        else client.get(file_path(filed, number))
    )
    assert answer.status_code == 503
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize(
    ("who", "status"),
    [("head", 404), ("contact", 404), ("pastoral", 403), ("coordinator", 403), ("operator", 403),
     ("officer_elsewhere", 404)],
)  # fmt: skip
def test_others_cannot(world: World, as_: SignIn, filed: Filed, who: str, status: int) -> None:
    for number in (0, 1):
        assert as_(who).get(file_path(filed, number)).status_code == status
    assert acts_on(world, filed) == []


def test_a_stranger_is_asked_to_sign_in(app: Sharp, filed: Filed) -> None:
    answer = app.test_client().get(file_path(filed, 0))
    assert (answer.status_code, "/staff/sign-in" in (answer.location or "")) == (302, True)


def test_who_was_left_out_finds_nothing(world: World, as_: SignIn) -> None:
    report_id = new_id().hex()
    left_out = (world.nomination("officer").hex(),)
    filed = file_report(
        world, report_id=report_id, left_out=left_out, evidence=evidence_of(world, report_id, telling_picture())
    )
    assert as_("officer").get(file_path(filed, 0)).status_code == 404
    assert as_("spoc").get(file_path(filed, 0)).status_code == 200


def test_a_file_of_another_case_is_none_of_this(world: World, as_: SignIn, filed: Filed) -> None:
    other, client = file_with(world, PDF), as_("officer")
    assert client.get(case_path(filed, f"files/{other.files[0]}")).status_code == 404
    assert client.get(case_path(filed, f"files/{'0' * 32}")).status_code == 404


def test_a_lead_with_a_brief_sees_none(world: World, as_: SignIn, filed: Filed) -> None:
    brief = handed_over(world, as_, filed)
    lead = as_("pastoral")
    assert "File 1" not in text_of(lead.get(lead_path(brief)))
    assert lead.get(lead_path(brief, f"files/{filed.files[0]}")).status_code == 404


def test_a_lead_with_the_whole_of_it_sees_them(world: World, as_: SignIn, filed: Filed) -> None:
    whole, lead = handed_over(world, as_, filed, scope="whole"), as_("pastoral")
    assert "File 1: Picture (JPEG)" in text_of(lead.get(lead_path(whole)))
    assert lead.get(lead_path(whole, f"files/{filed.files[0]}")).mimetype == "image/jpeg"
    assert download(lead, lead_path(whole, f"files/{filed.files[1]}")).get_data() == PDF
    assert acts_on(world, filed, "pastoral").count(Act.OPENED_FILE) == 2
    assert filed.reference not in str(lead.get(lead_path(whole, f"files/{filed.files[0]}")).headers)


CHANGES = {
    "gone": lambda sealed: None,
    "cut": lambda sealed: sealed[:-100],
    "changed": lambda sealed: sealed[:500] + bytes((sealed[500] ^ 1,)) + sealed[501:],
    "emptied": lambda sealed: b"",
}


@pytest.mark.parametrize("how", CHANGES)
def test_what_was_touched_from_outside_gives_out_nothing_and_says_so(
    world: World, as_: SignIn, filed: Filed, how: str
) -> None:
    store: Any = store_of(world)
    path = store.folder / filed.files[0]
    changed = CHANGES[how](path.read_bytes())
    path.unlink()
    if changed is not None:
        path.write_bytes(changed)
    answer = as_("officer").get(file_path(filed, 0))
    assert answer.status_code == 503
    assert "gone, or was changed outside the service" in text_of(answer)
    assert acts_on(world, filed) == []


def test_one_file_in_the_place_of_another_gives_out_nothing(world: World, as_: SignIn) -> None:
    filed = file_with(world, m4a(sound=bytes(9)), m4a(sound=bytes(9)))
    store: Any = store_of(world)
    first, second = (store.folder / name for name in filed.files)
    first.write_bytes(second.read_bytes())
    assert download(as_("officer"), file_path(filed, 0)).status_code == 503


def test_with_a_scanner_set_nothing_is_given_out_unscanned(
    world: World, app: Sharp, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed, client = file_with(world, telling_picture(), PDF, PDF.replace(b"/Root", BAD)), as_("officer")
    services = app.extensions["sharp"]
    with scanner() as looks:
        settings = world.settings.model_copy(update={"clamav": looks.where})
        object.__setattr__(services, "settings", settings)
        assert download(client, file_path(filed, 1)).get_data() == PDF
        answer = download(client, file_path(filed, 2))
        assert (answer.status_code, "The virus scanner names this file" in text_of(answer)) == (503, True)
    answer = download(client, file_path(filed, 1))
    assert (answer.status_code, "does not answer" in text_of(answer)) == (503, True)
    assert client.get(file_path(filed, 0)).status_code == 200, "what was drawn anew needs no scanner"


def test_a_copy_of_the_case_names_each_with_its_hash(world: World, as_: SignIn, filed: Filed) -> None:
    made = as_("spoc").submit(case_path(filed, "copy"), {"format": "json", "purpose": "record"}, action="/copy")
    assert made.status_code == 200
    text = made.get_data(as_text=True)
    assert "Picture (JPEG), 0.1 MB, drawn anew, without place and camera, SHA-256 " in text
    assert "PDF, 0.1 MB, as it was sent, SHA-256 " in text


def test_the_whole_way_over_an_object_store(world: World, app: Sharp, client: CheckedClient, as_: SignIn) -> None:
    """From the pupil's choosing to the reader's opening; what lies there is sealed, and goes when it is taken out."""
    allow_files(world)
    with object_server() as server:
        settings = world.settings.model_copy(update={"files_url": SecretStr(server.url)})
        object.__setattr__(app.extensions["sharp"], "files", open_store(settings, world.keys))
        told_up_to_files(client)
        sound = m4a(sound=OWNER * 500_000)
        assert bring(client, telling_picture(), PDF, sound).status_code == 303
        assert len(server.files) == 3
        assert not [name for name, data in server.files.items() if OWNER in data or CAMERA in data]
        client.submit(SHOW, action="/remove")
        assert len(server.files) == 2
        send(client)
        queue = as_("officer").get("/staff/queue")
        case = next(str(link["href"]) for link in soup_of(queue).select("a[href^='/staff/cases/']"))
        links = [str(link["href"]) for link in soup_of(as_("officer").get(case)).select("ul.files a")]
        assert download(as_("officer"), links[1]).get_data() == sound
        server.fails_after = len(server.asked)
        answer = download(as_("officer"), links[0])
        assert (answer.status_code, "cannot be reached" in text_of(answer)) == (503, True)
