"""Static files and public pages are compressed for slow lines; pages that hold a secret never are."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

ASKS = {"Accept-Encoding": "gzip, br"}
LOADED = re.compile(r'(?:src|href)="([^"]+)"')
PUBLIC = (
    "/alder/", "/alder/advice", "/alder/help-now", "/alder/who-reads", "/alder/how-it-works", "/alder/covering-tracks",
    "/alder/easier", "/alder/plain", "/",
)  # fmt: skip
MOST_BYTES = {"/alder/advice": 45_000, "/alder/plain": 10_000}
MOST_STEP_BYTES = {"": 30_000, ".lse": 33_500}
"""With a drawing beside each of sixty kinds of thing: 0.7 s at 50 kB/s."""


@pytest.fixture
def client(app):
    """One that looks at bytes rather than pages."""
    return FlaskClient(app)


@pytest.mark.parametrize("path", ["/alder/", "/static/sharp.css"])
def test_public_bytes_are_compressed_and_the_same(client, path):
    plain = client.get(path, buffered=True)
    squeezed = client.get(path, headers=ASKS, buffered=True)
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.get_data()) == plain.get_data()
    assert "Accept-Encoding" in squeezed.headers["Vary"]
    assert int(squeezed.headers["Content-Length"]) == len(squeezed.get_data())


@pytest.mark.parametrize("path", ["/alder/report/", "/alder/back", "/staff/sign-in"])
def test_pages_with_a_token_are_not(client, path):
    assert "Content-Encoding" not in client.get(path, headers=ASKS, buffered=True).headers


def fetch(client, path):
    """The bytes on the line, and what the page loads beside: no clip is fetched before it is played."""
    page = client.get(path, headers=ASKS, buffered=True)
    assert page.status_code == 200, path
    body = page.get_data()
    html = (gzip.decompress(body) if page.headers.get("Content-Encoding") else body).decode()
    loaded = {path for path in LOADED.findall(html) if path.startswith("/static/")}
    return len(body), {path for path in loaded if not path.startswith("/static/clips/")}


def weigh(client, files):
    found = [client.get(path, headers=ASKS, buffered=True) for path in files]
    assert all(file.status_code == 200 and "immutable" in file.headers["Cache-Control"] for file in found)
    return sum(len(file.get_data()) for file in found)


@pytest.mark.parametrize("look", ["", ".lse"])
@pytest.mark.parametrize("path", PUBLIC)
def test_a_first_view_with_everything_is_at_most_30_kilobytes(client, path, look):
    client.set_cookie("look", look)
    weight, files = fetch(client, path)
    assert weight + weigh(client, files) <= MOST_BYTES.get(path, 30_000)


@pytest.mark.parametrize("look", ["", ".lse"])
def test_a_step_after_that_is_a_post_and_a_page_and_nothing_beside(app, client, look):
    """All that a step loads came with the first view, and is kept; the page itself cannot be compressed."""
    _, kept = fetch(client, "/alder/")
    client.set_cookie("look", look)
    walker = app.test_client()
    walker.set_cookie("look", look)
    page = walker.get("/alder/report/")
    while not page.request.path.endswith("/words"):
        path = page.request.path.rpartition("/")[2]
        answered = walker.press(page, {"story": "They take my bag."} if path == "story" else {})
        assert answered.status_code == 303
        page = walker.get(answered.location)
        assert page.status_code == 200
        html = page.get_data(as_text=True)
        assert {path for path in LOADED.findall(html) if path.startswith("/static/")} <= kept
        assert not re.findall(r"<(?:img|iframe|object|video|audio|embed)\b", html)
        assert len(page.get_data()) <= MOST_STEP_BYTES[look], path
