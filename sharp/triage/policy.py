"""Who may do what to a case they hold a grant for: the whole table."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from sharp.model.words import Role


class Action(StrEnum):
    READ = "read"
    ACKNOWLEDGE = "acknowledge"
    SET_LEVEL = "set-level"
    ANSWER = "answer"
    NOTE = "note"
    CLOSE = "close"
    REOPEN = "reopen"
    SHARE = "share"
    EXPORT = "export"
    LINK = "link"
    MERGE = "merge"
    """Work on two cases as one, and separate them again."""
    ACT = "act"
    """Record what was done: meetings, parents, referrals, decisions, plans."""
    CRIME = "crime"
    SANCTION = "sanction"
    HOLD = "hold"
    FILE = "file"
    HAND_OVER = "hand-over"
    MOVE = "move"
    """Offer it to another school, and send it there."""
    FOLLOW_UP = "follow-up"


CASEWORK = frozenset(Action) - {Action.FOLLOW_UP}
NOMINEES_ALONE = frozenset({Action.SHARE, Action.HAND_OVER, Action.MERGE, Action.MOVE})

ALLOWED: Mapping[Role, frozenset[Action]] = {
    Role.SSO: CASEWORK - {Action.SANCTION} | {Action.FOLLOW_UP},
    Role.SPOC: CASEWORK - {Action.CRIME},
    Role.HEAD: CASEWORK - NOMINEES_ALONE - {Action.CRIME},
    Role.CONTACT: CASEWORK - NOMINEES_ALONE - {Action.CRIME, Action.SANCTION},
    Role.PASTORAL: frozenset({Action.FOLLOW_UP}),
}
"""Only what is sealed to a person reaches this table at all; a pastoral lead follows up what was handed to them.

An officer answers what they are asked for advice on, by a brief, about cases that they do not hold.

An operator runs the service and appears nowhere here.
"""


def may(roles: Iterable[Role], action: Action) -> bool:
    return any(action in ALLOWED.get(role, ()) for role in roles)
