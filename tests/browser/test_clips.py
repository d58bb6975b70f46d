"""Nothing of a clip leaves the server before it is asked for; then it plays, seeks and shows its captions."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import render_template
from playwright.sync_api import Page, Route

from sharp.advice.clips import CLIPS, Clip
from sharp.web.application import Sharp
from tests.browser.conftest import Contexts

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
FIRST, SECOND = CLIPS["c01"], CLIPS["c09"]
LAYOUT = """
{% extends "layouts/pupil.html" %}
{% block title %}Clips{% endblock %}
{% block scripts %}{{ super() }}
<script src="{{ url_for('static', filename='scripts/clips.js') }}" defer></script>
{% endblock %}
{% block content %}<h1>Clips</h1><h2>Topics</h2>{% for clip in clips %}
<details class="topic" id="{{ clip.id }}"><summary>Topic {{ clip.id }}</summary>
{% include "advice/clip.html" %}</details>
{% endfor %}{% endblock %}
"""
PLAYED = "() => { const video = document.querySelector('#c01 video'); return video.currentTime > 0.3 }"


class Asked:
    """What a page asked the server for, of clips only."""

    def __init__(self, page: Page) -> None:
        self.paths: list[str] = []
        page.on("request", lambda request: self.paths.append(urlsplit(request.url).path))

    def of_clips(self) -> set[str]:
        return {path.removeprefix("/static/") for path in self.paths if path.startswith("/static/clips/")}


@pytest.fixture
def shown(contexts: Contexts, beside: Sharp) -> Callable[..., tuple[Page, Asked]]:
    """A page with two topics, each with its clip; all but the page itself comes from the server."""
    with beside.test_request_context("/alder/advice"):
        template = beside.jinja_env.from_string(LAYOUT)
        school = {"slug": "alder", "name": "Alder School"}
        html = render_template(template, school=school, clips=[FIRST, SECOND])

    def give(route: Route) -> None:
        real = route.fetch()
        headers = {"Content-Security-Policy": real.headers["content-security-policy"], "Content-Type": "text/html"}
        route.fulfill(body=html, headers=headers)

    def show(**options: int) -> tuple[Page, Asked]:
        page = contexts.page(**options)
        page.route("**/alder/advice", give)
        asked = Asked(page)
        page.goto("/alder/advice")
        page.wait_for_load_state("networkidle")
        return page, asked

    return show


def open_clip(page: Page, clip: Clip) -> None:
    page.click(f"#{clip.id} > summary")
    page.click(f"#{clip.id} .clip > summary")


def play(page: Page) -> None:
    """As a press on the player's own button does; a keyboard reaches it where there are no scripts."""
    page.evaluate("() => { document.querySelector('#c01 video').play() }")
    page.wait_for_function(PLAYED)


def test_the_page_of_all_topics_asks_for_no_clip(contexts: Contexts) -> None:
    page = contexts.page()
    asked = Asked(page)
    page.goto("/alder/advice")
    for topic in page.locator("details.topic > summary").all():
        topic.click()
    page.wait_for_load_state("networkidle")
    assert asked.of_clips() == set()


def test_nothing_comes_before_the_clip_itself_is_opened(shown: Callable[..., tuple[Page, Asked]]) -> None:
    page, asked = shown()
    page.click("#c01 > summary")
    page.wait_for_load_state("networkidle")
    assert asked.of_clips() == set()
    page.click("#c01 .clip > summary")
    page.wait_for_load_state("networkidle")
    assert asked.of_clips() == {FIRST.path("png"), FIRST.path("vtt")}, "its picture and captions, and nobody else's"


def test_without_scripts_nothing_comes_until_it_is_played(shown: Callable[..., tuple[Page, Asked]]) -> None:
    page, asked = shown(scripts=False)
    open_clip(page, FIRST)
    page.wait_for_load_state("networkidle")
    assert asked.of_clips() == set()
    page.focus("#c01 video")
    page.keyboard.press("Space")
    page.wait_for_timeout(1500)
    assert asked.of_clips() == {FIRST.path("webm")}


def test_it_plays_seeks_and_shows_its_captions(shown: Callable[..., tuple[Page, Asked]]) -> None:
    page, asked = shown()
    open_clip(page, FIRST)
    play(page)
    told = page.evaluate(
        """async () => {
            const video = document.querySelector('#c01 video');
            video.currentTime = 40;
            await new Promise((done) => video.addEventListener('seeked', done, { once: true }));
            const track = video.textTracks[0];
            return { at: video.currentTime, lasts: video.duration, wide: video.videoWidth, mode: track.mode,
                     cues: track.cues.length, error: video.error, said: Array.from(track.cues, (cue) => cue.text) };
        }"""
    )
    assert told["error"] is None
    assert 40 <= told["at"] < 45
    assert told["lasts"] == pytest.approx(FIRST.seconds, abs=0.6)
    assert (told["wide"], told["mode"]) == (640, "showing")
    assert " ".join(" ".join(told["said"]).split()) == " ".join(FIRST.source_words)
    assert asked.of_clips() == {FIRST.path(kind) for kind in ("png", "vtt", "webm")}


def test_the_mp4_plays_as_well(shown: Callable[..., tuple[Page, Asked]]) -> None:
    page, _asked = shown()
    open_clip(page, FIRST)
    page.evaluate(
        "() => { const v = document.querySelector('#c01 video'); v.querySelector('source').remove(); v.load() }"
    )
    play(page)
    assert page.evaluate("() => document.querySelector('#c01 video').currentSrc").endswith(FIRST.path("mp4"))


def test_a_clip_that_is_closed_or_left_for_another_falls_silent(shown: Callable[..., tuple[Page, Asked]]) -> None:
    page, _asked = shown()
    open_clip(page, FIRST)
    play(page)
    page.click("#c01 > summary")
    page.wait_for_function("() => document.querySelector('#c01 video').paused")
    page.click("#c01 > summary")
    play(page)
    open_clip(page, SECOND)
    page.evaluate("() => { document.querySelector('#c09 video').play() }")
    page.wait_for_function("() => document.querySelector('#c01 video').paused")
    assert not page.evaluate("() => document.querySelector('#c09 video').paused")


@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_and_axe_finds_nothing(shown: Callable[..., tuple[Page, Asked]], width: int) -> None:
    page, _asked = shown(width=width)
    open_clip(page, FIRST)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert Axe().run(page).response["violations"] == []
