"""`make messages` finds what there is to translate: in code, in templates and in our data files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sharp.advice.helplines import HELPLINES
from sharp.advice.topics import TOPICS
from sharp.schools.categories import CATEGORIES

ROOT = Path(__file__).parents[2]


def extract(which: str, folder: Path) -> str:
    """Every sentence, a line each, by the very command of the Makefile."""
    made = folder / which
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [line] = re.findall(rf"^\t\$\(BIN\)/pybabel (.*build/{re.escape(which)}.*)$", makefile, re.MULTILINE)
    arguments = line.replace(f"build/{which}", str(made)).split()
    command = [sys.executable, "-m", "babel.messages.frontend", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    said = re.findall(r'^(?:msgid|msgid_plural|) ?"(.*)"$|^$', made.read_text(encoding="utf-8"), re.MULTILINE)
    return "\n".join(said).replace('\\"', '"')


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> str:
    return extract("messages.pot", tmp_path_factory.mktemp("messages"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Your passphrase is changed. You are signed out everywhere else.",  # _ in code
        "That code is not right. Type the six digits that your phone shows now.",  # _l in code
        "There were too many wrong tries. Wait %(num)d minutes, then try again.",  # the plural of ngettext
        "Tell us about something",  # a template
        "This is all in words only, for old phones and slow lines. The first page is here:",  # one of plain text
    ],
)
def test_sentences_of_code_and_templates_are_found(extracted: str, sentence: str) -> None:
    assert sentence in extracted.replace("\n", "")


def test_so_are_those_of_data_files(extracted: str) -> None:
    whole = extracted.replace("\n", "")
    for line in HELPLINES:
        assert line.source_about in whole, line.id
    for topic in TOPICS:
        for lines in topic.source_lines.values():
            assert all(line.removeprefix("- ") in whole for line in lines), topic.id
    for category in CATEGORIES.values():
        assert category.words in whole, category.id


def test_what_pupils_read_is_a_list_of_its_own(tmp_path: Path) -> None:
    """Fifteen translators need not work through what only staff read."""
    theirs = extract("pupils.pot", tmp_path)
    assert "Tell us about something" in theirs
    assert CATEGORIES["bully_physical"].words in theirs.replace("\n", "")
    assert "Corridor or stairs" in theirs
    assert "Use a trained interpreter" not in theirs
