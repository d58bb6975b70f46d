"""Which numbers may stand before children: such as a press calls, that cost little and are not for adults only."""

import re
from collections.abc import Iterator

from flask_babel import gettext as _

_TYPED = re.compile(r"[0-9][0-9 ]{1,18}[0-9]")
_CALLED = re.compile(r"0[0-9]{9,10}|1[0-9]{2,5}|999")
_DEAR = re.compile(r"09|08[47]|070|118")
NOT_FOR_CHILDREN = {
    "03456000459": "Revenge Porn Helpline",
    "08088005000": "NSPCC",
    "03443814772": "POSH",
    "08088084994": "The Mix",
}
"""As known on 23 November 2026: for adults or staff, or closed. By what is dialled."""
_ADULTS = re.compile(
    r"\badults? only|\bonly (?:for )?adults?\b|^(?:for )?(?:all )?adults?\.?$|\bover[ -]?1[89]|"
    r"\b1[89] ?(?:\+|(?:and|or) over)",
    re.IGNORECASE,
)


def number_faults(number: str) -> Iterator[str]:
    """What is wrong with a number to call, as it was typed."""
    dialled = number.replace(" ", "")
    if not _TYPED.fullmatch(number) or not _CALLED.fullmatch(dialled):
        yield _("A number holds digits and spaces, like 0800 1111.")
    elif _DEAR.match(dialled):
        yield _("A call to this number costs too much for a child.")
    elif dialled in NOT_FOR_CHILDREN:
        yield _("This is the number of %(name)s, which is not for children.", name=NOT_FOR_CHILDREN[dialled])


def who_faults(who: str) -> Iterator[str]:
    """Of a line, in the words that say whom it is for."""
    if _ADULTS.search(who):
        yield _("Nothing that is for adults only stands here.")
