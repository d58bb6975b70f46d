"""What the cookie of a look may say, and that nothing else in it is believed."""

import pytest
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st

from sharp.web.looks import PLAIN, Look, keep_look, look

LOOKS = st.builds(Look, st.sampled_from(["", "en-GB", "cy", "ar-XB"]), st.booleans(), st.booleans(), st.booleans())
app = Flask(__name__)


def read_back(cookie: str) -> Look:
    with app.test_request_context(headers={"Cookie": f"look={cookie}"}):
        return look()


@given(LOOKS)
def test_what_was_chosen_comes_back(chosen: Look) -> None:
    response = Response()
    keep_look(response, chosen, is_secure=True)
    value = response.headers["Set-Cookie"].partition(";")[0].removeprefix("look=")
    assert read_back(value) == chosen


def test_it_goes_when_the_browser_closes_and_no_script_reads_it() -> None:
    response = Response()
    keep_look(response, Look(is_large=True), is_secure=True)
    sent = response.headers["Set-Cookie"]
    assert "Max-Age" not in sent
    assert "Expires" not in sent
    assert "HttpOnly" in sent
    assert "Secure" in sent
    assert "SameSite=Lax" in sent


def test_a_plain_look_takes_the_cookie_away() -> None:
    response = Response()
    keep_look(response, PLAIN, is_secure=False)
    assert "Max-Age=0" in response.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "cookie", ["", ".", "<b>.", "../../etc.l\N{LATIN SMALL LETTER E WITH ACUTE}", "x" * 5000, "é.q"]
)
def test_what_is_not_a_look_harms_nothing(cookie: str) -> None:
    found = read_back(cookie.encode("utf-8").decode("latin-1"))
    assert len(found.language) <= 40
    assert found.language.replace("-", "").isalnum() == bool(found.language)
