"""Anything to show us? Several at once, kept with what was told, taken out again, and sent with it."""

import io
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.files.refusals import StoreAway
from sharp.model.evidence import StoredFile
from sharp.reports import visit
from sharp.schools.categories import CATEGORIES, Flag
from sharp.web.unit_of_work import Moved
from tests.fixtures.evidence import CAMERA, OWNER, PDF, allow_files, picture, store_of, telling_picture
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.recordings import m4a
from tests.fixtures.world import World
from tests.integration.evidence.bringing import (
    MULTIPART,
    SHOW,
    bring,
    form_of,
    lying,
    on_to_check,
    send,
    told_up_to_files,
)
from tests.integration.promises.ground import dump
from tests.integration.reports.test_journey import STORY, at, check_words, go, onward

NO_UPLOAD = sorted(kind.id for kind in CATEGORIES.values() if Flag.NO_UPLOAD in kind.flags)


@pytest.fixture
def teller(client: CheckedClient, world: World) -> CheckedClient:
    """Somebody who has told up to the page that asks for files."""
    allow_files(world)
    told_up_to_files(client)
    return client


def rows(world: World) -> list[bytes]:
    with world.database.reading() as db:
        return list(db.scalars(sa.select(StoredFile.id)))


def test_where_the_school_takes_none_nothing_is_asked(client: CheckedClient, world: World) -> None:
    page = go(client, "check")
    assert SHOW not in page.text
    assert client.get(SHOW).location == at("wants")
    answer = client.post(SHOW, data=form_of({}, PDF), content_type=MULTIPART)
    assert (answer.status_code, lying(world)) == (422, [])


def test_several_come_at_once_and_are_listed_without_their_names(teller: CheckedClient, world: World) -> None:
    answer = bring(teller, telling_picture(), PDF, m4a())
    assert (answer.status_code, answer.location) == (303, SHOW)
    page = text_of(teller.get(SHOW))
    for line in ("File 1: Picture, 0.1 MB", "File 2: PDF, 0.1 MB", "File 3: Voice recording, 0.1 MB"):
        assert line in page
    assert "Aaliyah" not in page
    assert len(lying(world)) == 3
    assert rows(world) == [], "nothing is the report's before it is sent"


def test_more_can_be_added_and_what_was_added_taken_out(teller: CheckedClient, world: World) -> None:
    bring(teller, PDF)
    bring(teller, picture())
    page = teller.get(SHOW)
    first = soup_of(page).select("ul.files form")[0]
    teller.post(str(first["action"]), data=prefilled(first))
    text = text_of(teller.get(SHOW))
    assert "File 1: Picture" in text
    assert "PDF, " not in text
    assert len(lying(world)) == 1


def test_the_pages_are_in_plain_words(teller: CheckedClient) -> None:
    check_words(teller.get(SHOW))
    bring(teller, PDF, b"nothing of ours" * 20)
    check_words(teller.get(SHOW))


def test_what_was_shown_goes_with_the_report(teller: CheckedClient, world: World) -> None:
    bring(teller, telling_picture(), PDF)
    assert "2 files" in text_of(on_to_check(teller))
    send(teller)
    assert sorted(each.hex() for each in rows(world)) == lying(world)


def test_it_can_be_passed_over(teller: CheckedClient, world: World) -> None:
    assert teller.press(teller.get(SHOW), action=SHOW).location == at("wants")
    send(teller)
    assert (rows(world), lying(world)) == ([], [])


def test_going_on_takes_along_what_was_chosen(teller: CheckedClient, world: World) -> None:
    form = prefilled(form_on(teller.get(SHOW), SHOW))
    assert teller.post(SHOW, data=form_of(form, PDF), content_type=MULTIPART).location == at("wants")
    assert "A file" in text_of(on_to_check(teller))
    refused = teller.post(SHOW, data=form_of(form, PDF, b"MZ" * 99), content_type=MULTIPART)
    assert refused.location == SHOW, "what was refused is read before going on"
    assert len(lying(world)) == 2


def test_changing_it_from_the_answers_leads_back_to_them(teller: CheckedClient) -> None:
    on_to_check(teller)
    form = form_on(teller.get(f"{SHOW}?from=check"), SHOW)
    adding = form.find("button", string="Add these")
    assert adding is not None
    body = form_of(prefilled(form), PDF)
    stays = teller.post(str(adding["formaction"]), data=body, content_type=MULTIPART)
    assert stays.location == f"{SHOW}?from=check"
    assert teller.post(str(form["action"]), data=body, content_type=MULTIPART).location == at("check")


@pytest.mark.parametrize("about", ["practice", "ask", "good", "officer"])
def test_it_is_asked_whatever_it_is_about(client: CheckedClient, world: World, about: str) -> None:
    allow_files(world)
    told_up_to_files(client, about={"about": about})
    assert bring(client, PDF).status_code == 303


@pytest.mark.parametrize("kind", NO_UPLOAD)
def test_where_it_is_about_intimate_images_none_is_taken(client: CheckedClient, world: World, kind: str) -> None:
    allow_files(world)
    page = told_up_to_files(client, kind={"kinds": [kind, "theft"]})
    assert "Report Remove" in text_of(page)
    assert not soup_of(page).find("input", type="file")
    check_words(page)
    token = prefilled(form_on(client.get(at("wants"))))["csrf_token"]
    data = form_of({"csrf_token": token}, picture())
    assert client.post(SHOW, data=data, content_type=MULTIPART).status_code == 422
    assert lying(world) == []
    assert client.press(client.get(SHOW), action=SHOW).location == at("wants")


def test_ticking_such_a_kind_later_takes_the_files_out(teller: CheckedClient, world: World) -> None:
    bring(teller, picture())
    onward(teller, teller.get(at("kind")), {"kinds": ["nudes_self"]})
    assert "Nothing" in text_of(on_to_check(teller))
    send(teller)
    assert rows(world) == []


def test_each_that_is_not_taken_is_named_by_its_place(teller: CheckedClient, world: World) -> None:
    locked = PDF.replace(b"/Root", b"/Encrypt 1 0 R/Root")
    answer = bring(teller, PDF, b"", b"MZ" * 400, locked, picture())
    assert answer.status_code == 303
    page = text_of(teller.get(SHOW))
    for sentence in ("file 2 is empty", "file 3 is not a kind we can take", "file 4 needs a password"):
        assert sentence in page
    assert len(lying(world)) == 2


def test_when_none_is_taken_the_page_comes_back_and_says_why(teller: CheckedClient, world: World) -> None:
    answer = bring(teller, b"MZ" * 400)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert "file 1 is not a kind we can take" in text_of(answer)
    assert "Choose a file first" in text_of(bring(teller))
    assert STORY.split()[0] in text_of(on_to_check(teller)), "what was told is still there"
    assert lying(world) == []


def test_the_schools_limits_hold_while_it_still_comes(client: CheckedClient, world: World) -> None:
    allow_files(world, most_files=3, file_mb=1, together_mb=2)
    told_up_to_files(client)
    large = m4a(sound=bytes(900_000))
    answer = bring(client, m4a(sound=bytes(1_100_000)), large, large, large, PDF)
    assert answer.status_code == 303
    page = text_of(client.get(SHOW))
    assert "file 1 is too big. A file may have 1 MB." in page
    assert "file 4 did not fit. All files may have 2 MB." in page
    assert len(lying(world)) == 3
    assert "file 1 was one too many. You can add 3." in text_of(bring(client, PDF))


@pytest.mark.parametrize("token", ["", "stale"])
def test_without_its_token_nothing_is_kept(teller: CheckedClient, world: World, token: str) -> None:
    data = form_of({"csrf_token": token}, PDF)
    answer = teller.post(SHOW, data=data, content_type=MULTIPART)
    assert answer.status_code == 422
    assert "Please press the button again" in text_of(answer)
    assert lying(world) == []


def test_a_token_that_comes_after_the_files_is_no_token(teller: CheckedClient, world: World) -> None:
    token = prefilled(form_on(teller.get(SHOW), SHOW))["csrf_token"]
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n' + PDF
        + b'\r\n--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode() + b"\r\n--x--\r\n"
    )  # fmt: skip
    assert teller.post(SHOW, data=body, content_type="multipart/form-data; boundary=x").status_code == 422
    assert lying(world) == []


def test_from_another_site_nothing_is_read(teller: CheckedClient, world: World) -> None:
    token = prefilled(form_on(teller.get(SHOW), SHOW))["csrf_token"]
    data = form_of({"csrf_token": token}, PDF)
    answer = teller.post(SHOW, data=data, content_type=MULTIPART, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, lying(world)) == (403, [])


def test_after_a_quiet_visit_nothing_is_kept(teller: CheckedClient, world: World) -> None:
    data = form_of(prefilled(form_on(teller.get(SHOW), SHOW)), PDF)
    with clock.at(clock.now() + timedelta(hours=1)):
        answer = teller.post(SHOW, data=data, content_type=MULTIPART)
    assert answer.status_code == 422
    assert lying(world) == []


TOKEN = b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\nTOKEN\r\n--x\r\n'
BROKEN = {
    "no end": TOKEN + b'Content-Disposition: form-data; name="files"; filename="a"\r\n\r\n%PDF-1.4' + bytes(70_000),
    "no disposition": TOKEN + b"A: b\r\n\r\nx\r\n--x--",
    "a field after a file": form_of({"csrf_token": "TOKEN"}, PDF)[:-8].replace(b"--edge", b"--x") + TOKEN + b"--",
    "nothing": b"",
    "no boundary": b"TOKEN hello",
    "endless head": b"--x\r\nContent-Disposition: form-data; " + b"a" * 2_000_000,
    "too many fields": b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 100 + b"--x--",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_form_is_refused_and_leaves_nothing(teller: CheckedClient, world: World, name: str) -> None:
    token = prefilled(form_on(teller.get(SHOW), SHOW))["csrf_token"]
    body = BROKEN[name].replace(b"TOKEN", token.encode())
    answer = teller.post(SHOW, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (400, 422)
    assert lying(world) == []


class Watched(io.BytesIO):
    """A body that looks, each time more of it is read, whether anything of it lies on a disk in the clear."""

    def __init__(self, body: bytes, folders: tuple[Path, ...]) -> None:
        super().__init__(body)
        self.folders, self.looks = folders, 0
        self.found: list[str] = []

    def read(self, size: int | None = -1, /) -> bytes:
        self._look()
        return super().read(size)

    def readinto(self, buffer: Any, /) -> int:
        self._look()
        return super().readinto(buffer)

    def _look(self) -> None:
        self.looks += 1
        if self.looks % 8 == 0:
            self.found += in_the_clear(self.folders)


def in_the_clear(folders: tuple[Path, ...]) -> list[str]:
    """Files that hold what marks it."""
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in found if OWNER in path.read_bytes()]


def test_nothing_of_it_touches_a_disk_in_the_clear(
    teller: CheckedClient, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five megabytes, every part of them marked; temporary files are watched, and nobody may make any."""
    spooled = tmp_path / "spooled"
    spooled.mkdir()
    monkeypatch.setenv("TMPDIR", str(spooled))
    monkeypatch.setattr(tempfile, "tempdir", str(spooled))
    sound = m4a(sound=OWNER * (5_000_000 // len(OWNER)))
    form = prefilled(form_on(teller.get(SHOW), SHOW))
    body = form_of(form, sound, telling_picture(size=(2000, 1500)))
    watched = Watched(body, (world.settings.instance, spooled))
    line = {"wsgi.input": watched, "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": MULTIPART}
    answer = teller.post(SHOW, environ_overrides=line)
    assert answer.status_code == 303
    assert watched.looks > 60
    assert watched.found == []
    assert len(lying(world)) == 2
    assert in_the_clear((world.settings.instance, spooled)) == []
    assert list(spooled.iterdir()) == []
    send(teller)
    assert in_the_clear((world.settings.instance, spooled)) == []
    found = repr(dump(world.database, but=()))
    assert OWNER.decode() not in found
    assert CAMERA.decode() not in found


def test_a_file_that_vanished_is_said_and_no_word_is_lost(teller: CheckedClient, world: World) -> None:
    bring(teller, PDF, picture())
    page = on_to_check(teller)
    store_of(world).remove(lying(world)[0])
    answer = onward(teller, page)
    assert answer.request.path == SHOW
    assert "We have lost a file that you added" in text_of(answer)
    check_words(answer)
    send(teller)
    assert [each.hex() for each in rows(world)] == lying(world)
    assert len(lying(world)) == 1


def test_a_school_that_changed_its_mind_is_said_and_no_word_is_lost(teller: CheckedClient, world: World) -> None:
    bring(teller, PDF)
    page = on_to_check(teller)
    allow_files(world, allowed=False)
    answer = onward(teller, page)
    assert answer.request.path == at("check")
    assert "We cannot take files with this any more" in text_of(answer)
    assert teller.press(answer).location == at("words")
    assert rows(world) == []


def away(*_args: Any, **_options: Any) -> Any:
    raise StoreAway


def test_a_store_that_is_away_is_said_and_holds_no_words_back(
    teller: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(teller, PDF)
    for name in ("put", "size", "read", "remove"):
        monkeypatch.setattr(f"sharp.files.folder.FolderStore.{name}", away)
    answer = bring(teller, picture())
    assert answer.status_code == 503
    assert "We cannot keep files right now" in text_of(answer)
    send(teller)
    assert len(rows(world)) == 1


def test_a_request_that_is_run_again_takes_each_file_once(
    teller: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, times = visit.keep, []

    def keep(school: bytes, told: Any) -> None:
        times.append(told)
        if len(times) == 1:
            raise Moved
        kept(school, told)

    monkeypatch.setattr(visit, "keep", keep)
    assert bring(teller, PDF).status_code == 303
    assert len(times) == 2
    assert len(lying(world)) == 1


def test_two_tabs_that_add_at_once_both_count(teller: CheckedClient, world: World) -> None:
    first = teller.get(SHOW)
    bring(teller, PDF)
    data = form_of(prefilled(form_on(first, SHOW)), picture())
    teller.post(SHOW, data=data, content_type=MULTIPART)
    send(teller)
    assert len(rows(world)) == 2
