"""The picture is the code: each dark square, nothing else, inside its quiet zone."""

import re

import pytest
import segno

from sharp.web.qr_code import QUIET_ZONE, qr_code

ADDRESS = "https://help.example.org/alder/"


@pytest.mark.parametrize("error", ["m", "q"])
def test_every_dark_square_is_drawn_and_no_other(error: str) -> None:
    picture, rows = qr_code(ADDRESS, error=error), segno.make(ADDRESS, error=error, micro=False).matrix
    drawn = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", picture.path)}
    assert picture.size == len(rows) + 2 * QUIET_ZONE
    assert drawn == {
        (x + QUIET_ZONE, y + QUIET_ZONE) for y, row in enumerate(rows) for x, module in enumerate(row) if module
    }
    assert re.sub(r"M\d+ \d+h1v1h-1z", "", picture.path) == ""
