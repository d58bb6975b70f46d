"""Markdown to HTML that is safe to show: the one place where HTML is made from words, and where it is cleaned."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

import bleach
from flask_babel import gettext as _
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = frozenset({"p", "ul", "ol", "li", "strong", "em", "a"})
"""No image, no heading: a page loads nothing, and gets its order from its template."""
LONGEST_LINK = 200

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
"""A name, never a bare number."""
_PLAIN = frozenset({"inline", "text", "text_special", "softbreak", "hardbreak"})
_KNOWN = re.compile(r"(?:paragraph|bullet_list|ordered_list|list_item|strong|em|link)_(?:open|close)")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


@lru_cache(maxsize=4096)
def prose(text: str) -> Markup:
    """What markdown-it lets through, bleach cuts down to the tags above; kept, since cleaning is slow."""
    cleaned: str = bleach.clean(
        _MARKDOWN.render(text), tags=TAGS, attributes=_is_kept, protocols=frozenset({"https"}), strip=True
    )
    return Markup(cleaned)  # noqa: S704 - cleaned in the line above, which is what this module is for


def prose_faults(text: str) -> Iterator[str]:
    """What somebody wrote that would not be shown as they think, in words; nothing is fetched."""
    tokens = [each for token in _MARKDOWN.parse(text) for each in (token, *(token.children or ()))]
    for token in tokens:
        address = str(token.attrGet("href"))
        if token.type == "link_open" and not is_safe_link(address):
            yield str(_("%(address)s cannot stand here. A link is like https://school.example/help.", address=address))
    if not all(token.type in _PLAIN or _KNOWN.fullmatch(token.type) for token in tokens):
        yield str(_("Only paragraphs, lists, **strong** or *slanted* words and links are shown."))


def is_safe_link(address: str) -> bool:
    """https, a host with a name, nobody's name or password in it, no port."""
    try:
        parts = urlsplit(address)
        is_bare = parts.username is None and parts.password is None and parts.port is None
    except ValueError:
        return False
    is_short = len(address) <= LONGEST_LINK and address.isascii() and address.isprintable() and "\\" not in address
    return is_short and is_bare and address.startswith("https://") and bool(_HOST.fullmatch(parts.netloc))


def _is_kept(tag: str, name: str, value: str) -> bool:
    return tag == "a" and name == "href" and is_safe_link(value)
