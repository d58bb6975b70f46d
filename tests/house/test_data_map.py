"""docs/data-map.md names every column there is, and no other."""

import re
from pathlib import Path

from sharp.model import clips, outcomes, passing, reports, schools, staff
from sharp.model.base import Base, Maced

PAGE = (Path(__file__).parents[2] / "docs" / "data-map.md").read_text(encoding="utf-8")
assert all(module.__name__.startswith("sharp.model.") for module in (clips, outcomes, passing, reports, schools, staff))


def documented() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        name = section.split(maxsplit=1)[0].rstrip(":")
        rows = re.findall(r"^\| (\w+) \| (clear|sealed) \| (.+) \|$", section, flags=re.MULTILINE)
        tables[name] = {column: how for column, how, _why in rows}
    return tables


def test_every_column_is_documented_and_none_besides():
    actual = {table.name: {column.name for column in table.columns} for table in Base.metadata.tables.values()}
    assert {name: set(columns) for name, columns in documented().items()} == actual


def test_the_page_says_which_rows_are_signed():
    signed = {mapper.local_table.name for mapper in Base.registry.mappers if issubclass(mapper.class_, Maced)}
    assert set(re.findall(r"^## (\w+) \(signed\)", PAGE, flags=re.MULTILINE)) == signed


def test_every_signed_column_stands_under_the_mac():
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Maced):
            covered = {*mapper.class_.MAC_COLUMNS, "mac", "mac_v"}
            assert covered == {column.name for column in mapper.local_table.columns}
