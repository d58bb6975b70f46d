"""A school's own clip in a browser: on its way, being made, watched by the lead, played by a pupil."""

import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from sharp.advice import clip_work
from sharp.advice.clip_work import Claim
from tests.browser.conftest import Contexts, Opened
from tests.fixtures.serving import Server
from tests.integration.clips.bringing import CAPTIONS, OWN, clips, lying_clip, work

pytestmark = [
    pytest.mark.browser, pytest.mark.clips, pytest.mark.parametrize("backend", ["sqlite"], indirect=True),
]  # fmt: skip
TITLE = "Our door is open to you"
PATIENCE = 60_000
"""Milliseconds until the worker has made a short film."""


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "IMG 0001.mp4"
    sources = ["-f", "lavfi", "-i", "testsrc=size=320x180:rate=12:duration=12",
               "-f", "lavfi", "-i", "sine=frequency=300:duration=12"]  # fmt: skip
    command = ["ffmpeg", "-v", "error", *sources, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def fill_in(page: Page, film: Path, title: str) -> None:
    page.goto(f"{OWN}/new")
    page.fill("[name=title]", title)
    page.fill("[name=captions]", CAPTIONS)
    page.set_input_files("[name=film]", str(film))
    page.locator("form.bring .govuk-button").click()


def taken_up(served: Server, *, percent: int) -> Claim:
    """By a worker that is so far, and stays there for as long as the page is looked at."""
    with served.world.database.writing() as db:
        claim = clip_work.claim_next(db)
        assert claim is not None
    with served.world.database.writing() as db:
        clip_work.go_on(db, claim, percent)
    return claim


def let_go_again(served: Server, claim: Claim) -> None:
    with served.world.database.writing() as db:
        clip_work.let_go(db, claim)


def asked_of(page: Page) -> list[str]:
    """Paths of own clips' files that the page asks for from now on."""
    paths: list[str] = []
    page.on("request", lambda request: paths.append(urlsplit(request.url).path))
    return paths


def test_it_is_brought_made_accepted_and_played(
    page_of: Opened, contexts: Contexts, served: Server, film: Path
) -> None:
    page = page_of("spoc", width=1280)
    fill_in(page, film, TITLE)
    page.wait_for_url(f"**{OWN}")
    claim = taken_up(served, percent=40)
    page.wait_for_selector("#making progress", timeout=PATIENCE)  # by itself, without a press
    assert "40 of 100" in page.inner_text("#making")
    let_go_again(served, claim)
    work(served.world)
    line = page.locator("#making li", has_text=TITLE)
    line.get_by_text("Watch it").wait_for(timeout=PATIENCE)
    line.get_by_text("Watch it").click()
    page.wait_for_function("() => document.querySelector('video').poster !== ''")
    page.get_by_role("button", name="Accept it").click()
    page.wait_for_load_state()
    play_as_a_pupil(contexts.page())


def play_as_a_pupil(page: Page) -> None:
    asked = asked_of(page)
    page.goto("/alder/advice")
    page.click("#t1 > summary")
    page.wait_for_load_state("networkidle")
    assert not [path for path in asked if path.startswith("/alder/clips/")]
    clip = page.locator("#t1 details.clip", has_text=TITLE)
    clip.locator("summary").click()
    page.wait_for_load_state("networkidle")
    assert {path.rpartition(".")[2] for path in asked if path.startswith("/alder/clips/")} == {"jpg", "vtt"}
    told = clip.locator("video").evaluate(
        """async (video) => {
            video.muted = true;
            await video.play();
            video.currentTime = 9;
            await new Promise((done) => video.addEventListener('seeked', done, { once: true }));
            return [video.duration, video.videoWidth, video.textTracks[0].cues.length, video.error];
        }"""
    )
    assert told == [pytest.approx(12, abs=0.5), 640, 2, None]


def test_without_scripts_a_link_asks_again(page_of: Opened, served: Server, film: Path) -> None:
    page = page_of("officer", scripts=False)
    fill_in(page, film, "Without scripts")
    page.wait_for_url(f"**{OWN}")
    line = page.locator("#making li", has_text="Without scripts")
    assert "It waits to be made." in line.inner_text()
    work(served.world)
    page.get_by_text("Look again").click()
    line.get_by_text("Watch it").wait_for()
    assert line.get_by_text("Watch it").count() == 1
    assert not page.locator("meta[http-equiv=refresh]").count()


def test_a_film_that_is_none_is_said_and_what_was_typed_stays(page_of: Opened, served: Server, tmp_path: Path) -> None:
    page, note = page_of("officer"), tmp_path / "film.mp4"
    note.write_text("No film.")
    before = len(clips(served.world))
    fill_in(page, note, "No film")
    page.wait_for_selector(".govuk-error-summary")
    assert "no film that we can read" in page.inner_text("#main")
    assert page.input_value("[name=captions]") == CAPTIONS
    assert len(clips(served.world)) == before


def test_nothing_of_one_that_waits_reaches_pupils(contexts: Contexts, served: Server) -> None:
    clip, page = lying_clip(served.world), contexts.page()
    page.goto("/alder/advice")
    assert clip.name not in page.content()
