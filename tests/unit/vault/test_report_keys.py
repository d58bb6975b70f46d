import pytest

from sharp.vault.errors import GrantMismatch, NoSuchSlot, OutOfRange
from sharp.vault.report_keys import ReportKeys, commitment, commitments
from sharp.vault.slots import FULL, SINGLE_SLOTS, Slot

from .cast import FOLLOW_UP_KEYS, HAND_OVER, KEYS, OTHER_REPORT, REPORT, fixed, fixed_id


def test_a_full_set_is_thread_identity_and_case() -> None:
    drawn = ReportKeys.draw(1)
    assert drawn.slots == FULL == Slot.THREAD | Slot.IDENTITY | Slot.CASE == 7
    assert len({drawn.key(slot) for slot in FULL}) == 3


def test_each_draw_is_new() -> None:
    assert ReportKeys.draw(1) != ReportKeys.draw(1)


def test_keys_not_held_are_refused() -> None:
    with pytest.raises(NoSuchSlot):
        KEYS.key(Slot.SAY)
    with pytest.raises(NoSuchSlot):
        KEYS.key(Slot.THREAD | Slot.CASE)
    with pytest.raises(NoSuchSlot):
        KEYS.only(Slot.THREAD | Slot.SAY)


def test_fewer_keys() -> None:
    fewer = KEYS.only(Slot.THREAD | Slot.CASE)
    assert fewer.slots == Slot(5)
    assert fewer.epoch == KEYS.epoch
    assert fewer.key(Slot.CASE) == KEYS.key(Slot.CASE)


def test_a_hand_over_joins_and_leaves_again() -> None:
    joined = KEYS.joined(FOLLOW_UP_KEYS)
    assert joined.slots == Slot(31)
    assert joined.followup_id == HAND_OVER
    assert joined.only(FULL) == KEYS
    assert joined.only(Slot.FOLLOW_UP | Slot.SAY) == FOLLOW_UP_KEYS
    assert FOLLOW_UP_KEYS.joined(KEYS) == joined


def test_what_does_not_belong_together_is_not_joined() -> None:
    with pytest.raises(GrantMismatch):
        KEYS.joined(ReportKeys(2, FOLLOW_UP_KEYS.keys, HAND_OVER))
    with pytest.raises(GrantMismatch):
        KEYS.joined(ReportKeys.draw(1, Slot.CASE))


def test_hand_over_slots_come_with_their_hand_over_and_no_others_do() -> None:
    with pytest.raises(GrantMismatch):
        ReportKeys.draw(1, Slot.FOLLOW_UP)
    with pytest.raises(GrantMismatch):
        ReportKeys.draw(1, FULL, HAND_OVER)


def test_misuse_is_refused() -> None:
    with pytest.raises(NoSuchSlot):
        ReportKeys(1, {Slot.THREAD | Slot.CASE: fixed("key")})
    with pytest.raises(OutOfRange):
        ReportKeys(1, {Slot.THREAD: b"short"})
    with pytest.raises(OutOfRange):
        ReportKeys(65_536, {Slot.THREAD: fixed("key")})
    with pytest.raises(ValueError, match="invalid value"):
        Slot(32)


def test_keys_cannot_be_exchanged_afterwards() -> None:
    with pytest.raises(TypeError):
        KEYS.keys[Slot.THREAD] = fixed("other")  # type: ignore[index]
    with pytest.raises(AttributeError):
        KEYS.epoch = 2  # type: ignore[misc]


def test_commitments_differ_in_everything_they_commit_to() -> None:
    made = {
        commitment(key, report, slot, epoch)
        for key in (fixed("one"), fixed("other"))
        for report in (REPORT, OTHER_REPORT)
        for slot in SINGLE_SLOTS
        for epoch in (1, 2, 256)
    }
    assert len(made) == 2 * 2 * 5 * 3
    assert {len(one) for one in made} == {32}


def test_commitments_cover_each_slot_held() -> None:
    made = commitments(REPORT, FOLLOW_UP_KEYS)
    assert made.keys() == {Slot.FOLLOW_UP, Slot.SAY}
    assert made[Slot.SAY] == commitment(FOLLOW_UP_KEYS.key(Slot.SAY), REPORT, Slot.SAY, 1)


def test_order_of_drawing_does_not_matter_to_sameness() -> None:
    backwards = ReportKeys(1, dict(reversed(KEYS.keys.items())))
    assert backwards == KEYS
    assert backwards != ReportKeys(2, KEYS.keys)
    assert backwards != ReportKeys(1, FOLLOW_UP_KEYS.keys, fixed_id("another hand-over"))
