"""Is a passphrase of one's own strong enough, and if not, what would help."""

import math
import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from zxcvbn import zxcvbn

from sharp.vault.credentials import normal_passphrase
from sharp.vault.errors import TooLong

LEAST_BITS = 50
RATED_LETTERS = 72
"""zxcvbn's price grows with the square of the length; what follows only adds to the strength."""
LEAST_BLOCKED = 3

TOO_LONG = _l("That passphrase is too long. Use at most 256 letters.")
HAS_YOURS = _l(
    "That has your name, your e-mail address or your school in it, and without those it is too easy to guess. "
    "Use the five words above, or words that have nothing to do with you."
)
REPEATS = _l(
    "That is too easy to guess, because it repeats itself or runs along the keyboard or the alphabet. "
    "Use the five words above, or several words that do not belong together."
)
DATED = _l(
    "That is too easy to guess, because dates and years are the first thing that is tried. "
    "Use the five words above, or several words that do not belong together."
)
COMMON = _l(
    "That is too easy to guess, because it is made of common words or known passwords. "
    "Use the five words above, or add two or three more words that do not belong together."
)
SHORT = _l(
    "That is too short to be safe. Use the five words above, or at least five words that do not belong together."
)


class TooEasy(Exception):
    """The passphrase would be guessed; `advice` is a sentence that helps."""

    def __init__(self, advice: Any) -> None:
        super().__init__()
        self.advice = advice


def is_offer(typed: str, offer: str) -> bool:
    """The five offered words, however spaced and capitalised."""
    return bool(offer) and " ".join(typed.split()).casefold() == offer


def check_strength(passphrase: str, blocked: Iterable[str]) -> None:
    """At least 50 bits by zxcvbn, counting nothing that is blocked (names, e-mail, school). Raises TooEasy."""
    try:
        text = normal_passphrase(passphrase).decode()[:RATED_LETTERS]
    except TooLong:
        raise TooEasy(TOO_LONG) from None
    parts = _parts(blocked)
    rest = _without(text, parts)
    rating = zxcvbn(rest or "a", user_inputs=parts)
    if math.log2(rating["guesses"]) >= LEAST_BITS:
        return
    if rest != text:
        raise TooEasy(HAS_YOURS)
    raise TooEasy(_advice({match["pattern"] for match in rating["sequence"]}))


def _advice(patterns: set[str]) -> Any:
    if patterns & {"repeat", "sequence", "spatial"}:
        return REPEATS
    if "date" in patterns:
        return DATED
    return COMMON if "dictionary" in patterns else SHORT


def _parts(blocked: Iterable[str]) -> list[str]:
    """Whole words of what is blocked, the longest first."""
    words = {word for text in blocked for word in re.findall(r"\w+", text.casefold())}
    return sorted((word for word in words if len(word) >= LEAST_BLOCKED), key=len, reverse=True)


def _without(text: str, parts: list[str]) -> str:
    for part in parts:
        text = re.sub(re.escape(part), "", text, flags=re.IGNORECASE)
    return text
