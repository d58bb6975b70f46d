"""Each way of a pupil through the pages, for whoever looks at every one of them in each language, width and browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from sharp.model.reports import Report
from sharp.reports.forgetting import forget
from tests.browser import pages
from tests.browser.walking import TOLD, act, answer, come_back, go_on, keep, press, walk
from tests.fixtures.application import SignIn
from tests.fixtures.evidence import PDF, file_with, telling_picture
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.triage.moves import answer as answer_offer
from tests.integration.triage.moves import close_it, send

FILES_AT, CLOSED_AT = "birch", "cedar"
"""Schools: one that takes files, and one whose page nobody has opened yet."""


@dataclass(frozen=True)
class Ground:
    """The world, and its staff, who act beside the browser."""

    world: World
    as_: SignIn


Way = Callable[[Page, Ground], Iterator[str]]


def _public(page: Page, _ground: Ground) -> Iterator[str]:
    yield from pages.public_pages(page)
    for path in ("/?q=zzz", f"/{CLOSED_AT}/", f"/{CLOSED_AT}/report/", f"/{CLOSED_AT}/advice"):
        page.goto(path)
        yield path


def _journey(page: Page, _ground: Ground) -> Iterator[str]:
    yield from pages.journey_pages(page)


def _adult(page: Page, _ground: Ground) -> Iterator[str]:
    yield from pages.adult_pages(page)


def _practice(page: Page, _ground: Ground) -> Iterator[str]:
    """From the choice to the button that says it is real after all."""
    for path in walk(page, about="practice"):
        if path not in ("", "before", "about"):
            yield f"practice {path}"
    words = page.inner_text("#code-words")
    keep(page)
    yield "practice kept"
    come_back(page, words)
    yield "practice conversation"
    press(page, 'form[action$="/report/real"]')
    yield "practice, real after all"


def _typing(page: Page, _ground: Ground) -> Iterator[str]:
    """An adult's, who types for a pupil."""
    page.goto("/alder/report/")
    go_on(page)
    page.goto("/alder/report/typing")
    yield "typing"
    page.check("input[value=family]")
    go_on(page)
    while not page.url.endswith("/check"):
        yield f"typing, {page.url.rpartition('/')[2]}"
        answer(page, TOLD)
        go_on(page)
    yield "typing, check"


def _files(page: Page, ground: Ground) -> Iterator[str]:
    """Brought with the report and later, refused and taken."""
    page.goto(f"/{FILES_AT}/report/")
    while not page.url.endswith("/show"):
        answer(page, TOLD)
        go_on(page)
    yield "files"
    page.set_input_files(
        "#files", [_file("a.jpg", telling_picture()), _file("b.pdf", PDF), _file("c.exe", b"MZ" * 500)]
    )
    page.locator("form.bring button[formaction]").click()
    page.wait_for_selector("ul.files li:nth-child(2)")
    yield "files, taken and refused"
    filed = file_with(ground.world, telling_picture(), slug=FILES_AT)
    come_back(page, filed.words.display, FILES_AT)
    yield "conversation with a file"
    with page.expect_navigation():
        page.locator('button[formaction$="/show/words"]').click()
    yield "files later"
    page.locator("form.bring button[formaction]").click()
    page.wait_for_selector("form.bring .govuk-error-message")
    yield "files later, none chosen"


def _file(name: str, data: bytes) -> dict[str, str | bytes]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def _back(page: Page, ground: Ground) -> Iterator[str]:
    yield from pages.back_pages(page, file_report(ground.world))


def _late(page: Page, ground: Ground) -> Iterator[str]:
    """A visit that was over: a message, a page, an answer and the last button."""
    yield from pages.late_pages(page, file_report(ground.world))
    page.context.clear_cookies(name="sharp-v")
    for path in walk(page):
        if path in ("story", "check"):
            [cookie] = [each for each in page.context.cookies() if each["name"] == "sharp-v"]
            page.context.add_cookies([{**cookie, "value": "A" * 43}])
            answer(page, TOLD)
            press(page)
            yield f"{path}, sent too late"
        if path == "check":
            return


def _closed(page: Page, ground: Ground) -> Iterator[str]:
    """What was closed asks whether it helped; what was deleted says so to a visit that had it open."""
    filed = file_report(ground.world)
    close_it(ground.world, filed)
    come_back(page, filed.words.display)
    yield "conversation, closed"
    page.goto("/alder/back/report/helped")
    yield "back helped, closed"
    with ground.world.database.writing() as db:
        forget(db, db.get_one(Report, filed.id))
    page.goto("/alder/back/report")
    yield "conversation, deleted"


def _moved(page: Page, ground: Ground) -> Iterator[str]:
    """It goes to another school while the visit has it open."""
    filed = file_report(ground.world)
    come_back(page, filed.words.display)
    _move(ground, filed)
    act(page, "/report/message", message=TOLD["story"])
    yield "conversation, moved, not sent"
    page.goto("/alder/back/report")
    yield "conversation, moved"
    come_back(page, filed.words.display)
    assert "/birch/" in page.url
    yield "conversation, there"


def _move(ground: Ground, filed: Filed) -> None:
    case = f"/staff/cases/{filed.reference}"
    there = ground.world.nomination("spoc_elsewhere", "birch").hex()
    asked = {"addressee": there, "knows": "agrees", "reason": "They move at half term."}
    offered = ground.as_("spoc").submit(f"{case}/move?school=birch", asked, action="/move/offer")
    assert (offered.status_code, answer_offer(ground.as_("spoc_elsewhere")).status_code) == (303, 303)
    assert send(ground.as_("spoc"), filed).status_code == 303


WAYS: dict[str, Way] = {
    "public": _public, "journey": _journey, "adult": _adult, "practice": _practice, "typing": _typing,
    "files": _files, "back": _back, "late": _late, "closed": _closed, "moved": _moved,
}  # fmt: skip
