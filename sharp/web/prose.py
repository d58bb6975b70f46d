"""Markdown to HTML that is safe to show: the one place where HTML is made from words, and where it is cleaned."""

from functools import lru_cache

import bleach
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = frozenset({"p", "ul", "ol", "li", "strong", "em"})
"""No link, no image, no heading: a page leads nowhere else, loads nothing, and gets its order from its template."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


@lru_cache(maxsize=4096)
def prose(text: str) -> Markup:
    """What markdown-it lets through, bleach cuts down to the tags above; kept, since cleaning is slow."""
    cleaned: str = bleach.clean(_MARKDOWN.render(text), tags=TAGS, attributes={}, protocols=frozenset(), strip=True)
    return Markup(cleaned)  # noqa: S704 - cleaned in the line above, which is what this module is for
