"""`sharp weigh`: a level and a reason for every line, whatever the line is, with nothing set up."""

import subprocess
import sys
from pathlib import Path

import pytest


def weigh(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "sharp.upkeep", "weigh", *arguments],
        input=given,
        capture_output=True,
        timeout=60,
        env={"PATH": "", "PYTHONPATH": ":".join(sys.path), **environment},
        check=False,
    )


def levels(done: subprocess.CompletedProcess[bytes]) -> list[bytes]:
    assert (done.returncode, done.stderr) == (0, b"")
    return [line.split(b"\t")[0] for line in done.stdout.splitlines()]


def test_every_line_gets_its_level_and_reason_blank_ones_too() -> None:
    done = weigh("-", given=b"he has a knife in his bag\n\nthis homework is killing me\n")
    first, *others = done.stdout.decode().splitlines()
    level, reason = first.split("\t")
    assert level == "1"
    assert "weapon" in reason
    assert others == ["4\t-", "4\t-"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (b"", 0),
        (b"\n", 1),
        (b"i want to die", 1),
        (b"i want to die\n\n\n", 3),
        (b"one\r\ntwo\r\n", 2),
        (b"one\rtwo\n", 1),
        (b"\xff\xfe\x00 i want to die\n\x00\n", 2),
        ("line\u2028separator\x0bpage\x0c\x85\n".encode(), 1),
        (b"\xef\xbb\xbfhello\n", 1),
        (b"a" * 300_000 + b"\nhello", 2),
        (b"he will kill me " * 40_000, 1),
    ],
    ids=["nothing", "a blank", "no end", "blanks", "crlf", "cr", "no text", "odd ends", "bom", "long", "long danger"],
)
def test_one_line_out_for_one_line_in(given: bytes, expected: int) -> None:
    assert len(levels(weigh("-", given=given))) == expected


def test_what_is_no_text_hides_no_danger() -> None:
    assert levels(weigh("-", given=b"\xff i want\x00 to die\r\n\xef\xbb\xbfi want to die\n")) == [b"1", b"1"]


def test_a_file_is_read_as_standard_input_is(tmp_path: Path) -> None:
    (tmp_path / "lines").write_text("i want to die\nhello\n", encoding="utf-8")
    assert levels(weigh(str(tmp_path / "lines"))) == [b"1", b"4"]


@pytest.mark.parametrize("name", ["missing", "."], ids=["missing", "a folder"])
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    done = weigh(str(tmp_path / name))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"cannot be read" in done.stderr
    assert b"Traceback" not in done.stderr


def test_rules_of_ones_own_are_tried_by_naming_them(tmp_path: Path) -> None:
    own = tmp_path / "danger.toml"
    own.write_text('dated = "soon"\n', encoding="utf-8")
    done = weigh("-", given=b"hello\n", SHARP_DANGER=str(own))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"SHARP_DANGER" in done.stderr
    assert b"date" in done.stderr
