"""For Babel: the words to translate that lie in our data files rather than in code or templates."""

from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

TRANSLATED = frozenset({"words", "about", "hours", "name", "reason"})
TRANSLATED_TABLES = frozenset({"[groups]"})


def extract_toml(
    file: BinaryIO, _keywords: Collection[str], _tags: Collection[str], options: dict[str, Any]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Values of the keys above, and of whole tables such as [groups]; one line a value, as our files are written."""
    table = ""
    for number, raw in enumerate(file.read().decode("utf-8").splitlines(), start=1):
        line = raw.strip()
        if line.startswith("["):
            table = line
        key, equals, value = (part.strip() for part in line.partition("="))
        is_text = equals and value.startswith('"') and value.endswith('"')
        if is_text and (key in TRANSLATED or table in TRANSLATED_TABLES):
            yield number, "gettext", value[1:-1].replace('\\"', '"'), []
