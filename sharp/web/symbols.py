"""Our own drawings, beside the choices of easy reading: each is sent once a page, however often it stands there."""

import re
from functools import lru_cache

from flask import g
from markupsafe import Markup, escape

from sharp.web.assets import asset_folder
from sharp.web.looks import look_here

_ONE = re.compile(r'<symbol id="([a-z-]+)" viewBox="0 0 48 48">(.+?)</symbol>', re.DOTALL)
_USE = Markup('<svg class="symbol" width="48" height="48" aria-hidden="true"><use xlink:href="#s-{0}"/></svg>')
"""Hidden from screen readers: the words stand beside it. `xlink:href`, because Safari of 2018 knows no other."""


@lru_cache
def drawings() -> dict[str, Markup]:
    """By name, as templates/symbols.svg has them."""
    sheet = (asset_folder("templates") / "symbols.svg").read_text(encoding="utf-8")
    return {name: Markup(drawn) for name, drawn in _ONE.findall(sheet)}  # noqa: S704  # a file of our own


def symbol(name: str) -> Markup:
    """A drawing, for those who read with pictures; nothing for others. Raises KeyError for one that nobody drew."""
    if not look_here().is_easy:
        return Markup()
    _used()[name] = drawings()[name]
    return _USE.format(escape(name))


def drawn_here() -> Markup:
    """What the drawings on this page refer to: last on the page, when all of them are known."""
    symbols = Markup("").join(
        Markup('<symbol id="s-{0}" viewBox="0 0 48 48">{1}</symbol>').format(name, drawn)
        for name, drawn in _used().items()
    )
    return Markup('<svg hidden aria-hidden="true">{0}</svg>').format(symbols) if symbols else symbols


def _used() -> dict[str, Markup]:
    if "symbols" not in g:
        g.symbols = {}
    found: dict[str, Markup] = g.symbols
    return found
