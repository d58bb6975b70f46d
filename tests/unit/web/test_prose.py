"""Markdown to HTML: whatever is written, only plain paragraphs, lists, emphasis and safe links come out."""

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sharp.web.prose import LONGEST_LINK, TAGS, is_safe_link, prose, prose_faults

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[press](javascript:alert(1))",
    "![seen](https://elsewhere.example/x.png)",
    "<https://elsewhere.example>",
    "[a]: javascript:x\n[a]",
    "<details open ontoggle=alert(1)>",
    "# h1\n\n<h1 style='x'>y</h1>",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "```html\n<b onclick=x>\n```",
    "<svg><a xlink:href='javascript:x'>",
    "a\x00b",
)
SAFE = re.compile(r"https://([a-z0-9-]+\.)+[a-z]{2,}([/?#][\x21-\x7e]*)?")


def check(html: str) -> None:
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in TAGS
        assert set(tag.attrs) <= ({"href"} if tag.name == "a" else set())
        if "href" in tag.attrs:
            assert SAFE.fullmatch(str(tag["href"]))


APP = Flask("words")
Babel(APP)


def faults(text: str) -> list[str]:
    with APP.test_request_context("/"):
        return list(prose_faults(text))


def test_what_it_is_for() -> None:
    made = prose("A **b** _c_.\n\n- one\n- two\n\n1. first")
    assert isinstance(made, Markup)
    assert made == (
        "<p>A <strong>b</strong> <em>c</em>.</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<ol>\n<li>first</li>\n</ol>\n"
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_else_comes_through(hostile: str) -> None:
    check(prose(hostile))


@given(st.lists(st.sampled_from([*HOSTILE, "<", ">", "**", "\n", "- ", "`", "[", "](", ")", "!", "&lt;", "x"])))
def test_nor_from_any_mixture(parts: list[str]) -> None:
    check(prose("".join(parts)))


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_nor_from_any_text(text: str) -> None:
    check(prose(text))
    faults(text)


PIECES = ["https:", "http:", "//", "/", "\\", "@", ":", "a.example", "127.0.0.1", "[::1]", "xn--e1a.example", "%00",
          "\u202e", "javascript:", "data:", "?", "#", "é", " ", "\t", "&#106;", "A.EXAMPLE", ".", '"']  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_no_address_leads_where_it_should_not(address: str) -> None:
    for written in (f"[press]({address})", f"[press](<{address}>)", f"<{address}>", f"[press][1]\n\n[1]: {address}"):
        check(prose(written))
    assert not is_safe_link(address) or SAFE.fullmatch(address)


@pytest.mark.parametrize(
    "address", ["https://school.example/help", "https://www.a-b.example", "https://a.example/?q=1#top"]
)
def test_a_link_that_can_stand(address: str) -> None:
    assert prose(f"[press]({address})") == f'<p><a href="{address}">press</a></p>\n'
    assert faults(f"See [this]({address}).") == []


@pytest.mark.parametrize(
    "address",
    [
        "http://school.example", "https://user@school.example", "https://user:word@school.example",
        "https://192.0.2.7/", "https://[2001:db8::1]/", "https://2130706433/", "https://localhost/",
        "https://school.example:8443/", "//school.example", "/alder/report/", "mailto:a@school.example",
        "https://school.example\\@b.example", "https://" + "a" * LONGEST_LINK + ".example", "https://a..example",
        "https://0x7f.1/", "HTTPS://@a.example", "https://a.example:/",
    ],
)  # fmt: skip
def test_a_link_that_cannot(address: str) -> None:
    assert not is_safe_link(address)
    assert "href" not in prose(f"[press](<{address}>)")
    [said] = faults(f"[press](<{address}>)")
    assert "cannot stand here" in said


@pytest.mark.parametrize("text", ["# Big", "> said", "    code", "```\ncode\n```", "a\n\n---\n\nb", "`x`", "Big\n==="])
def test_what_would_not_be_shown_is_said(text: str) -> None:
    [said] = faults(text)
    assert "Only paragraphs" in said


@pytest.mark.parametrize(
    "text", ["", "A.\n\nB.", "- a\n- b", "1. a\n2. b", "**a** *b*", "<b>a</b> & b", "a\\\nb", "5 < 6"]
)
def test_what_can_be_written(text: str) -> None:
    assert faults(text) == []
