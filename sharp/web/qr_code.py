"""An address as a QR code: one path of dark squares, sharp at any size, in a page or on paper."""

from dataclasses import dataclass

import segno

QUIET_ZONE = 4
"""Light squares that a camera needs on each side."""


@dataclass(frozen=True, repr=False)
class Picture:
    """For an SVG: so many squares wide and high, and the path of the dark ones."""

    size: int
    path: str


def qr_code(text: str, *, error: str = "m") -> Picture:
    """`error` says how much may be hidden and still be read: `m` 15 in a hundred, `q` 25."""
    rows = segno.make(text, error=error, micro=False).matrix
    dark = (
        f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, module in enumerate(row)
        if module
    )
    return Picture(len(rows) + 2 * QUIET_ZONE, "".join(dark))
