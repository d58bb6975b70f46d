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
    ACT = "act"
    """Record what was done: meetings, parents, referrals, decisions, plans."""
    CRIME = "crime"
    SANCTION = "sanction"
    HOLD = "hold"
    FILE = "file"


CASEWORK = frozenset(Action)

ALLOWED: Mapping[Role, frozenset[Action]] = {
    Role.SSO: CASEWORK - {Action.SANCTION},
    Role.SPOC: CASEWORK - {Action.CRIME},
    Role.HEAD: CASEWORK - {Action.SHARE, Action.CRIME},
    Role.CONTACT: CASEWORK - {Action.SHARE, Action.CRIME, Action.SANCTION},
}
"""Only what is sealed to a person reaches this table at all. An operator runs the service and appears nowhere here."""


def may(roles: Iterable[Role], action: Action) -> bool:
    return any(action in ALLOWED.get(role, ()) for role in roles)
