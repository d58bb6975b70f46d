"""docs/settings.md names every setting there is, with the default it has."""

import re
from pathlib import Path

from sharp.settings import SECRETS_BY_FILE, Settings

PAGE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(SHARP_\w+)` \| (.+?) \|", PAGE, flags=re.MULTILINE))
SAID_IN_WORDS = {
    "SHARP_DATABASE_URL",
    "SHARP_KEYFILE",
    "SHARP_ANCHOR",
    "SHARP_DANGER",
    "SHARP_LEVELS",
    "SHARP_MAIL_URL",
    "SHARP_DERIVATIONS",
}


def test_every_setting_is_documented_and_none_besides():
    assert set(ROWS) == {f"SHARP_{name.upper()}" for name in Settings.model_fields}


def test_each_default_is_the_one_it_has():
    for name, field in Settings.model_fields.items():
        if f"SHARP_{name.upper()}" not in SAID_IN_WORDS:
            assert ROWS[f"SHARP_{name.upper()}"] == f"`{field.default}`"


def test_what_may_come_from_a_file_is_named():
    for name in SECRETS_BY_FILE:
        assert f"`{name}`" in PAGE.split("|")[0]
