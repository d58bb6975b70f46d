"""A case's files in staff's terms: what each is, how large, and whether it may be looked at."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from sharp.files.sealing import Piece
from sharp.model.reports import Report
from sharp.reports.evidence import shown_in
from sharp.reports.evidence_words import kind_words, size_words
from sharp.reports.journal import Item


@dataclass(frozen=True)
class FileLine:
    id: str
    """Hex."""
    number: int
    what: str
    size: str
    is_safe: bool
    """Drawn anew: it opens in the browser. Everything else is as it was sent, and can only be downloaded."""


def file_lines(report: Report, items: Iterable[Item]) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(each.piece.file, each.number, what(each.piece), size_words(each.piece.length), each.piece.safe)
        for each in shown_in(report, items)
    )


def what(piece: Piece) -> str:
    said, kind = kind_words(piece.kind), piece.kind.upper()
    return said if said == kind else f"{said} ({kind})"


def exported(piece: Piece) -> str:
    """What a copy of a case says of a file, by which it is known again."""
    made = _("drawn anew, without place and camera") if piece.safe else _("as it was sent")
    return f"{what(piece)}, {size_words(piece.length)}, {made}, SHA-256 {piece.sha256}"
