"""The search for words in the clear finds them, however they are spelled: else its silence would prove nothing."""

import base64
import gzip
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser.traces import files_in, traces_in

WORD = "qxzkvjwpf-gate"


@pytest.mark.parametrize("ahead", range(3))
@pytest.mark.parametrize("behind", range(3))
def test_at_every_alignment_of_base64(ahead: int, behind: int) -> None:
    kept = base64.b64encode(b"a" * ahead + WORD.encode() + b"z" * behind)
    assert traces_in([("it", b"..." + kept)], [WORD])


@pytest.mark.parametrize(
    "kept",
    [
        WORD.encode(), WORD.upper().encode(), WORD.encode("utf-16-le"), WORD.encode("utf-16-be"),
        WORD.encode().hex().encode(), "".join(f"%{ord(letter):02X}" for letter in WORD).encode(),
        quote(WORD).encode(), zlib.compress(WORD.encode()), gzip.compress(WORD.encode() * 2, mtime=0),
    ],
)  # fmt: skip
def test_in_every_spelling(kept: bytes) -> None:
    assert traces_in([("it", b"before" + kept + b"behind")], [WORD])


def test_nothing_where_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "file").write_bytes(bytes(range(256)) * 50)
    found = [(path.name, path.read_bytes()) for path in files_in(tmp_path)]
    assert [name for name, _ in found] == ["file"]
    assert traces_in(found, [WORD]) == []
