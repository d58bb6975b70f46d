"""Markdown to HTML: whatever is written, only plain paragraphs, lists and emphasis come out."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sharp.web.prose import TAGS, prose

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


def check(html: str) -> None:
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in TAGS
        assert tag.attrs == {}


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
