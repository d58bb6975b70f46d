"""Files in words: what kind, how large."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

from sharp.files.kinds import Kind
from sharp.files.sealing import Piece

MB = 1024 * 1024


@dataclass(frozen=True)
class FileLine:
    id: str
    """Hex."""
    words: str
    size: str


def lines_of(pieces: Iterable[Piece]) -> tuple[FileLine, ...]:
    return tuple(FileLine(piece.file, kind_words(piece.kind), size_words(piece.length)) for piece in pieces)


def kind_words(kind: Kind) -> str:
    if kind.is_picture:
        return str(_("Picture"))
    return str(_("PDF") if kind is Kind.PDF else _("Voice recording"))


def size_words(length: int) -> str:
    """`0.3 MB`: never less than a tenth."""
    size = format_decimal(max(0.1, round(length / MB, 1)), format="#,##0.0", locale=get_locale())
    return str(_("%(size)s MB", size=size))
