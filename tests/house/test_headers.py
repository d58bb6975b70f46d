"""The response headers, to the letter, on pages, errors, redirects and static files."""

import pytest

from tests.fixtures.pages import CheckedClient

EVERYWHERE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "font-src 'none'; connect-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow",
}
ADDRESSES = (
    "/",
    "/alder/",
    "/alder/report/",
    "/alder/leave",
    "/staff/",
    "/staff/sign-in",
    "/nobody",
    "/static/sharp.css",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_them(client: CheckedClient, address: str) -> None:
    answer = client.get(address)
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert all(len(answer.headers.getlist(name)) == 1 for name in EVERYWHERE)


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_static_files_are_kept(client: CheckedClient, address: str) -> None:
    expected = "public, max-age=31536000, immutable" if address.startswith("/static/") else "no-store"
    assert client.get(address).headers["Cache-Control"] == expected


def test_a_static_file_that_is_not_there_is_not_kept(client: CheckedClient) -> None:
    answer = client.get("/static/nothing.css")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_over_https_only_https_from_then_on(client: CheckedClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://help.example.org").headers
    assert secure["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.parametrize("address", ["/alder/report/show", "/alder/back/report/show"])
def test_only_the_pages_that_take_files_may_ask_us_from_a_script(client: CheckedClient, address: str) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]
    assert policy == EVERYWHERE["Content-Security-Policy"].replace("connect-src 'none'", "connect-src 'self'")
