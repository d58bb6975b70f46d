"""The truth table of who may do what, written out."""

import pytest

from sharp.model.words import Role
from sharp.triage.policy import Action, may

EVERYTHING = set(Action) - {Action.FOLLOW_UP}
NOMINEES_ALONE = {Action.SHARE, Action.HAND_OVER, Action.MERGE, Action.MOVE}
TABLE = {
    Role.SSO: EVERYTHING - {Action.SANCTION} | {Action.FOLLOW_UP},
    Role.SPOC: EVERYTHING - {Action.CRIME},
    Role.HEAD: EVERYTHING - NOMINEES_ALONE - {Action.CRIME},
    Role.CONTACT: EVERYTHING - NOMINEES_ALONE - {Action.CRIME, Action.SANCTION},
    Role.PASTORAL: {Action.FOLLOW_UP},
    Role.COORDINATOR: set(),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_the_table(role: Role, action: Action) -> None:
    assert may([role], action) is (action in TABLE[role])


@pytest.mark.parametrize("action", Action)
def test_nobody_may_anything_without_a_role(action: Action) -> None:
    assert not may([], action)


def test_an_unknown_action_is_refused() -> None:
    assert not any(may([role], "leak") for role in Role)  # type: ignore[arg-type]
