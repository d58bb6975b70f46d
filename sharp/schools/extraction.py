"""For Babel: the words to translate that lie in our data files rather than in code or templates."""

from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

TRANSLATED = frozenset({"words", "about", "hours", "name", "reason", "title"})
TRANSLATED_TABLES = frozenset({"[groups]"})
TRANSLATED_THERE = frozenset({("[[helpline]]", "who")})
"""Keys that are words in one table and codes in another."""
PARTS = frozenset({"what", "fault", "today", "who", "tell", "friend", "hope"})
"""Parts of a topic: of several lines, each a sentence to translate, without the dash of a list."""
QUOTES = '"""'


def extract_toml(
    file: BinaryIO, _keywords: Collection[str], _tags: Collection[str], options: dict[str, Any]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Values of the keys above, and of whole tables such as [groups]; a line each, but for the parts of a topic."""
    table = inside = ""
    for number, raw in enumerate(file.read().decode("utf-8").splitlines(), start=1):
        line = raw.strip()
        key, equals, value = (part.strip() for part in line.partition("="))
        if line == QUOTES or (value == QUOTES and equals):
            inside = key if equals else ""
        elif inside:
            if inside in PARTS and line:
                yield number, "gettext", line.removeprefix("- "), []
        elif line.startswith("["):
            table = line
        elif equals and _is_words(table, key) and value.startswith('"') and value.endswith('"'):
            yield number, "gettext", value[1:-1].replace('\\"', '"'), []


def _is_words(table: str, key: str) -> bool:
    return key in TRANSLATED or table in TRANSLATED_TABLES or (table, key) in TRANSLATED_THERE
