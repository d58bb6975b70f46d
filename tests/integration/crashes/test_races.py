"""Many who write at once: nothing is lost, nothing forks, and nobody is told that it went wrong."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from sharp.model.reports import Report
from sharp.reports.grants import staff_keyring
from sharp.reports.journal import read_journal
from sharp.reports.pupil_case import look
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient
from tests.fixtures.reports import Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.crashes.conftest import faults_in

TIMES = 3
READERS = ("officer", "spoc", "deputy", "officer")
"""The officer twice: on a phone and at a desk."""


def all_at_once(acts: Sequence[Callable[[], None]]) -> None:
    """Each in a thread of its own, begun together; any failure is ours."""
    failures: list[BaseException] = []
    start = Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        try:
            start.wait()
            act()
        except BaseException as failure:
            failures.append(failure)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def pupil_writing(app: Sharp, filed: Filed, name: str) -> Callable[[], None]:
    """One of the pupil's devices, its words typed beforehand."""
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    client.submit("/alder/back", {"words": filed.words.display}, action="/back")

    def write() -> None:
        for time in range(TIMES):
            page = client.get("/alder/back/report")
            told = client.press(page, {"message": f"{name} {time}"}, action="/message")
            assert told.status_code == 303, (name, told.status_code)

    return write


def reader_writing(client: CheckedClient, filed: Filed, name: str) -> Callable[[], None]:
    path = f"/staff/cases/{filed.reference}"

    def write() -> None:
        for time in range(TIMES):
            what = ("messages", "message") if time % 2 else ("notes", "note")
            told = client.submit(path, {what[1]: f"{name} {time}"}, action=what[0])
            assert told.status_code == 303, (name, told.status_code)

    return write


def written_in(world: World, filed: Filed) -> list[str]:
    """Every text of the journal, in its order, as the officer reads it."""
    officer = world.person("officer")
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        ring = staff_keyring(db, report, officer.id, officer.keys)
        return [item.body["text"] for item in read_journal(db, report, ring) if "text" in item.body]


def test_eight_who_write_into_one_report_lose_nothing(app: Sharp, as_: SignIn, world: World) -> None:
    filed, always = file_report(world), faults_in(world)
    readers = [reader_writing(as_(who), filed, f"{who} {place}") for place, who in enumerate(READERS)]
    pupils = [pupil_writing(app, filed, f"pupil {place}") for place in range(4)]
    all_at_once([*readers, *pupils])
    texts = written_in(world, filed)
    names = [*(f"{who} {place}" for place, who in enumerate(READERS)), *(f"pupil {place}" for place in range(4))]
    assert sorted(texts) == sorted(f"{name} {time}" for name in names for time in range(TIMES))
    for name in names:
        assert [text for text in texts if text.startswith(name)] == [f"{name} {time}" for time in range(TIMES)]
    assert faults_in(world) == always


def test_eight_who_write_while_new_keys_are_due_draw_them_once(app: Sharp, as_: SignIn, world: World) -> None:
    filed, always = file_report(world), faults_in(world)
    readers = [reader_writing(as_(who), filed, f"{who} {place}") for place, who in enumerate(READERS)]
    pupils = [pupil_writing(app, filed, f"pupil {place}") for place in range(4)]
    with world.database.writing() as db:
        db.get_one(Report, filed.id).renew = True
    all_at_once([*readers, *pupils])
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        assert (report.epoch, report.renew) == (2, False)
        said = look(db, filed.id, ring_of(world, filed)).said
    assert len(written_in(world, filed)) == 8 * TIMES
    assert len([line for line in said if line.is_mine]) == 1 + 4 * TIMES
    assert faults_in(world) == always


@pytest.mark.parametrize("presses", [2, 8])
def test_the_same_send_pressed_at_once_is_one_report(app: Sharp, world: World, presses: int) -> None:
    """Real threads, so that the slow sealing of each runs beside the others."""
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    page = client.get("/alder/report/")
    while not (path := page.request.path).endswith("check"):
        page = client.press(page, {"story": "They took it."} if path.endswith("story") else {})
        page = client.get(str(page.location))
    [cookie] = client._cookies.values()
    shown: list[str] = []

    def press() -> None:
        hand = app.test_client()
        assert isinstance(hand, CheckedClient)
        hand.set_cookie(cookie.key, cookie.value)
        sent = hand.press(page)
        assert (sent.status_code, sent.location) == (303, "/alder/report/words")
        shown.append(hand.get("/alder/report/words").get_data(as_text=True).partition('id="code-words"')[2][:400])

    all_at_once([press] * presses)
    assert len(shown) == presses
    assert len({words.partition("</p>")[0] for words in shown}) == 1
    with world.database.reading() as db:
        assert len(db.scalars(sa.select(Report)).all()) == 1
