"""Static files and public pages are compressed for slow lines; pages that hold a secret never are."""

import gzip

import pytest
from flask.testing import FlaskClient

ASKS = {"Accept-Encoding": "gzip, br"}


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


def test_the_first_page_with_everything_is_at_most_30_kilobytes(client):
    page = client.get("/alder/", headers=ASKS, buffered=True)
    html = gzip.decompress(page.get_data()).decode()
    paths = {part.split('"')[0] for part in html.replace('href="', 'src="').split('src="')[1:]}
    files = [client.get(path, headers=ASKS, buffered=True) for path in paths if path.startswith("/static/")]
    assert all(file.status_code == 200 for file in files)
    assert len(page.get_data()) + sum(len(file.get_data()) for file in files) <= 30_000
