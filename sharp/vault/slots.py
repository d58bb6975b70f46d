"""What an entry is sealed for, and what a grant opens."""

from enum import STRICT, IntFlag


class Slot(IntFlag, boundary=STRICT):
    THREAD = 1
    IDENTITY = 2
    CASE = 4
    FOLLOW_UP = 8
    SAY = 16
    FULL = 7


FULL = Slot.FULL
HAND_OVER = Slot.FOLLOW_UP | Slot.SAY
"""The slots that belong to one hand-over, and so need its identifier."""
SINGLE_SLOTS = tuple(Slot(1 << bit) for bit in range(5))
