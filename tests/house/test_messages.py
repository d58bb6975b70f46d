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


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Every sentence, a line each, by the very command of the Makefile."""
    made = tmp_path_factory.mktemp("messages") / "messages.pot"
    [line] = re.findall(r"^\t\$\(BIN\)/pybabel (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    arguments = line.replace("build/messages.pot", str(made)).split()
    command = [sys.executable, "-m", "babel.messages.frontend", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    said = re.findall(r'^(?:msgid|msgid_plural|) ?"(.*)"$|^$', made.read_text(encoding="utf-8"), re.MULTILINE)
    return "\n".join(said).replace('\\"', '"')


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
